//! Redeeming points: points, stock and the redemption in one transaction.

use entity::id::{
    AccountId, HouseholdId, ItemId, NodeId, PurseId, RedemptionId, ShopId, TransferId,
};
use entity::point_tally::TallyKind;
use entity::point_transfer::TransferKind;
use entity::push::PushKind;
use entity::stock_movement::MovementKind;
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Deserialize;

use super::model::Redemption;
use super::stock::{self, Moved, Movement};
use super::{ShopError, redemptions};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::RedeemPoints;
use crate::inbox::tell::tell;
use crate::params;
use crate::points::ledger::{self, Draft};
use crate::points::tally::{self, Cap, month_of};
use crate::store::At;
use crate::store::audit::Subject;

/// A redemption.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct RedemptionRequest {
    /// The redemption's id: made by the client before sending, kept when repeating.
    pub redemption_id: RedemptionId,
    /// The household.
    pub household_id: HouseholdId,
    /// The item.
    pub item_id: ItemId,
    /// Pieces.
    #[oai(validator(minimum(value = "1"), maximum(value = "1000")))]
    pub quantity: i64,
    /// Points for one piece, as the household was told.
    #[oai(validator(minimum(value = "1"), maximum(value = "100000")))]
    pub expected_price: i64,
}

/// Redeems points.
#[derive(Debug)]
pub struct Redeem(pub RedemptionRequest);

/// What a redemption needs to know of its item, shop and household.
#[derive(FromQueryResult)]
struct Ground {
    shop_id: ShopId,
    purse_id: PurseId,
    node_id: NodeId,
    name: String,
    price_points: i64,
    household_month_max: Option<i64>,
    on_sale: bool,
    own_id: Option<HouseholdId>,
}

impl Command for Redeem {
    type Needs = RedeemPoints;
    type Shows = Redemption;
    type Error = ShopError;
    const ACTION: &'static str = "points.redeem";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<RedeemPoints>,
    ) -> Result<Deed<Redemption>, ShopError> {
        let asked = self.0;
        let ground = ground(at, by, &asked).await?.ok_or(ShopError::Missing)?;
        let actor = by.caller().account;
        let subject = Subject::new("redemption", asked.redemption_id)
            .household(asked.household_id)
            .node(ground.node_id);
        let note = format!("{} × {}", ground.name, asked.quantity);
        let draft = Draft {
            id: TransferId(asked.redemption_id.0),
            kind: TransferKind::Redemption,
            household: asked.household_id,
            points: asked.expected_price.saturating_mul(asked.quantity),
            rule: None,
            reverses: None,
            note: Some(&note),
            actor,
        };
        let refusal = refusal(by, &asked, &ground);
        let opened = refusal.is_none() && ledger::open(at, &draft).await?;
        if !opened {
            let before = repeated(at, &asked, actor).await?;
            let before = before.ok_or(refusal.unwrap_or(ShopError::IdUsed))?;
            let facts = serde_json::json!({ "repeated": true });
            return Ok(Deed::new(before, subject.facts(facts)));
        }
        let shown = exchange(at, &asked, &ground, &draft).await?;
        let body = format!(
            "兑换了{note}，用去{}分，还剩{}分。如不是您家办的，请告诉社区。",
            draft.points, shown.balance_after
        );
        tell(at, draft.household, PushKind::Points, draft.id.0, "您家兑换了物品", &body).await?;
        Ok(Deed::new(shown, subject))
    }
}

/// Item and shop where the caller redeems, for a household that the shop serves.
async fn ground(
    at: &At<'_>,
    by: &Grant<RedeemPoints>,
    asked: &RedemptionRequest,
) -> Result<Option<Ground>, ShopError> {
    let mut values = params![asked.item_id, asked.household_id, by.caller().person];
    let clause = by.clause("s.node_id", None, &mut values);
    let sql = format!(
        "SELECT i.shop_id, s.purse_id, s.node_id, i.name, i.price_points, \
           i.household_month_max, i.on_sale, \
           (SELECT p.household_id FROM person p WHERE p.id = $3) AS own_id \
         FROM shop_item i JOIN shop s ON s.id = i.shop_id \
         JOIN grid_path g ON g.ancestor_id = s.node_id \
         JOIN household h ON h.node_id = g.node_id \
         WHERE i.id = $1 AND h.id = $2 AND h.state = 'present' AND {clause}"
    );
    Ok(at.sql().one(sql, values).await?)
}

/// Why the item can't be redeemed like this.
fn refusal(
    by: &Grant<RedeemPoints>,
    asked: &RedemptionRequest,
    ground: &Ground,
) -> Option<ShopError> {
    let household = asked.household_id;
    if by.is_own(household) || ground.own_id == Some(household) {
        Some(ShopError::OwnHousehold)
    } else if !ground.on_sale {
        Some(ShopError::NotOnSale)
    } else if ground.price_points != asked.expected_price {
        Some(ShopError::PriceChanged { price: ground.price_points })
    } else {
        None
    }
}

/// Counts the household's limit, takes stock and points, and writes all of it down.
async fn exchange(
    at: &At<'_>,
    asked: &RedemptionRequest,
    ground: &Ground,
    draft: &Draft<'_>,
) -> Result<Redemption, ShopError> {
    let cap = ground.household_month_max.map(|max| Cap {
        kind: TallyKind::ItemMonth,
        subject: asked.item_id.0,
        whose: asked.household_id.0,
        from: month_of(at.today()),
        max,
    });
    if let Some(cap) = cap {
        let counted = tally::count(at, &[cap], asked.quantity).await?;
        counted.map_err(|full| ShopError::MonthFull { left: full.left })?;
    }
    let moved = take_stock(at, asked).await?;
    let Some(purse) = ledger::take(at, draft.household, draft.points).await? else {
        let balance = ledger::balance(at.sql(), draft.household).await?;
        return Err(ShopError::NotEnough { balance, price: draft.points });
    };
    ledger::enter(at, draft.id, purse, -draft.points, ground.purse_id).await?;
    let shown = Redemption {
        redemption_id: asked.redemption_id,
        shop_id: ground.shop_id,
        item_id: asked.item_id,
        item_name: ground.name.clone(),
        household_id: asked.household_id,
        quantity: asked.quantity,
        price_points: asked.expected_price,
        balance_after: purse.balance,
        at: at.now,
    };
    write(at, &shown, draft.actor).await?;
    let movement = Movement {
        item: asked.item_id,
        kind: MovementKind::Redemption,
        amount: -asked.quantity,
        redemption: Some(asked.redemption_id),
        reason: None,
        actor: draft.actor,
    };
    stock::write(at, movement, moved).await?;
    Ok(shown)
}

/// Takes the pieces off the shelf, at the price that was told.
async fn take_stock(at: &At<'_>, asked: &RedemptionRequest) -> Result<Moved, ShopError> {
    let moved = at
        .sql()
        .one(
            "UPDATE shop_item SET stock = stock - $2, movements = movements + 1 \
             WHERE id = $1 AND stock >= $2 AND price_points = $3 AND on_sale \
             RETURNING stock, movements",
            params![asked.item_id, asked.quantity, asked.expected_price],
        )
        .await?;
    if let Some(moved) = moved {
        return Ok(moved);
    }
    let price: Option<i64> = at
        .sql()
        .value("SELECT price_points FROM shop_item WHERE id = $1", params![asked.item_id])
        .await?;
    Err(match price.filter(|price| *price != asked.expected_price) {
        Some(price) => ShopError::PriceChanged { price },
        None => ShopError::OutOfStock { stock: stock::on_shelf(at, asked.item_id).await? },
    })
}

async fn write(at: &At<'_>, shown: &Redemption, actor: AccountId) -> Result<(), ShopError> {
    at.execute(
        "INSERT INTO redemption (id, item_id, shop_id, household_id, quantity, price_points, \
         actor_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![
            shown.redemption_id,
            shown.item_id,
            shown.shop_id,
            shown.household_id,
            shown.quantity,
            shown.price_points,
            actor,
            at.now
        ],
    )
    .await?;
    Ok(())
}

/// The redemption of an earlier request with this id, if it says the same.
async fn repeated(
    at: &At<'_>,
    asked: &RedemptionRequest,
    actor: AccountId,
) -> Result<Option<Redemption>, ShopError> {
    let Some(written) = ledger::written(at.sql(), TransferId(asked.redemption_id.0)).await? else {
        return Ok(None);
    };
    let before = redemptions::one(at.sql(), asked.redemption_id).await?;
    let same = |before: &Redemption| {
        written.actor == actor
            && before.household_id == asked.household_id
            && before.item_id == asked.item_id
            && before.quantity == asked.quantity
            && before.price_points == asked.expected_price
    };
    before.filter(same).map(Some).ok_or(ShopError::IdUsed)
}

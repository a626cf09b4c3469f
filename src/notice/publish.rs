//! Hanging a public notice out (张榜公示): all of its declarations, or none.

use std::collections::BTreeSet;

use entity::Moment;
use entity::declaration::Category;
use entity::grid_node::{self, NodeKind};
use entity::id::{DeclarationId, HouseholdId, NodeId, NoticeId};
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Deserialize;
use time::{Date, Duration};

use super::NoticeError;
use super::notices::{self, PublicNotice};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::ReviewDeclarations;
use crate::declaration::public;
use crate::http::{ApiError, Common, Invalid};
use crate::params;
use crate::store::audit::Subject;
use crate::store::{At, Fault};
use crate::support::words;
use crate::text::mask;

/// Days by which a notice may be prepared ahead.
const AHEAD_DAYS_MAX: i64 = 7;
/// Longest place, in characters.
const PLACE_CHARS_MAX: usize = 100;

/// A public notice to hang out.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct NewPublicNotice {
    /// The community.
    pub node_id: NodeId,
    /// Declarations that a review meeting agreed to.
    #[oai(validator(min_items = 1, max_items = 50))]
    pub declaration_ids: Vec<DeclarationId>,
    /// The first day: today when left out, at most a week ahead.
    #[serde(default, with = "crate::identity::day::option")]
    pub starts_on: Option<Date>,
    /// Working days that it hangs: those of the policy when left out, never fewer.
    #[oai(validator(minimum(value = "5"), maximum(value = "60")))]
    pub working_days: Option<i64>,
    /// Where objections are taken: an office and its hours.
    #[oai(validator(min_length = 1, max_length = 100))]
    pub contact_place: String,
}

/// Hangs it out.
#[derive(Clone, Debug)]
pub(super) struct Publish(pub(super) NewPublicNotice);

/// What was checked.
struct Checked {
    starts_on: Date,
    working_days: u16,
    contact_place: String,
}

#[derive(FromQueryResult)]
struct Home {
    head_name: Option<String>,
    building_name: String,
    member_count: i64,
}

impl Command for Publish {
    type Needs = ReviewDeclarations;
    type Shows = PublicNotice;
    type Error = ApiError;
    const ACTION: &'static str = "notice.publish";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<ReviewDeclarations>,
    ) -> Result<Deed<PublicNotice>, ApiError> {
        let new = self.0;
        let node = by.within::<grid_node::Entity>(at, new.node_id).await?;
        let node = node.ok_or(NoticeError::Missing)?;
        if node.kind != NodeKind::Community {
            return Err(NoticeError::NotCommunity.into());
        }
        let checked = check(at, &new)?;
        let id: NoticeId = at.id();
        insert(at, by, id, &new, &checked).await?;
        // The first day counts when it is worked, so the end is counted from the day before.
        let before = Moment::begin_of(checked.starts_on).plus_ms(-1);
        let ends = at.world.calendar.deadline(before.utc(), checked.working_days);
        let ends = Moment::from(ends);
        let mut about = vec![Subject::new("public_notice", id).node(new.node_id)];
        for (place, declaration) in new.declaration_ids.iter().enumerate() {
            let step = public::publish(at, by, *declaration, ends).await?;
            let place = i64::try_from(place).unwrap_or(i64::MAX) + 1;
            let entry = Entry { notice: id, declaration: *declaration, place, ends };
            if !entry.insert(at, new.node_id, step.household, step.category).await? {
                return Err(NoticeError::OtherCommunity.into());
            }
            about.push(step.subject);
        }
        let shows = notices::one(at.sql(), at.now, id).await?.ok_or(NoticeError::Missing)?;
        let mut about = about.into_iter();
        let first = about.next().unwrap_or_else(|| Subject::kind("public_notice"));
        Ok(about.fold(Deed::new(shows, first), Deed::also))
    }
}

fn check(at: &At<'_>, new: &NewPublicNotice) -> Result<Checked, Invalid> {
    let mut invalid = Invalid::default();
    let today = at.today();
    let starts_on = new.starts_on.unwrap_or(today);
    let last = today + Duration::days(AHEAD_DAYS_MAX);
    if starts_on < today {
        invalid.beyond("/starts_on", Common::FieldTooSmall.entry(), today);
    } else if starts_on > last {
        invalid.beyond("/starts_on", Common::FieldTooLarge.entry(), last);
    }
    let least = at.world.config.policy.declaration.notice_working_days;
    let days = new.working_days.unwrap_or(i64::from(least));
    if days < i64::from(least) {
        invalid.beyond("/working_days", Common::FieldTooSmall.entry(), least);
    }
    let mut seen = BTreeSet::new();
    for (place, id) in new.declaration_ids.iter().enumerate() {
        if !seen.insert(id) {
            invalid.add(format!("/declaration_ids/{place}"), Common::Duplicate.entry());
        }
    }
    let contact = words::line(&mut invalid, "/contact_place", &new.contact_place, PLACE_CHARS_MAX);
    invalid.check()?;
    Ok(Checked {
        starts_on,
        working_days: u16::try_from(days).unwrap_or(u16::MAX),
        contact_place: contact.unwrap_or_default(),
    })
}

async fn insert(
    at: &At<'_>,
    by: &Grant<ReviewDeclarations>,
    id: NoticeId,
    new: &NewPublicNotice,
    checked: &Checked,
) -> Result<(), Fault> {
    at.execute(
        "INSERT INTO public_notice (id, node_id, starts_on, working_days, contact_place, \
         created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![
            id,
            new.node_id,
            checked.starts_on,
            i64::from(checked.working_days),
            checked.contact_place.clone(),
            by.caller().account,
            at.now
        ],
    )
    .await?;
    Ok(())
}

/// A line of the notice on its way into the table.
struct Entry {
    notice: NoticeId,
    declaration: DeclarationId,
    place: i64,
    ends: Moment,
}

impl Entry {
    /// Writes it; `false` when the household lives in another community.
    async fn insert(
        &self,
        at: &At<'_>,
        community: NodeId,
        household: HouseholdId,
        category: Category,
    ) -> Result<bool, Fault> {
        let home: Option<Home> = at
            .sql()
            .one(
                "SELECT d.head_name, b.name AS building_name, (SELECT COUNT(*) FROM person p \
                   WHERE p.household_id = h.id AND p.state = 'present') AS member_count \
                 FROM declaration d JOIN household h ON h.id = d.household_id \
                 JOIN grid_path c ON c.node_id = h.node_id AND c.ancestor_id = $2 \
                 JOIN grid_path g ON g.node_id = h.node_id \
                 JOIN grid_node b ON b.id = g.ancestor_id AND b.kind = 'building' \
                 WHERE d.id = $1 AND h.id = $3",
                params![self.declaration, community, household],
            )
            .await?;
        let Some(home) = home else { return Ok(false) };
        let head = home.head_name.map_or_else(|| "*".to_owned(), |name| mask::name(&name));
        at.execute(
            "INSERT INTO public_notice_entry (notice_id, declaration_id, place, head_name_masked, \
             building_name, member_count, category, ends_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            params![
                self.notice,
                self.declaration,
                self.place,
                head,
                home.building_name,
                home.member_count.max(1),
                category.code(),
                self.ends
            ],
        )
        .await?;
        Ok(true)
    }
}

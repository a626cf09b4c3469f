//! Codes printed on household cards (AUTHN-5): printing one, and using one.
//!
//! A household has at most one open code; printing another makes it void. A code is kept as a
//! keyed hash and used by one conditional UPDATE. Each use is told to the household, so a card in wrong
//! hands doesn't stay unnoticed. A wrong code has no row, so tries are counted
//! against the address that makes them; a mistyped code is told apart by its check symbol and is
//! no try.

use std::sync::Arc;

use entity::Moment;
use entity::id::{AccountId, ActivationId, HouseholdId, NodeId};
use entity::push::PushKind;
use poem_openapi::Object;
use rand::TryRng;
use rand::rngs::SysRng;
use sea_orm::FromQueryResult;
use serde::Deserialize;
use time::Duration;

use super::activation_code::ActivationCode;
use super::error::{SignInError, paused, text_entry};
use super::guard::Asked;
use super::phones;
use super::session::{self, Opened, SignedIn};
use super::throttle::{self, Counter};
use crate::app::App;
use crate::http::{ApiError, Invalid};
use crate::inbox::tell::tell;
use crate::params;
use crate::store::at::World;
use crate::store::audit::{self, Actor, Subject};
use crate::store::{At, Fault};
use crate::text::{clean_line, mask};

const NAME_CHARS_MAX: usize = 20;
/// What a household's account is called where the register knows no head.
const NAMELESS: &str = "住户";
/// What a household is told whenever its card is used.
const USED_TITLE: &str = "有手机用户卡登录了";
const USED_BODY: &str = "有一部手机用您家户卡上的开通码登录了。如不是家里人，请马上告诉社区，\
     让社区重新打印户卡，并让所有手机退出登录。";

/// The code from a household card.
#[derive(Clone, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct Activation {
    /// The code, as typed or scanned: case, spaces and dashes don't matter.
    #[oai(validator(min_length = 1, max_length = 64))]
    pub code: String,
    /// What the household's account is to be called, when this is its first activation; without
    /// it the masked name of the head.
    #[oai(validator(max_length = 20))]
    #[serde(default)]
    pub display_name: Option<String>,
}

impl std::fmt::Debug for Activation {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Activation(…)")
    }
}

struct Attempt {
    index: String,
    name: Option<String>,
    counter: [Counter; 1],
    trace: Option<String>,
    device: Option<String>,
}

enum Outcome {
    Opened(Opened),
    Refused,
    Disabled,
    Paused(u32),
}

/// Makes a new code for a household and voids the one before; gives the code and its end.
pub(crate) async fn print_code(
    at: &At<'_>,
    household: HouseholdId,
    printed_by: Option<AccountId>,
) -> Result<(ActivationCode, Moment), Fault> {
    let mut bytes = [0_u8; 16];
    SysRng.try_fill_bytes(&mut bytes).map_err(|_| Fault::Away("random source"))?;
    let code = ActivationCode::from_random(bytes);
    let settings = &at.world.config.auth;
    let expires_at = at.now.plus(Duration::days(i64::from(settings.activation_days)));
    phones::void_codes(at, household).await?;
    let made = at
        .execute(
            "INSERT INTO activation \
               (id, household_id, code_index, printed_by, created_at, expires_at, tries_left) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
            params![
                at.id::<ActivationId>(),
                household,
                code_index(at.world, &code),
                printed_by,
                at.now,
                expires_at,
                i64::from(settings.activation_tries_max)
            ],
        )
        .await?;
    if made == 0 {
        return Err(Fault::Away("another card of the household is being printed"));
    }
    Ok((code, expires_at))
}

/// Prints a code outside any deed, for the town of the demonstration.
pub async fn print(
    app: &Arc<App>,
    household: HouseholdId,
) -> Result<(ActivationCode, Moment), Fault> {
    app.work(move |at| {
        Box::pin(async move {
            let printed = print_code(at, household, None).await?;
            let subject = Subject::kind("activation").household(household);
            audit::record(at, Actor::SYSTEM, "activation.print", &[subject]).await?;
            Ok(printed)
        })
    })
    .await
}

/// Opens a session for the household that `given.code` was printed for.
pub(crate) async fn activate(
    app: &Arc<App>,
    asked: &Asked,
    given: Activation,
) -> Result<SignedIn, ApiError> {
    let code = ActivationCode::parse(&given.code).map_err(SignInError::from)?;
    let name = own_name(given.display_name.as_deref())?;
    let counter = [Counter::codes(&app.world, asked.address)];
    let view = app.view();
    if let Some(wait_s) = throttle::wait_s(view.sql, view.now, &counter).await? {
        return Err(paused(wait_s));
    }
    let attempt = Attempt {
        index: code_index(&app.world, &code),
        name,
        counter,
        trace: asked.trace.clone(),
        device: asked.agent.clone(),
    };
    let outcome: Outcome =
        app.work::<_, Fault, _>(move |at| Box::pin(conclude(at, attempt))).await?;
    match outcome {
        Outcome::Opened(opened) => session::issue(app, opened),
        Outcome::Refused => Err(SignInError::CodeRefused.into()),
        Outcome::Disabled => Err(SignInError::Disabled.into()),
        Outcome::Paused(wait_s) => Err(paused(wait_s)),
    }
}

/// What a code is found by.
pub(crate) fn code_index(world: &World, code: &ActivationCode) -> String {
    world.seal.blind_index("activation.code", &code.canonical())
}

fn own_name(typed: Option<&str>) -> Result<Option<String>, Invalid> {
    let mut invalid = Invalid::default();
    let name = typed.map(|typed| clean_line(typed, NAME_CHARS_MAX).map_err(text_entry));
    let name = name.and_then(|name| invalid.keep("/display_name", name));
    invalid.check()?;
    Ok(name)
}

/// Writes down what came of an attempt; whatever it was, the transaction is kept.
async fn conclude(at: &At<'_>, attempt: Attempt) -> Result<Outcome, Fault> {
    let [codes] = &attempt.counter;
    throttle::lock(at, codes).await?;
    if let Some(wait_s) = throttle::wait_s(at.sql(), at.now, &attempt.counter).await? {
        return Ok(Outcome::Paused(wait_s));
    }
    let trace = attempt.trace.as_deref();
    let Some(home) = home(at, &attempt.index).await? else {
        throttle::count(at, &attempt.counter).await?;
        let (actor, subject) = (Actor { account: None, trace }, Subject::kind("activation"));
        audit::record(at, actor, "activation.refuse", &[subject]).await?;
        return Ok(Outcome::Refused);
    };
    let Some((account, version)) = account(at, &home, attempt.name).await? else {
        return Ok(Outcome::Disabled);
    };
    let used = at
        .execute(
            "UPDATE activation SET used_at = $2 WHERE code_index = $1 AND used_at IS NULL \
             AND voided_at IS NULL AND expires_at > $2",
            params![attempt.index, at.now],
        )
        .await?;
    if used == 0 {
        return Ok(Outcome::Refused);
    }
    let (session, refresh) = session::open(at, account, attempt.device.as_deref()).await?;
    let subject = Subject::new("session", session).household(home.household_id).node(home.node_id);
    audit::record(at, Actor { account: Some(account), trace }, "activation.use", &[subject])
        .await?;
    tell(at, home.household_id, PushKind::Notice, session.0, USED_TITLE, USED_BODY).await?;
    Ok(Outcome::Opened(Opened { account, session, refresh, version, password_due: false }))
}

#[derive(FromQueryResult)]
struct Home {
    household_id: HouseholdId,
    node_id: NodeId,
    head: Option<String>,
}

/// The household that an open code belongs to.
async fn home(at: &At<'_>, index: &str) -> Result<Option<Home>, Fault> {
    at.sql()
        .one(
            "SELECT h.id AS household_id, h.node_id, p.name AS head FROM activation c \
             JOIN household h ON h.id = c.household_id LEFT JOIN person p ON p.id = h.head_id \
             WHERE c.code_index = $1 AND c.used_at IS NULL AND c.voided_at IS NULL \
               AND c.expires_at > $2 AND c.tries_left > 0 AND h.state = 'present'",
            params![index, at.now],
        )
        .await
}

#[derive(FromQueryResult)]
struct Account {
    id: AccountId,
    version: i64,
}

/// The household's account, found or made; nothing when it is disabled.
async fn account(
    at: &At<'_>,
    home: &Home,
    name: Option<String>,
) -> Result<Option<(AccountId, i64)>, Fault> {
    // Locks the household, so that two activations of it don't make two accounts.
    at.execute("UPDATE household SET id = id WHERE id = $1", params![home.household_id]).await?;
    let any: Option<AccountId> = at
        .sql()
        .value(
            "SELECT id FROM account WHERE household_id = $1 AND kind = 'resident' \
             ORDER BY created_at, id LIMIT 1",
            params![home.household_id],
        )
        .await?;
    if let Some(id) = any {
        let row: Option<Account> = at
            .sql()
            .one(
                "UPDATE account SET version = version WHERE id = $1 AND state = 'active' \
                 RETURNING id, version",
                params![id],
            )
            .await?;
        return Ok(row.map(|row| (row.id, row.version)));
    }
    let id: AccountId = at.id();
    let shown = name.or_else(|| home.head.as_deref().map(mask::name));
    at.execute(
        "INSERT INTO account (id, kind, display_name, household_id, state, version, created_at) \
         VALUES ($1, 'resident', $2, $3, 'active', 1, $4)",
        params![id, shown.unwrap_or_else(|| NAMELESS.to_owned()), home.household_id, at.now],
    )
    .await?;
    Ok(Some((id, 1)))
}

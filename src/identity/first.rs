//! The first administrator (AUTHN-7): there is no default account. While nobody administers, each
//! start prints a one-time set-up code, and whoever shows it makes the first account.

use std::sync::Arc;

use entity::Moment;
use entity::id::{AccountId, AppointmentId, NodeId};
use rand::TryRng;
use rand::rngs::SysRng;
use sea_orm::FromQueryResult;
use time::Duration;

use super::account;
use super::error::IdentityError;
use crate::app::App;
use crate::auth::password_rules;
use crate::auth::secret::Secret;
use crate::grid::create::code;
use crate::http::{ApiError, Invalid};
use crate::params;
use crate::store::at::World;
use crate::store::audit::{self, Actor, Subject};
use crate::store::{At, Fault};

const NAME: &str = "setup_code";
const GROUP: usize = 4;

/// The first administrator, and the county that the grid begins with where there is none yet.
#[derive(Clone, Debug)]
pub struct FirstAdministrator {
    /// The login.
    pub login: String,
    /// The name that others see.
    pub display_name: String,
    /// The password; it need not be changed.
    pub password: Secret,
    /// The county's code in the grid, such as `530600`.
    pub county_code: String,
    /// The county's name.
    pub county_name: String,
}

/// Makes a new set-up code and voids the one before; nothing when somebody administers already.
///
/// It holds for `auth.setup_code_hours` and is shown only here; the database keeps a keyed hash.
pub async fn create_setup_code(app: &Arc<App>) -> Result<Option<Secret>, Fault> {
    let given = app.world.config.auth.setup_code.as_ref().map(|code| code.expose().to_owned());
    let code = match given {
        Some(code) => code,
        None => random_code()?,
    };
    let hash = index(&app.world, &code);
    let made = app.work::<_, Fault, _>(move |at| {
        Box::pin(async move {
            let hours = Duration::hours(i64::from(at.world.config.auth.setup_code_hours));
            let value = format!("{hash} {}", at.now.plus(hours).0);
            let made = at
                .execute(
                    "INSERT INTO installation (name, value) SELECT $1, $2 WHERE NOT EXISTS \
                       (SELECT 1 FROM appointment WHERE role = 'administrator') \
                     ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                    params![NAME, value],
                )
                .await?;
            Ok(made == 1)
        })
    });
    Ok(made.await?.then(|| Secret::from(code)))
}

/// Uses the set-up code: makes the first administrator, at the county.
pub async fn claim(
    app: &Arc<App>,
    setup_code: &Secret,
    first: FirstAdministrator,
) -> Result<AccountId, ApiError> {
    let mut invalid = Invalid::default();
    let login = account::login(&first.login, &mut invalid).unwrap_or_default();
    let name = account::display_name(&first.display_name, &mut invalid).unwrap_or_default();
    let names = (login.as_str(), name.as_str());
    password_rules::check(&app.world, "/password", &first.password, names, &mut invalid)?;
    let code_of_county = invalid.keep("/county_code", code(&first.county_code));
    let first = FirstAdministrator { county_code: code_of_county.unwrap_or_default(), ..first };
    invalid.check()?;
    let hash = app.passwords.hash(first.password.clone()).await?;
    let index = index(&app.world, setup_code.expose());
    let outcome: Result<AccountId, IdentityError> = app
        .work(move |at| {
            Box::pin(async move {
                use_code(at, &index).await?;
                let county = county(at, &first).await?;
                let id = make(at, &login, &name, &hash, county).await?;
                let subject = Subject::new("account", id).node(county);
                let actor = Actor { account: Some(id), trace: None };
                audit::record(at, actor, "installation.claim", &[subject]).await?;
                Ok(id)
            })
        })
        .await;
    Ok(outcome?)
}

/// 128 random bits in groups of four hex digits.
fn random_code() -> Result<String, Fault> {
    let mut bytes = [0_u8; 16];
    SysRng.try_fill_bytes(&mut bytes).map_err(|_| Fault::Away("random source"))?;
    let mut code = String::new();
    for (place, digit) in hex::encode(bytes).chars().enumerate() {
        if place > 0 && place % GROUP == 0 {
            code.push('-');
        }
        code.push(digit);
    }
    Ok(code)
}

fn index(world: &World, code: &str) -> String {
    let plain: String = code.chars().filter(|sign| !sign.is_whitespace() && *sign != '-').collect();
    world.seal.blind_index("installation.setup_code", &plain.to_lowercase())
}

/// Takes the code away, if it is the one and still holds; whoever takes it is the only one.
async fn use_code(at: &At<'_>, index: &str) -> Result<(), IdentityError> {
    let value: Option<String> =
        at.sql().value("SELECT value FROM installation WHERE name = $1", params![NAME]).await?;
    let value = value.ok_or(IdentityError::SetupCode)?;
    let (kept, until) = value.split_once(' ').ok_or(IdentityError::SetupCode)?;
    let until = until.parse().map(Moment).map_err(|_| IdentityError::SetupCode)?;
    if kept != index || at.now >= until {
        return Err(IdentityError::SetupCode);
    }
    let taken = at
        .execute(
            "DELETE FROM installation WHERE name = $1 AND value = $2",
            params![NAME, value.clone()],
        )
        .await?;
    if taken == 1 { Ok(()) } else { Err(IdentityError::SetupCode) }
}

#[derive(FromQueryResult)]
struct County {
    id: NodeId,
}

/// The county of the grid, found or made.
async fn county(at: &At<'_>, first: &FirstAdministrator) -> Result<NodeId, Fault> {
    let found: Option<County> = at
        .sql()
        .one("SELECT id FROM grid_node WHERE parent_id IS NULL ORDER BY id LIMIT 1", vec![])
        .await?;
    if let Some(county) = found {
        return Ok(county.id);
    }
    let id: NodeId = at.id();
    at.execute(
        "INSERT INTO grid_node (id, kind, code, name, path, version, created_at) \
         VALUES ($1, 'county', $2, $3, $2, 1, $4)",
        params![id, first.county_code.clone(), first.county_name.clone(), at.now],
    )
    .await?;
    at.execute(
        "INSERT INTO grid_path (ancestor_id, node_id, depth) VALUES ($1, $1, 0)",
        params![id],
    )
    .await?;
    Ok(id)
}

async fn make(
    at: &At<'_>,
    login: &str,
    name: &str,
    hash: &str,
    county: NodeId,
) -> Result<AccountId, IdentityError> {
    let id: AccountId = at.id();
    let made = at
        .execute(
            "INSERT INTO account (id, kind, login, display_name, password_hash, password_set_at, \
               node_id, state, version, created_at) \
             VALUES ($1, 'staff', $2, $3, $4, $5, $6, 'active', 1, $5) ON CONFLICT DO NOTHING",
            params![id, login, name, hash, at.now, county],
        )
        .await?;
    if made == 0 {
        return Err(IdentityError::LoginTaken);
    }
    at.execute(
        "INSERT INTO appointment (id, account_id, role, node_id, starts_on, created_at) \
         VALUES ($1, $2, 'administrator', $3, $4, $5)",
        params![at.id::<AppointmentId>(), id, county, at.today(), at.now],
    )
    .await?;
    Ok(id)
}

//! `xinju account`: accounts by whoever may use this machine: the first administrator, and the way
//! back in when nobody who could help can sign in. Each deed is in the audit trail, as the system's.

use std::io::BufRead;
use std::sync::Arc;

use clap::{Args, Subcommand};
use entity::id::AccountId;
use rand::TryRng;
use rand::rngs::SysRng;

use super::{Failure, open};
use crate::app::App;
use crate::auth::activation_code::ActivationCode;
use crate::auth::secret::Secret;
use crate::auth::session::{self, End, Which};
use crate::auth::sign_in::fold_login;
use crate::config::Config;
use crate::http::ApiError;
use crate::identity::first::{self, FirstAdministrator};
use crate::params;
use crate::store::audit::{self, Actor, Subject};
use crate::store::{At, Fault};

/// Arguments of `xinju account`.
#[derive(Debug, Args)]
pub(super) struct AccountArguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make the first administrator with the set-up code that `serve` printed · 建立首个管理员
    ///
    /// The set-up code and the password are read from standard input, one line each, so that neither
    /// shows in the list of processes: `printf '%s\n' "$CODE" "$PASSWORD" | xinju account create …`
    Create(Create),
    /// Give a staff account a one-time password and end all its sessions · 重置密码
    Reset {
        /// The login
        login: String,
    },
    /// Close an account and end all its sessions · 停用账号
    Disable {
        /// The login
        login: String,
        /// Why, for the audit trail
        #[arg(long)]
        reason: String,
    },
}

#[derive(Debug, Args)]
struct Create {
    /// The login
    #[arg(long)]
    login: String,
    /// The name that others see
    #[arg(long)]
    name: String,
    /// The county's code in the grid, where there is no grid yet
    #[arg(long, value_name = "CODE")]
    county_code: String,
    /// The county's name
    #[arg(long, value_name = "NAME")]
    county_name: String,
}

impl AccountArguments {
    pub(super) async fn run(self, config: Config) -> Result<bool, Failure> {
        let app = open::node(config, false).await?;
        let done = match self.command {
            Command::Create(create) => create.run(&app).await,
            Command::Reset { login } => reset(&app, fold_login(&login)).await,
            Command::Disable { login, reason } => disable(&app, fold_login(&login), reason).await,
        };
        app.db.clone().close().await?;
        done.map(|()| true)
    }
}

impl Create {
    async fn run(self, app: &Arc<App>) -> Result<(), Failure> {
        let mut lines = std::io::stdin().lock().lines();
        let mut ask = |what: &str| -> Result<Secret, Failure> {
            eprintln!("{what}:");
            let line = lines.next().transpose().map_err(Failure::io("Can't read the answer"))?;
            Ok(Secret::from(line.unwrap_or_default().trim().to_owned()))
        };
        let code = ask("Set-up code · 设置码")?;
        let password = ask("New password · 新密码")?;
        let first = FirstAdministrator {
            login: self.login,
            display_name: self.name,
            password,
            county_code: self.county_code,
            county_name: self.county_name,
        };
        first::claim(app, &code, first).await.map_err(Failure::from)?;
        say!("The first administrator can sign in. 首个管理员已建立，可以登录。");
        Ok(())
    }
}

async fn reset(app: &Arc<App>, login: String) -> Result<(), Failure> {
    let mut bytes = [0_u8; 16];
    SysRng.try_fill_bytes(&mut bytes).map_err(|_| Fault::Away("random source"))?;
    let password = ActivationCode::from_random(bytes).printed().to_lowercase();
    let hash = app.passwords.hash(password.as_str().into()).await.map_err(ApiError::from)?;
    let done = app.work(move |at| {
        Box::pin(async move {
            let sql = "UPDATE account SET password_hash = $2, password_set_at = $3, \
                       password_must_change = true, version = version + 1 \
                       WHERE login = $1 AND kind = 'staff'";
            let rows = at.execute(sql, params![login.clone(), hash, at.now]).await?;
            conclude(at, rows, login, "password.reset", End::Password, None).await
        })
    });
    if done.await? {
        say!("One-time password · 一次性密码: {password}");
        return Ok(());
    }
    Err(Failure::NoAccount)
}

async fn disable(app: &Arc<App>, login: String, reason: String) -> Result<(), Failure> {
    let done = app.work(move |at| {
        Box::pin(async move {
            let sql = "UPDATE account SET state = 'disabled', version = version + 1 \
                       WHERE login = $1 AND state <> 'disabled'";
            let rows = at.execute(sql, params![login.clone()]).await?;
            conclude(at, rows, login, "account.set_state", End::Disabled, Some(reason)).await
        })
    });
    if done.await? {
        say!("The account is closed. 账号已停用。");
        return Ok(());
    }
    Err(Failure::NoAccount)
}

/// Ends the sessions and writes the audit entry, if an account was changed.
async fn conclude(
    at: &At<'_>,
    rows: u64,
    login: String,
    action: &'static str,
    end: End,
    reason: Option<String>,
) -> Result<bool, Fault> {
    let wanted = "SELECT id FROM account WHERE login = $1";
    let found: Option<AccountId> = at.sql().value(wanted, params![login]).await?;
    let Some(id) = found.filter(|_| rows == 1) else { return Ok(false) };
    session::end(at, id, Which::All, end).await?;
    at.changed_account(id);
    let subject = Subject::new("account", id);
    let subject = match reason {
        Some(reason) => subject.reason(reason),
        None => subject,
    };
    audit::record(at, Actor::SYSTEM, action, &[subject]).await?;
    Ok(true)
}

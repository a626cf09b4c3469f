//! The rules for new passwords (AUTHN-2) as the settings want them.

use super::error::password_faults;
use super::password::{PasswordContext, PasswordPolicy, PasswordProfile};
use super::secret::Secret;
use crate::config::PasswordProfile as Setting;
use crate::http::Invalid;
use crate::store::Fault;
use crate::store::at::World;

/// The policy; a password stands alone here, without a second factor.
pub(crate) fn policy(world: &World) -> Result<PasswordPolicy, Fault> {
    let settings = &world.config.auth.password;
    let profile = match settings.profile {
        Setting::Length => PasswordProfile::Modern,
        Setting::Rotation => {
            PasswordProfile::MultiLevelProtection { age_days_max: settings.days_max }
        }
    };
    PasswordPolicy::new(settings.chars_min_alone, profile)
        .map_err(|fault| Fault::Damaged(fault.to_string()))
}

/// Notes all that is wrong with a new password.
pub(crate) fn check(
    world: &World,
    pointer: &str,
    password: &Secret,
    (login, person): (&str, &str),
    invalid: &mut Invalid,
) -> Result<(), Fault> {
    let site = &world.config.site;
    let names = [site.name.as_str(), site.name_english.as_str()];
    let context = PasswordContext { login, person, site: &names };
    if let Err(faults) = policy(world)?.check(password, &context) {
        password_faults(pointer, faults, invalid);
    }
    Ok(())
}

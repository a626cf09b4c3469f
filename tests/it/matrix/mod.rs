//! Lock four: who may do what, proved from outside.
//!
//! `roles.txt` says, by hand and from the policy, which roles may use each operation. The operations
//! come from the OpenAPI document, so a new one without a row fails. [`places`] proves where each of
//! them holds.

mod places;
mod probes;
mod stage;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use entity::appointment::Role;
use serde_json::{Value, json};

use crate::town::{Actor, Town};

/// Letters of the table, in its order.
const ROLES: &[(char, Role)] = &[
    ('R', Role::Resident),
    ('V', Role::Volunteer),
    ('S', Role::Shopkeeper),
    ('B', Role::BuildingHead),
    ('A', Role::AreaHead),
    ('C', Role::CommunityWorker),
    ('M', Role::Mediator),
    ('E', Role::EmploymentOfficer),
    ('T', Role::StreetOfficer),
    ('Y', Role::CountyOfficer),
    ('U', Role::Auditor),
    ('D', Role::Administrator),
];

/// An operation of the document.
struct Operation {
    id: String,
    method: String,
    path: String,
    is_open: bool,
    has_body: bool,
}

/// Every operation of the document.
fn operations(town: &Town) -> Vec<Operation> {
    let mut found = Vec::new();
    for (path, item) in town.contract().document()["paths"].as_object().unwrap() {
        for method in ["get", "post", "put", "patch", "delete"] {
            let operation = &item[method];
            if operation.is_null() {
                continue;
            }
            found.push(Operation {
                id: operation["operationId"].as_str().unwrap().to_owned(),
                method: method.to_uppercase(),
                path: path.clone(),
                is_open: operation["security"] == json!([{}]),
                has_body: !operation["requestBody"].is_null(),
            });
        }
    }
    found
}

/// Sends an operation with ids that name nothing and an empty body, if it has one.
async fn knock(actor: &Actor<'_>, operation: &Operation) -> u16 {
    let nothing = actor.town.id().to_string();
    let path = fill(&operation.path, &nothing);
    let key = actor.town.id().to_string();
    let headers = [("idempotency-key", key.as_str()), ("if-match", "\"v1\"")];
    let body = operation.has_body.then(|| json!({}));
    actor.send(&operation.method, &path, body, &headers).await.status
}

/// The path with `id` for each of its parameters.
fn fill(path: &str, id: &str) -> String {
    let parts = path.split('/').map(|part| if part.starts_with('{') { id } else { part });
    parts.collect::<Vec<_>>().join("/")
}

async fn actor(town: &Town, role: Role) -> Actor<'_> {
    if role == Role::Resident {
        let household = town.household("north/1/u1").await;
        return town.resident(household).await;
    }
    town.staff(role, "").await
}

#[tokio::test]
async fn every_role_may_do_what_the_policy_says_and_nothing_else() {
    let town = Town::start().await;
    let operations = operations(&town);
    let mut actors = Vec::new();
    for (letter, role) in ROLES {
        actors.push((*letter, actor(&town, *role).await));
    }
    let mut table = BTreeMap::new();
    for operation in operations.iter().filter(|operation| !operation.is_open) {
        let mut letters = String::new();
        for (letter, actor) in &actors {
            // Signing out must not spoil the next knock.
            let fresh = town.sign_in(actor.account.unwrap()).await;
            match knock(&fresh, operation).await {
                403 => letters.push('.'),
                401 => panic!("{} refuses a good token", operation.id),
                _ => letters.push(*letter),
            }
        }
        table.insert(operation.id.clone(), letters);
    }
    let seen: Vec<_> = table.iter().map(|(id, letters)| format!("{id:<36}{letters}")).collect();
    let expected: Vec<_> = rows(include_str!("roles.txt")).map(str::to_owned).collect();
    compare(&expected, &seen);
}

/// The rows of a table, without its comments.
fn rows(table: &str) -> impl Iterator<Item = &str> {
    table.lines().filter(|line| !line.starts_with('#') && !line.is_empty())
}

/// Fails with the lines that stand in one table only.
fn compare(expected: &[String], seen: &[String]) {
    let missing = expected.iter().filter(|line| !seen.contains(line));
    let extra = seen.iter().filter(|line| !expected.contains(line));
    let mut text = String::new();
    missing.for_each(|line| writeln!(text, "expected {line}").unwrap());
    extra.for_each(|line| writeln!(text, "seen     {line}").unwrap());
    assert!(expected == seen, "the table differs:\n{text}");
}

#[tokio::test]
async fn nobody_gets_in_without_a_token_that_holds() {
    let town = Town::start().await;
    let worker = town.staff(Role::CommunityWorker, "").await;
    let expired = town.bearer(worker.access_token().unwrap());
    let revoked = town.staff(Role::CommunityWorker, "").await;
    town.clock.advance_ms(16 * 60 * 1000);
    town.sql(
        "UPDATE session SET ended_at = 1, end_reason = 'test' WHERE id = $1",
        xinju::params![revoked.session.unwrap()],
    )
    .await;
    let stranger = town.stranger();
    for operation in operations(&town).iter().filter(|operation| !operation.is_open) {
        for (who, actor) in [("stranger", &stranger), ("expired", &expired), ("revoked", &revoked)]
        {
            let status = knock(actor, operation).await;
            assert_eq!(status, 401, "{who} at {}", operation.id);
        }
    }
}

#[tokio::test]
async fn only_signing_in_is_open_to_strangers() {
    let town = Town::start().await;
    let mut open: Vec<_> = operations(&town)
        .into_iter()
        .filter(|operation| operation.is_open)
        .map(|operation| operation.id)
        .collect();
    open.sort();
    assert_eq!(open, ["activate_household", "create_session", "refresh_session"]);
}

#[tokio::test]
async fn every_operation_names_the_permission_that_it_needs() {
    let town = Town::start().await;
    let known: Vec<_> =
        xinju::auth::permission::ALL.iter().map(|permission| permission.name).collect();
    for (path, item) in town.contract().document()["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let Some(named) = operation.get("x-permission").and_then(Value::as_str) else {
                continue;
            };
            assert!(known.contains(&named), "{method} {path} needs {named}");
        }
    }
}

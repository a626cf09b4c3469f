//! The first hour of a new site: the set-up code, the first administrator, and the way back in when
//! nobody can sign in, all with the real program while it serves.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::json;

use crate::client::Client;
use crate::node::{Node, until};
use crate::place::Place;
use crate::program::Ran;

const PASSWORD: &str = "quiet-river-lantern-52";
const NEXT: &str = "another-river-lantern-53";

/// Runs a command to its end and hands it these lines.
fn answered(mut command: Command, lines: &[&str]) -> Ran {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    for line in lines {
        writeln!(input, "{line}").unwrap();
    }
    drop(input);
    Ran::of(child.wait_with_output().unwrap())
}

fn account(place: &Place, arguments: &[&str]) -> Command {
    let mut command = place.command("account");
    command.args(arguments);
    command
}

fn create(place: &Place, code: &str, login: &str) -> Ran {
    let who = ["create", "--login", login, "--name", "李主任"];
    let mut command = account(place, &who);
    command.args(["--county-code", "530602", "--county-name", "昭阳区"]);
    answered(command, &[code, PASSWORD])
}

/// The status of a sign-in.
async fn tried(client: &Client, login: &str, password: &str) -> u16 {
    client.post("/auth/sessions", json!({ "login": login, "password": password })).await.status
}

#[tokio::test]
async fn the_set_up_code_makes_one_administrator_who_can_be_let_in_again_and_shut_out() {
    let place = Place::new();
    let mut node = Node::start(place.command("serve")).await;
    let said = node.line_with(|line| line.starts_with("Set-up code")).await;
    let code = said.rsplit(' ').next().unwrap();
    let wrong = create(&place, "WRONG-CODE", "li.hong");
    assert_ne!(wrong.code, Some(0), "{wrong:?}");
    let mut typo = account(&place, &["create", "--login", "li.hong", "--name", "李主任"]);
    typo.args(["--county-code", "530602 昭阳/区", "--county-name", "昭阳区"]);
    let refused = answered(typo, &[code, PASSWORD]);
    assert!(refused.complaints.contains("/county_code"), "{refused:?}");
    create(&place, code, "li.hong").ok();
    let again = create(&place, code, "wang.wei");
    assert_ne!(again.code, Some(0), "a code works once: {again:?}");

    let administrator = node.client().sign_in("li.hong", PASSWORD).await;
    let me = administrator.get("/me").await.ok();
    assert_eq!(me["places"][0]["role"], "administrator", "{me:#}");

    let reset = Ran::rest(account(&place, &["reset", "LI.Hong"]));
    reset.ok();
    until("signed out", || async { administrator.get("/me").await.status == 401 }).await;
    assert_eq!(tried(&node.client(), "li.hong", PASSWORD).await, 401);
    let password = reset.out.trim().rsplit(' ').next().unwrap().to_owned();
    let back = node.client().sign_in("li.hong", &password).await;
    assert_eq!(back.get("/accounts").await.status, 403, "the password is due first");
    let change = json!({ "old_password": password, "new_password": NEXT });
    back.post("/me/password", change).await.ok();
    let back = node.client().sign_in("li.hong", NEXT).await;
    back.get("/accounts").await.ok();

    let closed = account(&place, &["disable", "li.hong", "--reason", "left the office"]);
    Ran::rest(closed).ok();
    until("shut out", || async { back.get("/me").await.status == 401 }).await;
    assert_eq!(tried(&node.client(), "li.hong", NEXT).await, 401);
    assert_ne!(Ran::rest(account(&place, &["reset", "nobody"])).code, Some(0));
    node.stop().await;
    place.verify().ok();
}

#[tokio::test]
async fn another_installations_key_file_is_refused_before_it_seals_anything() {
    let (ours, theirs) = (Place::new(), Place::new());
    for place in [&ours, &theirs] {
        Node::start(place.command("serve")).await.stop().await;
    }
    let kept = ours.folder().join("kept.json");
    let keys = ours.folder().join("keys.json");
    std::fs::rename(&keys, &kept).unwrap();
    std::fs::copy(theirs.folder().join("keys.json"), &keys).unwrap();
    for verb in ["serve", "verify"] {
        let refused = Ran::rest(ours.command(verb));
        assert_ne!(refused.code, Some(0), "{refused:?}");
        assert!(refused.complaints.contains("another installation"), "{refused:?}");
    }
    let doctor = Ran::rest(ours.command("doctor"));
    assert!(doctor.code == Some(1) && doctor.out.contains("another installation"), "{doctor:?}");
    std::fs::rename(&kept, &keys).unwrap();
    Node::start(ours.command("serve")).await.stop().await;
}

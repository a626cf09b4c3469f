//! `xinju demo`: the made-up town, the year that it lived, the three journeys in it, and what starting it again keeps.
//!
//! Making the town takes seconds, so one test starts it and lets all stories happen in it.

use serde_json::Value;

use crate::client::Client;
use crate::node::Node;
use crate::place::Place;
use crate::program::{Ran, command};
use crate::scene::Scene;
use crate::{declare, jobs, months, points};

/// The running demonstration.
pub(crate) struct Demo {
    node: Node,
    board: Value,
    residents: Vec<Client>,
}

impl Demo {
    /// Starts it in the folder of `place`.
    async fn start(place: &Place) -> Self {
        let (node, board) = Node::start_saying(demo(place, &[])).await;
        Self { node, board, residents: vec![] }
    }

    /// Lets the households of the board sign in with the codes on their cards.
    async fn activate(&mut self) {
        for resident in self.board["residents"].as_array().unwrap() {
            let code = resident["activation_code"].as_str().unwrap();
            self.residents.push(self.node.client().activate(code).await);
        }
        assert!(!self.residents.is_empty(), "{:#}", self.board);
    }

    /// One of the board's residents; asking for more than there are begins anew.
    pub(crate) fn resident(&self, number: usize) -> &Client {
        &self.residents[number % self.residents.len()]
    }

    /// All residents of the board, signed in.
    pub(crate) fn residents(&self) -> &[Client] {
        &self.residents
    }

    /// Somebody of the board with this role, signed in.
    pub(crate) async fn staff(&self, role: &str) -> Client {
        let board = self.board["sign_in"].as_array().unwrap();
        let line = board.iter().find(|line| line["role"] == role);
        let line = line.unwrap_or_else(|| panic!("nobody is {role}: {board:#?}"));
        let text = |name: &str| line[name].as_str().unwrap();
        self.node.client().sign_in(text("login"), text("password")).await
    }
}

fn demo(place: &Place, more: &[&str]) -> std::process::Command {
    let mut command = command(place.folder());
    command.args(["demo", "--json", "--listen", "127.0.0.1:0", "--data"]);
    command.arg(place.folder()).args(more);
    command
}

#[tokio::test]
async fn the_demo_tells_three_stories_and_starts_again_where_it_was() {
    let place = Place::new();
    let mut demo = Demo::start(&place).await;
    let docs = demo.board["docs"].as_str().unwrap();
    let page = docs.strip_prefix(&demo.node.address).unwrap();
    assert_eq!(demo.node.client().status(page).await, Some(200), "the documentation is there");
    demo.activate().await;
    months::story(&demo).await;

    tokio::join!(declare::story(&demo), jobs::story(&demo), points::story(&demo));

    let phone = demo.resident(0).clone();
    let before = phone.get("/declarations").await.ok();
    let board = demo.board.clone();
    demo.node.stop().await;
    place.verify().ok();

    let again = Demo::start(&place).await;
    for part in ["sign_in", "residents"] {
        assert_eq!(again.board[part], board[part], "the board says the same");
    }
    let phone = phone.at(&again.node.address);
    assert_eq!(phone.get("/declarations").await.ok(), before, "what was said is kept");
    let beside = Ran::rest(self::demo(&place, &["--fresh"]));
    assert_eq!(beside.code, Some(1), "{beside:?}");
    assert!(beside.complaints.contains("Another demonstration runs"), "{beside:?}");
    assert_eq!(phone.get("/declarations").await.ok(), before, "nobody takes it away meanwhile");
    again.node.stop().await;
}

#[tokio::test]
async fn the_demo_leaves_a_real_database_alone() {
    let scene = Scene::set(Place::new(), 1).await;
    let node = scene.serve().await;
    node.stop().await;
    for more in [&[][..], &["--fresh"][..]] {
        let ran = Ran::rest(demo(&scene.place, more));
        // 1 says that something is wrong, 2 would be a command line that can't be understood.
        assert_eq!(ran.code, Some(1), "{} {}", ran.out, ran.complaints);
    }
    let node = scene.serve().await;
    scene.client(&node, scene.residents[0]).get("/me").await.ok();
    node.stop().await;
}

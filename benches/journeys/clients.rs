//! What the clients send in each of the three measurements.

use std::sync::Arc;

use serde_json::json;
use uuid::Uuid;
use xinju::store::{Clock, Ids};

use crate::Outcome;
use crate::load::{Shot, Shots};
use crate::town::{Person, Town, VOLUNTEERS};

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    /// A page of 20 from the inbox.
    Inbox,
    /// A resident declares.
    Declare,
    /// A volunteer credits points.
    Credit,
}

impl Deed {
    /// All of them.
    pub(crate) const ALL: [Self; 3] = [Self::Inbox, Self::Declare, Self::Credit];

    /// Its name in the table.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Inbox => "inbox page",
            Self::Declare => "declare",
            Self::Credit => "credit",
        }
    }

    /// How fast it must be, as a share of the twin's rate.
    pub(crate) const fn target(self) -> f64 {
        match self {
            Self::Inbox => 0.8,
            Self::Declare | Self::Credit => 1.0,
        }
    }
}

/// People with tokens who send one kind of request.
pub(crate) struct Clients {
    deed: Deed,
    people: Vec<Arc<str>>,
    households: Vec<Uuid>,
    rule: Uuid,
    connections: usize,
    ids: Ids,
    clock: Clock,
}

impl Clients {
    /// Gives everybody who takes part a token.
    pub(crate) fn ready(town: &Town, deed: Deed, connections: usize) -> Outcome<Arc<Self>> {
        let people: &[Person] = match deed {
            Deed::Credit => &town.cast.volunteers,
            Deed::Inbox | Deed::Declare => &town.cast.residents,
        };
        let people = people.iter().map(|person| town.token(person)).collect::<Outcome<_>>()?;
        Ok(Arc::new(Self {
            deed,
            people,
            households: town.cast.households.clone(),
            rule: town.cast.rule,
            connections,
            ids: Ids::random(),
            clock: Clock::system(),
        }))
    }

    fn id(&self) -> Uuid {
        self.ids.next(self.clock.now())
    }
}

fn pick<T: Clone>(list: &[T], place: usize) -> Option<T> {
    list.get(place % list.len().max(1)).cloned()
}

impl Shots for Clients {
    fn shot(&self, connection: usize, number: usize) -> Shot {
        let place = number * self.connections + connection;
        // A volunteer sends one credit after the other; residents take turns.
        let person = if self.deed == Deed::Credit { connection % VOLUNTEERS } else { place };
        let token = pick(&self.people, person).unwrap_or_else(|| "".into());
        let (path, body) = match self.deed {
            Deed::Inbox => ("/api/v1/me/inbox?limit=20", None),
            Deed::Declare => {
                let words = "老伴住院，医药费自付两万多，家里没有存款。";
                let body =
                    json!({ "declaration_id": self.id(), "kind": "illness", "words": words });
                ("/api/v1/declarations", Some(body))
            }
            Deed::Credit => {
                let household = pick(&self.households, place);
                let body = json!({
                    "transfer_id": self.id(), "household_id": household, "rule_id": self.rule,
                    "times": 1,
                });
                (CREDITS, Some(body))
            }
        };
        let write = body.map(|body| (self.id(), body.to_string()));
        Shot { path: path.to_owned(), token, write }
    }
}

/// Where credits are sent.
pub(crate) const CREDITS: &str = "/api/v1/point-credits";

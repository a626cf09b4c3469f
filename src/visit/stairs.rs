//! The order in which somebody walks through a building: unit by unit, floor by floor, room by room.

/// Where a door is; sorts as somebody walks, 2 before 10.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Door {
    path: Vec<Part>,
    room: Vec<Part>,
    /// Tells apart what reads alike, so that the order is one and the same every time.
    exact: (String, String, String),
}

/// A run of digits, or of anything else.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    /// The digits without leading zeros, fewer of them first.
    Number(usize, String),
    /// Other signs.
    Text(String),
}

impl Door {
    /// The door of a household in this room, behind the node with this path.
    pub(super) fn new(path: &str, room: &str, household: &str) -> Self {
        Self {
            path: parts(path),
            room: parts(room),
            exact: (path.to_owned(), room.to_owned(), household.to_owned()),
        }
    }

    /// The path, the room and the household of which it was made.
    pub(super) fn exact(&self) -> (String, String, String) {
        self.exact.clone()
    }
}

fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_number = first.is_ascii_digit();
        let end = rest.find(|sign: char| sign.is_ascii_digit() != is_number);
        let (run, after) = rest.split_at(end.unwrap_or(rest.len()));
        parts.push(if is_number { number(run) } else { Part::Text(run.to_owned()) });
        rest = after;
    }
    parts
}

fn number(digits: &str) -> Part {
    let digits = digits.trim_start_matches('0');
    Part::Number(digits.len(), digits.to_owned())
}

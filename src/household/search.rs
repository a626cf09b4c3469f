//! What somebody types to find a household: a name, its pinyin initials, a number, a door; and the search
//! by ID-card or phone number, which is found by its blind index.

use entity::id::HouseholdId;
use poem_openapi::Object;
use sea_orm::Value;
use serde::Deserialize;

use super::HouseholdError;
use super::insert::{id_card_index, phone_index};
use super::line::{COLUMNS, FROM, Row};
use crate::auth::Grant;
use crate::auth::permission::ReadHouseholds;
use crate::http::{Common, Invalid};
use crate::store::View;
use crate::store::sql::starting;
use crate::text::{IdCard, Phone, PhoneKind, clean_line, digits};

/// The longest text to search for, in characters.
const CHARS_MAX: usize = 50;
/// The most households that a personal number shows.
const FOUND_MAX: i64 = 20;

/// A personal number to search by; exactly one.
#[derive(Clone, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct NumberSearch {
    /// An ID-card number.
    #[oai(validator(max_length = 40))]
    #[serde(default)]
    pub id_card: Option<String>,
    /// A phone number.
    #[oai(validator(max_length = 40))]
    #[serde(default)]
    pub phone: Option<String>,
}

impl std::fmt::Debug for NumberSearch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NumberSearch(…)")
    }
}

/// A text to search for, understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sought {
    text: String,
    door: Option<Door>,
}

/// A door as people write it: 3-2-501, 3栋2单元501, 3栋501.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Door {
    pub(super) building: String,
    pub(super) unit: Option<String>,
    pub(super) room: String,
}

impl Sought {
    /// Understands what was typed; a personal number is refused, because addresses are logged.
    pub(super) fn read(typed: &str, today: time::Date) -> Result<Self, HouseholdError> {
        let mut invalid = Invalid::default();
        let text = invalid.typed("/query", clean_line(typed, CHARS_MAX));
        invalid.check()?;
        let text = text.unwrap_or_default();
        let mobile = Phone::parse(&text).is_ok_and(|phone| phone.kind() == PhoneKind::Mobile);
        if mobile || IdCard::parse(&text, today).is_ok() {
            return Err(HouseholdError::NumberInQuery);
        }
        Ok(Self { door: Door::read(&text), text })
    }
}

impl Door {
    /// Reads a door, if it is one: two or three parts that people divide by words, hyphens or blanks.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut folded = digits::fold(text);
        for word in ["单元", "号楼", "栋", "幢", "室", "号", "-", "/"] {
            folded = folded.replace(word, " ");
        }
        let parts: Vec<_> = folded.split_whitespace().map(str::to_owned).collect();
        let numbered = parts.iter().all(|part| part.chars().any(|letter| letter.is_ascii_digit()));
        match parts.as_slice() {
            [building, room] if numbered => {
                Some(Self { building: building.clone(), unit: None, room: room.clone() })
            }
            [building, unit, room] if numbered => Some(Self {
                building: building.clone(),
                unit: Some(unit.clone()),
                room: room.clone(),
            }),
            _ => None,
        }
    }
}

/// The condition that the text names the household, in capitals or not.
pub(super) fn clause(sought: &Sought, values: &mut Vec<Value>) -> String {
    let text = &sought.text;
    let compact = digits::compact(text);
    let mut parts = vec![
        bind("h.number = ?", &compact, values),
        bind("h.room = ?", &compact, values),
        bind(
            "h.id IN (SELECT q.household_id FROM person q WHERE q.state = 'present' \
             AND LOWER(q.name) LIKE LOWER(?) ESCAPE '!')",
            &starting(text),
            values,
        ),
        bind("n.name = ?", text, values),
    ];
    if compact.is_ascii() && !compact.is_empty() {
        // Initials are kept in small letters.
        let initials = starting(&compact.to_lowercase());
        parts.push(bind(
            "h.id IN (SELECT q.household_id FROM person q WHERE q.state = 'present' \
             AND q.initials LIKE ? ESCAPE '!')",
            &initials,
            values,
        ));
        parts.push(bind("LOWER(h.number) LIKE LOWER(?) ESCAPE '!'", &starting(&compact), values));
    }
    if let Some(door) = &sought.door {
        parts.push(at_door(door, values));
    }
    format!("({})", parts.join(" OR "))
}

/// The condition that the household lives behind this door.
pub(super) fn at_door(door: &Door, values: &mut Vec<Value>) -> String {
    let room = bind("h.room = ?", &door.room, values);
    let building = |alias: &str, values: &mut Vec<Value>| {
        named(alias, &door.building, &["栋", "号楼", "幢"], values)
    };
    let above = building("up", values);
    match &door.unit {
        Some(unit) => {
            let unit = named("n", unit, &["单元"], values);
            format!("({room} AND n.kind = 'unit' AND {unit} AND {above})")
        }
        None => {
            let own = building("n", values);
            format!(
                "({room} AND ((n.kind = 'building' AND {own}) OR (n.kind = 'unit' AND {above})))"
            )
        }
    }
}

/// The condition that a node is called `word`, with or without what people put behind it.
fn named(alias: &str, word: &str, endings: &[&str], values: &mut Vec<Value>) -> String {
    let mut parts = vec![bind(&format!("{alias}.name = ?"), word, values)];
    for ending in endings {
        parts.push(bind(&format!("{alias}.name = ?"), &format!("{word}{ending}"), values));
    }
    format!("({})", parts.join(" OR "))
}

fn bind(text: &str, value: &str, values: &mut Vec<Value>) -> String {
    values.push(value.into());
    text.replace('?', &format!("${}", values.len()))
}

/// What a personal number found, and by what it was searched.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) rows: Vec<Row>,
    pub(super) kind: &'static str,
}

impl Found {
    /// The households found.
    pub(super) fn households(&self) -> Vec<HouseholdId> {
        self.rows.iter().map(|row| row.id).collect()
    }
}

/// Finds the present households with a present member of this number.
pub(super) async fn by_number(
    view: &View<'_>,
    by: &Grant<ReadHouseholds>,
    search: &NumberSearch,
) -> Result<Found, HouseholdError> {
    let mut invalid = Invalid::default();
    let world = view.world;
    let sought = match (&search.id_card, &search.phone) {
        (Some(card), None) => invalid
            .typed("/id_card", IdCard::parse(card, view.today()))
            .map(|card| ("id_card", id_card_index(world, card.normal()))),
        (None, Some(phone)) => invalid
            .typed("/phone", Phone::parse(phone))
            .map(|phone| ("phone", phone_index(world, phone.normal()))),
        _ => {
            invalid.add("/id_card", Common::FieldMissing.entry());
            None
        }
    };
    invalid.check()?;
    let Some((kind, index)) = sought else { return Err(HouseholdError::Missing) };
    let mut values = crate::params![index];
    let scope = by.clause("h.node_id", None, &mut values);
    values.push(FOUND_MAX.into());
    let sql = format!(
        "SELECT {COLUMNS} FROM {FROM} WHERE h.id IN (SELECT q.household_id FROM person q \
         WHERE q.{kind}_index = $1 AND q.state = 'present') AND {scope} \
         ORDER BY n.path, h.room, h.id LIMIT ${}",
        values.len()
    );
    Ok(Found { rows: view.sql.all(sql, values).await?, kind })
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    fn door(building: &str, unit: Option<&str>, room: &str) -> Option<Door> {
        let unit = unit.map(str::to_owned);
        Some(Door { building: building.to_owned(), unit, room: room.to_owned() })
    }

    #[test]
    fn a_door_is_read_however_it_is_written() {
        assert_eq!(Door::read("3栋2单元501"), door("3", Some("2"), "501"));
        assert_eq!(Door::read("３－２－５０１室"), door("3", Some("2"), "501"));
        assert_eq!(Door::read("A3栋 501"), door("A3", None, "501"));
        assert_eq!(Door::read("张小明"), None);
        assert_eq!(Door::read("501"), None);
    }

    #[test]
    fn a_personal_number_is_sent_to_another_address() {
        let today = date!(2026 - 03 - 02);
        let full_width = Sought::read("１３８００１３８０００", today);
        assert!(matches!(full_width, Err(HouseholdError::NumberInQuery)));
        assert!(Sought::read("zsm", today).is_ok());
    }
}

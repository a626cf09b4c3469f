//! The data map (PRI-1): `entity/data-map.csv` gives every column a class, a purpose and a retention,
//! and is held against the tables.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::shape::{TABLES, columns};
use crate::town::Town;

const CLASSES: [&str; 4] = ["operational", "personal", "sensitive", "secret"];

/// Sealed columns that are not sealed anew after a rotation, because their rows go with
/// `import.keep_days`; the old key stays in the key file for longer.
const SHORT_LIVED: [(&str, &str); 2] =
    [("import_change", "before_sealed"), ("import_file", "sealed")];

struct Line {
    class: String,
    purpose: String,
    retention: String,
}

/// The map by table and column.
fn map() -> BTreeMap<(String, String), Line> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("entity/data-map.csv");
    let mut lines = BTreeMap::new();
    for record in csv::Reader::from_path(file).unwrap().into_records() {
        let record = record.unwrap();
        let [table, column, class, purpose, retention] =
            [0, 1, 2, 3, 4].map(|place| record.get(place).unwrap().trim().to_owned());
        let known = lines.insert((table, column), Line { class, purpose, retention });
        assert!(known.is_none(), "{record:?} stands twice");
    }
    lines
}

/// All columns of all tables.
async fn schema(town: &Town) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for table in TABLES {
        let names = columns(town, table).await.into_iter();
        found.extend(names.map(|column| ((*table).to_owned(), column)));
    }
    found
}

#[tokio::test]
async fn every_column_has_a_class_a_purpose_and_a_retention() {
    let town = Town::start().await;
    let map = map();
    assert_eq!(map.keys().cloned().collect::<BTreeSet<_>>(), schema(&town).await);
    for (name, line) in map {
        assert!(CLASSES.contains(&line.class.as_str()), "{name:?}: {}", line.class);
        assert!(!line.purpose.is_empty() && !line.retention.is_empty(), "{name:?}");
    }
}

#[tokio::test]
async fn what_is_sealed_is_known_as_sensitive_or_personal_and_is_sealed_anew() {
    let town = Town::start().await;
    let map = map();
    let sealed: BTreeSet<_> =
        schema(&town).await.into_iter().filter(|(_, column)| column.ends_with("sealed")).collect();
    for name in &sealed {
        let class = map[name].class.as_str();
        assert!(["personal", "sensitive"].contains(&class), "{name:?} is {class}");
    }
    let known: BTreeSet<_> = xinju::worker::SEALED
        .iter()
        .chain(&SHORT_LIVED)
        .map(|(table, column)| ((*table).to_owned(), (*column).to_owned()))
        .collect();
    assert_eq!(sealed, known);
}

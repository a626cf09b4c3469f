//! A figure and the rows behind it.

use entity::id::NodeId;
use poem_openapi::Object;
use serde::Serialize;

use crate::api::BASE;

/// How many, and where exactly those are listed.
#[derive(Clone, Debug, Object, Serialize)]
pub struct Figure {
    /// What is counted.
    #[oai(validator(max_length = 50))]
    pub code: String,
    /// The same in Chinese.
    #[oai(validator(max_length = 50))]
    pub word: String,
    /// How many.
    #[oai(validator(minimum(value = "0")))]
    pub value: i64,
    /// Where those rows are listed; absent where the caller may not read them.
    #[oai(skip_serializing_if_is_none, validator(max_length = 500))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
}

/// A part of a whole.
#[derive(Clone, Debug, Object, Serialize)]
pub struct Share {
    /// What is compared.
    #[oai(validator(max_length = 50))]
    pub code: String,
    /// The same in Chinese.
    #[oai(validator(max_length = 50))]
    pub word: String,
    /// The part.
    pub part: Figure,
    /// The whole.
    pub whole: Figure,
    /// The part in percent with two decimals, cut off rather than rounded; absent where there is no whole.
    #[oai(skip_serializing_if_is_none, validator(max_length = 20))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub percent: Option<String>,
}

impl Share {
    pub(super) fn new(code: &str, word: &str, part: Figure, whole: Figure) -> Self {
        let percent = percent(part.value, whole.value);
        Self { code: code.to_owned(), word: word.to_owned(), part, whole, percent }
    }
}

/// `part` of `whole` in percent, cut off after two decimals.
fn percent(part: i64, whole: i64) -> Option<String> {
    let hundredths = part.checked_mul(10_000)?.checked_div(whole)?;
    Some(format!("{}.{:02}", hundredths / 100, hundredths % 100))
}

/// A list that shows the rows behind figures, and whether the caller may read it.
#[derive(Clone, Copy, Debug)]
pub(super) struct List {
    pub(super) path: &'static str,
    pub(super) is_open: bool,
}

impl List {
    /// What of the list lies at or below a node and matches `query`.
    pub(super) fn figure(self, node: NodeId, name: Name<'_>, value: i64) -> Figure {
        figure(name, value, self.is_open.then(|| href(self.path, node, name.query)))
    }
}

/// What of a list lies at or below a node and matches `query`.
pub(super) fn href(path: &str, node: NodeId, query: &str) -> String {
    let sign = if query.is_empty() { "" } else { "&" };
    format!("{BASE}{path}?node_id={node}{sign}{query}")
}

/// A figure whose rows are listed there.
pub(super) fn figure(name: Name<'_>, value: i64, href: Option<String>) -> Figure {
    Figure { code: name.code.to_owned(), word: name.word.to_owned(), value, href }
}

/// What a figure counts, and the query by which its list shows that.
#[derive(Clone, Copy, Debug)]
pub(super) struct Name<'a> {
    pub(super) code: &'a str,
    pub(super) word: &'a str,
    pub(super) query: &'a str,
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn a_share_is_cut_off_and_never_rounded_up() {
        assert_eq!(percent(27_248, 29_586).as_deref(), Some("92.09"));
        assert_eq!(percent(2, 3).as_deref(), Some("66.66"));
        assert_eq!(percent(9_999, 10_000).as_deref(), Some("99.99"));
        assert_eq!(percent(99_999, 100_000).as_deref(), Some("99.99"));
        assert_eq!(percent(3, 3).as_deref(), Some("100.00"));
        assert_eq!(percent(0, 7).as_deref(), Some("0.00"));
        assert_eq!(percent(0, 0), None);
    }
}

//! The catalogue of all refusals, for the documentation and for the test that keeps codes unique.

use super::{Common, Entry};
use crate::auth::error::SignInError;
use crate::clue::ClueError;
use crate::colour::ColourError;
use crate::declaration::error::DeclarationError;
use crate::grid::GridError;
use crate::household::HouseholdError;
use crate::identity::error::IdentityError;
use crate::income::IncomeError;
use crate::job::JobError;
use crate::media::error::MediaError;
use crate::meeting::MeetingError;
use crate::monitoring::MonitoringError;
use crate::notice::NoticeError;
use crate::points::PointsError;
use crate::roster::error::RosterError;
use crate::round::RoundError;
use crate::shop::ShopError;
use crate::support::SupportError;
use crate::visit::VisitError;

/// Every refusal of every context.
pub fn all() -> impl Iterator<Item = &'static Entry> {
    CONTEXTS.iter().flat_map(|entries| entries.iter())
}

const CONTEXTS: &[&[Entry]] = &[
    Common::ENTRIES,
    SignInError::ENTRIES,
    IdentityError::ENTRIES,
    GridError::ENTRIES,
    HouseholdError::ENTRIES,
    DeclarationError::ENTRIES,
    MeetingError::ENTRIES,
    NoticeError::ENTRIES,
    MonitoringError::ENTRIES,
    MediaError::ENTRIES,
    JobError::ENTRIES,
    PointsError::ENTRIES,
    ShopError::ENTRIES,
    RosterError::ENTRIES,
    SupportError::ENTRIES,
    ColourError::ENTRIES,
    VisitError::ENTRIES,
    RoundError::ENTRIES,
    IncomeError::ENTRIES,
    ClueError::ENTRIES,
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    #[test]
    fn every_code_stands_once_with_texts_in_both_languages() {
        let mut seen = HashSet::new();
        for entry in super::all() {
            assert!(seen.insert(entry.code), "{} stands twice", entry.code);
            assert!(!entry.zh.is_ascii(), "{} has no Chinese text", entry.code);
            assert!(entry.en.len() > 5, "{} has no English text", entry.code);
            assert!((400..600).contains(&entry.status), "{}", entry.code);
        }
    }

    #[test]
    fn both_texts_have_the_same_gaps() {
        let gaps = |text: &str| -> Vec<String> {
            let mut found: Vec<_> = text
                .split('{')
                .skip(1)
                .filter_map(|rest| rest.split_once('}'))
                .map(|(gap, _)| gap.to_owned())
                .collect();
            found.sort();
            found
        };
        for entry in super::all() {
            assert_eq!(gaps(entry.zh), gaps(entry.en), "{}", entry.code);
        }
    }
}

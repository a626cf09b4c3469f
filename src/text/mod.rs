//! Text and numbers as people write them (文字与号码).
//!
//! Every value that a person types passes here once, at the edge: it is brought into one normal
//! form or refused with a fault that says what to do next. Only what is named is repaired:
//! Unicode composition, outer spaces, full-width characters in numbers, spaces and hyphens in
//! phone numbers, a lower-case `x` at the end of an ID-card number, the variants of the dot in a
//! name. No fault carries the value that was typed.

pub mod day;
pub mod digits;
mod fault;
pub mod id_card;
pub mod mask;
pub mod name;
pub mod phone;
pub mod plain;

pub use day::DayFault;
pub use fault::Fault;
pub use id_card::{IdCard, IdCardFault, Sex};
pub use name::{NameFault, PersonName, pinyin_initials};
pub use phone::{Phone, PhoneFault, PhoneKind};
pub use plain::{TextFault, clean_line, clean_text};

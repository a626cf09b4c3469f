//! The printable household card.

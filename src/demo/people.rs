//! A made-up roster of a real site's size.

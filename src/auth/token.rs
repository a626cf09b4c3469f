//! Access tokens: sign, verify, rotate.

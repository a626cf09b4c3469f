//! The accept loop and its time limits.

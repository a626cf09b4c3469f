//! Text and numbers as people write them.

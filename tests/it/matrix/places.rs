//! Where a permission holds.

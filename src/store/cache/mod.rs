//! The cache: in memory or Redis behind one type.

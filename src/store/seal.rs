//! Field sealing and blind indexes.

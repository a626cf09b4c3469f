//! Passwords: argon2id on blocking threads behind a semaphore.

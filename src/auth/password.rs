//! Passwords: argon2id on blocking threads behind a semaphore.
//!
//! One hash costs about 30 ms and 19 MiB, so only a few run at once, a few more wait, and whoever
//! comes then is told to come back (503): a flood of sign-ins can't take the memory or the threads
//! of everybody else. An unknown account costs the same work as a known one (AUTHN-3). What a
//! password may be is in `password/policy.rs`.

mod policy;

use std::fmt;
use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use rand::TryRng;
use rand::rngs::SysRng;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use zeroize::Zeroizing;

pub use self::policy::{
    PasswordContext, PasswordFault, PasswordPolicy, PasswordProfile, PolicyFault,
};
use crate::auth::secret::Secret;

/// How many may wait for each hash that runs: about a quarter of a second.
const WAITING_PER_PERMIT: usize = 8;

/// Too many passwords are being checked at once: answer 503 with `Retry-After`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Too many people are signing in at once. Try again in a few seconds.")]
pub struct Busy;

/// Why password hashing can't be set up; found at start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordSetupFault {
    /// The cost is below what OWASP recommends.
    #[error(
        "The password hash is too cheap. Use at least 19456 KiB of memory, 2 passes and 1 lane \
         (OWASP)."
    )]
    TooCheap,
    /// The cost is beyond what argon2 knows or this machine has.
    #[error("The password hash can't be computed with these settings. Lower the memory.")]
    Impossible,
}

/// What a password hash costs: never less than 19 MiB, two passes, one lane (OWASP, AUTHN-1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HashCost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl HashCost {
    /// The least memory (KiB).
    pub const MEMORY_KIB_MIN: u32 = 19 * 1024;
    /// The least number of passes.
    pub const PASSES_MIN: u32 = 2;

    /// A cost, refused when below the least.
    pub fn new(memory_kib: u32, passes: u32, lanes: u32) -> Result<Self, PasswordSetupFault> {
        if memory_kib < Self::MEMORY_KIB_MIN || passes < Self::PASSES_MIN || lanes == 0 {
            return Err(PasswordSetupFault::TooCheap);
        }
        Ok(Self { memory_kib, passes, lanes })
    }

    fn hasher(self) -> Result<Argon2<'static>, PasswordSetupFault> {
        let params = Params::new(self.memory_kib, self.passes, self.lanes, None);
        let params = params.map_err(|_| PasswordSetupFault::Impossible)?;
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }
}

impl Default for HashCost {
    fn default() -> Self {
        Self { memory_kib: Self::MEMORY_KIB_MIN, passes: Self::PASSES_MIN, lanes: 1 }
    }
}

/// What comes of checking a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// It is the one.
    pub correct: bool,
    /// It is the one, and its stored hash is cheaper than today's: hash it again and store that.
    pub rehash: bool,
}

/// Hashes and checks passwords. Clones share the limits.
#[derive(Clone)]
pub struct Passwords(Arc<Inner>);

struct Inner {
    hasher: Argon2<'static>,
    dummy: String,
    places: Arc<Semaphore>,
    working: Arc<Semaphore>,
}

impl Passwords {
    /// Takes the cost and how many hashes may run at once (at least 1; see [`Passwords::permits`]).
    ///
    /// It computes one hash to compare unknown accounts with, so it takes as long as one.
    pub fn new(cost: HashCost, permits: usize) -> Result<Self, PasswordSetupFault> {
        let permits = permits.max(1);
        let hasher = cost.hasher()?;
        let mut nobody = Zeroizing::new([0_u8; 32]);
        let impossible = PasswordSetupFault::Impossible;
        SysRng.try_fill_bytes(nobody.as_mut_slice()).map_err(|_| impossible)?;
        let dummy = hasher.hash_password(nobody.as_slice()).map_err(|_| impossible)?.to_string();
        let places = permits.saturating_mul(WAITING_PER_PERMIT.saturating_add(1));
        Ok(Self(Arc::new(Inner {
            hasher,
            dummy,
            places: Arc::new(Semaphore::new(places)),
            working: Arc::new(Semaphore::new(permits)),
        })))
    }

    /// How many hashes should run at once here: one core less than there are, so that other
    /// requests go on.
    pub fn permits() -> usize {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        cores.saturating_sub(1).max(1)
    }

    /// The hash of a new password, as a PHC string with its own salt.
    pub async fn hash(&self, password: Secret) -> Result<String, Busy> {
        self.on_a_blocking_thread(move |inner| {
            let hash = inner.hasher.hash_password(password.composed().as_bytes());
            hash.map(|hash| hash.to_string()).map_err(|_| Busy)
        })
        .await
    }

    /// Whether `given` is the password with the hash `stored`.
    ///
    /// Give `None` for an account that doesn't exist or has no password: it takes the same time and
    /// is never correct. A stored hash that can't be read is treated likewise.
    pub async fn verify(&self, stored: Option<&str>, given: Secret) -> Result<Verdict, Busy> {
        let stored = stored.map(str::to_owned);
        self.on_a_blocking_thread(move |inner| Ok(inner.judge(stored.as_deref(), &given))).await
    }

    async fn on_a_blocking_thread<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Inner) -> Result<T, Busy> + Send + 'static,
    ) -> Result<T, Busy> {
        let place = Arc::clone(&self.0.places).try_acquire_owned().map_err(|_| Busy)?;
        let permit = Arc::clone(&self.0.working).acquire_owned().await.map_err(|_| Busy)?;
        let inner = Arc::clone(&self.0);
        // The permits go with the work: a caller that leaves doesn't make room while it still runs.
        let permits: (OwnedSemaphorePermit, OwnedSemaphorePermit) = (place, permit);
        let task = tokio::task::spawn_blocking(move || {
            let result = work(&inner);
            drop(permits);
            result
        });
        task.await.unwrap_or(Err(Busy))
    }
}

impl Inner {
    fn judge(&self, stored: Option<&str>, given: &Secret) -> Verdict {
        let given = given.composed();
        let readable = stored.and_then(|text| PasswordHash::new(text).ok());
        // A hash of another kind would be refused in no time, which would tell accounts apart.
        if let Some(hash) = readable.filter(|hash| hash.algorithm == Algorithm::Argon2id.ident()) {
            let correct = self.hasher.verify_password(given.as_bytes(), &hash).is_ok();
            return Verdict { correct, rehash: correct && self.is_cheaper(&hash) };
        }
        let _ = self.hasher.verify_password(given.as_bytes(), self.dummy.as_str());
        Verdict { correct: false, rehash: false }
    }

    fn is_cheaper(&self, hash: &PasswordHash) -> bool {
        let today = self.hasher.params();
        let Ok(then) = Params::try_from(hash) else { return true };
        hash.version != Some(Version::V0x13.into())
            || then.m_cost() < today.m_cost()
            || then.t_cost() < today.t_cost()
            || then.p_cost() < today.p_cost()
    }
}

impl fmt::Debug for Passwords {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Passwords")
            .field("places_free", &self.0.places.available_permits())
            .field("permits_free", &self.0.working.available_permits())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWORD: &str = "紫陶灯笼 swims at noon";

    fn passwords() -> Passwords {
        Passwords::new(HashCost::default(), 1).unwrap()
    }

    #[tokio::test]
    async fn the_right_password_is_correct_and_any_other_is_not() {
        let passwords = passwords();
        let stored = passwords.hash(PASSWORD.into()).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        let right = passwords.verify(Some(&stored), PASSWORD.into()).await.unwrap();
        assert_eq!(right, Verdict { correct: true, rehash: false });
        for wrong in ["", "紫陶灯笼 swims at noon ", "紫陶灯笼 swims at noom"] {
            let verdict = passwords.verify(Some(&stored), wrong.into()).await.unwrap();
            assert_eq!(verdict, Verdict { correct: false, rehash: false });
        }
    }

    #[tokio::test]
    async fn nothing_of_a_long_password_is_cut_off() {
        let passwords = passwords();
        let long = "长".repeat(128);
        let stored = passwords.hash(long.as_str().into()).await.unwrap();
        let shorter = Secret::from("长".repeat(127));
        assert!(passwords.verify(Some(&stored), long.into()).await.unwrap().correct);
        assert!(!passwords.verify(Some(&stored), shorter).await.unwrap().correct);
    }

    #[tokio::test]
    async fn a_password_typed_on_another_keyboard_is_the_same() {
        let passwords = passwords();
        let stored = passwords.hash("re\u{301}sume\u{301} fondue".into()).await.unwrap();
        let composed = Secret::from("r\u{e9}sum\u{e9} fondue");
        assert!(passwords.verify(Some(&stored), composed).await.unwrap().correct);
    }

    #[tokio::test]
    async fn no_password_is_correct_for_an_unknown_account() {
        let passwords = passwords();
        let wrong = Verdict { correct: false, rehash: false };
        let bcrypt = "$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW";
        for stored in [None, Some(""), Some("nonsense"), Some(bcrypt)] {
            assert_eq!(passwords.verify(stored, PASSWORD.into()).await.unwrap(), wrong);
        }
    }

    #[tokio::test]
    async fn a_hash_that_was_cheaper_is_to_be_made_again() {
        let cheap = Params::new(8 * 1024, 1, 1, None).unwrap();
        let cheap = Argon2::new(Algorithm::Argon2id, Version::V0x13, cheap);
        let stored = cheap.hash_password(PASSWORD.as_bytes()).unwrap().to_string();
        let passwords = passwords();
        let right = passwords.verify(Some(&stored), PASSWORD.into()).await.unwrap();
        assert_eq!(right, Verdict { correct: true, rehash: true });
        let wrong = passwords.verify(Some(&stored), "wrong".into()).await.unwrap();
        assert_eq!(wrong, Verdict { correct: false, rehash: false });
    }

    #[tokio::test]
    async fn a_crowd_beyond_the_queue_is_told_to_come_back() {
        let passwords = passwords();
        let one = || passwords.verify(None, PASSWORD.into());
        let crowd = futures_util::future::join_all((0..30).map(|_| one())).await;
        let served = crowd.iter().filter(|result| result.is_ok()).count();
        assert_eq!(served, WAITING_PER_PERMIT + 1);
        assert!(one().await.is_ok(), "the crowd leaves no trace");
    }

    #[test]
    fn a_cost_below_the_recommendation_is_refused() {
        for (memory_kib, passes, lanes) in [(19455, 2, 1), (19456, 1, 1), (19456, 2, 0)] {
            let fault = HashCost::new(memory_kib, passes, lanes).unwrap_err();
            assert_eq!(fault, PasswordSetupFault::TooCheap);
        }
        assert_eq!(HashCost::new(19456, 2, 1).unwrap(), HashCost::default());
    }
}

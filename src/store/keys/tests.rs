//! The key file from outside: made once, refused when open to others, never shown.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::{KeyFault, Keys};

const OVERLAP_MS: i64 = 86_400_000;

const NOW_MS: i64 = 1_800_000_000_000;

/// A folder that is gone when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("xinju-keys-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self) -> PathBuf {
        self.0.join("keys.toml")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

fn edit(path: &Path, change: impl FnOnce(String) -> String) {
    let text = fs::read_to_string(path).unwrap();
    fs::write(path, change(text)).unwrap();
}

fn secrets(keys: &Keys) -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = vec![
        keys.index_key().to_vec(),
        keys.cursor_key().to_vec(),
        keys.checkpoint_key().to_bytes().to_vec(),
    ];
    all.extend(keys.token_keys().iter().map(|key| key.key().to_bytes().to_vec()));
    all.extend(keys.sealing_keys().iter().map(|key| key.bytes().to_vec()));
    all
}

#[test]
fn the_first_start_makes_the_file_and_the_second_reads_it() {
    let folder = Folder::new("first");
    let first = Keys::open_or_create(folder.file(), NOW_MS).unwrap();
    let mode = fs::metadata(folder.file()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let read = Keys::open_or_create(folder.file(), NOW_MS + 1).unwrap();
    assert_eq!(secrets(&first), secrets(&read));
    assert_eq!(read.token_keys().first().unwrap().created_at_ms(), NOW_MS);
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 1, "no draft stays behind");
}

#[test]
fn first_starts_at_once_agree_on_one_file() {
    let folder = Folder::new("race");
    let start = std::sync::Barrier::new(8);
    let found: Vec<_> = std::thread::scope(|scope| {
        let one = || {
            start.wait();
            secrets(&Keys::open_or_create(folder.file(), NOW_MS).unwrap())
        };
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(one)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(found.windows(2).all(|pair| pair.first() == pair.last()));
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 1);
}

#[test]
fn all_keys_of_a_new_file_differ() {
    let folder = Folder::new("differ");
    let mut all = secrets(&Keys::open_or_create(folder.file(), NOW_MS).unwrap());
    let count = all.len();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), count);
}

#[test]
fn a_file_that_others_can_open_is_refused_with_the_remedy() {
    let folder = Folder::new("mode");
    Keys::open_or_create(folder.file(), NOW_MS).unwrap();
    for mode in [0o640, 0o604, 0o620, 0o644] {
        fs::set_permissions(folder.file(), Permissions::from_mode(mode)).unwrap();
        let fault = Keys::open_or_create(folder.file(), NOW_MS).unwrap_err();
        assert!(matches!(fault, KeyFault::OpenToOthers { mode: found, .. } if found == mode));
        assert!(fault.to_string().contains("chmod 600"));
    }
}

#[test]
fn a_broken_file_is_refused_without_quoting_it_and_left_alone() {
    let folder = Folder::new("broken");
    Keys::open_or_create(folder.file(), NOW_MS).unwrap();
    let whole = fs::read_to_string(folder.file()).unwrap();
    let key = whole.lines().find(|line| line.starts_with("index_key")).unwrap();
    let value = key.split('"').nth(1).unwrap();
    let broken = [
        whole.replace(key, &format!("index_key = {value}")),
        whole.replace(key, &format!("index_key = \"{}\"", &value[..40])),
        whole.replace("version = 1", "version = 2"),
        whole.replace("kid = \"", "kid = \"x"),
        whole.replace("created_at_ms", "made_at_ms"),
        whole[..whole.len() / 2].to_owned(),
        String::new(),
    ];
    for text in broken {
        edit(&folder.file(), |_| text.clone());
        let fault = Keys::open_or_create(folder.file(), NOW_MS).unwrap_err();
        assert!(matches!(fault, KeyFault::Malformed { .. }), "{fault}");
        let shown = format!("{fault} {fault:?}");
        assert!(!shown.contains(&value[..12]), "a key is shown: {shown}");
        assert_eq!(fs::read_to_string(folder.file()).unwrap(), text);
    }
}

#[test]
fn a_missing_folder_is_named() {
    let fault = Keys::open_or_create("/nonexistent/xinju/keys.toml", NOW_MS).unwrap_err();
    assert!(fault.to_string().contains("/nonexistent/xinju/keys.toml"), "{fault}");
}

#[test]
fn rotation_is_kept_in_the_file_and_old_signing_keys_get_an_end() {
    let folder = Folder::new("rotate");
    let mut keys = Keys::open_or_create(folder.file(), NOW_MS).unwrap();
    let first_kid = keys.token_keys().first().unwrap().kid().to_owned();
    keys.rotate_signing(NOW_MS + 5, OVERLAP_MS).unwrap();
    keys.rotate_sealing().unwrap();
    keys.save().unwrap();
    let read = Keys::open_or_create(folder.file(), NOW_MS).unwrap();
    let ends: Vec<_> = read.token_keys().iter().map(super::TokenKey::verify_until_ms).collect();
    assert_eq!(ends, [None, Some(NOW_MS + 5 + OVERLAP_MS)]);
    assert_eq!(read.token_keys().last().unwrap().kid(), first_kid);
    assert_eq!(read.sealing_keys().iter().map(super::SealingKey::id).collect::<Vec<_>>(), [2, 1]);
    let mode = fs::metadata(folder.file()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_signing_key_past_its_end_is_dropped_at_the_next_rotation() {
    let mut keys = Keys::for_tests(1);
    keys.rotate_signing(NOW_MS, OVERLAP_MS).unwrap();
    keys.rotate_signing(NOW_MS + 1, OVERLAP_MS).unwrap();
    assert_eq!(keys.token_keys().len(), 3, "the end of a replaced key isn't moved");
    keys.rotate_signing(NOW_MS + OVERLAP_MS, OVERLAP_MS).unwrap();
    assert_eq!(keys.token_keys().len(), 3);
    keys.rotate_signing(NOW_MS + 3 * OVERLAP_MS, OVERLAP_MS).unwrap();
    assert_eq!(keys.token_keys().len(), 2, "the key just replaced keeps its overlap");
}

#[test]
fn nothing_secret_is_shown() {
    use base64::Engine as _;
    let keys = Keys::for_tests(7);
    let shown = format!("{keys:?} {:?} {:?}", keys.token_keys(), keys.sealing_keys());
    for secret in secrets(&keys) {
        assert!(!shown.contains(&hex::encode(&secret)));
        assert!(!shown.contains(&super::URL_SAFE_NO_PAD.encode(&secret)));
        assert!(!shown.contains(&format!("{secret:?}")));
    }
}

#[test]
fn the_same_seed_gives_the_same_keys() {
    assert_eq!(secrets(&Keys::for_tests(1)), secrets(&Keys::for_tests(1)));
    assert_ne!(secrets(&Keys::for_tests(1)), secrets(&Keys::for_tests(2)));
    assert!(matches!(Keys::for_tests(1).save(), Err(KeyFault::NoFile)));
}

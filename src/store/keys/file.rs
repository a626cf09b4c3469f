//! The key file: TOML, mode 0600, written complete or not at all.
//!
//! Errors never quote the file: the parser's own message would print the line it stumbled over.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{KeyBytes, KeyFault, Keys, SealingKey, TokenKey};

const VERSION: u32 = 1;
const BYTES_MAX: u64 = 256 * 1024;
const HEADER: &str = "# The keys of this site (密钥文件).\n\
     # Whoever has it can sign in as anybody and read sealed fields;\n\
     # without it sealed fields are lost. Keep a copy apart from the database backups.\n\n";

/// A key as it stands in the file.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct Encoded(String);

impl Drop for Encoded {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.0);
    }
}

impl Encoded {
    fn new(bytes: &[u8; 32]) -> Self {
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    fn decode(&self, what: &str) -> Result<KeyBytes, String> {
        let decoded = URL_SAFE_NO_PAD.decode(&self.0).map(Zeroizing::new);
        let bytes = decoded.ok().and_then(|bytes| bytes.as_slice().try_into().ok());
        bytes.map(Zeroizing::new).ok_or_else(|| format!("{what} isn't 32 bytes in base64url"))
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    version: u32,
    index_key: Encoded,
    cursor_key: Encoded,
    checkpoint_key: Encoded,
    token_keys: Vec<TokenEntry>,
    sealing_keys: Vec<SealingEntry>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TokenEntry {
    kid: String,
    created_at_ms: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    verify_until_ms: Option<i64>,
    key: Encoded,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SealingEntry {
    id: u32,
    key: Encoded,
}

/// The keys in `path`; `None` when there is no such file.
pub(super) fn read(path: &Path) -> Result<Option<Keys>, KeyFault> {
    let unreadable = |source| KeyFault::Unreadable { path: path.to_owned(), source };
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(error)),
    };
    // The open file is asked, not the path, so that nobody can swap it in between.
    let metadata = file.metadata().map_err(unreadable)?;
    let malformed = |what: String| KeyFault::Malformed { path: path.to_owned(), what };
    if !metadata.is_file() || metadata.len() > BYTES_MAX {
        return Err(malformed("it isn't a small plain file".to_owned()));
    }
    let mode = metadata.mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(KeyFault::OpenToOthers { path: path.to_owned(), mode });
    }
    let capacity = usize::try_from(metadata.len()).unwrap_or_default().saturating_add(1);
    let mut text = Zeroizing::new(String::with_capacity(capacity));
    file.read_to_string(&mut text).map_err(unreadable)?;
    let mut keys = parse(&text).map_err(malformed)?;
    keys.path = Some(path.to_owned());
    Ok(Some(keys))
}

fn parse(text: &str) -> Result<Keys, String> {
    let document: Document = toml::from_str(text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start));
        let line = before.map_or(1, |text| text.matches('\n').count().saturating_add(1));
        format!("line {line} can't be understood")
    })?;
    if document.version != VERSION {
        return Err(format!("it has version {}, not {VERSION}", document.version));
    }
    let keys = Keys {
        path: None,
        tokens: document.token_keys.iter().map(token_key).collect::<Result<_, _>>()?,
        sealing: document.sealing_keys.iter().map(sealing_key).collect::<Result<_, _>>()?,
        index: document.index_key.decode("index_key")?,
        cursor: document.cursor_key.decode("cursor_key")?,
        checkpoint: signing_key(&document.checkpoint_key, "checkpoint_key")?,
    };
    check(&keys)?;
    Ok(keys)
}

fn token_key(entry: &TokenEntry) -> Result<TokenKey, String> {
    let key = signing_key(&entry.key, "a token key")?;
    let key = TokenKey::new(key, entry.created_at_ms, entry.verify_until_ms);
    if key.kid == entry.kid { Ok(key) } else { Err("a kid doesn't belong to its key".to_owned()) }
}

fn sealing_key(entry: &SealingEntry) -> Result<SealingKey, String> {
    Ok(SealingKey { id: entry.id, bytes: entry.key.decode("a sealing key")? })
}

fn signing_key(encoded: &Encoded, what: &str) -> Result<SigningKey, String> {
    Ok(SigningKey::from_bytes(&*encoded.decode(what)?))
}

fn check(keys: &Keys) -> Result<(), String> {
    let first = keys.tokens.first().ok_or("there is no token key")?;
    if first.verify_until_ms.is_some() {
        return Err("the first token key has an end".to_owned());
    }
    if keys.tokens.iter().skip(1).any(|key| key.verify_until_ms.is_none()) {
        return Err("a replaced token key has no end".to_owned());
    }
    let mut ids = keys.sealing.iter().map(SealingKey::id);
    let newest = ids.next().ok_or("there is no sealing key")?;
    // Falling numbers also mean that none is there twice.
    let mut previous = newest;
    for id in ids {
        if id >= previous {
            return Err("the sealing keys aren't numbered from newest to oldest".to_owned());
        }
        previous = id;
    }
    Ok(())
}

/// Writes a new file; false when one is there already, which is left alone.
pub(super) fn create(path: &Path, keys: &Keys) -> Result<bool, KeyFault> {
    let draft = write_draft(path, keys)?;
    // A link, unlike a rename, never replaces what is there.
    let linked = fs::hard_link(&draft, path);
    let removed = fs::remove_file(&draft);
    let unwritable = |source| KeyFault::Unwritable { path: path.to_owned(), source };
    match linked {
        Ok(()) => removed.and_then(|()| sync_folder(path)).map(|()| true).map_err(unwritable),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(unwritable(error)),
    }
}

/// Replaces the file at once.
pub(super) fn replace(path: &Path, keys: &Keys) -> Result<(), KeyFault> {
    let draft = write_draft(path, keys)?;
    fs::rename(&draft, path)
        .and_then(|()| sync_folder(path))
        .map_err(|source| KeyFault::Unwritable { path: path.to_owned(), source })
}

/// Writes the keys to a file of their own next to `path`, on disk before it returns.
fn write_draft(path: &Path, keys: &Keys) -> Result<PathBuf, KeyFault> {
    let suffix = hex::encode(super::fresh_bytes()?.get(..6).unwrap_or_default());
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{suffix}.draft"));
    let draft = path.with_file_name(name);
    let written = render(keys).and_then(|text| {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
        file.write_all(HEADER.as_bytes())?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    match written {
        Ok(()) => Ok(draft),
        Err(source) => {
            // What failed is reported; a draft that can't be removed either adds nothing to it.
            let _ = fs::remove_file(&draft);
            Err(KeyFault::Unwritable { path: path.to_owned(), source })
        }
    }
}

fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

fn render(keys: &Keys) -> io::Result<Zeroizing<String>> {
    let document = Document {
        version: VERSION,
        index_key: Encoded::new(&keys.index),
        cursor_key: Encoded::new(&keys.cursor),
        checkpoint_key: Encoded::new(keys.checkpoint.as_bytes()),
        token_keys: keys
            .tokens
            .iter()
            .map(|key| TokenEntry {
                kid: key.kid.clone(),
                created_at_ms: key.created_at_ms,
                verify_until_ms: key.verify_until_ms,
                key: Encoded::new(key.key.as_bytes()),
            })
            .collect(),
        sealing_keys: keys
            .sealing
            .iter()
            .map(|key| SealingEntry { id: key.id, key: Encoded::new(&key.bytes) })
            .collect(),
    };
    // The serialiser's message could quote a key.
    let text = toml::to_string(&document).map_err(|_| io::Error::from(ErrorKind::InvalidData))?;
    Ok(Zeroizing::new(text))
}

//! The list of a backup's files with their digests: what makes a damaged backup show before it is
//! restored.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use entity::Moment;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::command::Failure;

/// The SQLite database in a backup.
pub(crate) const FILE: &str = "database.sqlite3";
/// The dump of a Postgres database in a backup.
pub(crate) const DUMP: &str = "database.dump";
/// The folder of the uploads in a backup.
pub(crate) const MEDIA: &str = "media";
/// The key file in a backup.
pub(crate) const KEYS: &str = "keys.json";
const MANIFEST: &str = "manifest.json";

/// What a backup holds.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Manifest {
    /// The form of this list; 1.
    pub(crate) format: u32,
    /// The version that made it.
    pub(crate) version: String,
    /// When.
    pub(crate) created_at: Moment,
    /// The files.
    pub(crate) files: Vec<Entry>,
}

/// One file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    /// Its path within the backup, with `/` between the parts.
    pub(crate) path: String,
    /// Its length.
    pub(crate) bytes: u64,
    /// SHA-256 of its content, hexadecimal.
    pub(crate) sha256: String,
}

impl Manifest {
    /// Lists what lies in `folder`.
    pub(crate) fn describe(folder: &Path, now: Moment) -> Result<Self, Failure> {
        let mut files = Vec::new();
        list(folder, "", &mut files)?;
        files.sort_by(|one, other| one.path.cmp(&other.path));
        let version = env!("CARGO_PKG_VERSION").to_owned();
        Ok(Self { format: 1, version, created_at: now, files })
    }

    /// Writes it into `folder`.
    pub(crate) fn write(&self, folder: &Path) -> Result<(), Failure> {
        let file = folder.join(MANIFEST);
        let text = serde_json::to_string_pretty(self)?;
        fs::write(&file, text).map_err(Failure::io("Can't write the manifest"))?;
        super::files::sync_file(&file)?;
        super::sync_folder(folder)
    }

    /// Reads the list of the backup in `folder` and compares every file with it.
    pub(crate) fn check(folder: &Path) -> Result<Self, Failure> {
        let text = fs::read_to_string(folder.join(MANIFEST)).map_err(|error| {
            Failure::Backup(format!("its manifest.json can't be read: {error}"))
        })?;
        let manifest: Self = serde_json::from_str(&text)
            .map_err(|error| Failure::Backup(format!("its manifest.json is damaged: {error}")))?;
        if manifest.format != 1 {
            return Err(Failure::Backup(format!("its form {} is unknown", manifest.format)));
        }
        for entry in &manifest.files {
            let file = folder.join(within(&entry.path)?);
            let (bytes, sha256) = digest(&file).map_err(|error| {
                Failure::Backup(format!("{} can't be read: {error}", entry.path))
            })?;
            if bytes != entry.bytes || sha256 != entry.sha256 {
                return Err(Failure::Backup(format!("{} is not what was backed up", entry.path)));
            }
        }
        Ok(manifest)
    }

    /// Whether it lists the file `path`.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.files.iter().any(|entry| entry.path == path)
    }
}

/// A path that stays within its folder, whatever a forged list says.
fn within(path: &str) -> Result<PathBuf, Failure> {
    let path = PathBuf::from(path);
    if path.components().all(|part| matches!(part, Component::Normal(_))) {
        Ok(path)
    } else {
        Err(Failure::Backup("its manifest.json names a file outside of it".to_owned()))
    }
}

fn list(folder: &Path, prefix: &str, files: &mut Vec<Entry>) -> Result<(), Failure> {
    let reading = || format!("Can't read {}", folder.display());
    for entry in fs::read_dir(folder).map_err(Failure::io(reading()))? {
        let entry = entry.map_err(Failure::io(reading()))?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            list(&entry.path(), &format!("{path}/"), files)?;
        } else {
            let (bytes, sha256) = digest(&entry.path()).map_err(Failure::io(reading()))?;
            files.push(Entry { path, bytes, sha256 });
        }
    }
    Ok(())
}

fn digest(path: &Path) -> std::io::Result<(u64, String)> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 65_536];
    let mut bytes = 0_u64;
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok((bytes, hex::encode(hash.finalize())));
        }
        bytes = bytes.saturating_add(u64::try_from(read).unwrap_or(0));
        hash.update(buffer.get(..read).unwrap_or_default());
    }
}

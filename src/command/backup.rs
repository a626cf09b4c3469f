//! `xinju backup`: copies database and uploads while the service runs (OPS-1).
//!
//! A backup is a folder with a `manifest.json` that names every file with its digest. It is built
//! beside its place and moved there whole, so a folder with a manifest is always complete. The
//! database is copied first: an upload that it refers to is never removed, so it is still there.

mod files;
pub(super) mod manifest;
pub(super) mod postgres;

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Failure, open};
use crate::config::Config;
use crate::store::connect::copy_sqlite;
use crate::store::db::Place;
use crate::store::{Clock, Db};
pub(super) use files::{copy_tree, put, sync_file, sync_folder};
use manifest::{DUMP, FILE, Manifest};

/// Backs up database and uploads while the service runs. The key file is left out, so that a stolen
/// backup opens nothing: back it up apart, or add it with --with-keys.
///
/// Uploads are hard-linked where the disk allows, otherwise copied.
#[derive(Debug, Args)]
pub struct Backup {
    /// New folder for the backup, or a new file (.sqlite3 or .dump) for the database alone
    #[arg(long, value_name = "DIR|FILE")]
    pub to: PathBuf,
    /// Put the key file in, too; keep such a backup as safe as the keys
    #[arg(long)]
    pub with_keys: bool,
}

impl Backup {
    /// Makes the backup.
    pub async fn run(&self, config: &Config) -> Result<bool, Failure> {
        if std::fs::symlink_metadata(&self.to).is_ok() {
            return Err(Failure::Occupied(self.to.display().to_string()));
        }
        let place = open::place(config)?;
        let is_file = self
            .to
            .extension()
            .is_some_and(|extension| extension == "sqlite3" || extension == "dump");
        let draft = beside(&self.to);
        if is_file {
            database(&place, &draft).await?;
        } else {
            let made = self.folder(config, &place, &draft).await;
            if made.is_err() {
                let _ = std::fs::remove_dir_all(&draft);
            }
            made?;
        }
        put(&draft, &self.to)?;
        say!("Backed up to {}. 备份完成。", self.to.display());
        Ok(true)
    }

    async fn folder(&self, config: &Config, place: &Place, draft: &Path) -> Result<(), Failure> {
        open::private_folder(draft)?;
        let name = match place {
            Place::File(_) => FILE,
            Place::Postgres(_) => DUMP,
        };
        database(place, &draft.join(name)).await?;
        let media = config.media_dir();
        if media.is_dir() {
            copy_tree(&media, &draft.join(manifest::MEDIA), true)?;
        }
        if self.with_keys {
            let keys = config.keys_file();
            if !keys.exists() {
                return Err(Failure::NoKeys(keys));
            }
            std::fs::copy(&keys, draft.join(manifest::KEYS))
                .map_err(Failure::io("Can't copy the key file"))?;
        }
        Manifest::describe(draft, Clock::system().now())?.write(draft)
    }
}

/// Copies the database to the new file `to`.
async fn database(place: &Place, to: &Path) -> Result<(), Failure> {
    match place {
        Place::File(file) if !file.exists() => return Err(Failure::NoDatabase(file.clone())),
        Place::File(file) => copy_sqlite(file, to).await?,
        Place::Postgres(address) => postgres::dump(address.clone(), to.to_owned()).await?,
    }
    sync_file(to)
}

/// A name beside `path` that no other backup uses.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".part-{}", std::process::id()));
    path.with_file_name(name)
}

/// Whether a database holds nothing yet.
pub(super) async fn is_empty(place: Place, config: &Config) -> Result<bool, Failure> {
    let db = Db::open(place, &config.database, false).await?;
    let is_empty = crate::store::shape::is_empty(db.read()).await?;
    db.close().await?;
    Ok(is_empty)
}

//! `xinju restore`: puts a backup into an empty place, and proves it before it counts.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use clap::Args;

use super::backup::manifest::{DUMP, FILE, KEYS, MEDIA, Manifest};
use super::backup::{copy_tree, is_empty, postgres, put, sync_file, sync_folder};
use super::{Failure, open, verify};
use crate::config::Config;
use crate::store::db::Place;
use crate::store::{Db, verify as proofs};

/// Restores a backup into the place that the settings name, which must be empty: nothing is ever
/// overwritten. Every file of a folder is compared with the backup's manifest first.
#[derive(Debug, Args)]
pub struct Restore {
    /// The folder of the backup, or the file with the database alone
    #[arg(long, value_name = "DIR|FILE")]
    pub from: PathBuf,
    /// Prove the audit chain and the ledger of what was restored; exit code 1 when they don't hold
    #[arg(long)]
    pub verify: bool,
}

/// What a backup is: a folder with a manifest, or a file with the database alone.
enum Source {
    Folder(PathBuf, Manifest),
    Database(PathBuf),
}

impl Source {
    fn find(from: &Path) -> Result<Self, Failure> {
        if from.is_file() {
            return Ok(Self::Database(from.to_owned()));
        }
        Ok(Self::Folder(from.to_owned(), Manifest::check(from)?))
    }

    fn has(&self, name: &str) -> bool {
        matches!(self, Self::Folder(_, manifest) if manifest.has(name))
    }

    /// The file with the database, called `name` in a folder.
    fn database(&self, name: &str) -> Result<PathBuf, Failure> {
        let found = match self {
            Self::Folder(folder, manifest) => manifest.has(name).then(|| folder.join(name)),
            Self::Database(file) => {
                let is_same_kind = file.extension() == Path::new(name).extension();
                is_same_kind.then(|| file.clone())
            }
        };
        found.ok_or_else(|| Failure::Backup(format!("it holds no {name} for this database")))
    }
}

impl Restore {
    /// Restores the backup.
    pub async fn run(&self, config: &Config) -> Result<bool, Failure> {
        let source = Source::find(&self.from)?;
        let place = open::place(config)?;
        refuse_occupied(&place, &source, config).await?;
        open::private_folder(&config.storage.dir)?;
        if source.has(KEYS) {
            self.keys(&config.keys_file())?;
        }
        let media = self.from.join(MEDIA);
        if media.is_dir() {
            copy_tree(&media, &config.media_dir(), false)?;
        }
        // The database comes last: without it the place still counts as empty.
        let restored = self.database(&place, &source, config).await;
        if !matches!(restored, Ok(true)) {
            // What came before it goes again, so that another backup can be tried.
            let _ = std::fs::remove_dir_all(config.media_dir());
            if source.has(KEYS) {
                let _ = std::fs::remove_file(config.keys_file());
            }
        }
        restored
    }

    fn keys(&self, to: &Path) -> Result<(), Failure> {
        let writing = || Failure::io("Can't write the key file");
        std::fs::copy(self.from.join(KEYS), to).map_err(writing())?;
        let mode = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(to, mode).map_err(writing())?;
        sync_file(to)?;
        to.parent().map_or(Ok(()), sync_folder)
    }

    async fn database(
        &self,
        place: &Place,
        source: &Source,
        config: &Config,
    ) -> Result<bool, Failure> {
        match place {
            Place::File(file) => {
                let from = source.database(FILE)?;
                let draft = file.with_extension("restoring");
                let writing = format!("Can't write {}", draft.display());
                std::fs::copy(from, &draft).map_err(Failure::io(writing))?;
                let holds = self.prove(Place::File(draft.clone()), config).await;
                if !matches!(holds, Ok(true)) {
                    let _ = std::fs::remove_file(&draft);
                    return holds;
                }
                sync_file(&draft)?;
                put(&draft, file)?;
                say!("Restored to {}. 恢复完成。", file.display());
                Ok(true)
            }
            Place::Postgres(address) => {
                postgres::restore(address.clone(), source.database(DUMP)?).await?;
                let holds = self.prove(place.clone(), config).await;
                if matches!(holds, Ok(true)) {
                    say!("Restored to {address}. 恢复完成。");
                } else {
                    postgres::clear(address.clone()).await?;
                }
                holds
            }
        }
    }

    /// Proves what was restored, where that is asked for.
    async fn prove(&self, place: Place, config: &Config) -> Result<bool, Failure> {
        if !self.verify {
            return Ok(true);
        }
        let db = Db::open(place, &config.database, false).await?;
        let report = proofs::prove(db.read_long(), open::keys(config)?.as_ref()).await?;
        db.close().await?;
        verify::print(&report);
        Ok(report.holds)
    }
}

async fn refuse_occupied(place: &Place, source: &Source, config: &Config) -> Result<(), Failure> {
    let mut taken = Vec::new();
    match place {
        Place::File(file) => {
            let log = PathBuf::from(format!("{}-wal", file.display()));
            taken.extend([file.clone(), log].into_iter().filter(|file| file.exists()));
        }
        Place::Postgres(address) => {
            if !is_empty(place.clone(), config).await? {
                return Err(Failure::Occupied(address.to_string()));
            }
        }
    }
    let keys = config.keys_file();
    if source.has(KEYS) && keys.exists() {
        taken.push(keys);
    }
    let media = config.media_dir();
    let has_uploads = std::fs::read_dir(&media).is_ok_and(|mut files| files.next().is_some());
    if has_uploads {
        taken.push(media);
    }
    match taken.first() {
        Some(path) => Err(Failure::Occupied(path.display().to_string())),
        None => Ok(()),
    }
}

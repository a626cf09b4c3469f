//! Whose database it is: the demonstration makes, reopens and throws away only its own.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use crate::app::App;
use crate::command::{Failure, open};
use crate::config::Config;
use crate::params;
use crate::store::{Db, Fault};

use super::board::KEPT;
use super::scene::ROSTER;

/// The file by which a running demonstration holds its folder.
const HELD: &str = "demo.lock";
const KIND: &str = "kind";
const DEMO: &str = "demo";
const READY: &str = "demo_ready";

/// Keeps other demonstrations off this folder for as long as the file is open.
fn hold(config: &Config) -> Result<File, Failure> {
    let folder = &config.storage.dir;
    open::private_folder(folder)?;
    let path = folder.join(HELD);
    let file =
        File::create(&path).map_err(Failure::io(format!("Can't write {}", path.display())))?;
    file.try_lock().map_err(|_| {
        Failure::Refused(format!(
            "Another demonstration runs on {}; nothing was touched. Stop it, or name another \
             folder with --data. 该目录上已有演示在运行，未做任何改动，请先停止它，或用 --data \
             指定其他目录。",
            folder.display()
        ))
    })?;
    Ok(file)
}

/// The folder of a demonstration, held for as long as this is kept.
pub(super) struct Ground {
    /// Whether the town is still to be made.
    pub(super) is_new: bool,
    _held: File,
}

/// Looks at what is there, and holds the folder unless somebody else's database is in it.
///
/// A demonstration that was cut off while it was made is thrown away.
pub(super) async fn prepare(config: &Config, fresh: bool) -> Result<Ground, Failure> {
    let place = open::place(config)?;
    let crate::store::db::Place::File(file) = &place else { return Err(Failure::Memory) };
    let file = file.clone();
    if !file.exists() {
        return Ok(Ground { is_new: true, _held: hold(config)? });
    }
    let db = Db::open(place, &config.database, false).await?;
    let fact = async |name: &str| -> Option<String> {
        // A database without the table isn't a demonstration's either.
        let sql = "SELECT value FROM installation WHERE name = $1";
        db.read().value(sql, params![name]).await.unwrap_or_default()
    };
    let (kind, ready) = (fact(KIND).await, fact(READY).await);
    db.close().await?;
    if kind.as_deref() != Some(DEMO) {
        return Err(Failure::Refused(format!(
            "{} is not a demonstration's database; nothing was touched. Name another folder with \
             --data. 该数据库不是演示库，未做任何改动，请用 --data 指定其他目录。",
            file.display()
        )));
    }
    let held = hold(config)?;
    if ready.is_some() && !fresh {
        return Ok(Ground { is_new: false, _held: held });
    }
    throw_away(&config.storage.dir, &file)?;
    Ok(Ground { is_new: true, _held: held })
}

fn throw_away(folder: &Path, file: &Path) -> Result<(), Failure> {
    let beside = |ending: &str| {
        let mut name = file.as_os_str().to_owned();
        name.push(ending);
        std::path::PathBuf::from(name)
    };
    let files =
        [file.to_owned(), beside("-wal"), beside("-shm"), folder.join(KEPT), folder.join(ROSTER)];
    for file in files {
        match std::fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Failure::io(format!("Can't remove {}", file.display()))(error));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Says that this database is a demonstration's, before anything else is written.
pub(super) async fn begin(app: &Arc<App>) -> Result<(), Fault> {
    note(app, KIND, DEMO).await
}

/// Says that the town is whole.
pub(super) async fn finish(app: &Arc<App>) -> Result<(), Fault> {
    note(app, READY, "true").await
}

async fn note(app: &Arc<App>, name: &'static str, value: &'static str) -> Result<(), Fault> {
    app.work(move |at| {
        Box::pin(async move {
            let sql = "INSERT INTO installation (name, value) VALUES ($1, $2) \
                       ON CONFLICT (name) DO UPDATE SET value = excluded.value";
            at.execute(sql, params![name, value]).await?;
            Ok::<_, Fault>(())
        })
    })
    .await
}

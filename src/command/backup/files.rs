//! Files of a backup: copied or linked, synced, and put in place whole.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use crate::command::Failure;

/// Copies the plain files below `from` to `to`; hard-links them where `link` says so and the disk
/// allows it. Uploads never change once written, so a link is as good as a copy.
pub(crate) fn copy_tree(from: &Path, to: &Path, link: bool) -> Result<(), Failure> {
    fs::create_dir_all(to).map_err(Failure::io(format!("Can't make {}", to.display())))?;
    let reading = || format!("Can't read {}", from.display());
    for entry in fs::read_dir(from).map_err(Failure::io(reading()))? {
        let entry = entry.map_err(Failure::io(reading()))?;
        let kind = entry.file_type().map_err(Failure::io(reading()))?;
        let target = to.join(entry.file_name());
        if kind.is_dir() {
            copy_tree(&entry.path(), &target, link)?;
        } else if kind.is_file() {
            match copy(&entry.path(), &target, link) {
                // Somebody removed it since the folder was read.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                result => {
                    result
                        .map_err(Failure::io(format!("Can't copy {}", entry.path().display())))?;
                }
            }
        }
    }
    sync_folder(to)
}

fn copy(from: &Path, to: &Path, link: bool) -> io::Result<()> {
    if link && fs::hard_link(from, to).is_ok() {
        return Ok(());
    }
    fs::copy(from, to)?;
    File::open(to)?.sync_all()
}

/// Writes what the system still holds of a file to the disk.
pub(crate) fn sync_file(file: &Path) -> Result<(), Failure> {
    File::open(file)
        .and_then(|file| file.sync_all())
        .map_err(Failure::io(format!("Can't write {} to the disk", file.display())))
}

/// The same for the names in a folder.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), Failure> {
    sync_file(folder)
}

/// Gives `draft` its name, for good.
pub(crate) fn put(draft: &Path, name: &Path) -> Result<(), Failure> {
    fs::rename(draft, name).map_err(Failure::io(format!("Can't write {}", name.display())))?;
    let folder = name.parent().filter(|folder| !folder.as_os_str().is_empty());
    sync_folder(folder.unwrap_or(Path::new(".")))
}

//! Where cleaned files lie on disk: under the service's own names, written whole or not at all.
//!
//! A file is `<last two digits of its id>/<id>.<extension>` below the root. The last digits of a
//! `UUIDv7` are random, so the 256 folders fill evenly. Names that clients choose never come near
//! the disk.

use std::{
    fmt, fs, io,
    io::Write as _,
    path::{Path, PathBuf},
    sync::Arc,
    time::SystemTime,
};

use uuid::Uuid;

use super::{CleanMedia, MediaDigest, MediaKind};

/// The folder of files that are being written.
const UNFINISHED: &str = "unfinished";

/// The name of a kept file (文件名): its id and its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MediaName {
    /// The id, made by the caller; never used twice.
    pub id: Uuid,
    /// What the content is.
    pub kind: MediaKind,
}

impl MediaName {
    /// Reads a name as [`fmt::Display`] writes it; anything else is `None`.
    pub fn parse(text: &str) -> Option<Self> {
        let (id, extension) = text.split_once('.')?;
        let name = Self { id: id.parse().ok()?, kind: MediaKind::from_extension(extension)? };
        (name.to_string() == text).then_some(name)
    }

    /// Where the file lies in a store whose root is `root`.
    pub(crate) fn below(self, root: &Path) -> PathBuf {
        path(root, self)
    }

    fn folder(self) -> String {
        let [.., last] = self.id.into_bytes();
        folder(last)
    }
}

impl fmt::Display for MediaName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}", self.id.hyphenated(), self.kind.extension())
    }
}

fn folder(number: u8) -> String {
    format!("{number:02x}")
}

/// Why the disk didn't do as asked. The texts name no path.
#[derive(Debug, thiserror::Error)]
pub enum StoreFault {
    /// There is no such file.
    #[error("the file is not in the store; restore it from the backup or remove its row")]
    Missing,
    /// The file isn't what was written.
    #[error("the file in the store has changed since it was written; restore it from the backup")]
    Changed,
    /// Another file has this name already.
    #[error("the store has another file of this name; use a new id")]
    Taken,
    /// No room on the disk or in the quota.
    #[error("the disk of the media store is full; make room, then try again")]
    Full,
    /// Anything else that the disk reports.
    #[error("the media store can't be reached: {0}; check the data directory and its rights")]
    Disk(io::ErrorKind),
}

impl From<io::Error> for StoreFault {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            kind => Self::Disk(kind),
        }
    }
}

/// The files of one data directory. Cheap to clone; all work runs on blocking threads and goes on
/// to its end when the caller is dropped.
#[derive(Debug, Clone)]
pub struct MediaStore {
    root: Arc<Path>,
}

impl MediaStore {
    /// Opens a data directory and creates it when it is missing, readable by the service alone.
    ///
    /// # Errors
    /// [`StoreFault::Disk`] or [`StoreFault::Full`] when it can't be created.
    pub async fn open(root: impl Into<PathBuf>) -> Result<Self, StoreFault> {
        let root: Arc<Path> = root.into().into();
        let store = Self { root: Arc::clone(&root) };
        blocking(move || {
            create_folder(&root)?;
            create_folder(&root.join(UNFINISHED))
        })
        .await?;
        Ok(store)
    }

    /// Keeps a file under a new name. When this returns, the file outlives a loss of power.
    /// The same bytes under the same name again are accepted.
    ///
    /// # Errors
    /// [`StoreFault::Taken`] when the name holds other bytes; [`StoreFault::Full`];
    /// [`StoreFault::Disk`].
    pub async fn put(&self, id: Uuid, media: CleanMedia) -> Result<MediaName, StoreFault> {
        let root = Arc::clone(&self.root);
        let name = MediaName { id, kind: media.kind() };
        blocking(move || write_whole(&root, name, &media)).await?;
        Ok(name)
    }

    /// Reads a whole file; with a digest, only when it is still the same.
    ///
    /// # Errors
    /// [`StoreFault::Missing`], [`StoreFault::Changed`] or [`StoreFault::Disk`].
    pub async fn read(
        &self,
        name: MediaName,
        expected: Option<MediaDigest>,
    ) -> Result<Vec<u8>, StoreFault> {
        let path = self.path(name);
        blocking(move || {
            let bytes = fs::read(path)?;
            match expected {
                Some(digest) if MediaDigest::of(&bytes) != digest => Err(StoreFault::Changed),
                _ => Ok(bytes),
            }
        })
        .await
    }

    /// Removes a file for good; says whether it was there.
    ///
    /// # Errors
    /// [`StoreFault::Disk`] when it is there but can't be removed.
    pub async fn remove(&self, name: MediaName) -> Result<bool, StoreFault> {
        let path = self.path(name);
        blocking(move || match fs::remove_file(&path) {
            Ok(()) => sync_folder_of(&path).map(|()| true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error.into()),
        })
        .await
    }

    /// The files in one of the 256 folders that were written before a moment: what a sweep compares
    /// with the database to find files without a row (孤儿文件). The moment keeps it away from uploads
    /// whose row isn't committed yet. Files with names that aren't ours are left out.
    ///
    /// # Errors
    /// [`StoreFault::Disk`] when the folder can't be read.
    pub async fn list_before(
        &self,
        number: u8,
        before: SystemTime,
    ) -> Result<Vec<MediaName>, StoreFault> {
        let path = self.root.join(folder(number));
        blocking(move || {
            let old = files_before(&path, before)?;
            let names = old.iter().filter_map(|path| path.file_name()?.to_str());
            let mut names: Vec<_> = names.filter_map(MediaName::parse).collect();
            names.sort();
            Ok(names)
        })
        .await
    }

    /// Removes what writes that were cut off before a moment have left; says how many files.
    ///
    /// # Errors
    /// [`StoreFault::Disk`] when a file can't be removed.
    pub async fn remove_unfinished_before(&self, before: SystemTime) -> Result<usize, StoreFault> {
        let path = self.root.join(UNFINISHED);
        blocking(move || {
            let old = files_before(&path, before)?;
            for path in &old {
                fs::remove_file(path)?;
            }
            Ok(old.len())
        })
        .await
    }

    fn path(&self, name: MediaName) -> PathBuf {
        path(&self.root, name)
    }
}

fn path(root: &Path, name: MediaName) -> PathBuf {
    root.join(name.folder()).join(name.to_string())
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreFault> + Send + 'static,
) -> Result<T, StoreFault> {
    tokio::task::spawn_blocking(work).await.map_err(|_| StoreFault::Disk(io::ErrorKind::Other))?
}

/// Writes to a file of another name, brings it to the disk, then gives it its name.
fn write_whole(root: &Path, name: MediaName, media: &CleanMedia) -> Result<(), StoreFault> {
    let place = path(root, name);
    match fs::read(&place) {
        Ok(bytes) if MediaDigest::of(&bytes) == media.sha256() => return sync_folder_of(&place),
        Ok(_) => return Err(StoreFault::Taken),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error.into()),
    }
    create_folder(&root.join(name.folder()))?;
    let unfinished = root.join(UNFINISHED).join(name.to_string());
    let written =
        write_synced(&unfinished, media.bytes()).and_then(|()| fs::rename(&unfinished, &place));
    if let Err(error) = written {
        // The sweep finds what can't be removed now.
        let _ = fs::remove_file(&unfinished);
        return Err(error.into());
    }
    sync_folder_of(&place)
}

fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Creates a folder and brings its name to the disk.
fn create_folder(path: &Path) -> Result<(), StoreFault> {
    if path.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)?;
    sync_folder_of(path)
}

fn sync_folder_of(path: &Path) -> Result<(), StoreFault> {
    let folder = path.parent().unwrap_or(path);
    Ok(fs::File::open(folder)?.sync_all()?)
}

fn files_before(folder: &Path, before: SystemTime) -> Result<Vec<PathBuf>, StoreFault> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let mut old = Vec::new();
    for entry in entries {
        let entry = entry?;
        let facts = entry.metadata()?;
        if facts.is_file() && facts.modified()? < before {
            old.push(entry.path());
        }
    }
    Ok(old)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::media::{MediaLimits, clean, specimen};

    const ID: Uuid = Uuid::from_u128(0x0194_0000_0000_7000_8000_0000_0000_00a7);

    /// A data directory that goes when the test ends.
    struct Place(PathBuf);

    impl Place {
        fn new(test: &str) -> Self {
            let process = std::process::id();
            Self(std::env::temp_dir().join(format!("xinju-media-{process}-{test}")))
        }

        async fn store(&self) -> MediaStore {
            MediaStore::open(&self.0).await.unwrap()
        }
    }

    impl Drop for Place {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn photo() -> CleanMedia {
        clean(&specimen::jpeg().file, &MediaLimits::default()).unwrap()
    }

    fn picture() -> CleanMedia {
        clean(&specimen::png().file, &MediaLimits::default()).unwrap()
    }

    fn later() -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_hours(24 * 365 * 1_000)
    }

    #[tokio::test]
    async fn what_is_put_is_read_back_until_it_is_removed() {
        let place = Place::new("is_put");
        let store = place.store().await;
        let media = photo();
        let name = store.put(ID, media.clone()).await.unwrap();
        let reopened = place.store().await;
        let bytes = reopened.read(name, Some(media.sha256())).await.unwrap();
        assert_eq!(bytes, media.bytes());
        assert!(store.remove(name).await.unwrap());
        assert!(!store.remove(name).await.unwrap());
        assert!(matches!(store.read(name, None).await, Err(StoreFault::Missing)));
    }

    #[tokio::test]
    async fn a_name_is_never_given_to_other_bytes() {
        let place = Place::new("name_is");
        let store = place.store().await;
        let name = store.put(ID, photo()).await.unwrap();
        assert_eq!(store.put(name.id, photo()).await.unwrap(), name);
        fs::write(store.path(name), b"other").unwrap();
        assert!(matches!(store.put(name.id, photo()).await, Err(StoreFault::Taken)));
        let expected = Some(photo().sha256());
        assert!(matches!(store.read(name, expected).await, Err(StoreFault::Changed)));
        assert_eq!(store.read(name, None).await.unwrap(), b"other");
    }

    #[tokio::test]
    async fn a_sweep_sees_old_files_of_ours_and_no_others() {
        let place = Place::new("sweep_sees");
        let store = place.store().await;
        let id = ID;
        let first = store.put(id, photo()).await.unwrap();
        let second = store.put(id, picture()).await.unwrap();
        fs::write(store.path(first).with_file_name("notes.txt"), b"x").unwrap();
        let number = id.as_bytes()[15];
        assert_eq!(store.list_before(number, later()).await.unwrap(), [first, second]);
        let past = SystemTime::UNIX_EPOCH;
        assert_eq!(store.list_before(number, past).await.unwrap(), []);
        assert_eq!(store.list_before(number ^ 1, later()).await.unwrap(), []);
    }

    #[tokio::test]
    async fn what_a_cut_off_write_leaves_is_swept_and_never_served() {
        let place = Place::new("a_cut");
        let store = place.store().await;
        let name = MediaName { id: ID, kind: MediaKind::Jpeg };
        fs::write(place.0.join(UNFINISHED).join(name.to_string()), b"half").unwrap();
        assert!(matches!(store.read(name, None).await, Err(StoreFault::Missing)));
        let past = SystemTime::UNIX_EPOCH;
        assert_eq!(store.remove_unfinished_before(past).await.unwrap(), 0);
        assert_eq!(store.remove_unfinished_before(later()).await.unwrap(), 1);
        assert_eq!(store.remove_unfinished_before(later()).await.unwrap(), 0);
    }

    #[tokio::test]
    async fn a_failed_write_leaves_nothing_behind() {
        let place = Place::new("failed_write");
        let store = place.store().await;
        let name = MediaName { id: ID, kind: MediaKind::Jpeg };
        fs::create_dir_all(store.path(name).join("in the way")).unwrap();
        assert!(store.put(name.id, photo()).await.is_err());
        assert_eq!(fs::read_dir(place.0.join(UNFINISHED)).unwrap().count(), 0);
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn only_the_service_can_read_the_files() {
        use std::os::unix::fs::PermissionsExt;
        let place = Place::new("the_service");
        let store = place.store().await;
        let name = store.put(ID, photo()).await.unwrap();
        let rights = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(rights(&store.path(name)), 0o600);
        assert_eq!(rights(store.path(name).parent().unwrap()), 0o700);
        assert_eq!(rights(&place.0), 0o700);
    }

    #[test]
    fn a_name_is_read_only_as_it_is_written() {
        let name = MediaName { id: ID, kind: MediaKind::Mp3 };
        assert_eq!(MediaName::parse(&name.to_string()), Some(name));
        let id = name.id.simple();
        for text in ["", "a.jpg", "../x.jpg", &format!("{id}.mp3"), &format!("{}.exe", name.id)] {
            assert_eq!(MediaName::parse(text), None, "{text}");
        }
    }
}

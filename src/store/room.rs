//! How much room the disk has that holds the data folder.

use std::path::Path;

use rustix::fs::statvfs;

const MIB: u64 = 1_048_576;

/// Free space of the disk below `folder`, in MiB, as far as the service may use it.
pub fn free_mib(folder: &Path) -> std::io::Result<u64> {
    let disk = statvfs(folder)?;
    Ok(disk.f_bavail.saturating_mul(disk.f_frsize) / MIB)
}

/// Whether less than `free_mib_min` is left. A disk that tells nothing counts as roomy: the write
/// itself will say what is wrong.
pub fn is_short(folder: &Path, free_mib_min: u64) -> bool {
    free_mib(folder).is_ok_and(|free| free < free_mib_min)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_is_short_when_it_has_less_than_the_least() {
        let folder = std::env::temp_dir();
        assert!(!is_short(&folder, 0));
        assert!(is_short(&folder, u64::MAX));
        assert!(!is_short(Path::new("/nowhere/at/all"), u64::MAX));
    }
}

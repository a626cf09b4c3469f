//! Lists the recorded examples of requests and replies, so that the binary can carry them.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=openapi/examples");
    let missing = |name: &str| io::Error::other(format!("cargo sets no {name}"));
    let folder = env::var_os("CARGO_MANIFEST_DIR").ok_or_else(|| missing("CARGO_MANIFEST_DIR"))?;
    let out = env::var_os("OUT_DIR").ok_or_else(|| missing("OUT_DIR"))?;
    let mut entries = String::new();
    for file in files(&Path::new(&folder).join("openapi/examples"))? {
        let name = file.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
        // The compiler fills in the folder, so that a build folder outlives a move of the checkout.
        let file =
            format!("concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/openapi/examples/{name}.json\")");
        writeln!(entries, "    ({name:?}, include_str!({file})),").map_err(io::Error::other)?;
    }
    let list = format!("&[\n{entries}]\n");
    fs::write(Path::new(&out).join("examples.rs"), list)
}

/// The JSON files of a folder in the order of their names; none when the folder is not there.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    if !folder.exists() {
        return Ok(vec![]);
    }
    let mut files: Vec<_> = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<_>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    Ok(files)
}

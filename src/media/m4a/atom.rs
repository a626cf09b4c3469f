//! The boxes ("atoms") of which an MP4 file is made.

use crate::media::{
    MediaFault,
    reader::{Reader, length},
};

/// One box: its name, its content and where the box and its content start in the slice that was
/// read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Atom<'a> {
    pub(super) name: [u8; 4],
    pub(super) outset: usize,
    pub(super) start: usize,
    pub(super) body: &'a [u8],
}

/// All boxes of a level. They must fill it exactly.
pub(super) fn atoms(bytes: &[u8]) -> Result<Vec<Atom<'_>>, MediaFault> {
    let mut input = Reader::new(bytes);
    let mut found = Vec::new();
    while !input.is_empty() {
        let outset = bytes.len() - input.rest().len();
        let size = input.u32()?;
        let name = input.array()?;
        let size = match size {
            0 => input.rest().len(),
            1 => length(input.u64()?)?.checked_sub(16).ok_or(MediaFault::Damaged("M4A box"))?,
            _ => length(size)?.checked_sub(8).ok_or(MediaFault::Damaged("M4A box"))?,
        };
        let start = bytes.len() - input.rest().len();
        found.push(Atom { name, outset, start, body: input.take(size)? });
    }
    Ok(found)
}

/// The content of the first box with this name.
pub(super) fn find(bytes: &[u8], name: [u8; 4]) -> Result<Option<&[u8]>, MediaFault> {
    Ok(atoms(bytes)?.into_iter().find(|atom| atom.name == name).map(|atom| atom.body))
}

/// The content of a box that must be there.
pub(super) fn require(bytes: &[u8], name: [u8; 4]) -> Result<&[u8], MediaFault> {
    find(bytes, name)?.ok_or(MediaFault::Damaged("M4A box missing"))
}

/// The version of a full box and a reader behind its flags.
pub(super) fn full(body: &[u8]) -> Result<(u8, u32, Reader<'_>), MediaFault> {
    let mut input = Reader::new(body);
    let version = input.u8()?;
    let flags = input.u24()?;
    Ok((version, flags, input))
}

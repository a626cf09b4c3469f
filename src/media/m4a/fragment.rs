//! A movie fragment: more frames of the same track, as recorders write them that can't go back.

use super::{
    FRAMES_MAX, Sample,
    atom::{Atom, atoms, full, require},
    movie::Track,
};
use crate::media::MediaFault;

const BAD: MediaFault = MediaFault::Damaged("M4A fragment");

/// What a run of frames takes from the header of its fragment.
struct Defaults {
    base: u64,
    ticks: u32,
    bytes: u32,
}

/// Appends the frames of a fragment to its track.
pub(super) fn read(fragment: &Atom<'_>, track: &mut Track) -> Result<(), MediaFault> {
    let outset = u64::try_from(fragment.outset).map_err(|_| BAD)?;
    for part in atoms(fragment.body)? {
        if part.name != *b"traf" {
            continue;
        }
        let defaults = header(require(part.body, *b"tfhd")?, track, outset)?;
        let mut next = defaults.base;
        for run in atoms(part.body)? {
            if run.name == *b"trun" {
                next = frames(run.body, &defaults, next, track)?;
            }
        }
    }
    Ok(())
}

fn header(body: &[u8], track: &Track, outset: u64) -> Result<Defaults, MediaFault> {
    let (_, flags, mut input) = full(body)?;
    if input.u32()? != track.id {
        return Err(MediaFault::Unsupported("M4A with several tracks"));
    }
    let base = if flags & 0x1 == 0 { outset } else { input.u64()? };
    if flags & 0x2 != 0 {
        input.u32()?;
    }
    let ticks = if flags & 0x8 == 0 { track.default_ticks } else { input.u32()? };
    let bytes = if flags & 0x10 == 0 { track.default_bytes } else { input.u32()? };
    Ok(Defaults { base, ticks, bytes })
}

/// Reads one run and returns where the next one starts when it doesn't say so itself.
fn frames(
    body: &[u8],
    defaults: &Defaults,
    next: u64,
    track: &mut Track,
) -> Result<u64, MediaFault> {
    let (_, flags, mut input) = full(body)?;
    let count = input.u32()?;
    let mut start = next;
    if flags & 0x1 != 0 {
        let offset = i64::from(i32::from_be_bytes(input.array()?));
        start = defaults.base.checked_add_signed(offset).ok_or(BAD)?;
    }
    if flags & 0x4 != 0 {
        input.u32()?;
    }
    for _ in 0..count {
        let ticks = if flags & 0x100 == 0 { defaults.ticks } else { input.u32()? };
        let bytes = if flags & 0x200 == 0 { defaults.bytes } else { input.u32()? };
        if flags & 0x400 != 0 {
            input.u32()?;
        }
        if flags & 0x800 != 0 {
            input.u32()?;
        }
        if bytes == 0 || track.samples.len() >= FRAMES_MAX {
            return Err(BAD);
        }
        track.samples.push(Sample { start, bytes, ticks });
        start = start.checked_add(u64::from(bytes)).ok_or(BAD)?;
    }
    Ok(start)
}

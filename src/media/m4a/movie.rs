//! The movie box: one sound track, its clock and its table of frames.

use super::{
    FRAMES_MAX, Sample,
    atom::{atoms, find, full, require},
    codec::Codec,
};
use crate::media::{MediaFault, reader::Reader, reader::length};

const BAD: MediaFault = MediaFault::Damaged("M4A frame table");

/// Largest clock of a track in ticks per second; sound runs at no more than 96,000.
const TIMESCALE_MAX: u32 = 1_000_000;

/// The sound track and what its fragments take for granted.
pub(super) struct Track {
    pub(super) id: u32,
    pub(super) codec: Codec,
    pub(super) timescale: u32,
    pub(super) samples: Vec<Sample>,
    pub(super) default_ticks: u32,
    pub(super) default_bytes: u32,
}

pub(super) fn read(movie: &[u8]) -> Result<Track, MediaFault> {
    let mut tracks = atoms(movie)?.into_iter().filter(|atom| atom.name == *b"trak");
    let track = tracks.next().ok_or(MediaFault::Damaged("M4A without a track"))?.body;
    if tracks.next().is_some() {
        return Err(MediaFault::Unsupported("M4A with several tracks"));
    }
    let (version, _, mut header) = full(require(track, *b"tkhd")?)?;
    header.take(if version == 1 { 16 } else { 8 })?;
    let id = header.u32()?;
    let media = require(track, *b"mdia")?;
    let (_, _, mut handler) = full(require(media, *b"hdlr")?)?;
    handler.u32()?;
    if handler.array()? != *b"soun" {
        return Err(MediaFault::Unsupported("M4A without sound"));
    }
    let table = require(require(media, *b"minf")?, *b"stbl")?;
    let (default_ticks, default_bytes) = defaults(movie)?;
    Ok(Track {
        id,
        codec: Codec::read(require(table, *b"stsd")?)?,
        timescale: timescale(media)?,
        samples: samples(table)?,
        default_ticks,
        default_bytes,
    })
}

fn timescale(media: &[u8]) -> Result<u32, MediaFault> {
    let (version, _, mut header) = full(require(media, *b"mdhd")?)?;
    header.take(if version == 1 { 16 } else { 8 })?;
    let timescale = header.u32()?;
    if (1..=TIMESCALE_MAX).contains(&timescale) {
        Ok(timescale)
    } else {
        Err(MediaFault::Damaged("M4A clock"))
    }
}

/// Length in ticks and size of a frame in fragments, unless they say otherwise.
fn defaults(movie: &[u8]) -> Result<(u32, u32), MediaFault> {
    let Some(extension) = find(movie, *b"mvex")? else { return Ok((0, 0)) };
    let Some(track) = find(extension, *b"trex")? else { return Ok((0, 0)) };
    let (_, _, mut fields) = full(track)?;
    fields.take(8)?;
    Ok((fields.u32()?, fields.u32()?))
}

fn samples(table: &[u8]) -> Result<Vec<Sample>, MediaFault> {
    let sizes = sizes(require(table, *b"stsz")?)?;
    let ticks = ticks(require(table, *b"stts")?, sizes.len())?;
    let mut starts = starts(table, &sizes)?.into_iter();
    let mut samples = Vec::with_capacity(sizes.len());
    for (bytes, ticks) in sizes.into_iter().zip(ticks) {
        samples.push(Sample { start: starts.next().ok_or(BAD)?, bytes, ticks });
    }
    Ok(samples)
}

fn sizes(body: &[u8]) -> Result<Vec<u32>, MediaFault> {
    let (_, _, mut input) = full(body)?;
    let fixed = input.u32()?;
    let count = length(input.u32()?)?;
    if count > FRAMES_MAX {
        return Err(BAD);
    }
    let sizes = if fixed > 0 { vec![fixed; count] } else { numbers(&mut input, count)? };
    if sizes.contains(&0) { Err(BAD) } else { Ok(sizes) }
}

fn numbers(input: &mut Reader<'_>, count: usize) -> Result<Vec<u32>, MediaFault> {
    let mut table = Reader::new(input.take(count.checked_mul(4).ok_or(BAD)?)?);
    let mut numbers = Vec::with_capacity(count);
    while !table.is_empty() {
        numbers.push(table.u32()?);
    }
    Ok(numbers)
}

fn ticks(body: &[u8], count: usize) -> Result<Vec<u32>, MediaFault> {
    let (_, _, mut input) = full(body)?;
    let mut ticks = Vec::with_capacity(count);
    for _ in 0..input.u32()? {
        let run = length(input.u32()?)?;
        let each = input.u32()?;
        if run > count - ticks.len() {
            return Err(BAD);
        }
        ticks.resize(ticks.len() + run, each);
    }
    if ticks.len() == count { Ok(ticks) } else { Err(BAD) }
}

/// Where each frame starts, from the places of the chunks and the number of frames in each.
fn starts(table: &[u8], sizes: &[u32]) -> Result<Vec<u64>, MediaFault> {
    let chunks = chunk_places(table)?;
    let (_, _, mut input) = full(require(table, *b"stsc")?)?;
    let mut runs = Vec::new();
    for _ in 0..input.u32()? {
        let [first, frames] = [input.u32()?, input.u32()?];
        input.u32()?;
        runs.push((length(first)?, length(frames)?));
    }
    let mut starts = Vec::with_capacity(sizes.len());
    let mut sizes = sizes.iter();
    let mut runs = runs.into_iter().peekable();
    let mut frames = 0;
    for (index, place) in chunks.into_iter().enumerate() {
        while let Some((_, next)) = runs.next_if(|(first, _)| *first <= index + 1) {
            frames = next;
        }
        let mut start = place;
        for size in sizes.by_ref().take(frames) {
            starts.push(start);
            start = start.saturating_add(u64::from(*size));
        }
    }
    if sizes.next().is_none() { Ok(starts) } else { Err(BAD) }
}

fn chunk_places(table: &[u8]) -> Result<Vec<u64>, MediaFault> {
    if let Some(body) = find(table, *b"stco")? {
        let (_, _, mut input) = full(body)?;
        let count = length(input.u32()?)?;
        return Ok(numbers(&mut input, count)?.into_iter().map(u64::from).collect());
    }
    let (_, _, mut input) = full(require(table, *b"co64")?)?;
    let count = length(input.u32()?)?;
    let mut places = Reader::new(input.take(count.checked_mul(8).ok_or(BAD)?)?);
    let mut starts = Vec::with_capacity(count);
    while !places.is_empty() {
        starts.push(places.u64()?);
    }
    Ok(starts)
}

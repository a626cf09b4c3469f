//! M4A: AAC sound in an MP4 container (also in fragments, as browsers on iPhones write it).
//!
//! Nothing of the container is copied. The places and lengths of the sound frames and the decoder's
//! settings are read, then a new file is written around the same frames. So atoms, times, names,
//! cover pictures and bytes that no frame covers are gone by construction.

mod atom;
mod codec;
mod fragment;
mod movie;
mod write;

use super::{
    MediaFault, MediaLimits,
    adts::FRAME_SAMPLES,
    reader::{Reader, length},
    residue,
    strip::Stripped,
};
use atom::atoms;
use codec::Codec;

/// Most frames of one recording: an hour and a half at 48 kHz. Tables in a small file can claim
/// millions.
const FRAMES_MAX: usize = 262_144;

/// One coded frame: where it lies in the file and how long it sounds.
#[derive(Debug, Clone, Copy)]
struct Sample {
    start: u64,
    bytes: u32,
    ticks: u32,
}

/// What is read from the container and written again.
struct Sound {
    codec: Codec,
    timescale: u32,
    samples: Vec<Sample>,
}

pub(super) fn strip(bytes: &[u8], limits: &MediaLimits) -> Result<Stripped, MediaFault> {
    let sound = read(bytes)?;
    let duration_ms = sound.duration_ms()?;
    limits.check_voice(duration_ms)?;
    let frames = collect(bytes, &sound.samples)?;
    residue::check(&frames)?;
    Ok(Stripped::voice(write::file(&sound, &frames)?, duration_ms))
}

fn read(bytes: &[u8]) -> Result<Sound, MediaFault> {
    let mut track = None;
    let mut fragments = Vec::new();
    for atom in atoms(bytes)? {
        match &atom.name {
            b"moov" if track.is_none() => track = Some(movie::read(atom.body)?),
            b"moov" => return Err(MediaFault::Damaged("M4A with two movies")),
            b"moof" => fragments.push(atom),
            _ => {}
        }
    }
    let mut track = track.ok_or(MediaFault::Damaged("M4A without a movie"))?;
    for atom in fragments {
        fragment::read(&atom, &mut track)?;
    }
    let movie::Track { codec, timescale, samples, .. } = track;
    Ok(Sound { codec, timescale, samples })
}

impl Sound {
    /// The longer of what the container claims and what the number of frames amounts to.
    fn duration_ms(&self) -> Result<u64, MediaFault> {
        let claimed: u64 = self.samples.iter().map(|sample| u64::from(sample.ticks)).sum();
        let claimed_ms = claimed.saturating_mul(1_000) / u64::from(self.timescale);
        let frames = u64::try_from(self.samples.len())
            .map_err(|_| MediaFault::Damaged("M4A frame count"))?;
        let counted_ms = frames * FRAME_SAMPLES * 1_000 / u64::from(self.codec.sample_rate_hz);
        Ok(claimed_ms.max(counted_ms))
    }
}

/// The frames one behind the other. Each must lie wholly inside the media data, behind the one
/// before.
fn collect(bytes: &[u8], samples: &[Sample]) -> Result<Vec<u8>, MediaFault> {
    const BAD: MediaFault = MediaFault::Damaged("M4A frame place");
    let mut regions = atoms(bytes)?
        .into_iter()
        .filter(|atom| atom.name == *b"mdat")
        .map(|atom| (atom.start, atom.body));
    let (mut region_start, mut region) = regions.next().ok_or(BAD)?;
    let mut input = Reader::new(region);
    let mut out = Vec::new();
    for sample in samples {
        let start = length(sample.start)?;
        while start >= region_start + region.len() {
            (region_start, region) = regions.next().ok_or(BAD)?;
            input = Reader::new(region);
        }
        let position = region_start + region.len() - input.rest().len();
        input.take(start.checked_sub(position).ok_or(BAD)?)?;
        out.extend_from_slice(input.take(length(sample.bytes)?)?);
    }
    Ok(out)
}

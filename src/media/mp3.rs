//! MP3: keeps the sound frames, which must follow each other without a gap; drops tags around them
//! and the silent first frame in which encoders sign.

use super::{MediaFault, MediaLimits, reader::Reader, residue, strip::Stripped, tag};

const BITRATES_1: [usize; 14] = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const BITRATES_2: [usize; 14] = [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const SAMPLE_RATES: [u32; 3] = [44_100, 48_000, 32_000];

/// What all frames of one recording share, and the length of this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Frame {
    first_version: bool,
    mono: bool,
    sample_rate_hz: u32,
    bytes: usize,
}

impl Frame {
    fn read(bytes: &[u8]) -> Option<Self> {
        let [sync, flags, rates, channels] = *bytes.first_chunk()?;
        let layer_three = flags & 0x06 == 0x02;
        if sync != 0xFF || flags & 0xE0 != 0xE0 || !layer_three || channels & 3 == 2 {
            return None;
        }
        let (first_version, halvings) = match flags >> 3 & 3 {
            3 => (true, 0),
            2 => (false, 1),
            0 => (false, 2),
            _ => return None,
        };
        let bitrates = if first_version { BITRATES_1 } else { BITRATES_2 };
        let kilobits = bitrates.get(usize::from(rates >> 4).checked_sub(1)?)?;
        let sample_rate_hz = SAMPLE_RATES.get(usize::from(rates >> 2 & 3))? >> halvings;
        let factor = if first_version { 144_000 } else { 72_000 };
        let padding = usize::from(rates >> 1 & 1);
        let bytes = factor * kilobits / usize::try_from(sample_rate_hz).ok()? + padding;
        Some(Self { first_version, mono: channels >> 6 == 3, sample_rate_hz, bytes })
    }

    fn belongs_to(self, other: Self) -> bool {
        Self { bytes: 0, ..self } == Self { bytes: 0, ..other }
    }

    fn samples(self) -> u64 {
        if self.first_version { 1_152 } else { 576 }
    }

    /// Whether this is the frame of notes that encoders put before the sound.
    fn holds_notes(self, frame: &[u8]) -> bool {
        let side_information = match (self.first_version, self.mono) {
            (true, false) => 32,
            (true, true) | (false, false) => 17,
            (false, true) => 9,
        };
        let checksum = if frame.get(1).is_some_and(|flags| flags & 1 == 0) { 2 } else { 0 };
        let at = |offset: usize| frame.get(offset..offset + 4).unwrap_or_default();
        matches!(at(4 + checksum + side_information), b"Xing" | b"Info") || at(36) == b"VBRI"
    }
}

/// Whether two frames of one recording stand at the start.
pub(super) fn starts(sound: &[u8]) -> bool {
    let Some(first) = Frame::read(sound) else { return false };
    let second = sound.get(first.bytes..).and_then(Frame::read);
    second.is_some_and(|second| second.belongs_to(first))
}

pub(super) fn strip(bytes: &[u8], limits: &MediaLimits) -> Result<Stripped, MediaFault> {
    const BAD: MediaFault = MediaFault::Damaged("MP3 frame");
    let sound = tag::without_tags(bytes)?;
    let first = Frame::read(sound).ok_or(BAD)?;
    let mut input = Reader::new(sound);
    let mut out = Vec::with_capacity(sound.len());
    let mut samples: u64 = 0;
    let mut is_first = true;
    while !tag::is_padding(input.rest()) {
        let frame = Frame::read(input.rest()).filter(|frame| frame.belongs_to(first)).ok_or(BAD)?;
        let content = input.take(frame.bytes)?;
        if !(is_first && frame.holds_notes(content)) {
            out.extend_from_slice(content);
            samples += frame.samples();
        }
        is_first = false;
    }
    residue::check(&out)?;
    let duration_ms = samples * 1_000 / u64::from(first.sample_rate_hz);
    limits.check_voice(duration_ms)?;
    Ok(Stripped::voice(out, duration_ms))
}

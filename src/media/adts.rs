//! Bare AAC: keeps the ADTS frames, which must follow each other without a gap; drops tags around
//! them.

use super::{MediaFault, MediaLimits, reader::Reader, residue, strip::Stripped, tag};

/// Sampling rates by their index in AAC headers (ISO/IEC 14496-3, table 1.18).
pub(super) const SAMPLE_RATES: [u32; 13] = [
    96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000,
    7_350,
];

/// Samples of one AAC frame.
pub(super) const FRAME_SAMPLES: u64 = 1_024;

/// What all frames of one recording share, and the length of this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Frame {
    profile_and_rate: u8,
    channels: u8,
    sample_rate_hz: u32,
    blocks: u8,
    bytes: usize,
}

impl Frame {
    fn read(bytes: &[u8]) -> Option<Self> {
        let [sync, flags, format, more, middle, low, last] = *bytes.first_chunk()?;
        if sync != 0xFF || flags & 0xF6 != 0xF0 {
            return None;
        }
        let channels = (format & 1) << 2 | more >> 6;
        let sample_rate_hz = *SAMPLE_RATES.get(usize::from(format >> 2 & 15))?;
        let high = usize::from(more & 3) << 11;
        let bytes = high | usize::from(middle) << 3 | usize::from(low >> 5);
        let header = if flags & 1 == 1 { 7 } else { 9 };
        if channels == 0 || bytes <= header {
            return None;
        }
        let profile_and_rate = format & 0xFC;
        Some(Self { profile_and_rate, channels, sample_rate_hz, blocks: last & 3, bytes })
    }

    fn belongs_to(self, other: Self) -> bool {
        self.profile_and_rate == other.profile_and_rate && self.channels == other.channels
    }
}

/// Whether two frames of one recording stand at the start.
pub(super) fn starts(sound: &[u8]) -> bool {
    let Some(first) = Frame::read(sound) else { return false };
    let second = sound.get(first.bytes..).and_then(Frame::read);
    second.is_some_and(|second| second.belongs_to(first))
}

pub(super) fn strip(bytes: &[u8], limits: &MediaLimits) -> Result<Stripped, MediaFault> {
    const BAD: MediaFault = MediaFault::Damaged("AAC frame");
    let sound = tag::without_tags(bytes)?;
    let first = Frame::read(sound).ok_or(BAD)?;
    let mut input = Reader::new(sound);
    let mut out = Vec::with_capacity(sound.len());
    let mut samples: u64 = 0;
    while !tag::is_padding(input.rest()) {
        let frame = Frame::read(input.rest()).filter(|frame| frame.belongs_to(first)).ok_or(BAD)?;
        out.extend_from_slice(input.take(frame.bytes)?);
        samples += FRAME_SAMPLES * (u64::from(frame.blocks) + 1);
    }
    residue::check(&out)?;
    let duration_ms = samples * 1_000 / u64::from(first.sample_rate_hz);
    limits.check_voice(duration_ms)?;
    Ok(Stripped::voice(out, duration_ms))
}

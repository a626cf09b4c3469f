//! `WebM`: one track of Opus sound.
//!
//! As with M4A nothing of the container is copied: the sound packets and their times are read, then
//! a new file is written around them. Tags, attachments, titles, dates and seek tables are gone.

mod element;
mod opus;
mod read;
mod write;

use super::{MediaFault, MediaLimits, residue, strip::Stripped};
use opus::Head;

/// The first bytes of any EBML file.
pub(super) const EBML_MAGIC: [u8; 4] = [0x1A, 0x45, 0xDF, 0xA3];

/// Most packets of one recording: ten minutes of the shortest packets are 240,000.
const PACKETS_MAX: usize = 262_144;

/// One sound packet and when it starts, in ticks of the file's clock.
#[derive(Debug, Clone, Copy)]
struct Packet<'a> {
    at: u64,
    data: &'a [u8],
}

/// What is read from the container and written again.
struct Sound<'a> {
    head: Head,
    tick_ns: u64,
    packets: Vec<Packet<'a>>,
}

/// Whether the header names `WebM`; Matroska films have the same first bytes.
pub(super) fn is_webm(bytes: &[u8]) -> bool {
    read::header(&mut super::reader::Reader::new(bytes)).is_ok()
}

pub(super) fn strip(bytes: &[u8], limits: &MediaLimits) -> Result<Stripped, MediaFault> {
    let sound = read::file(bytes)?;
    let duration_ms = sound.duration_ms()?;
    limits.check_voice(duration_ms)?;
    for packet in &sound.packets {
        residue::check(packet.data)?;
    }
    Ok(Stripped::voice(write::file(&sound, duration_ms)?, duration_ms))
}

impl Sound<'_> {
    /// The longer of what the packets' times and what the packets' own lengths amount to.
    fn duration_ms(&self) -> Result<u64, MediaFault> {
        let mut samples: u64 = 0;
        let mut last = 0;
        for packet in &self.packets {
            last = opus::samples(packet.data)?;
            samples += last;
        }
        let at = self.packets.last().map_or(0, |packet| packet.at);
        let timed_ms = at.saturating_mul(self.tick_ns) / 1_000_000 + last / 48;
        Ok(timed_ms.max(samples / 48))
    }
}

//! Writes a plain `WebM` file around sound packets.

use super::{
    Sound,
    element::{name, write},
};
use crate::media::MediaFault;

/// A player can jump to the start of a cluster, so a new one starts after this long.
const CLUSTER_NS: u64 = 5_000_000_000;

/// The size of the largest step in ticks that a block can express.
const STEP_MAX: u64 = 32_767;

/// How long a decoder must run before a jump's target to sound right (RFC 7845, section 4.6).
const PRE_ROLL_NS: u64 = 80_000_000;

const WRITER: &[u8] = b"xinju";

pub(super) fn file(sound: &Sound<'_>, duration_ms: u64) -> Result<Vec<u8>, MediaFault> {
    let mut segment = Vec::new();
    write(&mut segment, name::INFO, &information(sound, duration_ms)?)?;
    let mut tracks = Vec::new();
    write(&mut tracks, name::TRACK_ENTRY, &track(sound)?)?;
    write(&mut segment, name::TRACKS, &tracks)?;
    clusters(&mut segment, sound)?;
    let mut out = Vec::with_capacity(segment.len() + 64);
    write(&mut out, name::EBML, &header()?)?;
    write(&mut out, name::SEGMENT, &segment)?;
    Ok(out)
}

fn header() -> Result<Vec<u8>, MediaFault> {
    // Version, read version, longest name, longest size, type, version and read version of the
    // type.
    let fields: [(u32, &[u8]); 7] = [
        (0x4286, &[1]),
        (0x42F7, &[1]),
        (0x42F2, &[4]),
        (0x42F3, &[8]),
        (name::DOC_TYPE, b"webm"),
        (0x4287, &[4]),
        (0x4285, &[2]),
    ];
    all(&fields)
}

fn all(fields: &[(u32, &[u8])]) -> Result<Vec<u8>, MediaFault> {
    let mut out = Vec::new();
    for (name, content) in fields {
        write(&mut out, *name, content)?;
    }
    Ok(out)
}

fn information(sound: &Sound<'_>, duration_ms: u64) -> Result<Vec<u8>, MediaFault> {
    let ticks = duration_ms.saturating_mul(1_000_000) / sound.tick_ns;
    let ticks = u32::try_from(ticks).map_err(|_| MediaFault::Damaged("WebM clock"))?;
    all(&[
        (name::TIMESTAMP_SCALE, &sound.tick_ns.to_be_bytes()),
        (name::DURATION, &f64::from(ticks).to_be_bytes()),
        (name::MUXING_APP, WRITER),
        (name::WRITING_APP, WRITER),
    ])
}

fn track(sound: &Sound<'_>) -> Result<Vec<u8>, MediaFault> {
    let head = sound.head;
    let delay_ns = u64::from(head.skipped_samples) * 1_000_000_000 / 48_000;
    let audio = all(&[
        (name::SAMPLING_FREQUENCY, &48_000_f64.to_be_bytes()),
        (name::CHANNELS, &[head.channels]),
    ])?;
    all(&[
        (name::TRACK_NUMBER, &[1]),
        (name::TRACK_UID, &[1]),
        (name::TRACK_TYPE, &[2]),
        (name::LANGUAGE, b"und"),
        (name::CODEC_ID, b"A_OPUS"),
        (name::CODEC_PRIVATE, &head.write()),
        (name::CODEC_DELAY, &delay_ns.to_be_bytes()),
        (name::SEEK_PRE_ROLL, &PRE_ROLL_NS.to_be_bytes()),
        (name::AUDIO, &audio),
    ])
}

fn clusters(segment: &mut Vec<u8>, sound: &Sound<'_>) -> Result<(), MediaFault> {
    let span = (CLUSTER_NS / sound.tick_ns).clamp(1, STEP_MAX);
    let mut packets = sound.packets.iter().peekable();
    while let Some(first) = packets.peek() {
        let start = first.at;
        let mut cluster = Vec::new();
        write(&mut cluster, name::TIMESTAMP, &start.to_be_bytes())?;
        while let Some(packet) = packets.next_if(|packet| packet.at - start < span) {
            let step =
                i16::try_from(packet.at - start).map_err(|_| MediaFault::Damaged("WebM clock"))?;
            // Track 1, and a flag that a player may start here.
            let mut block = vec![0x81];
            block.extend_from_slice(&step.to_be_bytes());
            block.push(0x80);
            block.extend_from_slice(packet.data);
            write(&mut cluster, name::SIMPLE_BLOCK, &block)?;
        }
        write(segment, name::CLUSTER, &cluster)?;
    }
    Ok(())
}

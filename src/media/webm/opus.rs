//! Opus packets (RFC 6716) and the header that tells a decoder about them (RFC 7845).

use crate::media::{MediaFault, reader::Reader};

/// Longest sound of one packet in samples at 48 kHz: 120 ms.
const PACKET_SAMPLES_MAX: u64 = 5_760;

/// Most bytes of one frame in a packet, with the two bytes that may hold its length.
const FRAME_BYTES_MAX: usize = 1_277;

/// What a decoder needs to know before the first packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) channels: u8,
    pub(super) skipped_samples: u16,
    sample_rate_hz: [u8; 4],
    gain: [u8; 2],
}

impl Head {
    pub(super) fn read(private: &[u8]) -> Result<Self, MediaFault> {
        let mut input = Reader::new(private);
        input.expect(b"OpusHead\x01", "Opus header")?;
        let channels = input.u8()?;
        let skipped_samples = u16::from_le_bytes(input.array()?);
        let head = Self {
            channels,
            skipped_samples,
            sample_rate_hz: input.array()?,
            gain: input.array()?,
        };
        if input.u8()? != 0 || !(1..=2).contains(&channels) || !input.is_empty() {
            return Err(MediaFault::Unsupported("Opus channels"));
        }
        Ok(head)
    }

    pub(super) fn write(self) -> Vec<u8> {
        let mut out = b"OpusHead\x01".to_vec();
        out.push(self.channels);
        out.extend_from_slice(&self.skipped_samples.to_le_bytes());
        out.extend_from_slice(&self.sample_rate_hz);
        out.extend_from_slice(&self.gain);
        out.push(0);
        out
    }
}

/// How long a packet sounds, in samples at 48 kHz.
pub(super) fn samples(packet: &[u8]) -> Result<u64, MediaFault> {
    let mut input = Reader::new(packet);
    let contents = input.u8()?;
    let setting = contents >> 3;
    let frame_samples = match (setting, setting & 3) {
        (0..=11, 0) | (12 | 14, _) | (16.., 2) => 480,
        (0..=11, 1) | (13 | 15, _) | (16.., 3) => 960,
        (0..=11, 2) => 1_920,
        (0..=11, _) => 2_880,
        (_, 0) => 120,
        _ => 240,
    };
    let frames = match contents & 3 {
        0 => 1,
        1 | 2 => 2,
        _ => input.u8()? & 0x3F,
    };
    let samples = u64::from(frames) * frame_samples;
    let too_large = packet.len() > 2 + usize::from(frames) * FRAME_BYTES_MAX;
    if samples == 0 || samples > PACKET_SAMPLES_MAX || too_large {
        return Err(MediaFault::Damaged("Opus packet"));
    }
    Ok(samples)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packet_sounds_as_long_as_its_first_byte_says() {
        let lengths = [(0, 480), (3, 2_880), (12, 480), (13, 960), (16, 120), (31, 960)];
        for (setting, expected) in lengths {
            assert_eq!(samples(&[setting << 3, 1, 2]), Ok(expected), "setting {setting}");
        }
        assert_eq!(samples(&[31 << 3 | 3, 6, 0]), Ok(5_760));
        assert!(samples(&[31 << 3 | 3, 7, 0]).is_err(), "longer than 120 ms");
        assert!(samples(&[31 << 3 | 3, 0, 0]).is_err(), "no frames");
        assert!(samples(&[]).is_err());
        assert!(samples(&[0; 1_300]).is_err(), "longer than a frame can be");
    }
}

//! The decoder's settings: the `AudioSpecificConfig` (ISO/IEC 14496-3) inside its nested
//! descriptors.

use super::atom::{full, require};
use crate::media::{
    MediaFault,
    adts::SAMPLE_RATES,
    reader::{Reader, length},
};

const BAD: MediaFault = MediaFault::Damaged("M4A decoder settings");

/// Longest settings of AAC-LC and HE-AAC. Longer ones hold a channel list with a free comment.
const CONFIG_BYTES_MAX: usize = 8;

/// What a decoder needs to know before the first frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Codec {
    pub(super) config: Vec<u8>,
    pub(super) channels: u16,
    pub(super) sample_rate_hz: u32,
}

impl Codec {
    /// Reads the one entry of a sample description box.
    pub(super) fn read(description: &[u8]) -> Result<Self, MediaFault> {
        let (_, _, mut input) = full(description)?;
        if input.u32()? != 1 {
            return Err(MediaFault::Unsupported("M4A with several codecs"));
        }
        let entry = super::atom::atoms(input.rest())?;
        let entry = entry.first().ok_or(BAD)?;
        if entry.name != *b"mp4a" {
            return Err(MediaFault::Unsupported("M4A codec"));
        }
        let mut fields = Reader::new(entry.body);
        fields.take(8)?;
        if fields.u16()? != 0 {
            return Err(MediaFault::Unsupported("M4A sound description"));
        }
        fields.take(18)?;
        let (_, _, descriptors) = full(require(fields.rest(), *b"esds")?)?;
        Self::from_config(config(descriptors)?)
    }

    fn from_config(config: &[u8]) -> Result<Self, MediaFault> {
        let [first, second] = *config.first_chunk().ok_or(BAD)?;
        let object_type = first >> 3;
        let rate_index = (first & 7) << 1 | second >> 7;
        let channels = u16::from(second >> 3 & 15);
        let known = matches!(object_type, 2 | 5 | 29) && (1..=7).contains(&channels);
        let rate = SAMPLE_RATES.get(usize::from(rate_index));
        match rate {
            Some(rate) if known && config.len() <= CONFIG_BYTES_MAX => {
                Ok(Self { config: config.to_vec(), channels, sample_rate_hz: *rate })
            }
            _ => Err(MediaFault::Unsupported("M4A decoder settings")),
        }
    }
}

/// Follows the descriptors down to the settings.
fn config(mut input: Reader<'_>) -> Result<&[u8], MediaFault> {
    let mut stream = Reader::new(descriptor(&mut input, 3)?);
    stream.u16()?;
    if stream.u8()? & 0xE0 != 0 {
        return Err(MediaFault::Unsupported("M4A stream"));
    }
    let mut decoder = Reader::new(descriptor(&mut stream, 4)?);
    if decoder.u8()? != 0x40 {
        return Err(MediaFault::Unsupported("M4A codec"));
    }
    decoder.take(12)?;
    descriptor(&mut decoder, 5)
}

fn descriptor<'a>(input: &mut Reader<'a>, tag: u8) -> Result<&'a [u8], MediaFault> {
    input.expect(&[tag], "M4A descriptor")?;
    let mut size: u32 = 0;
    for _ in 0..4 {
        let byte = input.u8()?;
        size = size << 7 | u32::from(byte & 0x7F);
        if byte & 0x80 == 0 {
            return input.take(length(size)?);
        }
    }
    Err(BAD)
}

//! EBML elements (RFC 8794): numbers of variable length, and a name and a size before each content.

use crate::media::{
    MediaFault,
    reader::{Reader, length},
};

const BAD: MediaFault = MediaFault::Damaged("WebM element");

/// Names of the elements that are read or written.
pub(super) mod name {
    pub(crate) const EBML: u32 = 0x1A45_DFA3;
    pub(crate) const DOC_TYPE: u32 = 0x4282;
    pub(crate) const SEGMENT: u32 = 0x1853_8067;
    pub(crate) const INFO: u32 = 0x1549_A966;
    pub(crate) const TIMESTAMP_SCALE: u32 = 0x002A_D7B1;
    pub(crate) const DURATION: u32 = 0x4489;
    pub(crate) const MUXING_APP: u32 = 0x4D80;
    pub(crate) const WRITING_APP: u32 = 0x5741;
    pub(crate) const TRACKS: u32 = 0x1654_AE6B;
    pub(crate) const TRACK_ENTRY: u32 = 0xAE;
    pub(crate) const TRACK_NUMBER: u32 = 0xD7;
    pub(crate) const TRACK_UID: u32 = 0x73C5;
    pub(crate) const TRACK_TYPE: u32 = 0x83;
    pub(crate) const LANGUAGE: u32 = 0x0022_B59C;
    pub(crate) const CODEC_ID: u32 = 0x86;
    pub(crate) const CODEC_PRIVATE: u32 = 0x63A2;
    pub(crate) const CODEC_DELAY: u32 = 0x56AA;
    pub(crate) const SEEK_PRE_ROLL: u32 = 0x56BB;
    pub(crate) const CONTENT_ENCODINGS: u32 = 0x6D80;
    pub(crate) const AUDIO: u32 = 0xE1;
    pub(crate) const SAMPLING_FREQUENCY: u32 = 0xB5;
    pub(crate) const CHANNELS: u32 = 0x9F;
    pub(crate) const CLUSTER: u32 = 0x1F43_B675;
    pub(crate) const TIMESTAMP: u32 = 0xE7;
    pub(crate) const SIMPLE_BLOCK: u32 = 0xA3;
    pub(crate) const BLOCK_GROUP: u32 = 0xA0;
    pub(crate) const BLOCK: u32 = 0xA1;
}

/// The name of the next element and its size; `None` when the size isn't known ("live" recordings).
pub(super) fn next(input: &mut Reader<'_>) -> Result<(u32, Option<usize>), MediaFault> {
    let first = *input.rest().first().ok_or(BAD)?;
    let bytes = match first.leading_zeros() {
        zeros @ 0..=3 => input.take(length(zeros + 1)?)?,
        _ => return Err(BAD),
    };
    let name = bytes.iter().fold(0, |name, byte| name << 8 | u32::from(*byte));
    Ok((name, size(input)?))
}

/// A number of one to eight bytes without its length mark; all ones mean "unknown".
pub(super) fn size(input: &mut Reader<'_>) -> Result<Option<usize>, MediaFault> {
    let first = *input.rest().first().ok_or(BAD)?;
    let width = first.leading_zeros() + 1;
    if width > 8 {
        return Err(BAD);
    }
    let bytes = input.take(length(width)?)?;
    let marked = bytes.iter().fold(0_u64, |value, byte| value << 8 | u64::from(*byte));
    let mask = (1_u64 << (7 * width)) - 1;
    let value = marked & mask;
    if value == mask { Ok(None) } else { length(value).map(Some) }
}

/// The next element when its size must be known.
pub(super) fn sized<'a>(input: &mut Reader<'a>) -> Result<(u32, &'a [u8]), MediaFault> {
    let (name, size) = next(input)?;
    Ok((name, input.take(size.ok_or(BAD)?)?))
}

/// An unsigned number of up to eight bytes.
pub(super) fn unsigned(content: &[u8]) -> Result<u64, MediaFault> {
    if content.len() > 8 {
        return Err(BAD);
    }
    Ok(content.iter().fold(0, |value, byte| value << 8 | u64::from(*byte)))
}

/// Writes an element with a size of four bytes, which is enough for any upload.
pub(super) fn write(out: &mut Vec<u8>, name: u32, content: &[u8]) -> Result<(), MediaFault> {
    let size = u32::try_from(content.len()).ok().filter(|size| *size < 0x0FFF_FFFF).ok_or(BAD)?;
    out.extend(name.to_be_bytes().into_iter().skip_while(|byte| *byte == 0));
    out.extend_from_slice(&(size | 0x1000_0000).to_be_bytes());
    out.extend_from_slice(content);
    Ok(())
}

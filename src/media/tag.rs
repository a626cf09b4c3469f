//! The tags that programs put around a bare stream of sound frames: ID3, APE and Lyrics3.
//!
//! Zero bytes behind a leading tag are its padding. Zero bytes at the end may belong to the last
//! frame, so they are left to the walk over the frames.

use super::{MediaFault, reader::Reader, reader::length};

const BAD: MediaFault = MediaFault::Damaged("sound tag");

/// The file without its tags at both ends.
pub(super) fn without_tags(bytes: &[u8]) -> Result<&[u8], MediaFault> {
    let mut sound = skip_leading(bytes)?;
    while let Some(shorter) = cut_trailing(sound)? {
        sound = shorter;
    }
    Ok(sound)
}

/// Whether nothing but padding is left.
pub(super) fn is_padding(rest: &[u8]) -> bool {
    rest.iter().all(|byte| *byte == 0)
}

/// Steps over `ID3v2` and APE tags at the start and the zero padding behind them.
pub(super) fn skip_leading(bytes: &[u8]) -> Result<&[u8], MediaFault> {
    let mut rest = bytes;
    loop {
        let mut input = Reader::new(rest);
        if rest.starts_with(b"ID3") {
            input.take(5)?;
            let flags = input.u8()?;
            let size = synchsafe(input.array()?)?;
            input.take(size)?;
            if flags & 0x10 != 0 {
                input.expect(b"3DI", "ID3 footer")?;
                input.take(7)?;
            }
        } else if rest.starts_with(b"APETAGEX") {
            input.take(12)?;
            let size = length(input.u32_little()?)?;
            input.take(16)?;
            input.take(size)?;
        } else {
            return Ok(rest);
        }
        let zeros = input.rest().iter().take_while(|byte| **byte == 0).count();
        input.take(zeros)?;
        rest = input.rest();
    }
}

/// Four bytes of seven bits each.
fn synchsafe(bytes: [u8; 4]) -> Result<usize, MediaFault> {
    if bytes.iter().any(|byte| *byte > 0x7F) {
        return Err(BAD);
    }
    Ok(bytes.iter().fold(0, |size, byte| size << 7 | usize::from(*byte)))
}

/// Cuts the last tag, when the bytes end in one.
fn cut_trailing(sound: &[u8]) -> Result<Option<&[u8]>, MediaFault> {
    let total = sound.len();
    let from_end = |count: usize| sound.get(total.checked_sub(count)?..);
    let size = if from_end(128).is_some_and(|tag| tag.starts_with(b"TAG")) {
        128
    } else if from_end(227).is_some_and(|tag| tag.starts_with(b"TAG+")) {
        227
    } else if let Some(footer) = from_end(32).filter(|tag| tag.starts_with(b"APETAGEX")) {
        let mut fields = Reader::new(footer);
        fields.take(12)?;
        let size = length(fields.u32_little()?)?;
        fields.u32()?;
        let has_header = fields.u32_little()? >> 31 == 1;
        if size < 32 {
            return Err(BAD);
        }
        size.saturating_add(if has_header { 32 } else { 0 })
    } else if let Some(footer) = from_end(15).filter(|tag| tag.ends_with(b"LYRICS200")) {
        let digits = footer.get(..6).and_then(|digits| std::str::from_utf8(digits).ok());
        let size: usize = digits.and_then(|digits| digits.parse().ok()).ok_or(BAD)?;
        size.saturating_add(15)
    } else if let Some(footer) = from_end(10).filter(|tag| tag.starts_with(b"3DI")) {
        let mut fields = Reader::new(footer);
        fields.take(6)?;
        synchsafe(fields.array()?)?.saturating_add(20)
    } else {
        return Ok(None);
    };
    let end = total.checked_sub(size).ok_or(BAD)?;
    Ok(sound.get(..end))
}

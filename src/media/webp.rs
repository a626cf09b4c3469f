//! WebP: keeps the coded picture and its transparency; the rest of the RIFF file is written anew.

use super::{MediaFault, MediaLimits, reader::Reader, reader::length, residue, strip::Stripped};

const CUT: MediaFault = MediaFault::Damaged("WebP picture");

/// The chunks of a still picture.
#[derive(Default)]
struct Still<'a> {
    canvas: Option<(u32, u32)>,
    alpha: Option<&'a [u8]>,
    picture: Option<([u8; 4], &'a [u8])>,
}

pub(super) fn strip(bytes: &[u8], limits: &MediaLimits) -> Result<Stripped, MediaFault> {
    let still = read(bytes)?;
    let (name, picture) = still.picture.ok_or(CUT)?;
    let (width, height) = if name == *b"VP8 " { lossy(picture)? } else { lossless(picture)? };
    if still.canvas.is_some_and(|canvas| canvas != (width, height)) {
        return Err(MediaFault::Damaged("WebP canvas"));
    }
    limits.check_photo(width, height)?;
    residue::check(picture)?;
    let mut chunks = Vec::with_capacity(picture.len() + 64);
    if let Some(alpha) = still.alpha.filter(|_| name == *b"VP8 ") {
        residue::check(alpha)?;
        let [_, width_bytes @ ..] = (width - 1).to_be_bytes();
        let [_, height_bytes @ ..] = (height - 1).to_be_bytes();
        let mut canvas = vec![0x10, 0, 0, 0];
        canvas.extend(width_bytes.iter().rev());
        canvas.extend(height_bytes.iter().rev());
        write_chunk(&mut chunks, *b"VP8X", &canvas)?;
        write_chunk(&mut chunks, *b"ALPH", alpha)?;
    }
    write_chunk(&mut chunks, name, picture)?;
    let mut out = Vec::with_capacity(chunks.len() + 12);
    out.extend_from_slice(b"RIFF");
    let size = u32::try_from(chunks.len() + 4).map_err(|_| CUT)?;
    out.extend_from_slice(&size.to_le_bytes());
    out.extend_from_slice(b"WEBP");
    out.extend_from_slice(&chunks);
    Ok(Stripped::photo(out, width, height))
}

fn read(bytes: &[u8]) -> Result<Still<'_>, MediaFault> {
    let mut file = Reader::new(bytes);
    file.expect(b"RIFF", "WebP start")?;
    let size = length(file.u32_little()?)?;
    // Bytes behind the declared size are not part of the picture and stay behind.
    let mut chunks = Reader::new(file.take(size)?);
    chunks.expect(b"WEBP", "WebP start")?;
    let mut still = Still::default();
    while !chunks.is_empty() {
        let name: [u8; 4] = chunks.array()?;
        let size = length(chunks.u32_little()?)?;
        let content = chunks.take(size)?;
        if !size.is_multiple_of(2) {
            chunks.expect(&[0], "WebP padding")?;
        }
        match &name {
            b"VP8X" if still.canvas.is_none() && still.picture.is_none() => {
                still.canvas = Some(canvas(content)?);
            }
            b"ALPH" if still.alpha.is_none() && still.picture.is_none() => {
                still.alpha = Some(content);
            }
            b"VP8 " | b"VP8L" if still.picture.is_none() => still.picture = Some((name, content)),
            b"VP8X" | b"ALPH" | b"VP8 " | b"VP8L" => {
                return Err(MediaFault::Damaged("WebP chunk order"));
            }
            b"ANIM" | b"ANMF" => return Err(MediaFault::Unsupported("moving WebP")),
            b"ICCP" | b"EXIF" | b"XMP " => {}
            _ => return Err(MediaFault::Damaged("WebP chunk")),
        }
    }
    Ok(still)
}

fn canvas(content: &[u8]) -> Result<(u32, u32), MediaFault> {
    let mut fields = Reader::new(content);
    fields.take(4)?;
    let size = (fields.u24_little()? + 1, fields.u24_little()? + 1);
    if fields.is_empty() { Ok(size) } else { Err(CUT) }
}

/// Width and height of a VP8 key frame; its first partition must lie inside.
fn lossy(picture: &[u8]) -> Result<(u32, u32), MediaFault> {
    let mut frame = Reader::new(picture);
    let tag = frame.u24_little()?;
    frame.expect(&[0x9D, 0x01, 0x2A], "WebP frame")?;
    let [a, b, c, d] = frame.array()?;
    let width = u32::from(u16::from_le_bytes([a, b]) & 0x3FFF);
    let height = u32::from(u16::from_le_bytes([c, d]) & 0x3FFF);
    let shown_key_frame = tag & 1 == 0 && tag & 0x10 != 0;
    if !shown_key_frame || width == 0 || height == 0 {
        return Err(CUT);
    }
    frame.take(length(tag >> 5)?)?;
    Ok((width, height))
}

fn lossless(picture: &[u8]) -> Result<(u32, u32), MediaFault> {
    let mut frame = Reader::new(picture);
    frame.expect(&[0x2F], "WebP frame")?;
    let fields = frame.u32_little()?;
    if fields >> 29 != 0 || frame.is_empty() {
        return Err(CUT);
    }
    Ok(((fields & 0x3FFF) + 1, (fields >> 14 & 0x3FFF) + 1))
}

fn write_chunk(out: &mut Vec<u8>, name: [u8; 4], content: &[u8]) -> Result<(), MediaFault> {
    let size = u32::try_from(content.len()).map_err(|_| CUT)?;
    out.extend_from_slice(&name);
    out.extend_from_slice(&size.to_le_bytes());
    out.extend_from_slice(content);
    if !content.len().is_multiple_of(2) {
        out.push(0);
    }
    Ok(())
}

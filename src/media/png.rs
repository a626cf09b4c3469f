//! PNG: keeps the header, the palette, transparency, gamma and the pixels; drops every other chunk.
//!
//! Every checksum is verified, also of what is dropped. The frames of an animated PNG go; its still
//! picture stays. Colour profiles go too, since they carry free text.

use super::{MediaFault, MediaLimits, reader::Reader, reader::length, residue, strip::Stripped};

const MAGIC: &[u8] = b"\x89PNG\r\n\x1A\n";

#[derive(Default)]
struct Walk {
    width_px: u32,
    height_px: u32,
    colour: u8,
    kept: Vec<[u8; 4]>,
    pixels_seen: bool,
    pixels_over: bool,
    out: Vec<u8>,
}

pub(super) fn strip(bytes: &[u8], limits: &MediaLimits) -> Result<Stripped, MediaFault> {
    let mut input = Reader::new(bytes);
    input.expect(MAGIC, "PNG signature")?;
    let mut walk = Walk { out: MAGIC.to_vec(), ..Walk::default() };
    loop {
        let size = length(input.u32()?)?;
        let chunk = input.rest();
        let name: [u8; 4] = input.array()?;
        let content = input.take(size)?;
        let checked = chunk.get(..size.saturating_add(4)).unwrap_or_default();
        if input.u32()? != crc32fast::hash(checked) {
            return Err(MediaFault::Damaged("PNG checksum"));
        }
        if name == *b"IEND" {
            break;
        }
        walk.chunk(name, content, limits)?;
    }
    if !walk.pixels_seen || (walk.colour == 3 && !walk.kept.contains(b"PLTE")) {
        return Err(MediaFault::Damaged("PNG without a picture"));
    }
    walk.write(*b"IEND", &[])?;
    Ok(Stripped::photo(walk.out, walk.width_px, walk.height_px))
}

impl Walk {
    fn chunk(
        &mut self,
        name: [u8; 4],
        content: &[u8],
        limits: &MediaLimits,
    ) -> Result<(), MediaFault> {
        if self.kept.is_empty() && name != *b"IHDR" {
            return Err(MediaFault::Damaged("PNG header"));
        }
        if name == *b"IDAT" {
            return self.pixels(content);
        }
        self.pixels_over = self.pixels_seen;
        let size = content.len();
        let keep = match &name {
            b"IHDR" => {
                self.header(content, limits)?;
                true
            }
            b"PLTE" if size <= 768 && size.is_multiple_of(3) && size > 0 => true,
            b"PLTE" => return Err(MediaFault::Damaged("PNG palette")),
            b"tRNS" => self.is_transparency(size),
            b"gAMA" => size == 4,
            b"cHRM" => size == 32,
            b"sRGB" => content.first().is_some_and(|intent| *intent < 4) && size == 1,
            // An upper-case first letter marks a chunk that a decoder must understand.
            [first, ..] if first.is_ascii_uppercase() => {
                return Err(MediaFault::Unsupported("PNG chunk"));
            }
            [first, ..] if !first.is_ascii_lowercase() => {
                return Err(MediaFault::Damaged("PNG chunk"));
            }
            _ => return Ok(()),
        };
        if !keep {
            return Err(MediaFault::Damaged("PNG chunk length"));
        }
        if self.pixels_seen || self.kept.contains(&name) {
            return Err(MediaFault::Damaged("PNG chunk order"));
        }
        self.kept.push(name);
        self.write(name, content)
    }

    fn header(&mut self, content: &[u8], limits: &MediaLimits) -> Result<(), MediaFault> {
        const BAD: MediaFault = MediaFault::Damaged("PNG header");
        let mut header = Reader::new(content);
        self.width_px = header.u32()?;
        self.height_px = header.u32()?;
        limits.check_photo(self.width_px, self.height_px)?;
        let [depth, colour, compression, filter, interlace] = header.array()?;
        let depth_fits = match colour {
            0 => matches!(depth, 1 | 2 | 4 | 8 | 16),
            2 | 4 | 6 => matches!(depth, 8 | 16),
            3 => matches!(depth, 1 | 2 | 4 | 8),
            _ => false,
        };
        self.colour = colour;
        let plain = compression == 0 && filter == 0 && interlace < 2;
        if depth_fits && plain && header.is_empty() { Ok(()) } else { Err(BAD) }
    }

    fn is_transparency(&self, size: usize) -> bool {
        match self.colour {
            0 => size == 2,
            2 => size == 6,
            3 => (1..=256).contains(&size),
            _ => false,
        }
    }

    fn pixels(&mut self, content: &[u8]) -> Result<(), MediaFault> {
        if self.pixels_over {
            return Err(MediaFault::Damaged("PNG pixels in two places"));
        }
        if content.is_empty() {
            return Ok(());
        }
        self.pixels_seen = true;
        residue::check(content)?;
        self.write(*b"IDAT", content)
    }

    fn write(&mut self, name: [u8; 4], content: &[u8]) -> Result<(), MediaFault> {
        let size = u32::try_from(content.len()).map_err(|_| MediaFault::Damaged("PNG chunk"))?;
        let mut checksum = crc32fast::Hasher::new();
        checksum.update(&name);
        checksum.update(content);
        self.out.extend_from_slice(&size.to_be_bytes());
        self.out.extend_from_slice(&name);
        self.out.extend_from_slice(content);
        self.out.extend_from_slice(&checksum.finalize().to_be_bytes());
        Ok(())
    }
}

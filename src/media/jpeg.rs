//! JPEG: keeps the frame, its tables and its scans; drops every application and comment segment.
//!
//! Three application segments change how the pixels are read, and are written anew without their
//! free parts: JFIF and Adobe (which colours the components are) and the orientation from EXIF.

use super::{
    MediaFault, MediaLimits,
    orientation::Orientation,
    reader::{Reader, length},
    residue,
    strip::Stripped,
};

const START: [u8; 2] = [0xFF, 0xD8];
const END: [u8; 2] = [0xFF, 0xD9];
const JFIF: &[u8] = b"\xFF\xE0\x00\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0";

/// Most scans of one picture. Encoders write about ten; hundreds only serve to keep decoders busy.
const SCANS_MAX: usize = 100;

#[derive(Default)]
struct Picture {
    jfif: bool,
    adobe_transform: Option<u8>,
    orientation: Option<Orientation>,
    width_px: u32,
    height_px: u32,
    components: Vec<u8>,
    scans: usize,
    body: Vec<u8>,
}

pub(super) fn strip(bytes: &[u8], limits: &MediaLimits) -> Result<Stripped, MediaFault> {
    let mut input = Reader::new(bytes);
    input.expect(&START, "JPEG start")?;
    let mut picture = Picture::default();
    loop {
        let marker = next_marker(&mut input)?;
        if marker == 0xD9 {
            break;
        }
        let size = length(input.u16()?)?;
        let size = size.checked_sub(2).ok_or(MediaFault::Damaged("JPEG segment length"))?;
        let content = input.take(size)?;
        picture.segment(marker, content, limits)?;
        if marker == 0xDA {
            picture.scan_data(&mut input)?;
        }
    }
    picture.write()
}

fn next_marker(input: &mut Reader<'_>) -> Result<u8, MediaFault> {
    input.expect(&[0xFF], "JPEG marker")?;
    loop {
        let marker = input.u8()?;
        if marker != 0xFF {
            return Ok(marker);
        }
    }
}

impl Picture {
    fn segment(
        &mut self,
        marker: u8,
        content: &[u8],
        limits: &MediaLimits,
    ) -> Result<(), MediaFault> {
        match marker {
            0xE0 => self.jfif |= content.starts_with(b"JFIF\0"),
            0xE1 => {
                if let Some(tiff) = content.strip_prefix(b"Exif\0\0") {
                    self.orientation = self.orientation.or_else(|| Orientation::find(tiff));
                }
            }
            0xEE if content.starts_with(b"Adobe") => {
                self.adobe_transform = content.get(11).copied();
            }
            0xE2..=0xEF | 0xFE => {}
            0xC0..=0xC2 => {
                self.frame(content, limits)?;
                self.keep(marker, content)?;
            }
            0xC4 => {
                check_huffman(content)?;
                self.keep(marker, content)?;
            }
            0xDB => {
                check_quantization(content)?;
                self.keep(marker, content)?;
            }
            0xDD if content.len() == 2 => self.keep(marker, content)?,
            0xDA => {
                self.scan_header(content)?;
                self.keep(marker, content)?;
            }
            0xC3 | 0xC5..=0xCF | 0xDC | 0xDE | 0xDF => {
                return Err(MediaFault::Unsupported("JPEG process"));
            }
            _ => return Err(MediaFault::Damaged("JPEG segment")),
        }
        Ok(())
    }

    fn keep(&mut self, marker: u8, content: &[u8]) -> Result<(), MediaFault> {
        let size = u16::try_from(content.len() + 2)
            .map_err(|_| MediaFault::Damaged("JPEG segment length"))?;
        self.body.extend_from_slice(&[0xFF, marker]);
        self.body.extend_from_slice(&size.to_be_bytes());
        self.body.extend_from_slice(content);
        Ok(())
    }

    fn frame(&mut self, content: &[u8], limits: &MediaLimits) -> Result<(), MediaFault> {
        const BAD: MediaFault = MediaFault::Damaged("JPEG frame");
        if !self.components.is_empty() {
            return Err(BAD);
        }
        let mut frame = Reader::new(content);
        if frame.u8()? != 8 {
            return Err(MediaFault::Unsupported("JPEG precision"));
        }
        self.height_px = u32::from(frame.u16()?);
        self.width_px = u32::from(frame.u16()?);
        limits.check_photo(self.width_px, self.height_px)?;
        if !matches!(frame.u8()?, 1 | 3 | 4) {
            return Err(BAD);
        }
        while !frame.is_empty() {
            let [id, sampling, table] = frame.array()?;
            let sides = [sampling >> 4, sampling & 15];
            if sides.iter().any(|side| !(1..=4).contains(side)) || table > 3 {
                return Err(BAD);
            }
            self.components.push(id);
        }
        let counted = content.get(5).is_some_and(|n| usize::from(*n) == self.components.len());
        if counted { Ok(()) } else { Err(BAD) }
    }

    fn scan_header(&mut self, content: &[u8]) -> Result<(), MediaFault> {
        const BAD: MediaFault = MediaFault::Damaged("JPEG scan");
        self.scans += 1;
        if self.scans > SCANS_MAX {
            return Err(MediaFault::Unsupported("JPEG scans"));
        }
        let mut header = Reader::new(content);
        let count = header.u8()?;
        if !(1..=4).contains(&count) || content.len() != 4 + 2 * usize::from(count) {
            return Err(BAD);
        }
        for _ in 0..count {
            let [id, tables] = header.array()?;
            if !self.components.contains(&id) || tables & 0xCC != 0 {
                return Err(BAD);
            }
        }
        let [first, last, approximation] = header.array()?;
        let (high, low) = (approximation >> 4, approximation & 15);
        if first > last || last > 63 || high > 13 || low > 13 { Err(BAD) } else { Ok(()) }
    }

    /// Copies the coded pixels up to the next marker that isn't part of them.
    fn scan_data(&mut self, input: &mut Reader<'_>) -> Result<(), MediaFault> {
        let data = input.rest();
        let mut end = 0;
        loop {
            let rest = data.get(end..).unwrap_or_default();
            let step = rest
                .iter()
                .position(|byte| *byte == 0xFF)
                .ok_or(MediaFault::Damaged("JPEG without an end"))?;
            end += step;
            match data.get(end + 1) {
                Some(0x00 | 0xD0..=0xD7) => end += 2,
                Some(_) => break,
                None => return Err(MediaFault::Damaged("JPEG without an end")),
            }
        }
        if end == 0 {
            return Err(MediaFault::Damaged("JPEG scan without data"));
        }
        let coded = input.take(end)?;
        residue::check(coded)?;
        self.body.extend_from_slice(coded);
        Ok(())
    }

    fn write(self) -> Result<Stripped, MediaFault> {
        if self.scans == 0 {
            return Err(MediaFault::Damaged("JPEG without a picture"));
        }
        let mut out = Vec::with_capacity(self.body.len() + 64);
        out.extend_from_slice(&START);
        if self.jfif {
            out.extend_from_slice(JFIF);
        }
        if let Some(orientation) = self.orientation {
            out.extend_from_slice(&orientation.segment());
        }
        if let Some(transform) = self.adobe_transform {
            out.extend_from_slice(b"\xFF\xEE\x00\x0EAdobe\0\x64\0\0\0\0");
            out.push(transform.min(2));
        }
        out.extend_from_slice(&self.body);
        out.extend_from_slice(&END);
        let turned = self.orientation.is_some_and(Orientation::exchanges_sides);
        let (width, height) = (self.width_px, self.height_px);
        let (width, height) = if turned { (height, width) } else { (width, height) };
        Ok(Stripped::photo(out, width, height))
    }
}

fn check_huffman(content: &[u8]) -> Result<(), MediaFault> {
    let mut tables = Reader::new(content);
    while !tables.is_empty() {
        let place = tables.u8()?;
        let counts: [u8; 16] = tables.array()?;
        let symbols: usize = counts.iter().map(|count| usize::from(*count)).sum();
        if place & 0xEC != 0 || symbols > 256 {
            return Err(MediaFault::Damaged("JPEG Huffman table"));
        }
        tables.take(symbols)?;
    }
    Ok(())
}

fn check_quantization(content: &[u8]) -> Result<(), MediaFault> {
    let mut tables = Reader::new(content);
    while !tables.is_empty() {
        let place = tables.u8()?;
        if place & 0xEC != 0 {
            return Err(MediaFault::Damaged("JPEG quantization table"));
        }
        tables.take(if place >> 4 == 0 { 64 } else { 128 })?;
    }
    Ok(())
}

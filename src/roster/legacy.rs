//! A look into an `.xls` file before it is read (旧版Excel).
//!
//! The reader lays each sheet out as a full rectangle and copies a shared text into every cell that names it, so
//! that two cells in far corners, or one long text named often, can fill the memory from a small file. This
//! walks over the records ([MS-CFB], [MS-XLS]) and adds up what reading would take.

use super::sheet::{Limits, SheetFault, too_large};

/// How a compound file begins: `.xls`, and `.xlsx` with a password.
pub const SIGNATURE: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// The most sheets that a workbook may have.
const SHEETS_MAX: usize = 64;
/// Streams shorter than this lie elsewhere in the file; no roster is so short.
const STREAM_BYTES_MIN: u32 = 4_096;
/// Sector numbers from here on are marks, not places.
const SECTOR_MARKS: u32 = 0xFFFF_FFFA;

const BOUND_SHEET: u16 = 0x0085;
const CONTINUE: u16 = 0x003C;
const END: u16 = 0x000A;
const FILE_PASS: u16 = 0x002F;
const LABEL_SST: u16 = 0x00FD;
const MUL_RK: u16 = 0x00BD;
const SST: u16 = 0x00FC;
/// Records that hold one cell: formula (two forms), number, label, truth or error, and RK number.
const CELLS: [u16; 6] = [0x0006, 0x0406, 0x0203, 0x0204, 0x0205, 0x027E];

/// Refuses a file that is encrypted, damaged, or would take more than the limits allow.
///
/// # Errors
/// [`SheetFault::Encrypted`], [`SheetFault::Unreadable`], [`SheetFault::TooLarge`].
pub fn check(bytes: &[u8], limits: &Limits) -> Result<(), SheetFault> {
    let stream = workbook_stream(bytes)?;
    let mut sheets = Vec::new();
    let mut lengths = Vec::new();
    let mut records = Records { stream: &stream, at: 0 };
    while let Some((kind, data)) = records.next() {
        match kind {
            FILE_PASS => return Err(SheetFault::Encrypted),
            BOUND_SHEET => sheets.push(number(data, 0).ok_or(SheetFault::Unreadable)?),
            SST => {
                let mut pieces = vec![data];
                while let Some(piece) = records.next_if(CONTINUE) {
                    pieces.push(piece);
                }
                lengths = text_lengths(&pieces).ok_or(SheetFault::Unreadable)?;
            }
            END => break,
            _ => {}
        }
    }
    if sheets.is_empty() || sheets.len() > SHEETS_MAX {
        return Err(SheetFault::Unreadable);
    }
    let (mut cells, mut characters) = (0_usize, 0_usize);
    for start in sheets {
        let start = usize::try_from(start).map_err(|_| SheetFault::Unreadable)?;
        let (area, text) = weigh(Records { stream: &stream, at: start }, &lengths);
        cells = cells.saturating_add(area);
        characters = characters.saturating_add(text);
    }
    let fits = cells <= limits.cells_max && characters <= limits.text_bytes_max;
    if fits { Ok(()) } else { Err(too_large(limits)) }
}

/// The cells of a sheet's rectangle, and the characters of its shared texts.
fn weigh(records: Records<'_>, lengths: &[usize]) -> (usize, usize) {
    let mut corners: Option<[u16; 4]> = None;
    let mut characters = 0_usize;
    for (kind, data) in records {
        if kind == END {
            break;
        }
        if !CELLS.contains(&kind) && kind != LABEL_SST && kind != MUL_RK {
            continue;
        }
        let (Some(row), Some(first)) = (short(data, 0), short(data, 2)) else { continue };
        let last = if kind == MUL_RK { short(data, data.len().saturating_sub(2)) } else { None };
        let last = last.unwrap_or(first).max(first);
        let [top, bottom, left, right] = corners.unwrap_or([row, row, first, last]);
        corners = Some([top.min(row), bottom.max(row), left.min(first), right.max(last)]);
        if kind == LABEL_SST {
            let text = number(data, 6).and_then(|at| lengths.get(usize::try_from(at).ok()?));
            characters = characters.saturating_add(text.copied().unwrap_or(0));
        }
    }
    let area = corners.map_or(0, |[top, bottom, left, right]| {
        (usize::from(bottom - top) + 1) * (usize::from(right - left) + 1)
    });
    (area, characters)
}

/// The records of a stream from a place on: kind and data.
struct Records<'stream> {
    stream: &'stream [u8],
    at: usize,
}

impl<'stream> Records<'stream> {
    fn peek(&self) -> Option<(u16, &'stream [u8])> {
        let kind = short(self.stream, self.at)?;
        let length = usize::from(short(self.stream, self.at + 2)?);
        let start = self.at + 4;
        Some((kind, self.stream.get(start..start + length)?))
    }

    fn next_if(&mut self, wanted: u16) -> Option<&'stream [u8]> {
        let (kind, data) = self.peek()?;
        if kind != wanted {
            return None;
        }
        self.at += 4 + data.len();
        Some(data)
    }
}

impl<'stream> Iterator for Records<'stream> {
    type Item = (u16, &'stream [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (kind, data) = self.peek()?;
        self.at += 4 + data.len();
        Some((kind, data))
    }
}

/// The lengths of the shared texts, in characters, from the table's record and its continuations.
fn text_lengths(pieces: &[&[u8]]) -> Option<Vec<usize>> {
    let mut lengths = Vec::new();
    let mut rest = pieces.iter().copied();
    let mut piece = rest.next()?.get(8..)?;
    loop {
        while piece.is_empty() {
            match rest.next() {
                Some(next) => piece = next,
                None => return Some(lengths),
            }
        }
        let length = usize::from(short(piece, 0)?);
        let flags = *piece.get(2)?;
        piece = piece.get(3..)?;
        let mut skipped = 0_usize;
        if flags & 8 != 0 {
            skipped += usize::from(short(piece, 0)?) * 4;
            piece = piece.get(2..)?;
        }
        if flags & 4 != 0 {
            skipped += usize::try_from(number(piece, 0)?).ok()?;
            piece = piece.get(4..)?;
        }
        let mut wide = flags & 1 != 0;
        let mut left = length;
        while left > 0 {
            let width = if wide { 2 } else { 1 };
            let here = (piece.len() / width).min(left);
            piece = piece.get(here * width..)?;
            left -= here;
            if left > 0 {
                // A text that goes on says again how wide its characters are.
                let (flag, after) = rest.next()?.split_first()?;
                wide = flag & 1 != 0;
                piece = after;
            }
        }
        while skipped > piece.len() {
            skipped -= piece.len();
            piece = rest.next()?;
        }
        piece = piece.get(skipped..)?;
        lengths.push(length);
    }
}

/// The stream that holds the workbook, put together from its sectors.
fn workbook_stream(bytes: &[u8]) -> Result<Vec<u8>, SheetFault> {
    let file = CompoundFile::open(bytes).ok_or(SheetFault::Unreadable)?;
    let first = number(bytes, 48).ok_or(SheetFault::Unreadable)?;
    let directory = file.chain(first).ok_or(SheetFault::Unreadable)?;
    let mut workbook = None;
    for entry in directory.chunks_exact(128) {
        let name = entry_name(entry);
        if name == "EncryptedPackage" {
            return Err(SheetFault::Encrypted);
        }
        if name == "Workbook" || (name == "Book" && workbook.is_none()) {
            workbook = number(entry, 116).zip(number(entry, 120));
        }
    }
    match workbook {
        Some((start, size)) if size >= STREAM_BYTES_MIN => {
            file.chain(start).ok_or(SheetFault::Unreadable)
        }
        _ => Err(SheetFault::Unreadable),
    }
}

fn entry_name(entry: &[u8]) -> String {
    let units = (0..32).map_while(|at| short(entry, at * 2).filter(|unit| *unit != 0));
    char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{FFFD}')).collect()
}

struct CompoundFile<'bytes> {
    bytes: &'bytes [u8],
    sector_bytes: usize,
    next: Vec<u32>,
}

impl<'bytes> CompoundFile<'bytes> {
    fn open(bytes: &'bytes [u8]) -> Option<Self> {
        let shift = short(bytes, 30)?;
        if shift != 9 && shift != 12 {
            return None;
        }
        let mut file = Self { bytes, sector_bytes: 1 << shift, next: Vec::new() };
        let mut tables: Vec<u32> = (0..109).filter_map(|at| number(bytes, 76 + at * 4)).collect();
        let mut more = number(bytes, 68)?;
        for _ in 0..bytes.len() / file.sector_bytes {
            if more >= SECTOR_MARKS {
                break;
            }
            tables.extend(numbers(file.sector(more)?));
            more = tables.pop()?;
        }
        for table in tables.into_iter().filter(|table| *table < SECTOR_MARKS) {
            let entries = numbers(file.sector(table)?);
            file.next.extend(entries);
            if file.next.len() > bytes.len() {
                return None;
            }
        }
        Some(file)
    }

    fn sector(&self, at: u32) -> Option<&'bytes [u8]> {
        let start = usize::try_from(at).ok()?.checked_add(1)?.checked_mul(self.sector_bytes)?;
        // The last sector of a file may be cut short.
        let end = start.checked_add(self.sector_bytes)?.min(self.bytes.len());
        self.bytes.get(start..end)
    }

    fn chain(&self, start: u32) -> Option<Vec<u8>> {
        let mut stream = Vec::new();
        let mut at = start;
        while at < SECTOR_MARKS {
            stream.extend_from_slice(self.sector(at)?);
            if stream.len() > self.bytes.len() {
                return None;
            }
            at = *self.next.get(usize::try_from(at).ok()?)?;
        }
        Some(stream)
    }
}

fn numbers(sector: &[u8]) -> Vec<u32> {
    sector.as_chunks().0.iter().map(|four| u32::from_le_bytes(*four)).collect()
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|two| u16::from_le_bytes(*two))
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|four| u32::from_le_bytes(*four))
}

#[cfg(test)]
mod tests;

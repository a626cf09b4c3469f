//! A look into an `.xls` file before it is read (旧版Excel).
//!
//! The reader makes room for what a sheet promises, lays the sheet out as a full rectangle, copies a shared text
//! into every cell that names it and a name into every formula, so that two cells in far corners, a promise, or
//! one long text named often can fill the memory from a small file. This walks over the same records as the
//! reader ([MS-CFB], [MS-XLS]) and adds up what reading would take.

use encoding_rs::UTF_16LE;

use super::sheet::{Limits, SheetFault, too_large};

/// How a compound file begins: `.xls`, and `.xlsx` with a password.
pub const SIGNATURE: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// The most sheets that a workbook may have.
const SHEETS_MAX: usize = 64;
/// The most streams that may be the workbook: the new one, and an older one beside it.
const STREAMS_MAX: usize = 2;
/// Streams shorter than this lie elsewhere in the file; no roster is so short.
const STREAM_BYTES_MIN: u32 = 4_096;
/// Sector numbers from here on are marks, not places.
const SECTOR_MARKS: u32 = 0xFFFF_FFFA;

const BEGIN: u16 = 0x0809;
const BOUND_SHEET: u16 = 0x0085;
const CONTINUE: u16 = 0x003C;
const DIMENSIONS: u16 = 0x0200;
const END: u16 = 0x000A;
const FILE_PASS: u16 = 0x002F;
const FORMULA: u16 = 0x0006;
const FORMULA_TEXT: u16 = 0x0207;
const LABEL_SST: u16 = 0x00FD;
const MUL_RK: u16 = 0x00BD;
const NAME: u16 = 0x0018;
const SST: u16 = 0x00FC;
/// Records that hold one cell: formula, shared text, rich label, number, label, truth or error, and RK number.
const CELLS: [u16; 7] = [FORMULA, LABEL_SST, 0x00D6, 0x0203, 0x0204, 0x0205, 0x027E];
/// The fewest bytes of a formula that name another sheet or a defined name.
const NAMING_BYTES: usize = 5;
/// The most bytes that a character takes in the memory.
const CHARACTER_BYTES: usize = 3;

/// Refuses a file that is encrypted, damaged, or would take more than the limits allow.
///
/// # Errors
/// [`SheetFault::Encrypted`], [`SheetFault::Unreadable`], [`SheetFault::TooLarge`].
pub fn check(bytes: &[u8], limits: &Limits) -> Result<(), SheetFault> {
    let streams = workbook_streams(bytes)?;
    let (mut cells, mut characters) = (0_usize, 0_usize);
    for stream in &streams {
        let (more_cells, more_characters) = weigh_book(stream)?;
        cells = cells.saturating_add(more_cells);
        characters = characters.saturating_add(more_characters);
    }
    let fits = cells <= limits.cells_max && characters <= limits.text_bytes_max;
    if fits { Ok(()) } else { Err(too_large(limits)) }
}

/// What the sheets of a book take: cells of their rectangles, and characters.
fn weigh_book(stream: &[u8]) -> Result<(usize, usize), SheetFault> {
    let mut sheets = Vec::new();
    let mut lengths = Vec::new();
    let mut longest_name = 0;
    let mut records = Records { stream, at: 0 };
    while let Some((kind, data)) = records.next() {
        match kind {
            FILE_PASS => return Err(SheetFault::Encrypted),
            BOUND_SHEET => {
                sheets.push(number(data, 0).ok_or(SheetFault::Unreadable)?);
                longest_name = longest_name.max(data.get(6).copied().unwrap_or(0));
            }
            NAME => longest_name = longest_name.max(data.get(3).copied().unwrap_or(0)),
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
        let records = Records { stream, at: start };
        let (area, text) = weigh(records, &lengths, usize::from(longest_name));
        cells = cells.saturating_add(area);
        characters = characters.saturating_add(text);
    }
    Ok((cells, characters))
}

/// The cells of a sheet's rectangle or of the one that it promises, whichever are more, and the characters of
/// its shared texts and formulas.
fn weigh(records: Records<'_>, lengths: &[usize], longest_name: usize) -> (usize, usize) {
    let mut corners: Option<[u16; 4]> = None;
    let (mut promised, mut characters) = (0_usize, 0_usize);
    let mut formula = [0, 0];
    // Charts lie between a beginning and an end of their own; the reader passes them over.
    let (mut is_begun, mut charts) = (false, 0_usize);
    for (kind, data) in records {
        if charts > 0 {
            charts = charts + usize::from(kind == BEGIN) - usize::from(kind == END);
            continue;
        }
        match kind {
            BEGIN if is_begun => charts = 1,
            BEGIN => is_begun = true,
            END => break,
            DIMENSIONS => promised = promised.max(promised_cells(data)),
            _ => {}
        }
        let (row, first) = match (kind, short(data, 0), short(data, 2)) {
            // The text of a formula belongs to the cell of the last one.
            (FORMULA_TEXT, ..) => (formula[0], formula[1]),
            (MUL_RK, Some(row), Some(first)) => (row, first),
            (_, Some(row), Some(first)) if CELLS.contains(&kind) => (row, first),
            _ => continue,
        };
        let last = if kind == MUL_RK { short(data, data.len().saturating_sub(2)) } else { None };
        let last = last.unwrap_or(first).max(first);
        let [top, bottom, left, right] = corners.unwrap_or([row, row, first, last]);
        corners = Some([top.min(row), bottom.max(row), left.min(first), right.max(last)]);
        if kind == FORMULA {
            formula = [row, first];
            let names = (data.len() / NAMING_BYTES).saturating_mul(longest_name);
            characters = characters.saturating_add(names.saturating_mul(CHARACTER_BYTES));
        }
        if kind == LABEL_SST {
            let text = number(data, 6).and_then(|at| lengths.get(usize::try_from(at).ok()?));
            characters = characters.saturating_add(text.copied().unwrap_or(0));
        }
    }
    let area = corners.map_or(0, |[top, bottom, left, right]| {
        (usize::from(bottom - top) + 1) * (usize::from(right - left) + 1)
    });
    (area.max(promised), characters)
}

/// The cells that a sheet promises, as the reader takes it: it makes room for them before it has seen one.
fn promised_cells(data: &[u8]) -> usize {
    let wide = |at| short(data, at).map(u32::from);
    let corners = match data.len() {
        10 => [wide(0), wide(2), wide(4), wide(6)],
        _ => [number(data, 0), number(data, 4), wide(8), wide(10)],
    };
    let [Some(top), Some(bottom), Some(left), Some(right)] = corners else { return 0 };
    if bottom == 0 || right == 0 {
        return 1;
    }
    let left = if left > 0xFF || right < left { 0 } else { left };
    let long = |length: u32| usize::try_from(length).unwrap_or(usize::MAX);
    long(bottom.wrapping_sub(top)).saturating_mul(long(right.wrapping_sub(left)))
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

/// The streams that the reader may take for the workbook, put together from their sectors.
///
/// It asks for a name whatever its case, and for an older one when the first can't be read; a file that has both
/// must be sound in both.
fn workbook_streams(bytes: &[u8]) -> Result<Vec<Vec<u8>>, SheetFault> {
    let file = CompoundFile::open(bytes).ok_or(SheetFault::Unreadable)?;
    let chain = |start| file.chain(start).ok_or(SheetFault::Unreadable);
    let directory = chain(number(bytes, 48).ok_or(SheetFault::Unreadable)?)?;
    let mut streams = Vec::new();
    for (place, entry) in directory.chunks_exact(128).enumerate() {
        let start = number(entry, 116).ok_or(SheetFault::Unreadable)?;
        // The root holds the short streams, which the reader takes in with their table, where there is one.
        if place == 0 && number(bytes, 64) != Some(0) {
            chain(start)?;
            chain(number(bytes, 60).ok_or(SheetFault::Unreadable)?)?;
        }
        let name = entry_name(entry);
        if name.eq_ignore_ascii_case("EncryptedPackage") {
            return Err(SheetFault::Encrypted);
        }
        if name.eq_ignore_ascii_case("Workbook") || name.eq_ignore_ascii_case("Book") {
            if number(entry, 120).is_none_or(|size| size < STREAM_BYTES_MIN) {
                return Err(SheetFault::Unreadable);
            }
            streams.push(chain(start)?);
        }
        if streams.len() > STREAMS_MAX {
            return Err(SheetFault::Unreadable);
        }
    }
    if streams.is_empty() { Err(SheetFault::Unreadable) } else { Ok(streams) }
}

/// The name of a stream, in the way in which the reader takes it.
fn entry_name(entry: &[u8]) -> String {
    let name = UTF_16LE.decode(entry.get(..64).unwrap_or_default()).0;
    name.split('\0').next().unwrap_or_default().to_owned()
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

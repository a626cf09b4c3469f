//! A look at a workbook's shared texts before it is read (共享字符串).
//!
//! The reader makes room for as many texts as their table promises before it has seen one, and keeps each of them,
//! empty ones too. This walks over the table with the same parser and refuses what no roster has.

use std::io::{BufRead, BufReader, Read, Seek};

use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;

use super::sheet::{Limits, SheetFault, too_large};

/// How the part with the shared texts is called, wherever it lies; the reader minds no case.
const PART: &str = "sharedstrings.xml";

/// Refuses a workbook whose shared texts are or promise to be more than the limits allow.
///
/// # Errors
/// [`SheetFault::TooLarge`], and [`SheetFault::Unreadable`] for a damaged table.
pub(super) fn check<S: Read + Seek>(
    archive: &mut ZipArchive<S>,
    limits: &Limits,
) -> Result<(), SheetFault> {
    for at in 0..archive.len() {
        if is_table(archive, at)? {
            let part = archive.by_index(at).map_err(|_| SheetFault::Unreadable)?;
            weigh(BufReader::new(part), limits)?;
        }
    }
    Ok(())
}

fn is_table<S: Read + Seek>(archive: &mut ZipArchive<S>, at: usize) -> Result<bool, SheetFault> {
    let part = archive.by_index_raw(at).map_err(|_| SheetFault::Unreadable)?;
    let name = part.name().map_err(|_| SheetFault::Unreadable)?;
    Ok(name.to_ascii_lowercase().ends_with(PART))
}

fn weigh(part: impl BufRead, limits: &Limits) -> Result<(), SheetFault> {
    let mut reader = Reader::from_reader(part);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.expand_empty_elements = true;
    let (mut texts, mut text_bytes) = (0_usize, 0_usize);
    let mut event = Vec::new();
    loop {
        event.clear();
        match reader.read_event_into(&mut event).map_err(|_| SheetFault::Unreadable)? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "sst" if promises_more(tag.attributes_raw(), limits.cells_max) => {
                    return Err(too_large(limits));
                }
                "si" => texts += 1,
                _ => {}
            },
            Event::Text(_) | Event::CData(_) => text_bytes = text_bytes.saturating_add(event.len()),
            Event::Eof => return Ok(()),
            _ => {}
        }
        if texts > limits.cells_max || text_bytes > limits.text_bytes_max {
            return Err(too_large(limits));
        }
    }
}

/// Whether the attributes of the table promise more than `most` texts.
fn promises_more(attributes: &str, most: usize) -> bool {
    attributes.split("uniqueCount").skip(1).any(|rest| {
        let number = rest.trim_start_matches(|letter: char| !letter.is_ascii_digit());
        let end = number.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(number.len());
        let number = number.get(..end).unwrap_or_default();
        !number.is_empty() && number.parse().map_or(true, |count: usize| count > most)
    })
}

#[cfg(test)]
mod tests;

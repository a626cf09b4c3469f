//! Reads the one sound track of a `WebM` file and its packets.

use super::{
    PACKETS_MAX, Packet, Sound,
    element::{self, name},
    opus::Head,
};
use crate::media::{MediaFault, reader::Reader};

/// The clock of a file that doesn't name one: a tick is a millisecond.
const TICK_NS: u64 = 1_000_000;

/// The two bits of a block that say it holds several packets.
const LACING: u8 = 0x06;

/// Steps over the header and checks that it names `WebM`.
pub(super) fn header(input: &mut Reader<'_>) -> Result<(), MediaFault> {
    let (name, content) = element::sized(input)?;
    let mut fields = Reader::new(content);
    while name == name::EBML && !fields.is_empty() {
        let (name, content) = element::sized(&mut fields)?;
        if name == name::DOC_TYPE {
            let end = content.iter().position(|byte| *byte == 0).unwrap_or(content.len());
            return if content.get(..end) == Some(b"webm") {
                Ok(())
            } else {
                Err(MediaFault::UnknownKind)
            };
        }
    }
    Err(MediaFault::UnknownKind)
}

pub(super) fn file(bytes: &[u8]) -> Result<Sound<'_>, MediaFault> {
    let mut input = Reader::new(bytes);
    header(&mut input)?;
    let mut walk = Walk { tick_ns: TICK_NS, ..Walk::default() };
    loop {
        let (name, size) = element::next(&mut input)?;
        if name == name::SEGMENT {
            // Bytes behind a segment of known size are not part of the recording and stay behind.
            let content = size.map_or(Ok(input.rest()), |size| input.take(size))?;
            walk.segment(content)?;
            break;
        }
        input.take(size.ok_or(MediaFault::Damaged("WebM segment"))?)?;
    }
    let (_, head) = walk.track.ok_or(MediaFault::Damaged("WebM without a track"))?;
    Ok(Sound { head, tick_ns: walk.tick_ns, packets: walk.packets })
}

#[derive(Default)]
struct Walk<'a> {
    tick_ns: u64,
    track: Option<(usize, Head)>,
    /// The start of the cluster that is being read, in ticks.
    cluster_at: Option<u64>,
    packets: Vec<Packet<'a>>,
}

impl<'a> Walk<'a> {
    /// Reads a segment. A cluster of unknown size ends where the next element of the segment
    /// starts, so its parts are read on this level.
    fn segment(&mut self, content: &'a [u8]) -> Result<(), MediaFault> {
        let mut input = Reader::new(content);
        let mut inside_cluster = false;
        while !input.is_empty() {
            let (name, size) = element::next(&mut input)?;
            if name == name::CLUSTER {
                self.cluster_at = None;
                inside_cluster = size.is_none();
                if let Some(size) = size {
                    self.cluster(input.take(size)?)?;
                }
                continue;
            }
            let content = input.take(size.ok_or(MediaFault::Damaged("WebM element size"))?)?;
            match name {
                name::INFO => self.info(content)?,
                name::TRACKS => self.tracks(content)?,
                _ if inside_cluster => self.cluster_part(name, content)?,
                _ => {}
            }
            // Names of four bytes belong to the segment and end a cluster of unknown size.
            inside_cluster &= name < 0x1000_0000;
        }
        Ok(())
    }

    fn info(&mut self, content: &[u8]) -> Result<(), MediaFault> {
        let mut fields = Reader::new(content);
        while !fields.is_empty() {
            let (name, content) = element::sized(&mut fields)?;
            if name == name::TIMESTAMP_SCALE {
                self.tick_ns = element::unsigned(content)?;
                if !(1..=1_000_000_000).contains(&self.tick_ns) {
                    return Err(MediaFault::Damaged("WebM clock"));
                }
            }
        }
        Ok(())
    }

    fn tracks(&mut self, content: &[u8]) -> Result<(), MediaFault> {
        let mut entries = Reader::new(content);
        while !entries.is_empty() {
            let (name, content) = element::sized(&mut entries)?;
            if name == name::TRACK_ENTRY {
                if self.track.is_some() {
                    return Err(MediaFault::Unsupported("WebM with several tracks"));
                }
                self.track = Some(track(content)?);
            }
        }
        Ok(())
    }

    fn cluster(&mut self, content: &'a [u8]) -> Result<(), MediaFault> {
        let mut parts = Reader::new(content);
        while !parts.is_empty() {
            let (name, content) = element::sized(&mut parts)?;
            self.cluster_part(name, content)?;
        }
        Ok(())
    }

    fn cluster_part(&mut self, name: u32, content: &'a [u8]) -> Result<(), MediaFault> {
        match name {
            name::TIMESTAMP => self.cluster_at = Some(element::unsigned(content)?),
            name::SIMPLE_BLOCK => self.block(content)?,
            name::BLOCK_GROUP => {
                let mut parts = Reader::new(content);
                while !parts.is_empty() {
                    let (name, content) = element::sized(&mut parts)?;
                    if name == name::BLOCK {
                        self.block(content)?;
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn block(&mut self, content: &'a [u8]) -> Result<(), MediaFault> {
        const BAD: MediaFault = MediaFault::Damaged("WebM block");
        let mut block = Reader::new(content);
        let number = element::size(&mut block)?.ok_or(BAD)?;
        let offset = i16::from_be_bytes(block.array()?);
        if block.u8()? & LACING != 0 {
            return Err(MediaFault::Unsupported("WebM lacing"));
        }
        let cluster_at = self.cluster_at.ok_or(BAD)?;
        let at = cluster_at.checked_add_signed(i64::from(offset)).ok_or(BAD)?;
        let backwards = self.packets.last().is_some_and(|last| last.at > at);
        let foreign = self.track.is_none_or(|(track, _)| track != number);
        if backwards || foreign || self.packets.len() >= PACKETS_MAX {
            return Err(BAD);
        }
        self.packets.push(Packet { at, data: block.rest() });
        Ok(())
    }
}

/// The number of a track and its decoder's settings; it must be Opus sound without further coding.
fn track(entry: &[u8]) -> Result<(usize, Head), MediaFault> {
    const BAD: MediaFault = MediaFault::Damaged("WebM track");
    let mut fields = Reader::new(entry);
    let (mut number, mut head, mut is_opus) = (None, None, false);
    while !fields.is_empty() {
        let (name, content) = element::sized(&mut fields)?;
        match name {
            name::TRACK_NUMBER => {
                number = Some(usize::try_from(element::unsigned(content)?).map_err(|_| BAD)?);
            }
            name::TRACK_TYPE if element::unsigned(content)? != 2 => {
                return Err(MediaFault::Unsupported("WebM without sound"));
            }
            name::CODEC_ID => is_opus = content == b"A_OPUS",
            name::CODEC_PRIVATE => head = Some(content),
            name::CONTENT_ENCODINGS => return Err(MediaFault::Unsupported("WebM coding")),
            _ => {}
        }
    }
    if !is_opus {
        return Err(MediaFault::Unsupported("WebM codec"));
    }
    Ok((number.ok_or(BAD)?, Head::read(head.ok_or(BAD)?)?))
}

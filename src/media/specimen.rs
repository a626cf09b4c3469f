//! Small files of every kind, made by hand, with [`MARK`] in every place where personal details go.
//!
//! The JPEG and the PNG show a real picture. The rest has true containers around sound or picture
//! data that only looks coded: nothing here decodes it.

use super::MediaKind;

/// What must never be found in a cleaned file.
pub(super) const MARK: &[u8] = b"SECRET-26.0823N-100.2301E";

/// A file and the data in it that a decoder needs.
pub(super) struct Specimen {
    pub(super) name: &'static str,
    pub(super) kind: MediaKind,
    pub(super) file: Vec<u8>,
    pub(super) payload: Vec<Vec<u8>>,
}

/// One file of every kind, and of every way in which phones write it.
pub(super) fn all() -> Vec<Specimen> {
    vec![jpeg(), png(), webp(), m4a(), m4a_in_fragments(), adts(), webm(), live_webm(), mp3()]
}

fn specimen(name: &'static str, kind: MediaKind, file: Vec<u8>, payload: Vec<Vec<u8>>) -> Specimen {
    Specimen { name, kind, file, payload }
}

/// Text around the mark, so that it is part of something longer.
fn note(prefix: &[u8]) -> Vec<u8> {
    [prefix, MARK, b" and more"].concat()
}

/// Bytes that look coded: no zero, no 0xFF, different for each seed.
fn coded(seed: u8, size: usize) -> Vec<u8> {
    (0..size)
        .map(|at| seed.wrapping_mul(31).wrapping_add(u8::try_from(at % 97).unwrap()) % 250 + 1)
        .collect()
}

/// An EXIF block in TIFF form with an orientation and a maker's note.
pub(super) fn tiff(orientation: u8) -> Vec<u8> {
    let mut out = b"II*\0\x08\0\0\0\x02\0".to_vec();
    out.extend_from_slice(&[0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
    let size = u8::try_from(MARK.len()).unwrap();
    out.extend_from_slice(&[0x7C, 0x92, 2, 0, size, 0, 0, 0, 38, 0, 0, 0]);
    out.extend_from_slice(&[0; 4]);
    out.extend_from_slice(MARK);
    out
}

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let size = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [&[0xFF, marker], size.as_slice(), content].concat()
}

/// The segments of a grey picture of 8 × 8 pixels up to its scan.
pub(super) fn jpeg_tables(height: u16, width: u16) -> Vec<u8> {
    let [h, w] = [height.to_be_bytes(), width.to_be_bytes()];
    let table = |place: u8| {
        let mut table = vec![place, 1];
        table.extend_from_slice(&[0; 16]);
        segment(0xC4, &table)
    };
    [
        segment(0xDB, &[[0].as_slice(), &[1; 64]].concat()),
        segment(0xC0, &[8, h[0], h[1], w[0], w[1], 1, 1, 0x11, 0]),
        table(0x00),
        table(0x10),
        segment(0xDA, &[1, 1, 0, 0, 63, 0]),
    ]
    .concat()
}

pub(super) fn jpeg() -> Specimen {
    let tables = jpeg_tables(8, 16);
    let file = [
        vec![0xFF, 0xD8],
        segment(0xE0, &note(b"JFIF\0\x01\x02\0\0\x01\0\x01\0\0")),
        segment(0xE1, &[b"Exif\0\0".as_slice(), &tiff(6)].concat()),
        segment(0xE1, &note(b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>")),
        segment(0xE2, &note(b"ICC_PROFILE\0\x01\x01")),
        segment(0xED, &note(b"Photoshop 3.0\08BIM")),
        segment(0xEE, &note(b"Adobe\0\x64\0\0\0\0\x01")),
        segment(0xFE, &note(b"")),
        tables.clone(),
        vec![0x3F, 0xFF, 0xD9],
        note(b"PK\x05\x06"),
    ]
    .concat();
    specimen("jpeg", MediaKind::Jpeg, file, vec![tables, vec![0x3F, 0xFF, 0xD9]])
}

pub(super) fn chunk(name: [u8; 4], content: &[u8]) -> Vec<u8> {
    let named = [name.as_slice(), content].concat();
    let size = u32::try_from(content.len()).unwrap().to_be_bytes();
    [&size, named.as_slice(), &crc32fast::hash(&named).to_be_bytes()].concat()
}

pub(super) fn png() -> Specimen {
    let header = chunk(*b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
    // One grey pixel, stored without compression.
    let pixels = chunk(*b"IDAT", b"\x78\x01\x01\x02\0\xFD\xFF\0\x80\0\x82\0\x81");
    let file = [
        b"\x89PNG\r\n\x1A\n".to_vec(),
        header.clone(),
        chunk(*b"tEXt", &note(b"Comment\0")),
        chunk(*b"iTXt", &note(b"XML:com.adobe.xmp\0\0\0\0\0")),
        chunk(*b"eXIf", &tiff(3)),
        chunk(*b"iCCP", &note(b"profile\0\0")),
        chunk(*b"gAMA", &[0, 0, 0xB1, 0x8F]),
        pixels.clone(),
        chunk(*b"tIME", &[7, 0xEA, 1, 1, 1, 1, 1]),
        chunk(*b"zTXt", &note(b"k\0\0")),
        chunk(*b"IEND", &[]),
        note(b"<html>"),
    ]
    .concat();
    specimen("png", MediaKind::Png, file, vec![header, pixels])
}

fn riff(name: [u8; 4], content: &[u8]) -> Vec<u8> {
    let size = u32::try_from(content.len()).unwrap().to_le_bytes();
    let padding = vec![0; content.len() % 2];
    [name.as_slice(), &size, content, &padding].concat()
}

pub(super) fn webp() -> Specimen {
    // A shown key frame of 16 × 8 pixels with a first partition of 20 bytes.
    let tag = [0x10 | (20 << 5 & 0xFF_u32).to_le_bytes()[0], (20 >> 3), 0];
    let picture = [tag.as_slice(), &[0x9D, 0x01, 0x2A, 16, 0, 8, 0], &coded(1, 43)].concat();
    let alpha = coded(2, 9);
    let chunks = [
        b"WEBP".to_vec(),
        riff(*b"VP8X", &[0x3C, 0, 0, 0, 15, 0, 0, 7, 0, 0]),
        riff(*b"ICCP", &note(b"")),
        riff(*b"ALPH", &alpha),
        riff(*b"VP8 ", &picture),
        riff(*b"EXIF", &tiff(1)),
        riff(*b"XMP ", &note(b"<x:xmpmeta xmlns=\"")),
    ]
    .concat();
    let file = [riff(*b"RIFF", &chunks), note(b"<svg>")].concat();
    specimen("webp", MediaKind::WebP, file, vec![picture, alpha])
}

pub(super) fn atom(name: [u8; 4], parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let size = u32::try_from(content.len() + 8).unwrap().to_be_bytes();
    [size.as_slice(), &name, &content].concat()
}

fn words(values: &[u32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_be_bytes()).collect()
}

/// A movie box with one AAC track at 16 kHz, its frame table and whatever else stands in it.
fn movie(table: &[u8], more: &[u8]) -> Vec<u8> {
    let settings =
        [&[3, 25, 0, 1, 0, 4, 17, 0x40, 0x15], [0; 11].as_slice(), &[5, 2, 0x14, 0x08, 6, 1, 2]];
    let codec = atom(
        *b"mp4a",
        &[
            &[0; 7],
            &[1],
            &[0; 20],
            &atom(*b"esds", &[&words(&[0]), &settings.concat()]),
            &atom(*b"chan", &[MARK]),
        ],
    );
    let description = atom(*b"stsd", &[&words(&[0, 1]), &codec]);
    let media = atom(
        *b"mdia",
        &[
            &atom(*b"mdhd", &[&words(&[0, 1, 2, 16_000, 3_072, 0])]),
            &atom(*b"hdlr", &[&words(&[0, 0]), b"soun", &[0; 12], MARK, &[0]]),
            &atom(*b"minf", &[&atom(*b"stbl", &[&description, table])]),
        ],
    );
    let track = atom(
        *b"trak",
        &[&atom(*b"tkhd", &[&words(&[7, 0, 0, 1, 0]), &[0; 64]]), &media, &atom(*b"udta", &[MARK])],
    );
    let names = atom(*b"udta", &[&atom(*b"\xA9nam", &[MARK]), &atom(*b"meta", &[&[0; 4], MARK])]);
    atom(*b"moov", &[&atom(*b"mvhd", &[&[0; 100]]), &track, &names, more])
}

/// A frame table with one chunk of three frames of 40 bytes.
pub(super) fn m4a_with(chunk_at: u32, slack: &[u8]) -> Specimen {
    let frames = coded(3, 120);
    let table = [
        atom(*b"stts", &[&words(&[0, 1, 3, 1_024])]),
        atom(*b"stsc", &[&words(&[0, 1, 1, 3, 1])]),
        atom(*b"stsz", &[&words(&[0, 0, 3, 40, 40, 40])]),
        atom(*b"stco", &[&words(&[0, 1, chunk_at])]),
    ]
    .concat();
    let file = [
        atom(*b"ftyp", &[b"isom\0\0\0\0mp42"]),
        atom(*b"mdat", &[slack, &frames, slack]),
        atom(*b"free", &[MARK]),
        movie(&table, &[]),
        atom(*b"uuid", &[&[9; 16], MARK]),
        atom(*b"meta", &[&[0; 4], MARK]),
    ]
    .concat();
    specimen("m4a", MediaKind::AacM4a, file, vec![frames])
}

pub(super) fn m4a() -> Specimen {
    m4a_with(28, &[])
}

fn m4a_in_fragments() -> Specimen {
    let frames = coded(4, 100);
    let table = [
        atom(*b"stts", &[&words(&[0, 0])]),
        atom(*b"stsc", &[&words(&[0, 0])]),
        atom(*b"stsz", &[&words(&[0, 0, 0])]),
        atom(*b"stco", &[&words(&[0, 0])]),
    ]
    .concat();
    let defaults = atom(*b"mvex", &[&atom(*b"trex", &[&words(&[0, 1, 1, 1_024, 0, 0])])]);
    let fragment = |data: &[u8]| {
        let size = u32::try_from(data.len() / 2).unwrap();
        let run = words(&[0x0000_0201, 2, 84, size, size]);
        let header = atom(*b"tfhd", &[&words(&[0x0002_0000, 1])]);
        let part = atom(*b"traf", &[&header, &atom(*b"trun", &[&run])]);
        let number = atom(*b"mfhd", &[&words(&[0, 1])]);
        [atom(*b"moof", &[&number, &part]), atom(*b"mdat", &[data])].concat()
    };
    let (first, second) = frames.split_at(60);
    let file = [
        atom(*b"ftyp", &[b"iso5\0\0\0\0iso6"]),
        movie(&table, &defaults),
        fragment(first),
        atom(*b"free", &[MARK]),
        fragment(second),
    ]
    .concat();
    specimen("m4a in fragments", MediaKind::AacM4a, file, vec![frames])
}

/// The tags that programs put before and behind bare frames.
fn tagged(frames: &[u8]) -> Vec<u8> {
    let text = note(b"COMM");
    let size = u8::try_from(text.len() + 5).unwrap();
    let items = note(b"Title");
    let ape_size = u32::try_from(items.len() + 32).unwrap();
    let ape = |flags: u32| {
        let fields = [2_000, ape_size, 1, flags].map(u32::to_le_bytes).concat();
        [b"APETAGEX".as_slice(), &fields, &[0; 8]].concat()
    };
    let lyrics = note(b"LYRICSBEGIN");
    let mut last = note(b"TAG");
    last.resize(128, b' ');
    [
        &[b"ID3\x03\0\0\0\0\0".as_slice(), &[size], &text, &[0; 5]].concat(),
        frames,
        &[ape(0xA000_0000), items, ape(0x8000_0000)].concat(),
        &[lyrics.as_slice(), format!("{:06}LYRICS200", lyrics.len()).as_bytes()].concat(),
        &last,
    ]
    .concat()
}

fn adts() -> Specimen {
    // AAC-LC at 16 kHz, one channel, 47 bytes with the header.
    let frame =
        |seed| [&[0xFF, 0xF1, 0x60, 0x40, 5, 0xFF, 0xFC], coded(seed, 40).as_slice()].concat();
    let frames = [frame(5), frame(6), frame(7)].concat();
    specimen("aac", MediaKind::AacAdts, tagged(&frames), vec![frames])
}

/// A frame of 104 bytes at 32 kbit/s, 44.1 kHz, one channel.
pub(super) fn mp3_frame(content: &[u8]) -> Vec<u8> {
    let mut frame = [&[0xFF, 0xFB, 0x10, 0xC0], content].concat();
    frame.resize(104, 0);
    frame
}

fn mp3() -> Specimen {
    let frames = [8, 9, 10].map(|seed| mp3_frame(&coded(seed, 90))).concat();
    specimen("mp3", MediaKind::Mp3, tagged(&frames), vec![frames])
}

/// An EBML element with the size in one byte, or in four when it is longer.
pub(super) fn element(name: &[u8], content: &[u8]) -> Vec<u8> {
    let size = u32::try_from(content.len()).unwrap();
    let size = match u8::try_from(size) {
        Ok(size) if size < 0x7F => vec![0x80 | size],
        _ => (0x1000_0000 | size).to_be_bytes().to_vec(),
    };
    [name, &size, content].concat()
}

fn webm_parts() -> (Vec<u8>, Vec<u8>, Vec<Vec<u8>>) {
    let header = element(b"\x1A\x45\xDF\xA3", &element(b"\x42\x82", b"webm"));
    let info = [
        element(b"\x2A\xD7\xB1", &1_000_000_u32.to_be_bytes()),
        element(b"\x7B\xA9", MARK),
        element(b"\x4D\x80", MARK),
        element(b"\x57\x41", MARK),
    ]
    .concat();
    let track = [
        element(b"\xD7", &[5]),
        element(b"\x83", &[2]),
        element(b"\x53\x6E", MARK),
        element(b"\x86", b"A_OPUS"),
        element(b"\x63\xA2", b"OpusHead\x01\x01\x38\x01\x80\xBB\0\0\0\0\0"),
    ]
    .concat();
    let start = [
        element(b"\x15\x49\xA9\x66", &info),
        element(b"\x16\x54\xAE\x6B", &element(b"\xAE", &track)),
        element(b"\x12\x54\xC3\x67", &element(b"\x73\x73", MARK)),
        element(b"\x19\x41\xA4\x69", &element(b"\x61\xA7", MARK)),
        element(b"\xEC", MARK),
    ]
    .concat();
    // 20 ms each: the first byte names one frame of CELT at full bandwidth.
    let packets = [11, 12, 13].map(|seed| [vec![31 << 3], coded(seed, 30)].concat());
    (header, start, packets.to_vec())
}

fn block(at: u8, packet: &[u8]) -> Vec<u8> {
    [&[0x85, 0, at, 0x80], packet].concat()
}

pub(super) fn webm() -> Specimen {
    let (header, start, packets) = webm_parts();
    let cluster = [
        element(b"\xE7", &[0]),
        element(b"\xEC", MARK),
        element(b"\xA3", &block(0, &packets[0])),
        element(b"\xA0", &element(b"\xA1", &block(20, &packets[1]))),
        element(b"\xA3", &block(40, &packets[2])),
    ]
    .concat();
    let segment = [start, element(b"\x1F\x43\xB6\x75", &cluster)].concat();
    let file = [header, element(b"\x18\x53\x80\x67", &segment), note(b"<html>")].concat();
    specimen("webm", MediaKind::OpusWebm, file, packets)
}

fn live_webm() -> Specimen {
    let (header, start, packets) = webm_parts();
    let unknown = [0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF];
    let mut file = [header, b"\x18\x53\x80\x67".to_vec(), unknown.to_vec(), start].concat();
    for (at, packet) in [0, 20, 40].into_iter().zip(&packets) {
        file.extend_from_slice(b"\x1F\x43\xB6\x75");
        file.extend_from_slice(&unknown);
        file.extend_from_slice(&element(b"\xE7", &[at]));
        file.extend_from_slice(&element(b"\xA3", &block(0, packet)));
    }
    specimen("live webm", MediaKind::OpusWebm, file, packets)
}

//! Writes a plain M4A file: the table first, so that it plays while it loads, then all frames at
//! once.

use super::{Codec, Sample, Sound};
use crate::media::MediaFault;

const TOO_LARGE: MediaFault = MediaFault::Damaged("M4A size");
const FILE_TYPE: &[u8] = b"\0\0\0\x1CftypM4A \0\0\0\0M4A mp42isom";
const MATRIX: [u32; 9] = [0x0001_0000, 0, 0, 0, 0x0001_0000, 0, 0, 0, 0x4000_0000];

/// "und": a language that isn't said, as three letters of five bits.
const LANGUAGE: u16 = 0x55C4;

pub(super) fn file(sound: &Sound, frames: &[u8]) -> Result<Vec<u8>, MediaFault> {
    // The table holds the place of the frames behind it, and its length doesn't depend on that
    // place.
    let table = movie(sound, 0)?;
    let start = number(FILE_TYPE.len() + table.len() + 8)?;
    let mut out = FILE_TYPE.to_vec();
    out.extend_from_slice(&movie(sound, start)?);
    out.extend_from_slice(&atom(*b"mdat", &[frames])?);
    Ok(out)
}

fn number(value: usize) -> Result<u32, MediaFault> {
    u32::try_from(value).map_err(|_| TOO_LARGE)
}

fn atom(name: [u8; 4], parts: &[&[u8]]) -> Result<Vec<u8>, MediaFault> {
    let content: usize = parts.iter().map(|part| part.len()).sum();
    let mut out = Vec::with_capacity(content + 8);
    out.extend_from_slice(&number(content + 8)?.to_be_bytes());
    out.extend_from_slice(&name);
    for part in parts {
        out.extend_from_slice(part);
    }
    Ok(out)
}

fn words(values: &[u32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_be_bytes()).collect()
}

fn movie(sound: &Sound, start: u32) -> Result<Vec<u8>, MediaFault> {
    let ticks: u64 = sound.samples.iter().map(|sample| u64::from(sample.ticks)).sum();
    let ticks = u32::try_from(ticks).map_err(|_| TOO_LARGE)?;
    let clock = [0, 0, 0, sound.timescale, ticks];
    let header = [
        words(&clock),
        words(&[0x0001_0000, 0x0100_0000, 0, 0]),
        words(&MATRIX),
        words(&[0, 0, 0, 0, 0, 0, 2]),
    ]
    .concat();
    let track_header =
        [words(&[7, 0, 0, 1, 0, ticks, 0, 0, 0, 0x0100_0000]), words(&MATRIX), words(&[0, 0])]
            .concat();
    let language = u32::from(LANGUAGE) << 16;
    let media_header = [words(&clock), words(&[language])].concat();
    let handler = [words(&[0, 0]), b"soun".to_vec(), words(&[0, 0, 0]), vec![0]].concat();
    let reference = atom(*b"url ", &[&words(&[1])])?;
    let data = atom(*b"dinf", &[&atom(*b"dref", &[&words(&[0, 1]), &reference])?])?;
    let sound_header = atom(*b"smhd", &[&words(&[0, 0])])?;
    let information = atom(*b"minf", &[&sound_header, &data, &table(sound, start)?])?;
    let media = atom(
        *b"mdia",
        &[&atom(*b"mdhd", &[&media_header])?, &atom(*b"hdlr", &[&handler])?, &information],
    )?;
    let track = atom(*b"trak", &[&atom(*b"tkhd", &[&track_header])?, &media])?;
    atom(*b"moov", &[&atom(*b"mvhd", &[&header])?, &track])
}

fn table(sound: &Sound, start: u32) -> Result<Vec<u8>, MediaFault> {
    let count = number(sound.samples.len())?;
    let mut sizes = words(&[0, 0, count]);
    for sample in &sound.samples {
        sizes.extend_from_slice(&sample.bytes.to_be_bytes());
    }
    atom(
        *b"stbl",
        &[
            &atom(*b"stsd", &[&words(&[0, 1]), &description(&sound.codec)?])?,
            &atom(*b"stts", &[&run_lengths(&sound.samples)?])?,
            &atom(*b"stsc", &[&words(&[0, 1, 1, count, 1])])?,
            &atom(*b"stsz", &[&sizes])?,
            &atom(*b"stco", &[&words(&[0, 1, start])])?,
        ],
    )
}

fn run_lengths(samples: &[Sample]) -> Result<Vec<u8>, MediaFault> {
    let runs: Vec<&[Sample]> = samples.chunk_by(|a, b| a.ticks == b.ticks).collect();
    let mut out = words(&[0, number(runs.len())?]);
    for run in runs {
        let ticks = run.first().map_or(0, |sample| sample.ticks);
        out.extend_from_slice(&words(&[number(run.len())?, ticks]));
    }
    Ok(out)
}

fn description(codec: &Codec) -> Result<Vec<u8>, MediaFault> {
    let settings = descriptor(5, &[&codec.config])?;
    let decoder = descriptor(4, &[&[0x40, 0x15, 0, 0, 0], &words(&[0, 0]), &settings])?;
    let stream = descriptor(3, &[&[0, 1, 0], &decoder, &descriptor(6, &[&[2]])?])?;
    let settings = atom(*b"esds", &[&words(&[0]), &stream])?;
    // The field has 16 bits for the rate; the decoder takes it from its settings.
    let rate = u16::try_from(codec.sample_rate_hz).map_or(0, u32::from) << 16;
    let fields = [
        words(&[0, 1, 0, 0]),
        codec.channels.to_be_bytes().to_vec(),
        16_u16.to_be_bytes().to_vec(),
        words(&[0, rate]),
    ]
    .concat();
    atom(*b"mp4a", &[&fields, &settings])
}

fn descriptor(tag: u8, parts: &[&[u8]]) -> Result<Vec<u8>, MediaFault> {
    let content = parts.concat();
    let size = u8::try_from(content.len()).ok().filter(|size| *size < 0x80).ok_or(TOO_LARGE)?;
    Ok([vec![tag, size], content].concat())
}

//! The last look at picture and sound data for things that have no business there.
//!
//! Data that no decoder reads can hide where a format has no inner lengths, for example when the
//! size of a picture is made to swallow the personal details behind it. Each sign is long enough
//! that compressed data shows it by chance less than once in a million files of 10 MiB.

use super::fault::MediaFault;

const SIGNS: [&[u8]; 17] = [
    b"Exif\0\0",
    b"II*\0\x08\0\0\0",
    b"MM\0*\0\0\0\x08",
    b"http://ns.adobe.com/",
    b"<x:xmpmeta",
    b"<rdf:RDF",
    b"<?xpacket",
    b"<?xml ",
    b"<?php ",
    b"<script",
    b"<SCRIPT",
    b"<!DOCTYPE",
    b"<!doctype",
    b"xmlns=\"",
    b"Photoshop 3.0",
    b"APETAGEX",
    b"LYRICSBEGIN",
];

/// Refuses data that shows one of the signs of metadata, a web page or a program.
pub(super) fn check(data: &[u8]) -> Result<(), MediaFault> {
    for (at, first) in data.iter().enumerate() {
        if !matches!(first, b'<' | b'A' | b'E' | b'I' | b'L' | b'M' | b'P' | b'h' | b'x') {
            continue;
        }
        let rest = data.get(at..).unwrap_or_default();
        if SIGNS.iter().any(|sign| rest.starts_with(sign)) {
            return Err(MediaFault::Residue);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_is_found_wherever_it_stands() {
        for sign in SIGNS {
            for before in [0, 1, 500] {
                let mut data = vec![0x5A; before];
                data.extend_from_slice(sign);
                assert_eq!(check(&data), Err(MediaFault::Residue), "{sign:?} after {before}");
            }
        }
        assert_eq!(check(&[b'<'; 64]), Ok(()));
    }
}

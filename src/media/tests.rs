//! What must hold for every kind of file: personal details go, picture and sound stay, nothing
//! panics.

use proptest::prelude::*;

use super::{
    CleanMedia, MediaDigest, MediaFault, MediaKind, MediaLimits, MediaSize, clean,
    specimen::{self, MARK, Specimen},
};

fn cleaned(bytes: &[u8]) -> Result<CleanMedia, MediaFault> {
    clean(bytes, &MediaLimits::default())
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Panics when a file, however damaged, comes out with a personal detail.
fn assert_nothing_leaks(file: &[u8], what: &str) {
    if let Ok(media) = cleaned(file) {
        assert!(!holds(media.bytes(), MARK), "{what} lets a personal detail through");
    }
}

#[test]
fn no_personal_detail_survives_and_the_payload_does() {
    for Specimen { name, kind, file, payload } in specimen::all() {
        assert!(file.windows(MARK.len()).filter(|window| *window == MARK).count() >= 3);
        let media = cleaned(&file).unwrap_or_else(|fault| panic!("{name}: {fault:?}"));
        assert_eq!(media.kind(), kind, "{name}");
        assert!(!holds(media.bytes(), MARK), "{name} keeps a personal detail");
        for part in &payload {
            assert!(holds(media.bytes(), part), "{name} loses picture or sound");
        }
        assert_eq!(media.sha256(), MediaDigest::of(media.bytes()));
    }
}

#[test]
fn a_clean_file_stays_as_it_is() {
    for Specimen { name, file, .. } in specimen::all() {
        let once = cleaned(&file).unwrap();
        assert_eq!(cleaned(once.bytes()).as_ref(), Ok(&once), "{name}");
    }
}

#[test]
fn the_size_is_read_from_the_content() {
    let voice = |duration_ms| MediaSize::Voice { duration_ms };
    let photo = |width_px, height_px| MediaSize::Photo { width_px, height_px };
    let expected = [
        photo(8, 16),
        photo(1, 1),
        photo(16, 8),
        voice(192),
        voice(256),
        voice(192),
        voice(60),
        voice(60),
        voice(78),
    ];
    for (Specimen { name, file, kind, .. }, size) in specimen::all().iter().zip(expected) {
        assert_eq!(cleaned(file).unwrap().size(), size, "{name}");
        assert_eq!(kind.is_photo(), matches!(size, MediaSize::Photo { .. }));
    }
}

#[test]
fn a_turned_jpeg_keeps_its_turn_and_nothing_else_of_its_exif() {
    let media = cleaned(&specimen::jpeg().file).unwrap();
    let exif = b"\xFF\xE1\x00\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0";
    assert!(holds(media.bytes(), exif));
    assert_eq!(media.bytes().windows(4).filter(|window| window == b"Exif").count(), 1);
}

#[test]
fn a_file_cut_anywhere_leaks_nothing() {
    for Specimen { name, file, .. } in specimen::all() {
        for end in 0..file.len() {
            assert_nothing_leaks(&file[..end], &format!("{name} cut at {end}"));
        }
    }
}

#[test]
fn one_wrong_byte_anywhere_leaks_nothing() {
    for Specimen { name, file, .. } in specimen::all() {
        for at in 0..file.len() {
            let flips = (0..8).map(|bit| file[at] ^ (1 << bit));
            for value in flips.chain([0, 0xFF]) {
                let mut wrong = file.clone();
                wrong[at] = value;
                assert_nothing_leaks(&wrong, &format!("{name} with {value} at {at}"));
            }
        }
    }
}

#[test]
fn other_files_are_refused_whatever_they_are_called() {
    let jpeg = specimen::jpeg().file;
    let others: [&[u8]; 9] = [
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
        b"PK\x03\x04 a zip file",
        b"%PDF-1.7",
        b"GIF89a\x01\0\x01\0",
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
        b"RIFF\x24\0\0\0WAVEfmt ",
        b"\x1A\x45\xDF\xA3\x8B\x42\x82\x88matroska",
        b"plain text",
    ];
    for other in others {
        assert_eq!(cleaned(other), Err(MediaFault::UnknownKind), "{other:?}");
        let behind = [other, jpeg.as_slice()].concat();
        assert!(cleaned(&behind).is_err(), "a photo behind {other:?}");
    }
    assert_eq!(cleaned(&[]), Err(MediaFault::Empty));
}

#[test]
fn what_is_put_behind_a_file_is_cut_or_refused() {
    for Specimen { name, file, .. } in specimen::all() {
        let html = b"<html><script>steal()</script></html>";
        if let Ok(media) = cleaned(&[file.as_slice(), html].concat()) {
            assert!(!holds(media.bytes(), b"<script>"), "{name} carries a web page");
        }
    }
}

#[test]
fn a_web_page_inside_the_pixels_is_refused() {
    let page = b"<script>steal()</script>";
    let file =
        [&[0xFF, 0xD8], specimen::jpeg_tables(8, 8).as_slice(), page, &[0xFF, 0xD9]].concat();
    assert_eq!(cleaned(&file), Err(MediaFault::Residue));
}

#[test]
fn a_picture_size_that_swallows_the_details_behind_it_is_refused() {
    let mut file = specimen::webp().file;
    let at = file.windows(4).position(|window| window == b"VP8 ").unwrap() + 4;
    let riff_size = u32::from_le_bytes(file[4..8].try_into().unwrap());
    let rest = riff_size + 8 - u32::try_from(at).unwrap() - 4;
    file[at..at + 4].copy_from_slice(&rest.to_le_bytes());
    assert_eq!(cleaned(&file), Err(MediaFault::Residue));
}

#[test]
fn bytes_that_no_sound_frame_covers_are_left_behind() {
    let file = specimen::m4a_with(28 + u32::try_from(MARK.len()).unwrap(), MARK);
    let media = cleaned(&file.file).unwrap();
    assert!(!holds(media.bytes(), MARK));
    assert!(holds(media.bytes(), &file.payload[0]));
}

#[test]
fn a_frame_table_that_points_outside_the_sound_is_refused() {
    for place in [0, 20, 27, 29, 200, u32::MAX] {
        let file = specimen::m4a_with(place, &[]).file;
        assert!(cleaned(&file).is_err(), "frames at {place}");
    }
}

#[test]
fn the_frame_in_which_an_encoder_signs_is_dropped() {
    let signature = [[0; 17].as_slice(), b"Info", MARK].concat();
    let sound = specimen::mp3_frame(&[7; 90]);
    let signed = specimen::mp3_frame(&signature);
    let media = cleaned(&[signed.as_slice(), &sound, &sound].concat()).unwrap();
    assert_eq!(media.bytes(), [sound.as_slice(), &sound].concat());
}

#[test]
fn a_moving_picture_and_a_film_are_refused() {
    let mut webp = specimen::webp().file;
    let at = webp.windows(4).position(|window| window == b"ALPH").unwrap();
    webp[at..at + 4].copy_from_slice(b"ANIM");
    assert_eq!(cleaned(&webp), Err(MediaFault::Unsupported("moving WebP")));

    let mut film = specimen::webm().file;
    let at = film.windows(3).position(|window| window == [0x83, 0x81, 2]).unwrap();
    film[at + 2] = 1;
    assert_eq!(cleaned(&film), Err(MediaFault::Unsupported("WebM without sound")));

    let mut film = specimen::m4a().file;
    let at = film.windows(4).position(|window| window == b"soun").unwrap();
    film[at..at + 4].copy_from_slice(b"vide");
    assert_eq!(cleaned(&film), Err(MediaFault::Unsupported("M4A without sound")));
}

#[test]
fn every_limit_is_kept() {
    let file = specimen::jpeg().file;
    let small = MediaLimits { bytes_max: file.len() - 1, ..MediaLimits::default() };
    assert_eq!(clean(&file, &small), Err(MediaFault::TooLarge { bytes_max: file.len() - 1 }));

    let start = [0xFF, 0xD8];
    let wide = [start.as_slice(), &specimen::jpeg_tables(1, 12_001), &[1, 0xFF, 0xD9]].concat();
    assert_eq!(cleaned(&wide), Err(MediaFault::TooWide { side_px_max: 12_000 }));
    let huge =
        [start.as_slice(), &specimen::jpeg_tables(12_000, 12_000), &[1, 0xFF, 0xD9]].concat();
    assert_eq!(cleaned(&huge), Err(MediaFault::TooManyPixels { pixels_max: 40_000_000 }));

    let short = MediaLimits { voice_ms_max: 50, ..MediaLimits::default() };
    for Specimen { name, kind, file, .. } in specimen::all() {
        let refused = clean(&file, &short) == Err(MediaFault::TooLong { voice_ms_max: 50 });
        assert_eq!(refused, !kind.is_photo(), "{name}");
    }
}

#[test]
fn a_png_with_a_wrong_checksum_is_refused() {
    let mut file = specimen::png().file;
    let at = file.windows(4).position(|window| window == b"tEXt").unwrap();
    file[at + 8] ^= 1;
    assert_eq!(cleaned(&file), Err(MediaFault::Damaged("PNG checksum")));
}

#[test]
fn every_kind_is_found_by_its_extension() {
    for kind in MediaKind::ALL {
        assert_eq!(MediaKind::from_extension(kind.extension()), Some(kind));
        let family = if kind.is_photo() { "image/" } else { "audio/" };
        assert!(kind.content_type().starts_with(family));
    }
    assert_eq!(MediaKind::from_extension("JPG"), None);
}

/// Beginnings that lead arbitrary bytes past the recognition of their kind.
const STARTS: [&[u8]; 8] = [
    b"",
    b"\xFF\xD8\xFF",
    b"\x89PNG\r\n\x1A\n",
    b"RIFF\x40\0\0\0WEBPVP8 ",
    b"\0\0\0\x10ftypM4A \0\0\0\0\0\0\x01\0moov",
    b"\x1A\x45\xDF\xA3\x87\x42\x82\x84webm\x18\x53\x80\x67",
    b"ID3\x03\0\0\0\0\0\0",
    b"\xFF\xFB\x10\xC0",
];

proptest! {
    #[test]
    fn arbitrary_bytes_are_refused_or_come_out_clean(
        start in proptest::sample::select(STARTS.to_vec()),
        rest in proptest::collection::vec(any::<u8>(), 0..600),
    ) {
        let file = [start, rest.as_slice()].concat();
        if let Ok(media) = cleaned(&file) {
            let again = cleaned(media.bytes());
            prop_assert_eq!(again, Ok(media));
        }
    }

    #[test]
    fn a_file_damaged_in_several_places_leaks_nothing(
        which in 0_usize..9,
        wrong in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..6),
        cut in proptest::option::of(any::<proptest::sample::Index>()),
    ) {
        let mut file = specimen::all().swap_remove(which).file;
        for (at, value) in wrong {
            let at = at.index(file.len());
            file[at] = value;
        }
        if let Some(cut) = cut {
            file.truncate(cut.index(file.len()));
        }
        assert_nothing_leaks(&file, "a damaged file");
    }

    // A piece that is moved can push anything to where the container says there is sound, and
    // then it is sound. A second cleaning must still leave what comes out as it is.
    #[test]
    fn a_file_with_a_piece_moved_is_refused_or_comes_out_whole(
        which in 0_usize..9,
        from in any::<proptest::sample::Index>(),
        to in any::<proptest::sample::Index>(),
        size in 1_usize..64,
    ) {
        let mut file = specimen::all().swap_remove(which).file;
        let from = from.index(file.len());
        let piece: Vec<u8> = file.drain(from..file.len().min(from + size)).collect();
        let at = to.index(file.len() + 1);
        file.splice(at..at, piece);
        if let Ok(media) = cleaned(&file) {
            let again = cleaned(media.bytes());
            prop_assert_eq!(again, Ok(media));
        }
    }
}

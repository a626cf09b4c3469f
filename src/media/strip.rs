//! Cleaning (清理): from an upload to a file that may be kept.

use super::{
    MediaDigest, MediaFault, MediaKind, MediaLimits, adts, jpeg, m4a, mp3, png, webm, webp,
};

/// How large a cleaned file is to the person who looks or listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaSize {
    /// A photo, as it is shown: a turned JPEG has its sides already exchanged.
    Photo {
        /// Width in pixels, at least 1.
        width_px: u32,
        /// Height in pixels, at least 1.
        height_px: u32,
    },
    /// A voice note.
    Voice {
        /// Length in milliseconds, at least 1.
        duration_ms: u64,
    },
}

/// A file that holds picture or sound and nothing else. Only [`clean`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CleanMedia {
    kind: MediaKind,
    bytes: Vec<u8>,
    size: MediaSize,
    digest: MediaDigest,
}

impl CleanMedia {
    /// What the content is.
    pub fn kind(&self) -> MediaKind {
        self.kind
    }

    /// The file to keep.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The file to keep, taken out.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Pixels or milliseconds.
    pub fn size(&self) -> MediaSize {
        self.size
    }

    /// SHA-256 of the file to keep, not of the upload.
    pub fn sha256(&self) -> MediaDigest {
        self.digest
    }
}

/// What a walk over one container leaves.
pub(super) struct Stripped {
    pub(super) bytes: Vec<u8>,
    pub(super) size: MediaSize,
}

impl Stripped {
    pub(super) fn photo(bytes: Vec<u8>, width_px: u32, height_px: u32) -> Self {
        Self { bytes, size: MediaSize::Photo { width_px, height_px } }
    }

    pub(super) fn voice(bytes: Vec<u8>, duration_ms: u64) -> Self {
        Self { bytes, size: MediaSize::Voice { duration_ms } }
    }
}

/// Recognises an upload by its content and writes it anew without anything that isn't picture or
/// sound.
///
/// Gone are EXIF with its place, XMP, IPTC, colour profiles, comments, text, thumbnails, second
/// pictures, titles, tags, attachments, edit lists, encoder notes and bytes after the end. Kept is
/// the orientation of a JPEG. The work is one walk over at most `bytes_max` bytes without decoding
/// and a SHA-256 of the result: call it on a blocking thread.
///
/// What the container says is picture or sound is believed, since nothing is decoded: this
/// protects people from what their phones add, not from a sender who hides a text among the pixels
/// on purpose.
///
/// # Errors
/// A [`MediaFault`] for a file that is empty, too large, of no known kind, damaged, or over a
/// limit.
pub fn clean(bytes: &[u8], limits: &MediaLimits) -> Result<CleanMedia, MediaFault> {
    if bytes.is_empty() {
        return Err(MediaFault::Empty);
    }
    if bytes.len() > limits.bytes_max {
        return Err(MediaFault::TooLarge { bytes_max: limits.bytes_max });
    }
    let kind = MediaKind::detect(bytes).ok_or(MediaFault::UnknownKind)?;
    let stripped = match kind {
        MediaKind::Jpeg => jpeg::strip(bytes, limits),
        MediaKind::Png => png::strip(bytes, limits),
        MediaKind::WebP => webp::strip(bytes, limits),
        MediaKind::AacM4a => m4a::strip(bytes, limits),
        MediaKind::AacAdts => adts::strip(bytes, limits),
        MediaKind::OpusWebm => webm::strip(bytes, limits),
        MediaKind::Mp3 => mp3::strip(bytes, limits),
    }?;
    let digest = MediaDigest::of(&stripped.bytes);
    Ok(CleanMedia { kind, bytes: stripped.bytes, size: stripped.size, digest })
}

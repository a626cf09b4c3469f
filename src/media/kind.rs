//! The kinds of file we keep, recognised by content. Names and declared types are never looked at.

use super::{adts, mp3, tag, webm};

/// What a file is (文件类型).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MediaKind {
    /// A JPEG photo.
    Jpeg,
    /// A PNG picture.
    Png,
    /// A still WebP picture.
    WebP,
    /// AAC sound in an MP4 container, as phones record it.
    AacM4a,
    /// AAC sound as a bare stream of ADTS frames, as some Android recorders write it.
    AacAdts,
    /// Opus sound in `WebM`, as browsers record it.
    OpusWebm,
    /// MP3 sound.
    Mp3,
}

/// First brands of MP4 files that may hold sound alone. HEIC and AVIF pictures have others.
const SOUND_BRANDS: [&[u8]; 12] = [
    b"M4A ", b"mp41", b"mp42", b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"iso8", b"3gp4",
    b"3gp5", b"3gp6",
];

impl MediaKind {
    /// All kinds, in the order of their names.
    pub const ALL: [Self; 7] =
        [Self::Jpeg, Self::Png, Self::WebP, Self::AacM4a, Self::AacAdts, Self::OpusWebm, Self::Mp3];

    /// Recognises a file by its first bytes; for sound without a container, by its first two
    /// frames. The whole file is walked only by [`clean`](super::clean).
    pub fn detect(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"\xFF\xD8\xFF") {
            return Some(Self::Jpeg);
        }
        if bytes.starts_with(b"\x89PNG\r\n\x1A\n") {
            return Some(Self::Png);
        }
        if bytes.starts_with(b"RIFF") {
            return (bytes.get(8..12) == Some(b"WEBP")).then_some(Self::WebP);
        }
        if bytes.get(4..8) == Some(b"ftyp") {
            let brand = bytes.get(8..12)?;
            return SOUND_BRANDS.contains(&brand).then_some(Self::AacM4a);
        }
        if bytes.starts_with(&webm::EBML_MAGIC) {
            return webm::is_webm(bytes).then_some(Self::OpusWebm);
        }
        let sound = tag::skip_leading(bytes).ok()?;
        if mp3::starts(sound) {
            return Some(Self::Mp3);
        }
        adts::starts(sound).then_some(Self::AacAdts)
    }

    /// The media type to serve it with.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
            Self::AacM4a => "audio/mp4",
            Self::AacAdts => "audio/aac",
            Self::OpusWebm => "audio/webm",
            Self::Mp3 => "audio/mpeg",
        }
    }

    /// The end of its file name, without a dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::WebP => "webp",
            Self::AacM4a => "m4a",
            Self::AacAdts => "aac",
            Self::OpusWebm => "webm",
            Self::Mp3 => "mp3",
        }
    }

    /// The kind with this extension, exactly as [`extension`](Self::extension) writes it.
    pub fn from_extension(extension: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.extension() == extension)
    }

    /// Whether it is a picture; otherwise it is sound.
    pub fn is_photo(self) -> bool {
        matches!(self, Self::Jpeg | Self::Png | Self::WebP)
    }
}

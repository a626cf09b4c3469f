//! How photos and voice notes can be refused.

use super::{MediaFault, StoreFault};
use crate::http::ApiError;
use crate::store::Fault;

crate::refusals! {
    /// How photos and voice notes can be refused.
    pub enum MediaError {
        /// No bytes at all.
        Empty = 422 "media.empty",
            "文件是空的，请重新拍照或录音。",
            "The file is empty. Take the photo or record the voice note again.";
        /// More bytes than the limit.
        TooLarge { limit_mb: usize } = 413 "media.too_large",
            "文件超过 {limit_mb} MB，请换一张小一点的照片或缩短录音。",
            "The file is larger than {limit_mb} MB. Choose a smaller photo or a shorter note.";
        /// None of the kinds that are kept, whatever its name and type say.
        UnknownKind = 422 "media.unknown_kind",
            "只能上传照片（JPEG、PNG、WebP）或语音（M4A、AAC、WebM、MP3）。请用手机相机或录音机，照片格式请选 JPEG。",
            "This is not a photo (JPEG, PNG, WebP) or a voice note (M4A, AAC, WebM, MP3). \
             Use the phone's camera or recorder, with the photo format set to JPEG.";
        /// Cut short, or it contradicts itself.
        Damaged = 422 "media.damaged",
            "文件已损坏或不完整，请重新拍照或录音后再上传。",
            "The file is damaged or incomplete. Take the photo or record the note again.";
        /// A variant that few devices can show.
        Unsupported = 422 "media.unsupported",
            "暂不支持这种格式的文件，请另存为普通照片或录音，或用手机重新拍摄、录制。",
            "This variant of the format can't be used. Save it as an ordinary photo or sound \
             file, or take it again with the phone.";
        /// Something else is hidden in it.
        Residue = 422 "media.residue",
            "文件里夹带了其他内容，请上传原始的照片或录音。",
            "Something else is hidden inside the file. Upload the original photo or recording.";
        /// One side has too many pixels.
        TooWide { limit_px: u32 } = 422 "media.too_wide",
            "照片有一边超过 {limit_px} 像素，请缩小后再上传。",
            "The photo is more than {limit_px} pixels on one side. Make it smaller.";
        /// Too many pixels altogether.
        TooManyPixels { limit_px: u64 } = 422 "media.too_many_pixels",
            "照片超过 {limit_px} 像素，请缩小后再上传。",
            "The photo has more than {limit_px} pixels. Make it smaller.";
        /// The note is too long.
        TooLong { limit_minutes: u64 } = 422 "media.too_long",
            "语音超过 {limit_minutes} 分钟，请分成几段录制。",
            "The voice note is longer than {limit_minutes} minutes. Record it in shorter parts.";
    }
}

impl From<MediaFault> for MediaError {
    fn from(fault: MediaFault) -> Self {
        match fault {
            MediaFault::Empty => Self::Empty,
            MediaFault::TooLarge { bytes_max } => {
                Self::TooLarge { limit_mb: bytes_max / (1024 * 1024) }
            }
            MediaFault::UnknownKind => Self::UnknownKind,
            MediaFault::Damaged(_) => Self::Damaged,
            MediaFault::Unsupported(_) => Self::Unsupported,
            MediaFault::Residue => Self::Residue,
            MediaFault::TooWide { side_px_max } => Self::TooWide { limit_px: side_px_max },
            MediaFault::TooManyPixels { pixels_max } => {
                Self::TooManyPixels { limit_px: pixels_max }
            }
            MediaFault::TooLong { voice_ms_max } => {
                Self::TooLong { limit_minutes: voice_ms_max / 60_000 }
            }
        }
    }
}

impl From<StoreFault> for Fault {
    fn from(fault: StoreFault) -> Self {
        match fault {
            StoreFault::Full => Self::Away("the disk of the media folder is full"),
            other => Self::Damaged(other.to_string()),
        }
    }
}

impl From<StoreFault> for MediaError {
    fn from(fault: StoreFault) -> Self {
        Self::Fault(fault.into())
    }
}

/// A refusal of the media folder, as the client sees it.
pub(super) fn refuse(error: impl Into<MediaError>) -> ApiError {
    ApiError::from(error.into())
}

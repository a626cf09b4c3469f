//! Why a file is refused, in words that say what to do next.

/// Why an upload is refused (拒收原因). The English text is the `Display`; neither text holds
/// anything from the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MediaFault {
    /// No bytes at all.
    #[error("The file is empty. Take the photo or record the voice note again.")]
    Empty,
    /// More bytes than the limit.
    #[error("The file is larger than {} MB. Choose a smaller photo or a shorter note.",
        megabytes(*.bytes_max))]
    TooLarge {
        /// The limit in bytes.
        bytes_max: usize,
    },
    /// The content is none of the kinds we keep, whatever the name says.
    #[error(
        "This is not a photo (JPEG, PNG, WebP) or a voice note (M4A, AAC, WebM, MP3). \
        Use the phone's camera or recorder, with the photo format set to JPEG."
    )]
    UnknownKind,
    /// The file is cut short or contradicts itself. The text names the part, for the log.
    #[error("The file is damaged or incomplete. Take the photo or record the note again.")]
    Damaged(&'static str),
    /// A variant of a known kind that few devices can show. The text names it, for the log.
    #[error(
        "This variant of the format can't be used. Save it as an ordinary photo or sound \
        file, or take it again with the phone."
    )]
    Unsupported(&'static str),
    /// The picture or sound data holds what reads as a web page or as personal details.
    #[error("Something else is hidden inside the file. Upload the original photo or recording.")]
    Residue,
    /// One side has too many pixels.
    #[error("The photo is more than {side_px_max} pixels on one side. Make it smaller.")]
    TooWide {
        /// The limit in pixels.
        side_px_max: u32,
    },
    /// Too many pixels altogether.
    #[error("The photo has more than {} million pixels. Make it smaller.", .pixels_max / 1_000_000)]
    TooManyPixels {
        /// The limit in pixels.
        pixels_max: u64,
    },
    /// The note is too long.
    #[error("The voice note is longer than {} minutes. Record it in shorter parts.",
        minutes(*.voice_ms_max))]
    TooLong {
        /// The limit in milliseconds.
        voice_ms_max: u64,
    },
}

fn megabytes(bytes: usize) -> usize {
    bytes / (1024 * 1024)
}

fn minutes(duration_ms: u64) -> u64 {
    duration_ms / 60_000
}

impl MediaFault {
    /// The stable code for clients.
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "media.empty",
            Self::TooLarge { .. } => "media.too_large",
            Self::UnknownKind => "media.unknown_kind",
            Self::Damaged(_) => "media.damaged",
            Self::Unsupported(_) => "media.unsupported",
            Self::Residue => "media.residue",
            Self::TooWide { .. } => "media.too_wide",
            Self::TooManyPixels { .. } => "media.too_many_pixels",
            Self::TooLong { .. } => "media.too_long",
        }
    }

    /// What went wrong and what to do, in English.
    pub fn english(self) -> String {
        self.to_string()
    }

    /// What went wrong and what to do, in Chinese.
    pub fn chinese(self) -> String {
        match self {
            Self::Empty => "文件是空的，请重新拍照或录音。".into(),
            Self::TooLarge { bytes_max } => {
                let limit = megabytes(bytes_max);
                format!("文件超过 {limit} MB，请换一张小一点的照片或缩短录音。")
            }
            Self::UnknownKind => "只能上传照片（JPEG、PNG、WebP）或语音（M4A、AAC、WebM、MP3）。\
                请用手机相机或录音机，照片格式请选 JPEG。"
                .into(),
            Self::Damaged(_) => "文件已损坏或不完整，请重新拍照或录音后再上传。".into(),
            Self::Unsupported(_) => {
                "暂不支持这种格式的文件，请另存为普通照片或录音，或用手机重新拍摄、录制。".into()
            }
            Self::Residue => "文件里夹带了其他内容，请上传原始的照片或录音。".into(),
            Self::TooWide { side_px_max } => {
                format!("照片有一边超过 {side_px_max} 像素，请缩小后再上传。")
            }
            Self::TooManyPixels { pixels_max } => {
                let limit = pixels_max / 10_000;
                format!("照片超过 {limit} 万像素，请缩小后再上传。")
            }
            Self::TooLong { voice_ms_max } => {
                let limit = minutes(voice_ms_max);
                format!("语音超过 {limit} 分钟，请分成几段录制。")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_says_in_both_languages_what_to_do() {
        let faults = [
            MediaFault::Empty,
            MediaFault::TooLarge { bytes_max: 10 * 1024 * 1024 },
            MediaFault::UnknownKind,
            MediaFault::Damaged("x"),
            MediaFault::Unsupported("x"),
            MediaFault::Residue,
            MediaFault::TooWide { side_px_max: 12_000 },
            MediaFault::TooManyPixels { pixels_max: 40_000_000 },
            MediaFault::TooLong { voice_ms_max: 600_000 },
        ];
        for fault in faults {
            assert!(fault.chinese().contains('请'), "{fault:?} asks for nothing in Chinese");
            let english = fault.english();
            assert!(english.matches(". ").count() == 1 && english.ends_with('.'), "{english}");
            assert!(fault.code().starts_with("media."));
        }
        assert!(MediaFault::TooManyPixels { pixels_max: 40_000_000 }.chinese().contains("4000 万"));
        assert!(MediaFault::TooLong { voice_ms_max: 600_000 }.english().contains("10 minutes"));
    }
}

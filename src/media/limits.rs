//! How large an upload may be. Every figure has a setting, and its default a reason.

use super::fault::MediaFault;

/// The limits of an upload (上传限制), from the settings under `[media]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaLimits {
    /// Most bytes of one file. Default 10 MiB: the limit of an upload in the API rules; a
    /// 12-megapixel phone photo takes 3 to 6 MiB.
    pub bytes_max: usize,
    /// Most pixels along one side. Default 12,000: above the 108-megapixel sensors of phones, and
    /// below the 16,384 at which graphics chips stop.
    pub side_px_max: u32,
    /// Most pixels altogether. Default 40,000,000: decoded at four bytes each that is 160 MB, the
    /// most that a cheap phone can show.
    pub pixels_max: u64,
    /// Longest voice note in milliseconds. Default 600,000 (ten minutes): longer speech belongs in
    /// a call, and ten minutes at 128 kbit/s just fit into 10 MiB.
    pub voice_ms_max: u64,
}

impl Default for MediaLimits {
    fn default() -> Self {
        Self {
            bytes_max: 10 * 1024 * 1024,
            side_px_max: 12_000,
            pixels_max: 40_000_000,
            voice_ms_max: 600_000,
        }
    }
}

impl MediaLimits {
    /// Refuses an empty picture and one with too many pixels.
    pub(super) fn check_photo(&self, width_px: u32, height_px: u32) -> Result<(), MediaFault> {
        if width_px == 0 || height_px == 0 {
            return Err(MediaFault::Damaged("picture without pixels"));
        }
        if width_px.max(height_px) > self.side_px_max {
            return Err(MediaFault::TooWide { side_px_max: self.side_px_max });
        }
        if u64::from(width_px) * u64::from(height_px) > self.pixels_max {
            return Err(MediaFault::TooManyPixels { pixels_max: self.pixels_max });
        }
        Ok(())
    }

    /// Refuses silence of no length and a note that is too long.
    pub(super) fn check_voice(&self, duration_ms: u64) -> Result<(), MediaFault> {
        if duration_ms == 0 {
            return Err(MediaFault::Damaged("recording without sound"));
        }
        if duration_ms > self.voice_ms_max {
            return Err(MediaFault::TooLong { voice_ms_max: self.voice_ms_max });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limits_hold_to_the_last_pixel_and_millisecond() {
        let limits = MediaLimits::default();
        assert_eq!(limits.check_photo(8_000, 5_000), Ok(()));
        assert_eq!(
            limits.check_photo(8_000, 5_001),
            Err(MediaFault::TooManyPixels { pixels_max: 40_000_000 })
        );
        assert_eq!(limits.check_photo(12_000, 1), Ok(()));
        assert_eq!(limits.check_photo(1, 12_001), Err(MediaFault::TooWide { side_px_max: 12_000 }));
        assert!(limits.check_photo(0, 5).is_err());
        assert_eq!(limits.check_voice(600_000), Ok(()));
        assert_eq!(limits.check_voice(600_001), Err(MediaFault::TooLong { voice_ms_max: 600_000 }));
        assert!(limits.check_voice(0).is_err());
    }
}

//! A photo or voice note that was cleaned and kept; its file lies in the media folder.

use sea_orm::entity::prelude::*;

use crate::prelude::*;

crate::codes! {
    /// What a kept file is; the same text ends its name.
    pub enum MediaFormat {
        /// A JPEG photo.
        Jpeg = "jpg",
        /// A PNG picture.
        Png = "png",
        /// A still WebP picture.
        WebP = "webp",
        /// AAC sound in an MP4 container.
        M4a = "m4a",
        /// AAC sound as a bare stream.
        Aac = "aac",
        /// Opus sound in `WebM`.
        Webm = "webm",
        /// MP3 sound.
        Mp3 = "mp3",
    }
}

crate::codes! {
    /// What a kept file can belong to.
    pub enum MediaOwner {
        /// A declaration.
        Declaration = "declaration",
        /// A household verification.
        Verification = "verification",
        /// A support measure.
        Measure = "measure",
        /// A visit.
        Visit = "visit",
        /// An objection to a public notice.
        Objection = "objection",
    }
}

/// A photo or voice note that was cleaned and kept; its file lies in the media folder.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "media")]
pub struct Model {
    /// Names it, and its file.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MediaId,
    /// Who uploaded it.
    pub account_id: AccountId,
    /// The household that it tells of; none until something refers to it.
    pub household_id: Option<HouseholdId>,
    /// What kind of thing it belongs to.
    pub owner_kind: Option<MediaOwner>,
    /// Which one.
    pub owner_id: Option<Uuid>,
    /// What the file is.
    pub kind: MediaFormat,
    /// Length of the kept file in bytes.
    pub bytes: i64,
    /// SHA-256 of the kept file, 64 hexadecimal digits.
    pub sha256: String,
    /// Width of a photo as it is shown, in pixels.
    pub width_px: Option<i64>,
    /// Height of a photo as it is shown, in pixels.
    pub height_px: Option<i64>,
    /// Length of a voice note in milliseconds.
    pub duration_ms: Option<i64>,
    /// When it was uploaded.
    pub created_at: Moment,
}

impl ActiveModelBehavior for ActiveModel {}

//! Keeping an upload: cleaned, written to the disk, and only then entered.
//!
//! The file is on the disk before its row is committed, so an acknowledged upload is never lost. A file
//! whose row did not come is found by comparing the folder with the table.

use std::sync::Arc;

use entity::Moment;
use entity::id::MediaId;
use entity::media::MediaFormat;
use poem_openapi::Object;
use serde::Serialize;

use super::error::{MediaError, refuse};
use super::{CleanMedia, MediaDigest, MediaFault, MediaLimits, MediaName, MediaSize, MediaStore};
use crate::app::{App, Command, Deed, Performed};
use crate::auth::permission::UploadMedia;
use crate::auth::{Acting, Grant};
use crate::config::Config;
use crate::http::{ApiError, Common};
use crate::params;
use crate::store::At;
use crate::store::audit::Subject;

/// A photo or voice note as it is kept.
#[derive(Clone, Debug, Object, Serialize)]
pub struct Media {
    /// Names it; hand this to the deed that it belongs to.
    pub media_id: MediaId,
    /// What the content is.
    pub kind: MediaFormat,
    /// Length of the kept file, in bytes.
    #[oai(validator(minimum(value = "1"), maximum(value = "104857600")))]
    pub bytes: i64,
    /// Width of a photo as it is shown, in pixels.
    #[oai(skip_serializing_if_is_none, validator(minimum(value = "1"), maximum(value = "65535")))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width_px: Option<i64>,
    /// Height of a photo as it is shown, in pixels.
    #[oai(skip_serializing_if_is_none, validator(minimum(value = "1"), maximum(value = "65535")))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height_px: Option<i64>,
    /// Length of a voice note in milliseconds.
    #[oai(
        skip_serializing_if_is_none,
        validator(minimum(value = "1"), maximum(value = "86400000"))
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<i64>,
    /// When it was uploaded.
    pub created_at: Moment,
}

/// Enters a file that is on the disk already.
struct Enter {
    name: MediaName,
    length: usize,
    digest: MediaDigest,
    size: MediaSize,
}

/// Cleans an upload, keeps its file and enters it, once per key.
pub async fn keep(
    app: &Arc<App>,
    by: &Acting<UploadMedia>,
    upload: Vec<u8>,
) -> Result<Performed<Media>, ApiError> {
    app.need_room()?;
    let limits = limits(&app.world.config);
    let clean = tokio::task::spawn_blocking(move || clean(&upload, &limits))
        .await
        .map_err(|_| Common::Internal)?
        .map_err(refuse)?;
    let (length, digest, size) = (clean.bytes().len(), clean.sha256(), clean.size());
    let store = MediaStore::open(app.world.config.media_dir()).await.map_err(refuse)?;
    let id = app.world.ids.next(app.clock.now());
    let name = store.put(id, clean).await.map_err(refuse)?;
    let performed = app.perform(by, Enter { name, length, digest, size }).await?;
    if performed.reply.replayed {
        // The first upload's file is the one that counts; a failure leaves it to the sweep.
        let _ = store.remove(name).await;
    }
    Ok(performed)
}

/// Photos and voice notes have limits of their own.
fn clean(upload: &[u8], limits: &Limits) -> Result<CleanMedia, MediaFault> {
    let clean = super::clean(upload, &limits.media)?;
    let bytes_max = if clean.kind().is_photo() { limits.photo_bytes } else { limits.voice_bytes };
    if upload.len() > bytes_max {
        return Err(MediaFault::TooLarge { bytes_max });
    }
    Ok(clean)
}

struct Limits {
    media: MediaLimits,
    photo_bytes: usize,
    voice_bytes: usize,
}

fn limits(config: &Config) -> Limits {
    let size = |bytes: u64| usize::try_from(bytes).unwrap_or(usize::MAX);
    let photo_bytes = size(config.media.photo_bytes_max);
    let voice_bytes = size(config.media.voice_bytes_max);
    let media = MediaLimits {
        bytes_max: photo_bytes.max(voice_bytes),
        side_px_max: config.media.photo_side_max,
        pixels_max: config.media.photo_pixels_max,
        voice_ms_max: config.media.voice_ms_max,
    };
    Limits { media, photo_bytes, voice_bytes }
}

impl Command for Enter {
    type Needs = UploadMedia;
    type Shows = Media;
    type Error = MediaError;
    const ACTION: &'static str = "media.upload";

    async fn act(self, at: &At<'_>, by: &Grant<UploadMedia>) -> Result<Deed<Media>, MediaError> {
        let shows = self.shown(at.now)?;
        at.execute(
            "INSERT INTO media (id, account_id, kind, bytes, sha256, width_px, height_px, \
             duration_ms, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            params![
                shows.media_id,
                by.caller().account,
                shows.kind.code(),
                shows.bytes,
                self.digest.to_string(),
                shows.width_px,
                shows.height_px,
                shows.duration_ms,
                at.now
            ],
        )
        .await?;
        let subject = Subject::new("media", shows.media_id);
        Ok(Deed::new(shows, subject))
    }
}

impl Enter {
    fn shown(&self, now: Moment) -> Result<Media, MediaError> {
        let kind = MediaFormat::from_code(self.name.kind.extension());
        let (width_px, height_px, duration_ms) = match self.size {
            MediaSize::Photo { width_px, height_px } => {
                (Some(i64::from(width_px)), Some(i64::from(height_px)), None)
            }
            MediaSize::Voice { duration_ms } => {
                (None, None, Some(i64::try_from(duration_ms).unwrap_or(i64::MAX)))
            }
        };
        Ok(Media {
            media_id: MediaId(self.name.id),
            kind: kind.ok_or(MediaError::UnknownKind)?,
            bytes: i64::try_from(self.length).unwrap_or(i64::MAX),
            width_px,
            height_px,
            duration_ms,
            created_at: now,
        })
    }
}

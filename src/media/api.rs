//! Routes: Photos and voice notes.

use std::sync::Arc;

use entity::id::MediaId;
use poem::Result;
use poem_openapi::OpenApi;
use poem_openapi::param::Path;

use super::upload::Media;
use super::{file, upload};
use crate::api::Tag;
use crate::app::App;
use crate::auth::permission::{ReadMedia, UploadMedia};
use crate::auth::{Acting, Allowed};
use crate::http::Created;
use crate::http::media::{MediaFile, Upload};

/// Photos and voice notes.
#[derive(Clone, Debug)]
pub struct MediaApi(pub Arc<App>);

#[OpenApi(tag = "Tag::Media")]
impl MediaApi {
    /// Upload a photo or a voice note
    ///
    /// The file is the whole body: a JPEG, PNG or WebP photo, or an M4A, AAC, `WebM` or MP3 voice note, at
    /// most 10 MiB. Place, time, device and everything else that the phone wrote beside picture and
    /// sound is taken out before it is kept. Hand the `media_id` to the deed that it belongs to; what
    /// nothing refers to is removed after three days.
    #[oai(path = "/media", method = "post", operation_id = "upload_media")]
    async fn upload_media(&self, by: Acting<UploadMedia>, body: Upload) -> Result<Created<Media>> {
        Ok(upload::keep(&self.0, &by, body.0).await?.into())
    }

    /// Get a photo or a voice note
    ///
    /// Seen by whoever may see what it belongs to, and by its uploader as long as it belongs to nothing.
    #[oai(path = "/media/:media_id", method = "get", operation_id = "get_media")]
    async fn get_media(
        &self,
        by: Allowed<ReadMedia>,
        /// The photo or voice note.
        media_id: Path<MediaId>,
    ) -> Result<MediaFile> {
        Ok(file::read(&self.0, &by, media_id.0).await?)
    }
}

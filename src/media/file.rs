//! Reading a kept file, with the rights of what it belongs to.

use std::sync::Arc;

use entity::id::{HouseholdId, MediaId};
use entity::media::MediaFormat;
use sea_orm::FromQueryResult;

use super::error::{MediaError, refuse};
use super::{MediaDigest, MediaKind, MediaName, MediaStore};
use crate::app::App;
use crate::auth::permission::{ReadDeclarations, ReadMedia};
use crate::auth::{Allowed, Grant};
use crate::http::ApiError;
use crate::http::media::MediaFile;
use crate::params;
use crate::store::audit::Subject;
use crate::store::{Fault, View};

#[derive(FromQueryResult)]
struct Row {
    household_id: Option<HouseholdId>,
    kind: MediaFormat,
    sha256: String,
}

/// The file that `id` names.
///
/// What nothing refers to yet is seen by its uploader alone. What belongs to a case of a household is
/// seen by whoever may read its declarations, and staff who look are written down.
pub(super) async fn read(
    app: &Arc<App>,
    by: &Allowed<ReadMedia>,
    id: MediaId,
) -> Result<MediaFile, ApiError> {
    let row = find(&app.view(), by, id).await?.ok_or_else(|| refuse(MediaError::Missing))?;
    if let Some(household) = row.household_id
        && !by.is_own(household)
    {
        let subject = Subject::new("media", id).household(household);
        app.disclose(by, &by.asked, "media.read", vec![subject]).await?;
    }
    let kind = MediaKind::from_extension(row.kind.code());
    let kind = kind.ok_or_else(|| Fault::Damaged(format!("media kind {}", row.kind)))?;
    let name = MediaName { id: id.0, kind };
    let store = MediaStore::open(app.world.config.media_dir()).await.map_err(refuse)?;
    let bytes = store.read(name, MediaDigest::parse(&row.sha256)).await.map_err(refuse)?;
    Ok(MediaFile { name, bytes })
}

async fn find(view: &View<'_>, by: &Grant<ReadMedia>, id: MediaId) -> Result<Option<Row>, Fault> {
    let mut values = params![id, by.caller().account];
    let caller = Arc::new(by.caller().clone());
    let attached = match Grant::<ReadDeclarations>::of(caller, view.today()) {
        Some(readers) => readers.clause("h.node_id", Some("h.id"), &mut values),
        None => "1 = 0".to_owned(),
    };
    view.sql
        .one(
            format!(
                "SELECT m.household_id, m.kind, m.sha256 FROM media m \
                 LEFT JOIN household h ON h.id = m.household_id WHERE m.id = $1 \
                 AND ((m.owner_id IS NULL AND m.account_id = $2) \
                   OR (m.owner_id IS NOT NULL AND {attached}))"
            ),
            values,
        )
        .await
}

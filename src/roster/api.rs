//! Routes: Rosters from and to Excel.

use std::sync::Arc;

use entity::id::{BatchId, NodeId};
use futures_util::stream::BoxStream;
use poem::{Request, Result};
use poem_openapi::Object;
use poem_openapi::OpenApi;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::EventStream;
use serde::Deserialize;
use std::time::Duration;

use super::apply::{self, ApplyImport};
use super::batch::{self, ImportBatch, ImportFault, ImportProgress};
use super::error::RosterError;
use super::export::{self, NewExport};
use super::preview::{self, CreateImport};
use super::undo::UndoImport;
use super::{events, faulty, template};
use crate::api::Tag;
use crate::app::App;
use crate::auth::permission::{ExportRoster, ImportRoster};
use crate::auth::{Acting, Allowed};
use crate::http::sheet::{SheetUpload, XlsxFile};
use crate::http::stop::Shutdown;
use crate::http::{Accepted, Answer, ApiError, Body, Common, Created, Page, PageLimit};

/// Rosters from and to Excel.
#[derive(Clone, Debug)]
pub struct RosterApi(pub Arc<App>);

/// How to apply an import.
#[derive(Debug, Default, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct ImportApplication {
    /// Whether households with a faulty or conflicting row are passed over; without it such a file is
    /// refused as a whole.
    #[serde(default)]
    #[oai(default)]
    pub skip_faulty: bool,
}

#[OpenApi(tag = "Tag::Rosters")]
impl RosterApi {
    /// Get the empty roster to fill in
    ///
    /// An Excel workbook with a line that explains each column, text format everywhere, and drop-downs.
    #[oai(path = "/imports/roster/template", method = "get", operation_id = "get_roster_template")]
    async fn get_template(&self, _by: Allowed<ImportRoster>) -> Result<XlsxFile> {
        let bytes = template::template().map_err(RosterError::from)?;
        Ok(XlsxFile { name: "roster-template.xlsx", bytes })
    }

    /// Upload a roster and see what it would change
    ///
    /// The file is the whole body: `.xlsx`, `.xls`, or CSV in UTF-8 or GB18030, at most 10 MiB
    /// unless the site says otherwise. It is read
    /// and compared with the register; nothing is changed. The answer counts the people who are new,
    /// changed, unchanged, in conflict and faulty, and lists faults by row and column of the sheet.
    /// Apply it with `POST /imports/{batch_id}/application`. An empty cell changes nothing.
    #[oai(path = "/imports/roster", method = "post", operation_id = "preview_roster")]
    async fn preview_roster(
        &self,
        by: Acting<ImportRoster>,
        /// The site whose register the roster goes to.
        site_id: Query<NodeId>,
        /// What the file is called, for the list of imports.
        #[oai(validator(max_length = 100))]
        file_name: Query<Option<String>>,
        file: SheetUpload,
    ) -> Result<Created<ImportBatch>> {
        preview::check_site(self.0.db.read(), &by, site_id.0).await?;
        let name = file_name.0.unwrap_or_default();
        let preview = preview::look(&self.0, site_id.0, &name, file.0).await?;
        Ok(self.0.perform(&by, CreateImport(preview)).await?.into())
    }

    /// List imports
    ///
    /// Those of the caller's area, newest first.
    #[oai(path = "/imports", method = "get", operation_id = "list_imports")]
    async fn list_imports(
        &self,
        by: Allowed<ImportRoster>,
        /// How many at most; 20 without it.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// Where to go on: `next_cursor` of the page before.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
    ) -> Result<Answer<Page<ImportBatch>>> {
        let limit = PageLimit::new(limit.0)?;
        let (view, keys) = (self.0.view(), &self.0.keys);
        Ok(Answer::new(&batch::list(&view, &by, keys, limit, cursor.0.as_deref()).await?)?)
    }

    /// Get an import
    ///
    /// Its counts, and how far it is.
    #[oai(path = "/imports/:batch_id", method = "get", operation_id = "get_import")]
    async fn get_import(
        &self,
        by: Allowed<ImportRoster>,
        /// The import.
        batch_id: Path<BatchId>,
    ) -> Result<Answer<ImportBatch>> {
        let row = batch::seen(&self.0.view(), &by, batch_id.0).await?;
        Ok(Answer::new(&ImportBatch::from(row))?)
    }

    /// List the faults of an import
    ///
    /// By row and column of the uploaded sheet, from the top.
    #[oai(path = "/imports/:batch_id/errors", method = "get", operation_id = "list_import_errors")]
    async fn list_errors(
        &self,
        by: Allowed<ImportRoster>,
        /// The import.
        batch_id: Path<BatchId>,
        /// How many at most; 20 without it.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// Where to go on: `next_cursor` of the page before.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
    ) -> Result<Answer<Page<ImportFault>>> {
        let view = self.0.view();
        let row = batch::seen(&view, &by, batch_id.0).await?;
        let (limit, cursor) = (PageLimit::new(limit.0)?, cursor.0.as_deref());
        let page = batch::faults(view.sql, &self.0.keys, row.id, limit, cursor).await?;
        Ok(Answer::new(&page)?)
    }

    /// Get the uploaded sheet with its faults marked
    ///
    /// The rows and columns of the uploaded sheet, faulty cells coloured and explained, and a second
    /// sheet that lists all faults.
    #[oai(
        path = "/imports/:batch_id/errors.xlsx",
        method = "get",
        operation_id = "get_import_errors_sheet"
    )]
    async fn get_errors_sheet(
        &self,
        by: Allowed<ImportRoster>,
        /// The import.
        batch_id: Path<BatchId>,
    ) -> Result<XlsxFile> {
        let row = batch::seen(&self.0.view(), &by, batch_id.0).await?;
        let bytes = faulty::marked(&self.0, &row).await?;
        Ok(XlsxFile { name: "roster-errors.xlsx", bytes })
    }

    /// Apply an import
    ///
    /// The server writes it in short steps and goes on after a restart; follow it with
    /// `GET /imports/{batch_id}` or `/events`. A file with faults or conflicts is refused unless the
    /// households concerned may be passed over.
    #[oai(path = "/imports/:batch_id/application", method = "post", operation_id = "apply_import")]
    async fn apply_import(
        &self,
        by: Acting<ImportRoster>,
        /// The import.
        batch_id: Path<BatchId>,
        body: Body<ImportApplication>,
    ) -> Result<Accepted<ImportBatch>> {
        let (batch, skip_faulty) = (batch_id.0, body.0.skip_faulty);
        let done = self.0.perform(&by, ApplyImport { batch, skip_faulty }).await?;
        apply::set_off(&self.0, batch, !done.reply.replayed);
        Ok(done.into())
    }

    /// Undo an import
    ///
    /// What it created goes, what it changed becomes what it was; only while nothing depends on it and
    /// nobody edited it since.
    #[oai(path = "/imports/:batch_id/undoing", method = "post", operation_id = "undo_import")]
    async fn undo_import(
        &self,
        by: Acting<ImportRoster>,
        /// The import.
        batch_id: Path<BatchId>,
    ) -> Result<Accepted<ImportBatch>> {
        let done = self.0.perform(&by, UndoImport(batch_id.0)).await?;
        apply::set_off(&self.0, batch_id.0, !done.reply.replayed);
        Ok(done.into())
    }

    /// Follow the progress of an import
    ///
    /// Server-sent events until the import comes to rest. Send the last event's id as `Last-Event-ID`
    /// to go on after a break.
    #[oai(path = "/imports/:batch_id/events", method = "get", operation_id = "follow_import")]
    async fn follow_import(
        &self,
        by: Allowed<ImportRoster>,
        /// The import.
        batch_id: Path<BatchId>,
        /// The id of the last event that arrived.
        #[oai(name = "Last-Event-ID", validator(max_length = 60))]
        last_event_id: Header<Option<String>>,
        request: &Request,
    ) -> Result<EventStream<BoxStream<'static, ImportProgress>>> {
        let row = batch::seen(&self.0.view(), &by, batch_id.0).await?;
        let limits = &self.0.world.config.events;
        let (all_max, own_max) = (limits.streams_max, limits.streams_per_account_max);
        let place = self.0.streams.open(by.caller().account, all_max, own_max);
        let place = place.ok_or_else(|| ApiError::from(Common::Streams))?;
        let shutdown = request.data::<Shutdown>().cloned().unwrap_or_default();
        let stream = events::watch(Arc::clone(&self.0), row.id, shutdown, last_event_id.0, place);
        let ping = Duration::from_millis(self.0.world.config.events.ping_ms);
        Ok(EventStream::new(stream).to_event(events::event).keep_alive(ping))
    }

    /// Export the masked roster of a place
    ///
    /// In the layout of the template, so far as it lies in the caller's area. Names and numbers are
    /// masked, birth dates and health left out.
    #[oai(path = "/rosters/:site_id/export", method = "get", operation_id = "get_masked_roster")]
    async fn export_masked(
        &self,
        by: Allowed<ExportRoster>,
        /// The site, or a community, area, building or unit.
        site_id: Path<NodeId>,
    ) -> Result<XlsxFile> {
        let bytes = export::masked(&self.0, &by, &by.asked, site_id.0).await?;
        Ok(XlsxFile { name: "roster.xlsx", bytes })
    }

    /// Export the roster of a place, in full where that is allowed
    ///
    /// Full names and numbers, birth dates and health need the permission `persons.unmask` and a reason,
    /// which every household concerned can read in its access log (`GET /me/household/access-log`, the
    /// entry `household.export`).
    #[oai(path = "/rosters/exports", method = "post", operation_id = "export_roster")]
    async fn export_roster(
        &self,
        by: Allowed<ExportRoster>,
        body: Body<NewExport>,
    ) -> Result<XlsxFile> {
        let bytes = export::export(&self.0, &by, &by.asked, body.0).await?;
        Ok(XlsxFile { name: "roster.xlsx", bytes })
    }
}

//! Spreadsheets in and out: the body of an upload, and the reply that is an `.xlsx` file.

use poem::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use poem::{IntoResponse, Request, RequestBody, Response, Result};
use poem_openapi::registry::{
    MetaMediaType, MetaRequest, MetaResponse, MetaResponses, MetaSchema, MetaSchemaRef, Registry,
};
use poem_openapi::{ApiExtractor, ApiExtractorType, ApiResponse, ExtractParamOptions};

use super::Common;

/// The media type of `.xlsx` files.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What a client may say that it sends; only the content decides what it is.
const TAKEN: [&str; 4] = [XLSX, "application/vnd.ms-excel", "text/csv", "application/octet-stream"];

/// The bytes of a spreadsheet or text file, one file as the whole body.
#[derive(Debug)]
pub struct SheetUpload(pub Vec<u8>);

fn binary(content_type: &'static str) -> MetaMediaType {
    let schema = MetaSchema { format: Some("binary"), ..MetaSchema::new("string") };
    MetaMediaType { content_type, schema: MetaSchemaRef::Inline(Box::new(schema)) }
}

impl<'a> ApiExtractor<'a> for SheetUpload {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];
    type ParamType = ();
    type ParamRawType = ();

    fn register(_: &mut Registry) {}

    fn request_meta() -> Option<MetaRequest> {
        let content = TAKEN.into_iter().map(binary).collect();
        let description = Some("The file itself; its content decides its kind.");
        Some(MetaRequest { description, content, required: true })
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _: ExtractParamOptions<()>,
    ) -> Result<Self> {
        let header = request.content_type().unwrap_or_default();
        let named = header.split(';').next().unwrap_or_default().trim();
        if !TAKEN.iter().any(|kind| kind.eq_ignore_ascii_case(named)) {
            return Err(Common::MediaType.into());
        }
        Ok(Self(body.take()?.into_vec().await?))
    }
}

/// 200 with an `.xlsx` file, never kept by caches.
#[derive(Debug)]
pub struct XlsxFile {
    /// What the client may call it: ASCII, without path.
    pub name: &'static str,
    /// The whole file.
    pub bytes: Vec<u8>,
}

impl IntoResponse for XlsxFile {
    fn into_response(self) -> Response {
        Response::builder()
            .header(CONTENT_TYPE, XLSX)
            .header(CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", self.name))
            .header(CACHE_CONTROL, "no-store")
            .body(self.bytes)
    }
}

impl ApiResponse for XlsxFile {
    fn meta() -> MetaResponses {
        MetaResponses {
            responses: vec![MetaResponse {
                description: "An Excel workbook.",
                status: Some(200),
                status_range: None,
                content: vec![binary(XLSX)],
                headers: vec![],
            }],
        }
    }

    fn register(_: &mut Registry) {}
}

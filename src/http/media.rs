//! Photos and voice notes on the wire: the body of an upload, and the reply that is a file.

use poem::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use poem::{IntoResponse, Request, RequestBody, Response, Result};
use poem_openapi::registry::{
    MetaMediaType, MetaRequest, MetaResponse, MetaResponses, MetaSchema, MetaSchemaRef, Registry,
};
use poem_openapi::{ApiExtractor, ApiExtractorType, ApiResponse, ExtractParamOptions};

use super::Common;
use crate::media::{MediaKind, MediaName};

/// What a client may say that it sends; only the content decides what it is.
const UNNAMED: &str = "application/octet-stream";

/// The bytes of an upload, one file as the whole body.
#[derive(Debug)]
pub struct Upload(pub Vec<u8>);

fn binary(content_type: &'static str) -> MetaMediaType {
    let schema = MetaSchema { format: Some("binary"), ..MetaSchema::new("string") };
    MetaMediaType { content_type, schema: MetaSchemaRef::Inline(Box::new(schema)) }
}

fn kinds() -> Vec<MetaMediaType> {
    MediaKind::ALL.into_iter().map(|kind| binary(kind.content_type())).collect()
}

impl<'a> ApiExtractor<'a> for Upload {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];
    type ParamType = ();
    type ParamRawType = ();

    fn register(_: &mut Registry) {}

    fn request_meta() -> Option<MetaRequest> {
        let mut content = kinds();
        content.push(binary(UNNAMED));
        let description = Some("The photo or voice note itself; its content decides its kind.");
        Some(MetaRequest { description, content, required: true })
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _: ExtractParamOptions<()>,
    ) -> Result<Self> {
        let header = request.content_type().unwrap_or_default();
        let named = header.split(';').next().unwrap_or_default().trim();
        let known = MediaKind::ALL.into_iter().map(MediaKind::content_type);
        if !known.chain([UNNAMED]).any(|kind| kind.eq_ignore_ascii_case(named)) {
            return Err(Common::MediaType.into());
        }
        Ok(Self(body.take()?.into_vec().await?))
    }
}

/// A kept file on its way to the client.
#[derive(Debug)]
pub struct MediaFile {
    /// Its name in the store.
    pub name: MediaName,
    /// The whole file.
    pub bytes: Vec<u8>,
}

impl IntoResponse for MediaFile {
    fn into_response(self) -> Response {
        Response::builder()
            .header(CONTENT_TYPE, self.name.kind.content_type())
            .header(CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", self.name))
            .body(self.bytes)
    }
}

impl ApiResponse for MediaFile {
    fn meta() -> MetaResponses {
        MetaResponses {
            responses: vec![MetaResponse {
                description: "The file as it is kept, without anything that the phone added.",
                status: Some(200),
                status_range: None,
                content: kinds(),
                headers: vec![],
            }],
        }
    }

    fn register(_: &mut Registry) {}
}

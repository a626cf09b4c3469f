//! A small API, tidied: what a guard, a framework type and an example become.

use std::collections::BTreeMap;

use poem::{Request, RequestBody, Result};
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::{Json, PlainText};
use poem_openapi::types::multipart::Upload;
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ApiResponse, Enum, ExtractParamOptions, Multipart, Object,
    OpenApi, OpenApiService, Tags, Union,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::{Examples, faults, print, read, tidy};

/// Makes a guard that demands what it is given and lets nobody in.
macro_rules! guard {
    ($name:ident, $($mark:literal),+) => {
        struct $name;

        impl<'a> ApiExtractor<'a> for $name {
            const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];
            type ParamType = ();
            type ParamRawType = ();

            fn security_schemes() -> Vec<&'static str> {
                vec![$($mark),+]
            }

            async fn from_request(
                _: &'a Request,
                _: &mut RequestBody,
                _: ExtractParamOptions<()>,
            ) -> Result<Self> {
                Err(poem::http::StatusCode::UNAUTHORIZED.into())
            }
        }
    };
}

guard!(Anyone, "anyone");
guard!(Myself, "bearer", "myself");
guard!(MayCredit, "bearer", "permission points.credit", "idempotent");
guard!(MayEdit, "bearer", "permission household.edit");

#[derive(Tags)]
enum Area {
    /// Points and what they are for.
    Points,
    /// Households and who lives in them.
    Households,
    /// Signing in and out.
    Auth,
}

/// Why points are credited.
#[derive(Enum)]
#[oai(rename_all = "snake_case")]
enum Reason {
    Visit,
    Course,
}

/// A credit of points to one household.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct Credit {
    /// Whose account the points go to.
    household_id: Uuid,
    /// How many points.
    #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
    points: i64,
    /// What they are for.
    reason: Reason,
    /// Words for the statement.
    #[oai(validator(max_length = 500))]
    note: Option<String>,
}

/// One entry of the statement.
#[derive(Object)]
#[oai(skip_serializing_if_is_none)]
struct Entry {
    /// Names the entry.
    id: Uuid,
    /// What the entry was for.
    reason: Reason,
    /// The balance after it.
    balance: u32,
    /// Where it came from.
    source: Source,
}

/// Where an entry came from.
#[derive(Union)]
#[oai(discriminator_name = "kind", one_of)]
enum Source {
    Visit(VisitSource),
    Order(OrderSource),
}

/// A visit that was paid.
#[derive(Object)]
struct VisitSource {
    /// Names the visit.
    visit_id: Uuid,
}

/// An order that was paid with points.
#[derive(Object)]
struct OrderSource {
    /// Names the order.
    order_id: Uuid,
    /// What was bought.
    items: Vec<String>,
}

/// A page of entries.
#[derive(Object)]
#[oai(skip_serializing_if_is_none)]
struct EntryPage {
    /// The entries.
    #[oai(validator(max_items = 100))]
    items: Vec<Entry>,
    /// Where the next page starts; absent on the last page.
    next_cursor: Option<String>,
}

/// What may be changed of a household.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct HouseholdEdit {
    /// Its phone number; `null` removes it.
    phone: poem_openapi::types::MaybeUndefined<String>,
    /// How many rooms it has.
    rooms: Option<u8>,
}

/// Credentials.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct SignIn {
    /// The login name.
    login: String,
    /// The password.
    password: poem_openapi::types::Password,
}

/// A photo.
#[derive(Multipart)]
#[expect(dead_code, reason = "only the document is of interest")]
struct Photo {
    /// The file.
    file: Upload,
}

#[derive(ApiResponse)]
#[expect(dead_code, reason = "only the document is of interest")]
enum Created {
    /// The entry was made.
    #[oai(status = 201)]
    Entry(
        Json<Entry>,
        /// Where the entry is.
        #[oai(header = "Location")]
        String,
    ),
}

#[derive(ApiResponse)]
#[expect(dead_code, reason = "only the document is of interest")]
enum Gone {
    /// It was removed.
    #[oai(status = 204)]
    Done,
    /// It is younger than a day.
    #[oai(status = 410)]
    TooYoung(PlainText<String>),
    /// The framework's own words.
    #[oai(status = 404)]
    NotFound,
}

struct Api;

#[OpenApi]
#[expect(unused_variables, clippy::unused_async, reason = "only the document is of interest")]
impl Api {
    /// Credit points
    ///
    /// Pays a household of the caller's community by rule.
    #[oai(path = "/points", method = "post", operation_id = "credit_points", tag = "Area::Points")]
    async fn credit(&self, by: MayCredit, credit: Json<Credit>) -> Result<Created> {
        Err(poem::http::StatusCode::NOT_IMPLEMENTED.into())
    }

    /// A household's statement
    #[oai(
        path = "/households/:household_id/points",
        method = "get",
        operation_id = "list_entries",
        tag = "Area::Points"
    )]
    async fn list(
        &self,
        by: Myself,
        /// Names the household.
        household_id: Path<Uuid>,
        /// Where the page starts.
        cursor: Query<Option<String>>,
        /// How many entries.
        #[oai(default = "twenty", validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<u8>,
        /// Only for these reasons.
        reason: Query<Vec<Reason>>,
    ) -> Result<Json<EntryPage>> {
        Err(poem::http::StatusCode::NOT_IMPLEMENTED.into())
    }

    /// Edit a household
    #[oai(
        path = "/households/:household_id",
        method = "patch",
        operation_id = "edit_household",
        tag = "Area::Households"
    )]
    async fn edit(
        &self,
        by: MayEdit,
        /// Names the household.
        household_id: Path<Uuid>,
        #[oai(name = "If-Match")] version: Header<Option<String>>,
        edit: Json<HouseholdEdit>,
    ) -> Result<Json<Entry>> {
        Err(poem::http::StatusCode::NOT_IMPLEMENTED.into())
    }

    /// Remove a photo
    #[oai(
        path = "/photos/:photo_id",
        method = "delete",
        operation_id = "remove_photo",
        tag = "Area::Households"
    )]
    async fn remove(
        &self,
        by: MayEdit,
        /// Names the photo.
        photo_id: Path<Uuid>,
    ) -> Gone {
        Gone::Done
    }

    /// Sign in
    #[oai(path = "/auth/sessions", method = "post", operation_id = "sign_in", tag = "Area::Auth")]
    async fn sign_in(&self, by: Anyone, credentials: Json<SignIn>) -> Result<Json<Entry>> {
        Err(poem::http::StatusCode::NOT_IMPLEMENTED.into())
    }

    /// The sites served here
    #[oai(path = "/sites", method = "get", operation_id = "list_sites", tag = "Area::Auth")]
    async fn sites(&self, by: Anyone) -> Json<Vec<String>> {
        Json(Vec::new())
    }
}

struct Photos;

#[OpenApi]
#[expect(unused_variables, clippy::unused_async, reason = "only the document is of interest")]
impl Photos {
    /// Add a photo
    #[oai(path = "/photos", method = "post", operation_id = "add_photo", tag = "Area::Households")]
    async fn add(&self, by: MayCredit, photo: Photo) -> Result<Json<Entry>> {
        Err(poem::http::StatusCode::NOT_IMPLEMENTED.into())
    }

    /// The photo itself
    #[oai(
        path = "/photos/:photo_id",
        method = "get",
        operation_id = "get_photo",
        tag = "Area::Households"
    )]
    async fn get(
        &self,
        by: Myself,
        /// Names the photo.
        photo_id: Path<Uuid>,
    ) -> Result<poem_openapi::payload::Binary<Vec<u8>>> {
        Err(poem::http::StatusCode::NOT_IMPLEMENTED.into())
    }
}

fn twenty() -> u8 {
    20
}

fn examples() -> BTreeMap<String, Examples> {
    let id = "0193a1d2-7c4b-7e11-8f0a-5b6c7d8e9f01";
    let credit = json!({"household_id": id, "points": 20, "reason": "visit", "note": "帮扶走访"});
    let entry = json!({
        "id": id, "reason": "visit", "balance": 120, "source": {"kind": "Visit", "visit_id": id},
    });
    let one = |request: Value, response: &Value| Examples {
        request: Some(request).filter(|body| !body.is_null()),
        response: Some(response.clone()),
    };
    BTreeMap::from([
        ("credit_points".to_owned(), one(credit, &entry)),
        ("list_entries".to_owned(), one(Value::Null, &json!({"items": [entry]}))),
        ("edit_household".to_owned(), one(json!({"phone": null, "rooms": 3}), &entry)),
        (
            "sign_in".to_owned(),
            one(json!({"login": "officer", "password": "correct horse"}), &entry),
        ),
        ("list_sites".to_owned(), one(Value::Null, &json!(["新居社区"]))),
        ("add_photo".to_owned(), one(Value::Null, &entry)),
    ])
}

fn sample() -> Value {
    let service = OpenApiService::new((Api, Photos), "Xinju", "1.0.0");
    tidy(read(&service.spec()).unwrap(), &examples())
}

fn at<'a>(document: &'a Value, pointer: &str) -> &'a Value {
    document.pointer(pointer).unwrap_or_else(|| panic!("nothing at {pointer}"))
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn an_author_who_wrote_everything_owes_nothing() {
    assert_eq!(faults(&sample()), Vec::<String>::new());
}

#[test]
fn an_author_is_told_what_is_missing() {
    let bare = json!({"paths": {"/a": {"post": {
        "parameters": [{"name": "id_card", "in": "query"}],
        "requestBody": {"content": {"application/json": {}}},
        "responses": {"200": {"content": {"application/json": {}}}},
    }}}});
    assert_eq!(faults(&bare).len(), 8, "{:#?}", faults(&bare));
}

#[test]
fn a_permission_becomes_an_extension_and_a_sentence() {
    let document = sample();
    let credit = at(&document, "/paths/~1points/post");
    assert_eq!(credit["security"], json!([{"bearer": []}]));
    assert_eq!(credit["x-permission"], "points.credit");
    let words = credit["description"].as_str().unwrap();
    assert!(words.contains("Pays a household") && words.contains("`points.credit`"), "{words}");
    let sites = at(&document, "/paths/~1sites/get");
    assert_eq!((&sites["security"], sites.get("x-permission")), (&json!([{}]), None));
    assert_eq!(at(&document, "/paths/~1photos~1{photo_id}/get/x-permission"), "-");
}

#[test]
fn an_idempotent_write_has_its_key_and_its_header() {
    let document = sample();
    let credit = at(&document, "/paths/~1points/post");
    let key = json!([{"$ref": "#/components/parameters/Idempotency-Key"}]);
    assert_eq!(credit["parameters"], key);
    let headers = keys(at(credit, "/responses/201/headers"));
    assert!(
        headers.contains(&"Idempotent-Replayed") && headers.contains(&"Location"),
        "{headers:?}"
    );
    assert_eq!(at(&document, "/components/parameters/Idempotency-Key/required"), true);
}

#[test]
fn every_operation_names_all_its_errors() {
    let document = sample();
    let statuses = |pointer: &str| keys(at(&document, pointer)).join(" ");
    assert_eq!(
        statuses("/paths/~1points/post/responses"),
        "201 400 401 403 404 408 409 413 415 422 429 500 503"
    );
    assert_eq!(
        statuses("/paths/~1households~1{household_id}/patch/responses"),
        "200 400 401 403 404 408 409 412 413 415 422 428 429 500 503"
    );
    assert_eq!(
        statuses("/paths/~1households~1{household_id}~1points/get/responses"),
        "200 304 400 401 403 404 422 429 500 503"
    );
    assert_eq!(statuses("/paths/~1sites/get/responses"), "200 304 400 429 500 503");
    assert_eq!(
        statuses("/paths/~1photos~1{photo_id}/delete/responses"),
        "204 400 401 403 404 409 410 429 500 503"
    );
}

#[test]
fn the_frameworks_own_error_gives_way_to_the_common_one() {
    let document = sample();
    let removed = at(&document, "/paths/~1photos~1{photo_id}/delete/responses");
    assert_eq!(removed["404"], json!({"$ref": "#/components/responses/NotFound"}));
    assert_eq!(removed["410"]["description"], "It is younger than a day.");
}

#[test]
fn methods_of_one_path_in_two_blocks_both_stay() {
    let document = sample();
    assert_eq!(keys(at(&document, "/paths/~1photos~1{photo_id}")), ["delete", "get"]);
}

#[test]
fn what_is_sent_to_us_is_closed_and_members_of_a_union_are_whole() {
    let document = sample();
    let entry = at(&document, "/components/schemas/Entry");
    assert!(entry.get("additionalProperties").is_none(), "a later version may send more");
    assert_eq!(at(&document, "/components/schemas/Credit/additionalProperties"), false);
    let visit = at(&document, "/components/schemas/Source_VisitSource");
    assert_eq!(keys(&visit["properties"]), ["kind", "visit_id"]);
    assert_eq!(visit["required"], json!(["kind", "visit_id"]));
    assert!(visit.get("additionalProperties").is_none());
    let union = at(&document, "/components/schemas/Source");
    assert!(union.get("additionalProperties").is_none() && union["oneOf"].is_array());
    assert!(document.pointer("/components/schemas/VisitSource").is_none(), "nothing uses it");
}

#[test]
fn limits_are_whole_and_nothing_is_without_one() {
    let document = sample();
    let credit = at(&document, "/components/schemas/Credit/properties");
    assert_eq!(credit["points"]["maximum"].to_string(), "100");
    assert_eq!(credit["note"]["maxLength"], 500);
    assert_eq!(credit["household_id"]["maxLength"], 36);
    let cursor = "/paths/~1households~1{household_id}~1points/get/parameters/1/schema/maxLength";
    assert_eq!(at(&document, cursor), 2_048);
    let place = "/paths/~1points/post/responses/201/headers/Location/schema/maxLength";
    assert_eq!(at(&document, place), 2_048);
    let entry = at(&document, "/components/schemas/Entry/properties");
    assert_eq!(entry["balance"]["minimum"], 0);
    assert_eq!(entry["balance"]["maximum"], u32::MAX);
    assert_eq!(
        at(&document, "/components/schemas/Source_OrderSource/properties/items/maxItems"),
        1_000
    );
}

#[test]
fn a_field_that_null_removes_may_be_null() {
    let edit = sample();
    let edit = at(&edit, "/components/schemas/HouseholdEdit/properties");
    assert_eq!(edit["phone"]["nullable"], true);
    assert!(edit["rooms"].get("nullable").is_none());
}

#[test]
fn a_recorded_error_replaces_the_example() {
    let mut examples = examples();
    let problem = json!({"code": "household.not_found"});
    let recorded = Examples { request: None, response: Some(problem.clone()) };
    examples.insert("problem_404".to_owned(), recorded);
    let service = OpenApiService::new((Api, Photos), "Xinju", "1.0.0");
    let document = tidy(read(&service.spec()).unwrap(), &examples);
    let shown = "/components/responses/NotFound/content/application~1problem+json/example";
    assert_eq!(at(&document, shown), &problem);
}

#[test]
fn the_document_is_the_same_each_time() {
    assert_eq!(print(&sample()), print(&sample()));
    assert!(print(&sample()).ends_with("}\n"));
}

//! Photos and voice notes: what goes in, what comes back, and to whom.

use entity::appointment::Role;
use serde_json::json;
use uuid::Uuid;
use xinju::media::sweep::sweep;

use crate::contract::record;
use crate::town::{Actor, Said, Town};

/// What a phone writes into a photo and nobody else must ever read.
const PLACE: &[u8] = b"GPS-26.0823N-100.2301E";

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let size = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [&[0xFF, marker], size.as_slice(), content].concat()
}

/// A grey photo of 16 × 8 pixels that says where it was taken.
pub(crate) fn photo() -> Vec<u8> {
    let table = |place: u8| segment(0xC4, &[&[place, 1], [0; 16].as_slice()].concat());
    [
        vec![0xFF, 0xD8],
        segment(0xE1, &[b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0".as_slice(), PLACE].concat()),
        segment(0xDB, &[[0].as_slice(), &[1; 64]].concat()),
        segment(0xC0, &[8, 0, 8, 0, 16, 1, 1, 0x11, 0]),
        table(0x00),
        table(0x10),
        segment(0xDA, &[1, 1, 0, 0, 63, 0]),
        vec![0x3F, 0xFF, 0xD9],
    ]
    .concat()
}

/// A voice note of three frames.
pub(crate) fn voice() -> Vec<u8> {
    let coded: Vec<u8> = (1..=40).collect();
    [&[0xFF, 0xF1, 0x60, 0x40, 5, 0xFF, 0xFC], coded.as_slice()].concat().repeat(3)
}

/// Uploads with a key.
pub(crate) async fn upload_keyed(
    by: &Actor<'_>,
    key: Uuid,
    content_type: &str,
    bytes: Vec<u8>,
) -> Said {
    let key = key.to_string();
    let headers = [("idempotency-key", key.as_str()), ("content-type", content_type)];
    let said = by.send_bytes("POST", "/media", Some(bytes), &headers).await;
    if let Some((_, operation)) = by.town.contract().operation("POST", "/media") {
        record(operation, None, (said.status == 201).then_some(&said.body));
    }
    said
}

/// Uploads.
pub(crate) async fn upload(by: &Actor<'_>, content_type: &str, bytes: Vec<u8>) -> Said {
    upload_keyed(by, by.town.id(), content_type, bytes).await
}

fn holds(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window == text)
}

/// How many files the media folder holds.
fn files(town: &Town) -> usize {
    let folders = std::fs::read_dir(town.folder().join("media")).unwrap();
    folders.map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap().count()).sum()
}

#[tokio::test]
async fn a_photo_comes_back_without_the_place_where_it_was_taken() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    assert!(holds(&photo(), PLACE));
    let kept = upload(&resident, "image/jpeg", photo()).await;
    assert_eq!(kept.status, 201);
    assert_eq!((&kept.body["kind"], &kept.body["width_px"]), (&"jpg".into(), &16.into()));
    let said = resident.get(&format!("/media/{}", kept.id("media_id"))).await;
    assert_eq!(said.status, 200);
    assert!(!holds(&said.bytes, PLACE));
    assert!(said.bytes.starts_with(&[0xFF, 0xD8, 0xFF]));
    assert_eq!(said.bytes.len(), usize::try_from(kept.body["bytes"].as_u64().unwrap()).unwrap());
    assert_eq!(said.header("content-type"), Some("image/jpeg"));
    assert_eq!(said.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(said.header("cache-control"), Some("no-store"));
    assert!(said.header("content-disposition").unwrap().starts_with("attachment; filename="));
}

#[tokio::test]
async fn an_upload_that_nothing_refers_to_is_seen_by_its_uploader_alone() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let resident = town.resident(household).await;
    let path = format!("/media/{}", upload(&resident, "audio/aac", voice()).await.id("media_id"));
    assert_eq!(resident.get(&path).await.status, 200);
    let neighbour = town.resident(town.household("north/1/u1").await).await;
    let other_phone = town.resident(household).await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    for stranger in [neighbour, other_phone, worker] {
        stranger.get(&path).await.refused(404, "request.not_found");
    }
    town.staff(Role::Administrator, "").await.get(&path).await.refused(403, "auth.forbidden");
    town.stranger().get(&path).await.refused(401, "auth.sign_in");
}

#[tokio::test]
async fn the_same_upload_twice_is_one_file() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let key = town.id();
    let first = upload_keyed(&resident, key, "image/jpeg", photo()).await;
    let again = upload_keyed(&resident, key, "image/jpeg", photo()).await;
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    assert_eq!(first.bytes, again.bytes);
    assert_eq!((town.count("media").await, files(&town)), (1, 1));
    let other = upload_keyed(&resident, key, "image/jpeg", voice()).await;
    other.refused(422, "request.key_reused");
    assert_eq!(town.count("media").await, 1);
}

#[tokio::test]
async fn one_byte_more_than_ten_mebibytes_is_too_large() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let mut file = photo();
    file.resize(10 * 1024 * 1024 + 1, 7);
    upload(&resident, "image/jpeg", file.clone()).await.refused(413, "media.too_large");
    file.pop();
    let kept = upload(&resident, "image/jpeg", file.clone()).await.ok();
    assert!(kept["bytes"].as_u64().unwrap() < 1_000, "what follows the picture is cut away");
    file.resize(11 * 1024 * 1024, 7);
    upload(&resident, "image/jpeg", file).await.refused(413, "request.too_large");
}

#[tokio::test]
async fn what_is_no_photo_is_refused_whatever_it_calls_itself() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let page = b"<!doctype html><script>alert(1)</script>".to_vec();
    upload(&resident, "image/png", page.clone()).await.refused(422, "media.unknown_kind");
    let mut disguised = b"\x89PNG\r\n\x1A\n".to_vec();
    disguised.extend_from_slice(&page);
    upload(&resident, "image/png", disguised).await.refused(422, "media.damaged");
    upload(&resident, "image/png", vec![]).await.refused(422, "media.empty");
    upload(&resident, "text/html", page).await.refused(415, "request.media_type");
    assert_eq!(town.count("media").await, 0);
}

#[tokio::test]
async fn the_content_decides_the_kind() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let kept = upload(&resident, "image/png", photo()).await;
    assert_eq!(kept.body["kind"], "jpg");
    let note = upload(&resident, "application/octet-stream", voice()).await;
    assert_eq!(note.body["kind"], "aac");
    assert!(note.body["duration_ms"].as_u64().unwrap() > 0);
}

#[tokio::test]
async fn an_upload_needs_its_key_and_its_permission() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let headers = [("content-type", "image/jpeg")];
    let said = resident.send_bytes("POST", "/media", Some(photo()), &headers).await;
    said.refused(400, "request.key_missing");
    let auditor = town.staff(Role::Auditor, "").await;
    upload(&auditor, "image/jpeg", photo()).await.refused(403, "auth.forbidden");
}

#[tokio::test]
async fn a_file_that_changed_on_the_disk_is_not_handed_out() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let id = upload(&resident, "image/jpeg", photo()).await.id("media_id");
    let folder = town.folder().join("media").join(&id[id.len() - 2..]);
    std::fs::write(folder.join(format!("{id}.jpg")), b"something else").unwrap();
    resident.get(&format!("/media/{id}")).await.refused(500, "server.internal");
}

#[tokio::test]
async fn what_nothing_refers_to_is_swept_and_what_belongs_to_a_case_stays() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let kept = upload(&resident, "image/jpeg", photo()).await.id("media_id");
    upload(&resident, "image/jpeg", photo()).await.ok();
    let body = json!({ "kind": "other", "words": "请看照片。", "media_ids": [kept] });
    resident.post("/declarations", body).await.ok();
    // A crash between file and row leaves a file that nobody was told of.
    let orphan = town.folder().join("media").join(format!("00/{}.jpg", Uuid::nil()));
    std::fs::create_dir_all(orphan.parent().unwrap()).unwrap();
    std::fs::write(&orphan, photo()).unwrap();
    assert_eq!(sweep(&town.app).await.unwrap(), 0, "all of it is fresh");
    // Files carry the machine's time, so the town's clock goes far beyond it.
    town.clock.advance_ms(50 * 365 * 86_400_000);
    assert_eq!(sweep(&town.app).await.unwrap(), 2);
    assert_eq!((town.count("media").await, files(&town), orphan.exists()), (1, 1, false));
    assert_eq!(sweep(&town.app).await.unwrap(), 0);
}

//! Jobs brought home (送岗): a posting is written, sent to households once, read, answered and counted.

use entity::appointment::Role;
use entity::id::{HouseholdId, PersonId};
use sea_orm::FromQueryResult;
use serde_json::{Value, json};
use xinju::job::expire_due;
use xinju::params;

use crate::town::{Actor, Said, Somebody, Town};

/// A posting's terms at `place`.
pub(crate) fn terms(town: &Town, place: &str) -> Value {
    json!({
        "node_id": town.node(place),
        "employer": "红土服装厂",
        "title": "缝纫工",
        "channel": "workshop",
        "workplace": "安置区帮扶车间二楼",
        "vacancies": 20,
        "pay_fen": 350_000,
        "pay_unit": "month",
        "hours": "8:00–17:00",
        "requirements": { "skills": ["缝纫"], "certificates": [] },
        "apply_by": "2026-03-20",
        "contact": "李主任 0870-2123456"
    })
}

/// A draft of `officer`.
pub(crate) async fn draft(officer: &Actor<'_>, place: &str) -> String {
    officer.post("/job-postings", terms(officer.town, place)).await.ok()["id"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// Publishes a posting to `places`.
pub(crate) async fn publish(officer: &Actor<'_>, posting: &str, places: &[&str]) -> Said {
    let nodes: Vec<_> = places.iter().map(|place| officer.town.node(place)).collect();
    let path = format!("/job-postings/{posting}/publication");
    officer.post(&path, json!({ "node_ids": nodes })).await
}

async fn reach(who: &Actor<'_>, posting: &str) -> Value {
    let reach = who.get(&format!("/job-postings/{posting}/reach")).await.ok();
    let figure = |name: &str| reach[name].as_i64().unwrap();
    assert_eq!(figure("matched"), figure("waiting") + figure("read") + figure("answered"));
    assert_eq!(
        figure("answered"),
        figure("interested") + figure("not_interested") + figure("need_help")
    );
    assert_eq!(reach["sums_hold"], true);
    reach
}

async fn head(town: &Town, household: HouseholdId) -> PersonId {
    #[derive(FromQueryResult)]
    struct Head {
        head_id: PersonId,
    }
    let text = "SELECT head_id FROM household WHERE id = $1";
    town.rows::<Head>(text, params![household]).await.remove(0).head_id
}

async fn answer(who: &Actor<'_>, posting: &str, body: Value) -> Said {
    who.post(&format!("/me/jobs/{posting}/answer"), body).await
}

#[tokio::test]
async fn publishing_twice_doubles_nothing_and_a_second_building_adds_only_its_own() {
    let town = Town::start().await;
    let officer = town.staff(Role::EmploymentOfficer, "site").await;
    for door in ["north/1/u1", "north/1/u2", "north/2/u1", "south/1/u1"] {
        town.household(door).await;
    }
    let posting = draft(&officer, "site").await;
    let first = publish(&officer, &posting, &["north/1"]).await.ok();
    assert_eq!((&first["matched_now"], &first["matched_total"]), (&json!(2), &json!(2)));
    assert_eq!(first["nodes"][0]["matched"], 2);
    let again = publish(&officer, &posting, &["north/1"]).await.ok();
    assert_eq!((&again["matched_now"], &again["matched_total"]), (&json!(0), &json!(2)));
    let wider = publish(&officer, &posting, &["north/1", "north/2", "north/2"]).await.ok();
    assert_eq!((&wider["matched_now"], &wider["matched_total"]), (&json!(1), &json!(3)));
    let counts: Vec<_> = wider["nodes"].as_array().unwrap().iter().map(|n| &n["matched"]).collect();
    assert_eq!(counts, [&json!(2), &json!(1)]);
    assert_eq!(town.count("delivery").await, 3);
    assert_eq!(town.count("push WHERE kind = 'job'").await, 1);
    let nested = publish(&officer, &posting, &["site", "north"]).await.ok();
    assert_eq!((&nested["matched_now"], &nested["matched_total"]), (&json!(1), &json!(4)));
    assert_eq!(reach(&officer, &posting).await["matched"], 4);
}

#[tokio::test]
async fn two_publications_at_once_reach_each_household_once() {
    let town = Town::start().await;
    let officer = town.staff(Role::EmploymentOfficer, "site").await;
    for _ in 0..5 {
        town.household("north/1/u1").await;
    }
    let posting = draft(&officer, "site").await;
    let (one, two) = tokio::join!(
        publish(&officer, &posting, &["north"]),
        publish(&officer, &posting, &["site"])
    );
    let now = |said: Said| said.ok()["matched_now"].as_i64().unwrap();
    assert_eq!(now(one) + now(two), 5);
    assert_eq!(reach(&officer, &posting).await["matched"], 5);
}

#[tokio::test]
async fn the_same_publication_is_replayed_and_another_body_is_refused() {
    let town = Town::start().await;
    let officer = town.staff(Role::EmploymentOfficer, "site").await;
    town.household("north/1/u1").await;
    let posting = draft(&officer, "site").await;
    let (path, key) = (format!("/job-postings/{posting}/publication"), town.id());
    let body = json!({ "node_ids": [town.node("north")] });
    let first = officer.post_keyed(&path, key, body.clone()).await;
    let again = officer.post_keyed(&path, key, body).await;
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    assert_eq!(first.ok(), again.ok());
    let other = json!({ "node_ids": [town.node("south")] });
    officer.post_keyed(&path, key, other).await.refused(422, "request.key_reused");
    assert_eq!(town.count("job_publication").await, 1);
}

#[tokio::test]
async fn who_cannot_work_or_works_or_left_is_not_matched() {
    let town = Town::start().await;
    let officer = town.staff(Role::EmploymentOfficer, "site").await;
    let mut homes = vec![];
    for _ in 0..5 {
        homes.push(town.household("north/1/u1").await);
    }
    let set = async |column: &str, value: &str, home: HouseholdId| {
        let text = format!("UPDATE person SET {column} = $2 WHERE household_id = $1");
        town.sql(&text, params![home, value]).await;
    };
    set("labour_capacity", "none", homes[0]).await;
    set("employment", "employed", homes[1]).await;
    set("state", "left", homes[2]).await;
    town.sql("UPDATE household SET state = 'left' WHERE id = $1", params![homes[3]]).await;
    let wife = Somebody { name: "李小花", relation: "spouse", ..Somebody::default() };
    let wife = town.person(homes[4], wife).await;
    let posting = draft(&officer, "site").await;
    assert_eq!(publish(&officer, &posting, &["site"]).await.ok()["matched_now"], 1);
    let rows = officer.get(&format!("/job-postings/{posting}/deliveries")).await.ok();
    let row = &rows["items"][0];
    assert_eq!(row["household_id"], homes[4].to_string());
    assert_eq!((&row["head_name"], &row["state"]), (&json!("张*明"), &json!("waiting")));
    assert!(row["door"].as_str().unwrap().starts_with("1栋1单元"), "{row:#}");
    let mut named: Vec<_> =
        row["persons"].as_array().unwrap().iter().map(|p| p["person_id"].clone()).collect();
    named.sort_by_key(Value::to_string);
    let mut wanted = vec![json!(head(&town, homes[4]).await), json!(wife)];
    wanted.sort_by_key(Value::to_string);
    assert_eq!(named, wanted);
}

#[tokio::test]
async fn nodes_that_are_retired_or_elsewhere_are_refused_one_by_one() {
    let town = Town::start().await;
    let officer = town.staff(Role::EmploymentOfficer, "north").await;
    town.household("north/1/u1").await;
    let retired = town.node("north/2/u2");
    town.sql("UPDATE grid_node SET retired_at = 1 WHERE id = $1", params![retired]).await;
    let posting = draft(&officer, "north").await;
    let said = publish(&officer, &posting, &["north/1", "south/1", "north/2/u2", "far"]).await;
    said.refused(422, "request.invalid");
    for place in [1, 2, 3] {
        said.refused_field(&format!("/node_ids/{place}"), "field.unknown_reference");
    }
    assert_eq!(said.body["errors"].as_array().unwrap().len(), 3);
    assert_eq!(town.count("delivery").await, 0);
}

#[tokio::test]
async fn an_officer_of_another_site_finds_nothing() {
    let town = Town::start().await;
    let officer = town.staff(Role::EmploymentOfficer, "site").await;
    let stranger = town.staff(Role::EmploymentOfficer, "other").await;
    town.household("north/1/u1").await;
    let posting = draft(&officer, "site").await;
    publish(&officer, &posting, &["site"]).await.ok();
    for path in ["", "/reach", "/deliveries"] {
        let path = format!("/job-postings/{posting}{path}");
        stranger.get(&path).await.refused(404, "request.not_found");
    }
    publish(&stranger, &posting, &["far"]).await.refused(404, "request.not_found");
    let pause = format!("/job-postings/{posting}/pause");
    stranger
        .send("POST", &pause, None, &[("idempotency-key", &town.id().to_string())])
        .await
        .refused(404, "request.not_found");
    let path = format!("/job-postings/{posting}");
    stranger.patch(&path, "\"v1\"", json!({ "hours": "" })).await.refused(404, "request.not_found");
    let list = stranger.get("/job-postings?include_total=true").await.ok();
    assert_eq!((&list["items"], &list["total"]), (&json!([]), &json!(0)));
    let worker = town.staff(Role::Volunteer, "site").await;
    worker.get("/job-postings").await.refused(403, "auth.forbidden");
    let worker = town.staff(Role::CommunityWorker, "north").await;
    worker.post("/job-postings", terms(&town, "north")).await.refused(403, "auth.forbidden");
}

#[tokio::test]
async fn a_building_head_sees_the_posting_and_only_the_own_building() {
    let town = Town::start().await;
    let officer = town.staff(Role::EmploymentOfficer, "site").await;
    let head_of = town.staff(Role::BuildingHead, "north/1").await;
    town.household("north/1/u1").await;
    town.household("north/2/u1").await;
    let posting = draft(&officer, "site").await;
    let path = format!("/job-postings/{posting}");
    head_of.get(&path).await.refused(404, "request.not_found");
    publish(&officer, &posting, &["north"]).await.ok();
    head_of.get(&path).await.ok();
    assert_eq!(reach(&head_of, &posting).await["matched"], 1);
    assert_eq!(reach(&officer, &posting).await["matched"], 2);
    let rows = head_of.get(&format!("{path}/deliveries?include_total=true")).await.ok();
    assert_eq!(rows["total"], 1);
    let elsewhere = town.node("north/2");
    let rows = head_of.get(&format!("{path}/deliveries?node_id={elsewhere}")).await.ok();
    assert_eq!(rows["items"], json!([]));
}

#[tokio::test]
async fn a_household_reads_answers_and_answers_again() {
    let town = Town::start().await;
    let officer = town.staff(Role::EmploymentOfficer, "site").await;
    let home = town.household("north/1/u1").await;
    let resident = town.resident(home).await;
    let posting = draft(&officer, "site").await;
    publish(&officer, &posting, &["north"]).await.ok();
    let list = resident.get("/me/jobs").await.ok();
    let job = &list["items"][0];
    assert_eq!((&job["posting"]["title"], &job["state"]), (&json!("缝纫工"), &json!("waiting")));
    assert_eq!((&job["persons"][0]["name"], &job["open"]), (&json!("张小明"), &json!(true)));
    let one = format!("/me/jobs/{posting}");
    assert_eq!(resident.get(&one).await.ok()["state"], "waiting");
    for _ in 0..2 {
        let said = resident.post(&format!("{one}/reading"), json!({})).await;
        assert_eq!(said.status, 204);
    }
    assert_eq!(reach(&officer, &posting).await["read"], 1);
    let said = answer(&resident, &posting, json!({ "answer": "not_interested" })).await;
    said.refused_field("/reason", "field.missing");
    let no = json!({ "answer": "not_interested", "reason": "distance" });
    answer(&resident, &posting, no).await.ok();
    assert_eq!(reach(&officer, &posting).await["not_interested"], 1);
    town.clock.advance_ms(60_000);
    answer(&resident, &posting, json!({ "answer": "interested" })).await.ok();
    let job = resident.get(&one).await.ok();
    assert_eq!((&job["answer"], job.get("reason")), (&json!("interested"), None));
    assert_eq!(reach(&officer, &posting).await["interested"], 1);
    assert_eq!(town.count("job_answer").await, 2);
    let path = format!("/job-postings/{posting}/deliveries");
    let found = async |query: &str| {
        let rows = officer.get(&format!("{path}?{query}")).await.ok();
        rows["items"].as_array().unwrap().len()
    };
    assert_eq!(found("answer=interested").await, 1);
    assert_eq!(found("state=answered").await, 1);
    assert_eq!(found("state=waiting").await, 0);
}

#[tokio::test]
async fn two_answers_at_once_leave_one_that_stands_and_two_as_evidence() {
    let town = Town::start().await;
    let officer = town.staff(Role::EmploymentOfficer, "site").await;
    let home = town.household("north/1/u1").await;
    let (one, two) = (town.resident(home).await, town.resident(home).await);
    let posting = draft(&officer, "site").await;
    publish(&officer, &posting, &["north"]).await.ok();
    let (first, second) = tokio::join!(
        answer(&one, &posting, json!({ "answer": "interested" })),
        answer(&two, &posting, json!({ "answer": "need_help" }))
    );
    first.ok();
    second.ok();
    let reached = reach(&officer, &posting).await;
    assert_eq!((&reached["matched"], &reached["answered"]), (&json!(1), &json!(1)));
    assert_eq!(town.count("job_answer").await, 2);
}

#[tokio::test]
async fn another_households_job_is_not_found() {
    let town = Town::start().await;
    let officer = town.staff(Role::EmploymentOfficer, "site").await;
    town.household("north/1/u1").await;
    let neighbour = town.household("south/1/u1").await;
    let neighbour = town.resident(neighbour).await;
    let posting = draft(&officer, "site").await;
    publish(&officer, &posting, &["north"]).await.ok();
    let one = format!("/me/jobs/{posting}");
    neighbour.get(&one).await.refused(404, "request.not_found");
    neighbour.post(&format!("{one}/reading"), json!({})).await.refused(404, "request.not_found");
    answer(&neighbour, &posting, json!({ "answer": "interested" }))
        .await
        .refused(404, "request.not_found");
    assert_eq!(neighbour.get("/me/jobs").await.ok()["items"], json!([]));
    assert_eq!(reach(&officer, &posting).await["waiting"], 1);
}

#[tokio::test]
async fn an_answer_at_the_door_keeps_both_names() {
    let town = Town::start().await;
    let officer = town.staff(Role::EmploymentOfficer, "site").await;
    let (here, there) = (
        town.staff(Role::BuildingHead, "north/1").await,
        town.staff(Role::BuildingHead, "north/2").await,
    );
    let home = town.household("north/1/u1").await;
    let member = head(&town, home).await;
    let posting = draft(&officer, "site").await;
    publish(&officer, &posting, &["north"]).await.ok();
    let path = format!("/job-postings/{posting}/households/{home}/answer");
    let said = json!({ "person_id": member, "answer": "not_interested", "reason": "care_duties" });
    there.post(&path, said.clone()).await.refused(404, "request.not_found");
    let nobody = json!({ "person_id": town.id(), "answer": "interested" });
    here.post(&path, nobody).await.refused_field("/person_id", "field.unknown_reference");
    let kept = here.post(&path, said).await.ok();
    assert_eq!(kept["answered_name"], "张*明");
    let rows = officer.get(&format!("/job-postings/{posting}/deliveries")).await.ok();
    let row = &rows["items"][0];
    assert_eq!((&row["answered_name"], &row["reason"]), (&json!("张*明"), &json!("care_duties")));
    assert!(row["recorded_by"].as_str().unwrap().starts_with("building_head"));
    let resident = town.resident(home).await;
    let own = resident.get(&format!("/me/jobs/{posting}")).await.ok();
    assert_eq!(own["recorded_by"], row["recorded_by"]);
}

#[tokio::test]
async fn a_posting_is_paused_resumed_and_withdrawn_and_then_takes_no_answers() {
    let town = Town::start().await;
    let officer = town.staff(Role::EmploymentOfficer, "site").await;
    let home = town.household("north/1/u1").await;
    let resident = town.resident(home).await;
    let posting = draft(&officer, "site").await;
    let deed = async |name: &str| {
        let body = if name == "withdrawal" { json!({ "reason": "招满" }) } else { json!({}) };
        officer.post(&format!("/job-postings/{posting}/{name}"), body).await
    };
    deed("pause").await.refused(409, "job.wrong_state");
    publish(&officer, &posting, &["north"]).await.ok();
    assert_eq!(deed("pause").await.ok()["state"], "paused");
    let yes = json!({ "answer": "interested" });
    answer(&resident, &posting, yes.clone()).await.refused(409, "job.closed");
    publish(&officer, &posting, &["north"]).await.refused(409, "job.wrong_state");
    assert_eq!(deed("resumption").await.ok()["state"], "published");
    answer(&resident, &posting, yes.clone()).await.ok();
    assert_eq!(deed("withdrawal").await.ok()["reason"], "招满");
    answer(&resident, &posting, yes).await.refused(409, "job.closed");
    deed("resumption").await.refused(409, "job.wrong_state");
    let own = resident.get(&format!("/me/jobs/{posting}")).await.ok();
    assert_eq!((&own["posting"]["state"], &own["open"]), (&json!("withdrawn"), &json!(false)));
}

#[tokio::test]
async fn the_last_day_ends_a_posting() {
    let town = Town::start().await;
    let officer = town.staff(Role::EmploymentOfficer, "site").await;
    let home = town.household("north/1/u1").await;
    let resident = town.resident(home).await;
    let posting = draft(&officer, "site").await;
    publish(&officer, &posting, &["north"]).await.ok();
    town.clock.advance_ms(18 * 86_400_000);
    answer(&resident, &posting, json!({ "answer": "interested" })).await.ok();
    assert_eq!(expire_due(&town.app).await.unwrap(), 0);
    town.clock.advance_ms(86_400_000);
    let late = answer(&resident, &posting, json!({ "answer": "need_help" })).await;
    late.refused(409, "job.closed");
    publish(&officer, &posting, &["site"]).await.refused(409, "job.over");
    assert_eq!(expire_due(&town.app).await.unwrap(), 1);
    assert_eq!(expire_due(&town.app).await.unwrap(), 0);
    let state = officer.get(&format!("/job-postings/{posting}")).await.ok()["state"].clone();
    assert_eq!(state, "expired");
    assert_eq!(town.count("audit WHERE action = 'job.expire'").await, 1);
}

#[tokio::test]
async fn a_posting_is_edited_by_version_and_keeps_its_terms_once_published() {
    let town = Town::start().await;
    let officer = town.staff(Role::EmploymentOfficer, "site").await;
    let posting = draft(&officer, "site").await;
    let path = format!("/job-postings/{posting}");
    let etag = officer.get(&path).await.etag();
    let raise = json!({ "pay_fen": 400_000, "hours": "" });
    let key = town.id().to_string();
    officer
        .send("PATCH", &path, Some(raise.clone()), &[("idempotency-key", &key)])
        .await
        .refused(428, "request.if_match_missing");
    let edited = officer.patch(&path, &etag, raise.clone()).await;
    let newer = edited.etag();
    let edited = edited.ok();
    assert_eq!((&edited["pay_fen"], edited.get("hours")), (&json!(400_000), None));
    officer.patch(&path, &etag, json!({ "title": "裁剪工" })).await.refused(412, "request.stale");
    officer
        .patch(&path, &newer, json!({ "apply_by": "2026-03-01" }))
        .await
        .refused_field("/apply_by", "field.too_small");
    publish(&officer, &posting, &["north"]).await.ok();
    let etag = officer.get(&path).await.etag();
    officer.patch(&path, &etag, json!({ "pay_fen": 1 })).await.refused(409, "job.terms_fixed");
    let contact = json!({ "contact": "王主任 0870-2123457" });
    let etag = officer.patch(&path, &etag, contact).await.etag();
    assert_ne!(etag, newer);
}

#[tokio::test]
async fn wrong_fields_are_all_named() {
    let town = Town::with(|config| config.policy.jobs.vacancies_max = 30).await;
    let officer = town.staff(Role::EmploymentOfficer, "site").await;
    let mut wrong = terms(&town, "far");
    wrong["title"] = json!("  ");
    wrong["employer"] = json!("a\u{200b}b");
    wrong["vacancies"] = json!(31);
    let said = officer.post("/job-postings", wrong).await;
    said.refused_field("/title", "field.empty");
    said.refused_field("/employer", "field.characters");
    said.refused_field("/vacancies", "field.too_large");
    said.refused_field("/node_id", "field.unknown_reference");
    let mut young = terms(&town, "site");
    young["requirements"]["age_min"] = json!(15);
    officer
        .post("/job-postings", young)
        .await
        .refused_field("/requirements/age_min", "field.too_small");
    let mut past = terms(&town, "site");
    past["apply_by"] = json!("2026-03-01");
    officer.post("/job-postings", past).await.refused_field("/apply_by", "field.too_small");
    for field in ["sex", "ethnicity", "residence"] {
        let mut asks = terms(&town, "site");
        asks["requirements"][field] = json!("any");
        officer.post("/job-postings", asks).await.refused(400, "request.unknown_field");
    }
    assert_eq!(town.count("job_posting").await, 0);
}

#[tokio::test]
async fn postings_are_found_by_state_channel_place_and_text_page_by_page() {
    let town = Town::start().await;
    let officer = town.staff(Role::EmploymentOfficer, "site").await;
    for place in ["site", "north", "south"] {
        draft(&officer, place).await;
    }
    let count = async |query: &str| {
        let page = officer.get(&format!("/job-postings?include_total=true&{query}")).await.ok();
        page["total"].as_i64().unwrap()
    };
    assert_eq!(count("state=draft&channel=workshop").await, 3);
    assert_eq!(count("channel=transfer").await, 0);
    assert_eq!(count(&format!("node_id={}", town.node("north"))).await, 1);
    assert_eq!(count("search=%E7%BC%9D").await, 3);
    assert_eq!(count("search=%25").await, 0);
    let first = officer.get("/job-postings?limit=2").await.ok();
    let cursor = first["next_cursor"].as_str().unwrap();
    let last = officer.get(&format!("/job-postings?limit=2&cursor={cursor}")).await.ok();
    assert_eq!(last["items"].as_array().unwrap().len(), 1);
    assert!(last.get("next_cursor").is_none());
    officer.get(&format!("/me/jobs?cursor={cursor}")).await.refused(403, "auth.forbidden");
}

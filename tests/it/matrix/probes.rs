//! How each operation is tried out: which things its path names, its query, its body, and for a list
//! what is looked for in it. `@` stands before the name of a thing; see [`super::stage`].

mod escalation;
mod ledgers;
mod rounds;
mod visits;

use serde_json::{Value, json};

use crate::declaration::first_aid;

/// What is sent.
pub(super) enum Body {
    /// Nothing.
    Nothing,
    /// A JSON text.
    Json(Value),
    /// A roster.
    Sheet,
}

/// How an operation is tried out.
pub(super) struct Probe {
    pub(super) operation: &'static str,
    /// Parameters of the path that name another thing than the one they are called after.
    pub(super) named: Vec<(&'static str, &'static str)>,
    pub(super) query: &'static str,
    pub(super) body: Body,
    /// What a list must show.
    pub(super) finds: Option<&'static str>,
    /// Whether the thing belongs to a site and not to a community.
    pub(super) of_site: bool,
}

/// An operation of the thing that its path names.
fn probe(operation: &'static str) -> Probe {
    let (named, body) = (vec![], Body::Nothing);
    Probe { operation, named, query: "", body, finds: None, of_site: false }
}

impl Probe {
    fn on(mut self, parameter: &'static str, thing: &'static str) -> Self {
        self.named.push((parameter, thing));
        self
    }

    fn with(self, body: Value) -> Self {
        Self { body: Body::Json(body), ..self }
    }

    fn asking(self, query: &'static str) -> Self {
        Self { query, ..self }
    }

    fn finds(self, thing: &'static str) -> Self {
        Self { finds: Some(thing), ..self }
    }

    fn of_site(self) -> Self {
        Self { of_site: true, ..self }
    }
}

/// All probes.
pub(super) fn all() -> Vec<Probe> {
    let parts =
        [accounts(), posts(), grid(), households(), members(), roster(), own(), cases(), chain()];
    let more = [escalation::escalation(), helping(), colours(), visits::visits(), rounds::rounds()];
    let rest = [ledgers::ledgers(), jobs(), points(), shops(), audit()];
    parts.into_iter().chain(more).chain(rest).flatten().collect()
}

fn accounts() -> Vec<Probe> {
    let reason = json!({ "reason": "调离岗位" });
    let new = json!({ "login": "@new", "display_name": "李伟", "node_id": "@north" });
    vec![
        probe("create_account").with(new),
        probe("disable_account").with(reason.clone()),
        probe("enable_account").on("account_id", "disabled").with(reason),
        probe("end_my_session"),
        probe("get_account"),
        probe("list_accounts").asking("?search=@account").finds("account"),
        probe("reset_account_password"),
        probe("update_account").with(json!({ "display_name": "李伟" })),
    ]
}

fn posts() -> Vec<Probe> {
    let wish = json!({ "account_id": "@account", "role": "volunteer", "node_id": "@north" });
    let post = json!({ "node_id": "@building", "role": "building_head" });
    vec![
        probe("create_appointment").with(wish),
        probe("create_post").with(post),
        probe("delete_post"),
        probe("end_appointment"),
        probe("list_appointments").asking("?node_id=@north/1&limit=100").finds("appointment"),
        probe("list_posts").asking("?node_id=@building").finds("post"),
        probe("list_vacancies").asking("?node_id=@building").finds("post"),
    ]
}

fn grid() -> Vec<Probe> {
    let unit = "north/1/u1";
    let new = json!({
        "parent_id": "@north/a", "kind": "building", "code": "@new", "name": "新楼",
    });
    let to = json!({ "parent_id": "@north", "reason": "片区调整" });
    vec![
        probe("create_grid_node").with(new),
        probe("edit_grid_node").on("node_id", "building").with(json!({ "name": "旧楼" })),
        probe("get_door_sign").on("node_id", unit),
        probe("get_grid_node").on("node_id", unit),
        probe("list_grid_nodes").asking("?kind=unit&limit=100").finds(unit),
        probe("list_node_moves").on("node_id", unit),
        probe("print_household_cards").on("node_id", "north/1"),
        probe("relocate_grid_node").on("node_id", "building").with(to),
        probe("retire_grid_node").on("node_id", "building"),
    ]
}

fn households() -> Vec<Probe> {
    let person = |relation: &str| {
        json!({
            "name": "张小宝", "relation": relation, "sex": "male", "birth_date": "1990-02-01",
            "ethnicity": "han", "labour_capacity": "none",
        })
    };
    let new = json!({
        "number": "@new", "node_id": "@north/1/u1", "room": "901", "members": [person("head")],
    });
    let split = json!({
        "number": "@new", "node_id": "@north/2/u1", "room": "902",
        "members": [{ "person_id": "@person", "relation": "head" }],
    });
    let merge = json!({ "into_id": "@neighbour", "members": [
        { "person_id": "@head", "relation": "other" },
        { "person_id": "@person", "relation": "other" },
    ]});
    let door = json!({ "node_id": "@north/2/u1", "room": "903" });
    vec![
        probe("add_member").with(person("child")),
        probe("change_household_head").with(json!({ "person_id": "@person", "relations": [] })),
        probe("create_household").with(new),
        probe("depart_household").with(json!({ "reason": "返乡居住" })),
        probe("edit_household").with(json!({ "helper_name": "王干部" })),
        probe("find_households").asking("?number=@number").finds("household"),
        probe("get_household"),
        probe("list_household_history"),
        probe("list_households").asking("?node_id=@north/1&limit=100").finds("household"),
        probe("merge_household").with(merge),
        probe("print_household_card"),
        probe("relocate_household").with(door),
        probe("search_households").with(json!({ "phone": "@phone" })).finds("household"),
        probe("split_household").with(split),
    ]
}

fn members() -> Vec<Probe> {
    let unmasking = json!({ "fields": ["phone"], "reason": "办理医保需要" });
    vec![
        probe("depart_person").with(json!({ "kind": "left" })),
        probe("edit_person").on("person_id", "newcomer").with(json!({ "phone": "13800138000" })),
        probe("unmask_person").with(unmasking),
    ]
}

fn roster() -> Vec<Probe> {
    let sheet = Probe { body: Body::Sheet, ..probe("preview_roster") };
    let apply = probe("apply_import").on("batch_id", "import");
    vec![
        apply.with(json!({ "skip_faulty": false })).of_site(),
        probe("export_roster").with(json!({ "node_id": "@north" })),
        probe("follow_import").on("batch_id", "import").of_site(),
        probe("get_import").on("batch_id", "import").of_site(),
        probe("get_import_errors_sheet").on("batch_id", "import").of_site(),
        probe("get_masked_roster").on("site_id", "north"),
        probe("list_import_errors").on("batch_id", "import").of_site(),
        probe("list_imports").asking("?limit=100").finds("import").of_site(),
        sheet.asking("?site_id=@site&file_name=roster.csv").of_site(),
        probe("undo_import").on("batch_id", "applied").of_site(),
    ]
}

/// What a resident has of the household's own.
fn own() -> Vec<Probe> {
    vec![
        probe("answer_own_job")
            .on("posting_id", "published")
            .with(json!({ "answer": "need_help" })),
        probe("get_my_household").finds("household"),
        probe("get_my_points").finds("transfer"),
        probe("get_own_job").on("posting_id", "published"),
        probe("list_own_jobs").asking("?limit=100").finds("published"),
        probe("open_message"),
        probe("read_inbox").asking("?kind=declaration&limit=100").finds("push"),
        probe("read_own_job").on("posting_id", "published"),
    ]
}

fn cases() -> Vec<Probe> {
    let declared = json!({ "kind": "housing", "words": "屋顶漏水。", "media_ids": ["@upload"] });
    let on_behalf = json!({
        "household_id": "@household", "consent": "phone", "kind": "housing", "words": "屋顶漏水。",
    });
    let refusal = json!({ "reason_code": "repeated", "words": "上周已经登记过了。" });
    let said = |text: &str| json!({ "words": text });
    let because = |reason: &str| json!({ "reason_code": reason, "words": "请看说明。" });
    let decision = json!({ "decision": "uphold", "words": "重新看过材料。" });
    let approval = json!({ "approve": true, "words": "情况属实。" });
    let on = |operation, thing| probe(operation).on("declaration_id", thing);
    let answer = on("answer_declaration", "accepted");
    let rate = probe("rate_declaration").on("declaration_id", "answered");
    vec![
        probe("accept_declaration"),
        answer.with(json!({ "words": "下周到账。" })),
        on("appeal_declaration", "refused").with(said("情况不是这样。")),
        on("decide_appeal", "appealed").with(decision),
        on("decide_pause", "asking").with(approval),
        probe("declare_hardship").with(declared),
        probe("declare_hardship_on_behalf").with(on_behalf),
        probe("get_declaration"),
        probe("get_declaration_form").finds("household"),
        probe("get_household_declaration_form"),
        probe("get_media"),
        probe("list_declarations").asking("?limit=100").finds("declaration"),
        rate.with(json!({ "rating": "solved" })),
        probe("reclassify_declaration").with(said("直接办理。")),
        probe("refer_declaration").with(said("由街道办理。")),
        probe("refuse_declaration").with(refusal),
        on("request_pause", "accepted").with(because("household_away")),
        on("resume_declaration", "halted"),
        probe("return_declaration").with(because("unreadable")),
        on("supplement_declaration", "returned").with(said("单据补上了。")),
        on("supplement_declaration_on_behalf", "returned").with(said("单据补上了。")),
        on("take_declaration_ahead", "disaster").with(first_aid()),
        probe("withdraw_declaration"),
    ]
}

fn chain() -> Vec<Probe> {
    let seen = json!({
        "visited_on": "2026-03-02", "food_clothing": "met", "schooling": "met",
        "medicine": "met", "housing": "met", "water": "met", "income_year": 2025,
        "income_fen_per_head": 780_000, "findings": "票据已看过。",
        "authorisation_media_ids": ["@paper"],
    });
    let vote = json!({
        "meeting_id": "@meeting", "votes_for": 8, "votes_against": 1, "votes_abstained": 0,
        "proposed_category": "marginal",
    });
    let meeting = json!({
        "node_id": "@north", "held_on": "2026-03-02", "place": "活动室", "chair_name": "郑主任",
        "participants": 10, "participant_names": "十人", "minutes": "举手表决。",
    });
    let notice = json!({
        "node_id": "@north", "declaration_ids": ["@reviewed"], "contact_place": "社区办公室",
    });
    let objection = json!({ "declaration_id": "@hanging", "words": "他家有车。" });
    let mut brought = objection.clone();
    brought["raised_for"] = json!("王大爷");
    let words = json!({ "words": "困难已经解决。" });
    let on = |operation, thing| probe(operation).on("declaration_id", thing);
    vec![
        probe("answer_objection").with(json!({ "words": "已核对。", "is_upheld": false })),
        on("confirm_declaration", "agreed").with(json!({})),
        probe("get_monitoring_record"),
        probe("get_public_notice"),
        on("get_removal_conditions", "supported"),
        probe("get_review_meeting"),
        on("get_verification", "verified"),
        probe("hold_review_meeting").with(meeting),
        probe("list_monitoring_records").asking("?limit=100").finds("record"),
        probe("list_objections").asking("?limit=100").finds("objection"),
        probe("list_public_notices").asking("?limit=100").finds("notice"),
        probe("list_review_meetings").asking("?limit=100").finds("meeting"),
        probe("object_to_notice").with(objection),
        probe("print_public_notice"),
        probe("publish_notice").with(notice),
        probe("record_objection").with(brought),
        probe("remove_record_risk").on("record_id", "registered").with(words.clone()),
        on("remove_risk", "supported").with(words),
        on("review_declaration", "verified").with(vote),
        on("street_review_declaration", "hung"),
        on("verify_declaration", "accepted").with(seen),
    ]
}

/// Helper, plan and measures.
fn helping() -> Vec<Probe> {
    let plan = json!({
        "household_id": "@household", "goal": "年底前有一人稳定就业", "starts_on": "2026-03-02",
        "ends_on": "2026-12-31",
    });
    let measure = json!({
        "household_id": "@household", "kind": "medical_aid", "description": "申请医疗救助",
        "due_on": "2026-03-16",
    });
    let delivery = json!({ "delivered_on": "2026-03-02", "evidence": "收据编号 8817。" });
    let effect = json!({ "effect": "improved", "words": "负担减轻。" });
    vec![
        probe("assign_helper").with(json!({ "account_id": "@worker" })),
        probe("cancel_measure").with(json!({ "reason": "已由医保解决。" })),
        probe("close_support_plan"),
        probe("deliver_measure").with(delivery),
        probe("edit_measure").with(json!({ "description": "申请二次报销" })),
        probe("edit_support_plan").with(json!({ "goal": "收入稳定" })),
        probe("get_measure"),
        probe("get_support_plan"),
        probe("list_helpers"),
        probe("list_measures").asking("?limit=100").finds("measure"),
        probe("list_my_measures").asking("?limit=100").finds("measure"),
        probe("list_support_plans").asking("?limit=100").finds("plan"),
        probe("open_support_plan").with(plan),
        probe("plan_measure").with(measure),
        probe("record_measure_effect").on("measure_id", "delivered").with(effect),
        probe("release_helper").on("household_id", "helped"),
    ]
}

/// Colours and the county's rule.
fn colours() -> Vec<Probe> {
    let words = json!({ "words": "情况属实。" });
    let proposal = json!({ "colour": "yellow", "words": "户主住院，收入中断。" });
    let draft = json!({
        "node_id": "@", "name": "新规则", "source": "县级专班文件", "body": crate::colour::body(),
    });
    let result = |operation| probe(operation).on("result_id", "colourresult");
    let rule = |operation| probe(operation).on("rule_id", "colourrule");
    vec![
        rule("adopt_colour_rule").with(json!({ "version": 1 })).of_site(),
        result("confirm_colour").with(words.clone()),
        probe("draft_colour_rule").with(draft).of_site(),
        rule("edit_colour_rule").with(json!({ "name": "再改" })).of_site(),
        result("get_colour_result"),
        rule("get_colour_rule"),
        probe("list_colour_results").asking("?limit=100").finds("colourresult"),
        probe("list_colour_rules").asking("?limit=100").finds("colourrule"),
        probe("list_household_colours"),
        probe("propose_colour").with(proposal),
        result("reject_colour").with(words),
        rule("try_colour_rule").of_site(),
    ]
}

fn jobs() -> Vec<Probe> {
    let terms = json!({
        "node_id": "@north", "employer": "红土服装厂", "title": "缝纫工", "channel": "workshop",
        "workplace": "帮扶车间", "vacancies": 20, "pay_fen": 350_000, "pay_unit": "month",
        "requirements": { "skills": [], "certificates": [] }, "apply_by": "2026-03-20",
        "contact": "李主任",
    });
    let answer = json!({ "person_id": "@head", "answer": "interested" });
    let reached = |operation| probe(operation).on("posting_id", "published");
    vec![
        probe("create_job_posting").with(terms),
        probe("edit_job_posting").with(json!({ "contact": "王主任" })),
        reached("get_job_posting"),
        reached("get_job_posting_reach"),
        reached("list_job_deliveries").asking("?limit=100").finds("household"),
        probe("list_job_postings").asking("?limit=100").finds("published"),
        reached("pause_job_posting"),
        probe("publish_job_posting").with(json!({ "node_ids": ["@north/1"] })),
        reached("record_job_answer").with(answer),
        probe("resume_job_posting").on("posting_id", "paused"),
        probe("withdraw_job_posting").with(json!({ "reason": "招满" })),
    ]
}

fn points() -> Vec<Probe> {
    let terms = json!({
        "name": "环境卫生", "points": 10, "unit": "次", "evidence": "none",
        "adopted_on": "2026-03-01", "votes_for": 41, "votes_against": 3,
    });
    let credit = json!({
        "transfer_id": "@new", "household_id": "@household", "rule_id": "@rule", "times": 1,
    });
    let reversal = json!({ "reversal_id": "@new", "reason": "记错了户" });
    vec![
        probe("adopt_point_rule").with(json!({ "node_id": "@north", "terms": terms })),
        probe("amend_point_rule").with(json!({ "replaces_version": 1, "terms": terms })),
        probe("credit_points").with(credit),
        probe("end_point_rule").with(json!({ "reason": "不再适用" })),
        probe("get_household_points"),
        probe("get_point_transfer"),
        probe("list_point_rules").asking("?limit=100").finds("rule"),
        probe("reverse_point_transfer").with(reversal),
    ]
}

fn shops() -> Vec<Probe> {
    let movement = json!({ "kind": "delivery", "quantity": 3, "reason": "捐赠" });
    let redemption = json!({
        "redemption_id": "@new", "household_id": "@customer", "item_id": "@item", "quantity": 1,
        "expected_price": 15,
    });
    vec![
        probe("add_shop_item").with(json!({ "name": "@new", "price_points": 5 })),
        probe("book_stock_movement").with(movement),
        probe("edit_shop_item").with(json!({ "price_points": 16 })),
        probe("get_shop_item"),
        probe("list_redemptions").asking("?limit=100").finds("redemption"),
        probe("list_shop_items").finds("item"),
        probe("list_shops").asking("?limit=100").finds("shop"),
        probe("open_shop").with(json!({ "node_id": "@north", "name": "@new" })),
        probe("redeem_points").with(redemption),
    ]
}

fn audit() -> Vec<Probe> {
    let about = "?household_id=@household&action=declaration.declare";
    vec![probe("list_audit_entries").asking(about).finds("declaration")]
}

/// What those inside may do, with a body that names something outside.
pub(super) fn reaching_out() -> Vec<Probe> {
    let merge = json!({ "into_id": "@stranger", "members": [
        { "person_id": "@head", "relation": "other" },
        { "person_id": "@person", "relation": "other" },
    ]});
    let split = json!({
        "number": "@new", "node_id": "@south/1/u1", "room": "902",
        "members": [{ "person_id": "@person", "relation": "head" }],
    });
    let door = json!({ "node_id": "@south/1/u1", "room": "903" });
    let head = json!({ "person_id": "@strangerhead", "relations": [] });
    let place = json!({ "parent_id": "@south/a", "reason": "片区调整" });
    let away = json!({ "account_id": "@account", "role": "volunteer", "node_id": "@south" });
    let outsider = json!({ "account_id": "@outsider", "role": "volunteer", "node_id": "@north" });
    vec![
        probe("change_household_head").with(head),
        probe("create_appointment").with(away),
        probe("create_appointment").with(outsider),
        probe("merge_household").with(merge),
        probe("relocate_grid_node").on("node_id", "building").with(place),
        probe("relocate_household").with(door),
        probe("split_household").with(split),
        probe("update_account").with(json!({ "node_id": "@south" })),
    ]
    .into_iter()
    .chain(reaching_out_to_households())
    .chain(visits::reaching_out())
    .chain(rounds::reaching_out())
    .collect()
}

fn reaching_out_to_households() -> Vec<Probe> {
    let stolen =
        json!({ "kind": "housing", "words": "屋顶漏水。", "media_ids": ["@strangerupload"] });
    let added = json!({ "words": "单据补上了。", "media_ids": ["@strangerupload"] });
    let on_behalf = json!({
        "household_id": "@household", "person_id": "@strangerhead", "consent": "phone",
        "kind": "housing", "words": "屋顶漏水。",
    });
    let credit = json!({
        "transfer_id": "@new", "household_id": "@household", "rule_id": "@strangerrule", "times": 1,
    });
    let redemption = json!({
        "redemption_id": "@new", "household_id": "@stranger", "item_id": "@item", "quantity": 1,
        "expected_price": 15,
    });
    let answer = |person: &str| json!({ "person_id": person, "answer": "interested" });
    let reached = || probe("record_job_answer").on("posting_id", "published");
    vec![
        probe("credit_points").with(credit),
        probe("appeal_declaration").on("declaration_id", "refused").with(added.clone()),
        probe("declare_hardship").with(stolen),
        probe("declare_hardship_on_behalf").with(on_behalf),
        probe("supplement_declaration").on("declaration_id", "returned").with(added),
        probe("publish_job_posting").with(json!({ "node_ids": ["@south"] })),
        reached().with(answer("@strangerhead")),
        probe("record_job_answer").with(answer("@head")),
        probe("redeem_points").with(redemption),
    ]
}

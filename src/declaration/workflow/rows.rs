//! The rows of the table: the whole course of a declaration, from the first word to the removed risk.

use entity::declaration::{DeclarationState as State, DeskLevel, Track};
use entity::declaration_step::{DeclarationAction as Action, StepReason as Reason};

use super::{Desk, Due, Guard, Need, Step, To};
use crate::auth::Permission;
use crate::auth::permission::{
    ApprovePauses, ConfirmDeclarations, DeclareForOthers, DeclareForOwn, HandleDeclarations,
    ObjectToNotices, ReviewAtStreet, ReviewDeclarations, VerifyDeclarations,
};

const OWN: &[&str] = &[DeclareForOwn::NAME];
const OTHERS: &[&str] = &[DeclareForOthers::NAME];
const EITHER: &[&str] = &[DeclareForOwn::NAME, DeclareForOthers::NAME];
const DESK: &[&str] = &[HandleDeclarations::NAME];
const DESK_OR_MEETING: &[&str] = &[HandleDeclarations::NAME, ReviewDeclarations::NAME];
const VERIFY: &[&str] = &[VerifyDeclarations::NAME];
const REVIEW: &[&str] = &[ReviewDeclarations::NAME];
const NEIGHBOURS: &[&str] = &[ObjectToNotices::NAME, ReviewDeclarations::NAME];
const STREET: &[&str] = &[ReviewAtStreet::NAME];
const COUNTY: &[&str] = &[ConfirmDeclarations::NAME];
const PAUSE: &[&str] = &[ApprovePauses::NAME];

/// What most rows share.
const ROW: Step = Step {
    from: None,
    track: None,
    at: None,
    action: Action::Declare,
    by: OWN,
    to: To::State(State::Submitted),
    desk: Desk::Same,
    onto: None,
    due: Due::None,
    needs: &[],
    reasons: &[],
    guards: &[],
    decides: false,
    is_fieldwork: false,
    while_stopped: false,
    title: "",
    body: "",
};

/// What most rows of a desk share.
const BY_DESK: Step = Step { by: DESK, decides: true, ..ROW };

/// What is done out in the community.
const FIELDWORK: Step = Step { is_fieldwork: true, ..BY_DESK };

const REFUSE: Step = Step {
    action: Action::Refuse,
    to: To::State(State::Refused),
    needs: &[Need::Reason, Need::Words],
    reasons: &[
        Reason::NotConfirmed,
        Reason::Repeated,
        Reason::NotEligible,
        Reason::OtherOffice,
        Reason::TooLittleKnown,
        Reason::HelpedAlready,
    ],
    title: "您的申报没有通过",
    body: "请打开申报查看原因。如果您不同意，可以申诉一次，由别的工作人员重新决定。",
    ..BY_DESK
};

const RETURN: Step = Step {
    action: Action::Return,
    to: To::State(State::Returned),
    needs: &[Need::Reason, Need::Words],
    reasons: &[Reason::TooLittleKnown, Reason::Unreadable, Reason::DocumentMissing],
    title: "请补充申报材料",
    body: "工作人员还需要一些情况，请打开申报，看看缺什么，补充后会继续办理。",
    ..BY_DESK
};

const REFER: Step = Step {
    action: Action::Refer,
    to: To::State(State::Submitted),
    desk: Desk::Above,
    due: Due::Accept,
    needs: &[Need::Reason, Need::Words],
    reasons: &[Reason::OtherOffice],
    title: "您的申报已转到上一级",
    body: "这件事由上一级办理，申报已经转去，{due}前会有人受理，您不用再跑一趟。",
    ..BY_DESK
};

const RECLASSIFY: Step = Step {
    track: Some(Track::Monitoring),
    action: Action::Reclassify,
    to: To::Same,
    onto: Some(Track::Service),
    needs: &[Need::Reason, Need::Words],
    reasons: &[Reason::ServiceMatter],
    title: "您的申报改为服务事项办理",
    body: "这件事不用走评议公示，会按服务事项直接办理，{due}前会有进展。",
    ..BY_DESK
};

const WITHDRAW: Step = Step {
    action: Action::Withdraw,
    to: To::State(State::Withdrawn),
    while_stopped: true,
    title: "申报已撤回",
    body: "您家的申报已经撤回，需要时可以重新申报。",
    ..ROW
};

const GREEN: Step = Step {
    track: Some(Track::Monitoring),
    action: Action::Green,
    to: To::Same,
    due: Due::Same,
    needs: &[Need::Words],
    guards: &[Guard::SuddenKind],
    title: "帮扶已先行到位",
    body: "您家遇到急难，已按绿色通道先给予帮扶，手续随后补办。",
    ..BY_DESK
};

const PAUSED: Step = Step {
    action: Action::Pause,
    by: PAUSE,
    to: To::Same,
    due: Due::Same,
    needs: &[Need::Reason, Need::Words],
    reasons: &[Reason::HouseholdAway, Reason::WaitsForOffice, Reason::ForceMajeure],
    guards: &[Guard::PauseApproved],
    title: "您的申报暂停办理",
    body: "经上级同意，这件申报暂停办理，请打开申报查看原因，恢复时会告诉您。",
    ..BY_DESK
};

const RESUME: Step = Step {
    action: Action::Resume,
    to: To::Same,
    due: Due::Same,
    while_stopped: true,
    title: "您的申报恢复办理",
    body: "这件申报已经恢复办理，有进展会告诉您。",
    ..BY_DESK
};

/// The whole course of a declaration.
pub const TABLE: &[Step] = &[
    // Filing.
    Step {
        action: Action::Declare,
        due: Due::Accept,
        needs: &[Need::WordsOrVoice],
        title: "已收到您的申报",
        body: "您的申报已送到社区，{due}前会有人受理，请留意消息。",
        ..ROW
    },
    Step {
        action: Action::DeclareFor,
        by: OTHERS,
        due: Due::Accept,
        needs: &[Need::Consent, Need::WordsOrVoice],
        title: "已替您家提交申报",
        body: "有人替您家提交了申报，{due}前会有人受理。如果不是您家的意思，请撤回或联系社区。",
        ..ROW
    },
    // Submitted: waits for a desk.
    Step {
        from: Some(State::Submitted),
        track: Some(Track::Monitoring),
        action: Action::Accept,
        to: To::State(State::Accepted),
        due: Due::Verify,
        title: "您的申报已受理",
        body: "工作人员正在办理您的申报，{due}前会上门了解情况或给您答复。",
        ..BY_DESK
    },
    Step {
        from: Some(State::Submitted),
        track: Some(Track::Service),
        action: Action::Accept,
        to: To::State(State::Accepted),
        due: Due::Answer,
        title: "您的申报已受理",
        body: "工作人员正在办理您的申报，{due}前会给您答复。",
        ..BY_DESK
    },
    Step { from: Some(State::Submitted), ..RETURN },
    Step { from: Some(State::Submitted), at: Some(DeskLevel::Community), ..REFER },
    Step { from: Some(State::Submitted), at: Some(DeskLevel::Site), ..REFER },
    Step { from: Some(State::Submitted), due: Due::Same, ..RECLASSIFY },
    Step { from: Some(State::Submitted), ..WITHDRAW },
    Step { from: Some(State::Submitted), ..REFUSE },
    Step { from: Some(State::Submitted), ..GREEN },
    // Returned: waits for the household.
    Step {
        from: Some(State::Returned),
        action: Action::Supplement,
        by: EITHER,
        due: Due::Accept,
        needs: &[Need::WordsOrVoice],
        title: "补充材料已收到",
        body: "您补充的情况已送到，{due}前会有人继续办理。",
        ..ROW
    },
    Step { from: Some(State::Returned), ..WITHDRAW },
    Step { from: Some(State::Returned), ..REFUSE },
    // Accepted: a desk works on it.
    Step {
        from: Some(State::Accepted),
        action: Action::Answer,
        to: To::State(State::Answered),
        needs: &[Need::Words],
        title: "您的申报有答复了",
        body: "请打开申报查看答复，并告诉我们问题解决了没有。",
        ..BY_DESK
    },
    Step {
        from: Some(State::Accepted),
        track: Some(Track::Monitoring),
        action: Action::Verify,
        by: VERIFY,
        to: To::State(State::Verified),
        due: Due::Review,
        title: "入户核实已完成",
        body: "工作人员已到您家了解情况，{due}前会开会评议。",
        ..FIELDWORK
    },
    Step { from: Some(State::Accepted), ..RETURN },
    Step { from: Some(State::Accepted), at: Some(DeskLevel::Community), ..REFER },
    Step { from: Some(State::Accepted), at: Some(DeskLevel::Site), ..REFER },
    Step { from: Some(State::Accepted), due: Due::Answer, ..RECLASSIFY },
    Step { from: Some(State::Accepted), ..WITHDRAW },
    Step { from: Some(State::Accepted), ..REFUSE },
    Step { from: Some(State::Accepted), ..GREEN },
    Step { from: Some(State::Accepted), ..PAUSED },
    Step { from: Some(State::Accepted), ..RESUME },
    // Verified: waits for the review meeting.
    Step {
        from: Some(State::Verified),
        action: Action::Review,
        by: REVIEW,
        to: To::State(State::Reviewed),
        due: Due::Publish,
        title: "民主评议已通过",
        body: "评议会同意了您家的申报，{due}前会张榜公示。公示只写姓氏和楼栋，不写病情和收入。",
        ..FIELDWORK
    },
    Step {
        from: Some(State::Verified),
        reasons: &[
            Reason::VotedDown,
            Reason::NotConfirmed,
            Reason::NotEligible,
            Reason::Repeated,
            Reason::HelpedAlready,
        ],
        by: DESK_OR_MEETING,
        is_fieldwork: true,
        ..REFUSE
    },
    Step { from: Some(State::Verified), ..WITHDRAW },
    Step { from: Some(State::Verified), ..PAUSED },
    Step { from: Some(State::Verified), ..RESUME },
    // Reviewed: waits for the public notice.
    Step {
        from: Some(State::Reviewed),
        action: Action::Publish,
        by: REVIEW,
        to: To::State(State::InNotice),
        due: Due::StreetReview,
        title: "您家的申报正在公示",
        body: "公示已经张贴。公示期满后由街道审核，{due}前会有结果。",
        ..FIELDWORK
    },
    Step { from: Some(State::Reviewed), ..REFUSE },
    Step { from: Some(State::Reviewed), ..WITHDRAW },
    Step { from: Some(State::Reviewed), ..PAUSED },
    Step { from: Some(State::Reviewed), ..RESUME },
    // In public notice: neighbours may object, then the street reviews.
    Step {
        from: Some(State::InNotice),
        action: Action::Object,
        by: NEIGHBOURS,
        to: To::Same,
        due: Due::Same,
        needs: &[Need::Words],
        while_stopped: true,
        title: "公示收到异议",
        body: "有人对公示提出了异议，社区会核实答复，这期间办理时限暂停。",
        ..ROW
    },
    Step {
        from: Some(State::InNotice),
        action: Action::AnswerObjection,
        by: REVIEW,
        to: To::Same,
        due: Due::Same,
        needs: &[Need::Words],
        while_stopped: true,
        title: "公示异议已答复",
        body: "社区已经核实并答复了异议，有新的进展会告诉您。",
        ..FIELDWORK
    },
    Step {
        from: Some(State::InNotice),
        action: Action::StreetReview,
        by: STREET,
        to: To::State(State::StreetReviewed),
        desk: Desk::Level(DeskLevel::County),
        due: Due::Confirm,
        guards: &[Guard::NoticeOver],
        title: "街道审核已通过",
        body: "街道已审核同意，申报已报到县里，{due}前会审定。",
        ..BY_DESK
    },
    Step {
        from: Some(State::InNotice),
        reasons: &[
            Reason::ObjectionUpheld,
            Reason::NotConfirmed,
            Reason::NotEligible,
            Reason::HelpedAlready,
        ],
        while_stopped: true,
        ..REFUSE
    },
    Step { from: Some(State::InNotice), ..PAUSED },
    Step { from: Some(State::InNotice), ..RESUME },
    // Reviewed by the street: waits for the county.
    Step {
        from: Some(State::StreetReviewed),
        action: Action::Confirm,
        by: COUNTY,
        to: To::State(State::Supporting),
        title: "您家已纳入帮扶",
        body: "县里已审定，您家纳入监测帮扶，帮扶联系人会上门商量帮扶办法。",
        ..BY_DESK
    },
    Step { from: Some(State::StreetReviewed), ..REFUSE },
    Step { from: Some(State::StreetReviewed), ..PAUSED },
    Step { from: Some(State::StreetReviewed), ..RESUME },
    // Supported: until the risk is removed.
    Step {
        from: Some(State::Supporting),
        action: Action::RemoveRisk,
        by: COUNTY,
        to: To::State(State::RiskRemoved),
        needs: &[Need::Words],
        guards: &[Guard::RemovalConditions],
        title: "您家的风险已消除",
        body: "经审定，您家的困难已经解决。往后一年我们还会常来看看，有困难随时再申报。",
        ..BY_DESK
    },
    // Answered: the household says whether it helped.
    Step {
        from: Some(State::Answered),
        action: Action::Solved,
        to: To::State(State::Closed),
        title: "申报已办结",
        body: "谢谢您的评价，这件事已经办结。",
        ..ROW
    },
    Step {
        from: Some(State::Answered),
        at: Some(DeskLevel::Community),
        action: Action::NotSolved,
        desk: Desk::Above,
        due: Due::Accept,
        title: "申报已转到上一级",
        body: "您说问题没有解决，申报已转到街道，{due}前会有人受理。",
        ..ROW
    },
    Step {
        from: Some(State::Answered),
        at: Some(DeskLevel::Site),
        action: Action::NotSolved,
        desk: Desk::Above,
        due: Due::Accept,
        title: "申报已转到上一级",
        body: "您说问题没有解决，申报已转到县里，{due}前会有人受理。",
        ..ROW
    },
    Step {
        from: Some(State::Answered),
        at: Some(DeskLevel::County),
        action: Action::NotSolved,
        to: To::State(State::Closed),
        title: "申报已办结",
        body: "您说问题没有解决，我们已经记下，请找县里的工作人员当面说明。",
        ..ROW
    },
    // Refused: one appeal, decided by another.
    Step {
        from: Some(State::Refused),
        action: Action::Appeal,
        to: To::State(State::Appealed),
        desk: Desk::Above,
        due: Due::Appeal,
        needs: &[Need::WordsOrVoice],
        guards: &[Guard::FirstAppeal],
        title: "申诉已收到",
        body: "您的申诉已送到上一级，会由别的工作人员决定，{due}前会有结果。",
        ..ROW
    },
    Step {
        from: Some(State::Appealed),
        action: Action::Uphold,
        to: To::State(State::Closed),
        needs: &[Need::Words],
        guards: &[Guard::AnotherThanRefused],
        title: "申诉有结果了：维持原决定",
        body: "上一级重新看过，维持原来的决定，请打开申报查看说明。",
        ..BY_DESK
    },
    Step {
        from: Some(State::Appealed),
        track: Some(Track::Monitoring),
        action: Action::Reopen,
        to: To::State(State::Accepted),
        desk: Desk::Level(DeskLevel::Site),
        due: Due::Verify,
        needs: &[Need::Words],
        guards: &[Guard::AnotherThanRefused],
        title: "申诉有结果了：重新办理",
        body: "上一级同意您的申诉，申报重新办理，{due}前会上门了解情况。",
        ..BY_DESK
    },
    Step {
        from: Some(State::Appealed),
        track: Some(Track::Service),
        action: Action::Reopen,
        to: To::State(State::Accepted),
        due: Due::Answer,
        needs: &[Need::Words],
        guards: &[Guard::AnotherThanRefused],
        title: "申诉有结果了：重新办理",
        body: "上一级同意您的申诉，申报重新办理，{due}前会给您答复。",
        ..BY_DESK
    },
];

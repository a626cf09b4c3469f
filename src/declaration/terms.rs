//! The words of declarations in Chinese: short, fit to be read aloud.

use entity::declaration::{Category, DeclarationKind, DeclarationState, DeskLevel, Track};
use entity::declaration_step::{DeclarationAction, StepReason};

/// What a state is called.
pub(crate) const fn state(state: DeclarationState) -> &'static str {
    match state {
        DeclarationState::Submitted => "待受理",
        DeclarationState::Returned => "待补充",
        DeclarationState::Accepted => "已受理",
        DeclarationState::Verified => "已核实",
        DeclarationState::Reviewed => "评议通过",
        DeclarationState::InNotice => "公示中",
        DeclarationState::StreetReviewed => "街道已审核",
        DeclarationState::Supporting => "帮扶中",
        DeclarationState::RiskRemoved => "风险消除",
        DeclarationState::Answered => "已答复",
        DeclarationState::Refused => "未通过",
        DeclarationState::Appealed => "申诉中",
        DeclarationState::Withdrawn => "已撤回",
        DeclarationState::Closed => "已办结",
    }
}

/// What an action is called.
pub(super) const fn action(action: DeclarationAction) -> &'static str {
    match action {
        DeclarationAction::Declare => "自主申报",
        DeclarationAction::DeclareFor => "他人代举",
        DeclarationAction::Accept => "受理",
        DeclarationAction::Return => "退回补充",
        DeclarationAction::Supplement => "补充",
        DeclarationAction::Refer => "转办",
        DeclarationAction::Reclassify => "转为服务事项",
        DeclarationAction::Withdraw => "撤回",
        DeclarationAction::Refuse => "不予通过",
        DeclarationAction::Answer => "答复",
        DeclarationAction::Solved => "已解决",
        DeclarationAction::NotSolved => "没解决",
        DeclarationAction::Verify => "入户核实",
        DeclarationAction::Review => "民主评议",
        DeclarationAction::Publish => "张榜公示",
        DeclarationAction::Object => "提出异议",
        DeclarationAction::AnswerObjection => "答复异议",
        DeclarationAction::StreetReview => "街道审核",
        DeclarationAction::Confirm => "县级审定",
        DeclarationAction::RemoveRisk => "风险消除",
        DeclarationAction::Green => "绿色通道",
        DeclarationAction::Pause => "中止",
        DeclarationAction::Resume => "恢复",
        DeclarationAction::Appeal => "申诉",
        DeclarationAction::Uphold => "维持原决定",
        DeclarationAction::Reopen => "撤销重办",
    }
}

/// What a reason is called.
pub(super) const fn reason(reason: StepReason) -> &'static str {
    match reason {
        StepReason::NotConfirmed => "核实不符",
        StepReason::Repeated => "重复申报",
        StepReason::NotEligible => "不符合条件",
        StepReason::OtherOffice => "不属本级职责",
        StepReason::TooLittleKnown => "信息不足",
        StepReason::HelpedAlready => "已获帮扶",
        StepReason::VotedDown => "评议未通过",
        StepReason::ObjectionUpheld => "异议成立",
        StepReason::Unreadable => "材料不清",
        StepReason::DocumentMissing => "材料缺失",
        StepReason::ServiceMatter => "属于服务事项",
        StepReason::HouseholdAway => "家人外出",
        StepReason::WaitsForOffice => "等待其他部门",
        StepReason::ForceMajeure => "不可抗力",
    }
}

/// What a kind is called.
pub(crate) const fn kind(kind: DeclarationKind) -> &'static str {
    match kind {
        DeclarationKind::Illness => "因病",
        DeclarationKind::Disability => "因残",
        DeclarationKind::Schooling => "因学",
        DeclarationKind::Disaster => "因灾",
        DeclarationKind::UnstableJob => "就业不稳",
        DeclarationKind::FailedBusiness => "产业失败",
        DeclarationKind::Accident => "突发事件",
        DeclarationKind::Housing => "住房",
        DeclarationKind::DrinkingWater => "饮水",
        DeclarationKind::Other => "其他困难",
        DeclarationKind::Consultation => "咨询代办",
        DeclarationKind::AddressChange => "住址变更",
        DeclarationKind::MemberChange => "人口变动",
        DeclarationKind::EmploymentChange => "就业变动",
    }
}

/// When to choose a kind, in one sentence.
pub(super) const fn kind_hint(kind: DeclarationKind) -> &'static str {
    match kind {
        DeclarationKind::Illness => "家里有人生病，看病花钱多，生活有困难。",
        DeclarationKind::Disability => "家里有人残疾，要人照顾或者不能干活。",
        DeclarationKind::Schooling => "孩子上学花钱多，供不起或者上不了学。",
        DeclarationKind::Disaster => "遇到水灾、火灾、地震、冰雹这样的灾害。",
        DeclarationKind::UnstableJob => "活干不长，工钱拿不到，或者找不到活干。",
        DeclarationKind::FailedBusiness => "种的、养的、做的小生意亏了本。",
        DeclarationKind::Accident => "家里突然出了事，比如车祸、摔伤。",
        DeclarationKind::Housing => "房子漏水、开裂，住着不放心。",
        DeclarationKind::DrinkingWater => "没水吃，或者水不干净。",
        DeclarationKind::Other => "别的难处，说清楚就行。",
        DeclarationKind::Consultation => "想问政策，或者要人帮忙办手续。",
        DeclarationKind::AddressChange => "搬了家，门牌变了。",
        DeclarationKind::MemberChange => "家里添了人、少了人、有人结婚或去世。",
        DeclarationKind::EmploymentChange => "家里有人换了工作，或者不干了。",
    }
}

/// Which way a kind goes, in one sentence.
pub(super) const fn track_hint(track: Track) -> &'static str {
    match track {
        Track::Monitoring => {
            "工作人员会上门看情况，再开会评议、张榜公示、逐级审定，通过后给予帮扶。"
        }
        Track::Service => "工作人员会直接办理并给您答复，您再评价办得好不好。",
    }
}

/// What a way is called.
pub(super) const fn track(track: Track) -> &'static str {
    match track {
        Track::Monitoring => "防返贫监测",
        Track::Service => "服务事项",
    }
}

/// What the level of a desk is called.
pub(super) const fn level(level: DeskLevel) -> &'static str {
    match level {
        DeskLevel::Community => "社区",
        DeskLevel::Site => "街道",
        DeskLevel::County => "县里",
    }
}

/// What has to be done in this state; none where nobody has to do anything.
pub(super) const fn due_deed(state: DeclarationState, track: Track) -> Option<&'static str> {
    match (state, track) {
        (DeclarationState::Submitted, _) => Some("受理"),
        (DeclarationState::Returned, _) => Some("补充材料"),
        (DeclarationState::Accepted, Track::Monitoring) => Some("入户核实"),
        (DeclarationState::Accepted, Track::Service) => Some("给出答复"),
        (DeclarationState::Verified, _) => Some("开会评议"),
        (DeclarationState::Reviewed, _) => Some("张榜公示"),
        (DeclarationState::InNotice, _) => Some("完成街道审核"),
        (DeclarationState::StreetReviewed, _) => Some("完成县级审定"),
        (DeclarationState::Supporting, _) => Some("落实帮扶"),
        (DeclarationState::Answered, _) => Some("评价答复"),
        (DeclarationState::Appealed, _) => Some("决定申诉"),
        _ => None,
    }
}

/// What a category is called.
pub(crate) const fn category(category: Category) -> &'static str {
    match category {
        Category::Unstable => "脱贫不稳定户",
        Category::Marginal => "边缘易致贫户",
        Category::Sudden => "突发严重困难户",
    }
}

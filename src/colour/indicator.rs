//! What a rule looks at: each indicator holds for a household or it does not.

use super::body::ColourRuleBody;
use super::inputs::ColourInputs;
use entity::declaration::Category;

entity::codes! {
    /// Something that a rule looks at; health is not among it, because it is sealed.
    pub enum Indicator {
        /// Last year's net income per head is below the rule's line.
        IncomeBelowLine = "income_below_line",
        /// It is below half of that line.
        IncomeBelowHalf = "income_below_half",
        /// The ledger has no item of last year.
        IncomeUnknown = "income_unknown",
        /// Nobody has labour capacity.
        NoLabour = "no_labour",
        /// Somebody could work, and nobody does (零就业).
        ZeroEmployment = "zero_employment",
        /// A member is disabled.
        Disability = "disability",
        /// A member is disabled of the first or second degree.
        SevereDisability = "severe_disability",
        /// Two or more members go to school.
        TwoStudents = "two_students",
        /// All members are elderly.
        ElderlyAlone = "elderly_alone",
        /// A declaration of hardship is open.
        OpenDeclaration = "open_declaration",
        /// The household is monitored.
        Monitored = "monitored",
        /// It is monitored for sudden severe hardship.
        SuddenHardship = "sudden_hardship",
        /// One of the guarantees was found at risk: food and clothing, schooling, medicine, housing, water.
        GuaranteeAtRisk = "guarantee_at_risk",
        /// One of them was found unmet.
        GuaranteeUnmet = "guarantee_unmet",
        /// A clue from a department is open.
        OpenClue = "open_clue",
        /// Two or more visits were missed lately, so nobody knows how it is.
        MissedVisits = "missed_visits",
        /// A measure had no effect lately.
        MeasureWithoutEffect = "measure_without_effect",
    }
}

impl Indicator {
    /// How a sentence names it.
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::IncomeBelowLine => "上年人均纯收入低于筛查线",
            Self::IncomeBelowHalf => "上年人均纯收入不到筛查线的一半",
            Self::IncomeUnknown => "没有上年收入记录",
            Self::NoLabour => "家中没有劳动能力",
            Self::ZeroEmployment => "有劳动能力但无人就业",
            Self::Disability => "有残疾成员",
            Self::SevereDisability => "有一二级残疾成员",
            Self::TwoStudents => "有两名以上在校学生",
            Self::ElderlyAlone => "只有老人居住",
            Self::OpenDeclaration => "有困难申报正在办理",
            Self::Monitored => "是监测对象",
            Self::SuddenHardship => "属突发严重困难户",
            Self::GuaranteeAtRisk => "有保障项目存在风险",
            Self::GuaranteeUnmet => "有保障项目未达标",
            Self::OpenClue => "有部门线索待核查",
            Self::MissedVisits => "近期多次漏访",
            Self::MeasureWithoutEffect => "近期有帮扶措施未见成效",
        }
    }

    /// Whether it holds for these inputs, by the numbers of the rule.
    pub fn holds(self, rule: &ColourRuleBody, inputs: &ColourInputs) -> bool {
        let below = |line: i64| inputs.net_fen_per_head.is_some_and(|net| net < line);
        match self {
            Self::IncomeBelowLine => below(rule.income_line_fen),
            Self::IncomeBelowHalf => below(rule.income_line_fen / 2),
            Self::IncomeUnknown => inputs.net_fen_per_head.is_none(),
            Self::NoLabour => inputs.able == 0 && inputs.members > 0,
            Self::ZeroEmployment => inputs.available > 0 && inputs.working == 0,
            Self::Disability => inputs.disabled > 0,
            Self::SevereDisability => inputs.severely_disabled > 0,
            Self::TwoStudents => inputs.students >= 2,
            Self::ElderlyAlone => inputs.members > 0 && inputs.elderly == inputs.members,
            Self::OpenDeclaration => inputs.open_declarations > 0,
            Self::Monitored => inputs.category.is_some(),
            Self::SuddenHardship => inputs.category == Some(Category::Sudden),
            Self::GuaranteeAtRisk => inputs.guarantees_at_risk + inputs.guarantees_unmet > 0,
            Self::GuaranteeUnmet => inputs.guarantees_unmet > 0,
            Self::OpenClue => inputs.open_clues > 0,
            Self::MissedVisits => inputs.missed_visits >= 2,
            Self::MeasureWithoutEffect => inputs.measures_without_effect > 0,
        }
    }
}

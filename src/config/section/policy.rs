//! `[policy]`: the numbers of the community's rules. They are the defaults until an administrator
//! adopts others, which are stored with their version.

use crate::config::setting::settings;

settings! {
    Policy, "policy", "Numbers of the community's rules, until others are adopted", "政策数值";
    {}
    { declaration: DeclarationPolicy, jobs: JobPolicy, points: PointPolicy }
}

settings! {
    DeclarationPolicy, "policy.declaration",
    "Self-declaration (source: monitoring rules against a return to poverty)", "自主申报时限";
    {
        accept_working_days: u32 = 1, 1..=30,
            "Working days to accept a declaration.",
            "受理时限（工作日）。";
        whole_working_days: u32 = 20, 8..=90,
            "Working days for the whole chain, from submission to confirmation.",
            "全流程时限（工作日）。";
        own_words_chars_max: u32 = 2_000, 100..=10_000,
            "Length of the resident's own words, in characters.",
            "情况说明的字数上限。";
        open_per_household_max: u32 = 5, 1..=50,
            "Declarations of one household that may be open at once.",
            "每户同时在办的申报数。";
    }
    {}
}

settings! {
    JobPolicy, "policy.jobs",
    "Jobs brought to the door (source: the site's practice of bringing posts home)", "送岗规则";
    {
        posting_days_max: u32 = 90, 1..=365,
            "Longest time between publishing and the last day to apply, in days.",
            "岗位发布最长天数。";
        vacancies_max: u32 = 10_000, 1..=100_000,
            "Vacancies of one posting.",
            "单个岗位招聘人数上限。";
        age_max: u32 = 60, 16..=100,
            "The oldest that a posting is brought to, in years, where its officer sets no limit.",
            "未另设上限时，岗位推送到的最高年龄（周岁）。";
    }
    {}
}

settings! {
    PointPolicy, "policy.points",
    "Points of the love supermarket (source: the community's adopted rules)", "爱心超市积分规则";
    {
        credit_max: i64 = 500, 1..=100_000,
            "Points of one credit.",
            "单次记分上限。";
        volunteer_day_max: i64 = 2_000, 1..=1_000_000,
            "Points that one volunteer may credit in a day.",
            "每名志愿者每日记分上限。";
        approval_above: i64 = 100, 0..=100_000,
            "A credit of more points than this waits for a second person.",
            "超过此分值须第二人审批。";
        reverse_days_max: u32 = 90, 1..=366,
            "How long a transfer can be reversed, in days.",
            "记分可冲正的天数。";
    }
    {}
}

//! `[policy]`: the numbers of the community's rules. They are the defaults until an administrator
//! adopts others, which are stored with their version.

use crate::config::setting::settings;

settings! {
    Policy, "policy", "Numbers of the community's rules, until others are adopted", "政策数值";
    {}
    {
        declaration: DeclarationPolicy, monitoring: MonitoringPolicy, income: IncomePolicy,
        visits: VisitPolicy, rounds: RoundPolicy, jobs: JobPolicy, points: PointPolicy
    }
}

settings! {
    DeclarationPolicy, "policy.declaration",
    "Self-declaration (source: monitoring rules against a return to poverty)", "自主申报时限";
    {
        accept_working_days: u32 = 1, 1..=30,
            "Working days to accept a declaration.",
            "受理时限（工作日）。";
        answer_working_days: u32 = 5, 1..=90,
            "Working days to answer a service request, from the day on which it came to the desk.",
            "服务事项答复时限（工作日）。";
        verify_working_days: u32 = 2, 1..=30,
            "Working days to verify an accepted declaration at the household.",
            "入户核实时限（工作日）。";
        review_working_days: u32 = 3, 1..=30,
            "Working days from verification to the review meeting.",
            "民主评议时限（工作日）。";
        publish_working_days: u32 = 1, 1..=30,
            "Working days from the review meeting to the public notice.",
            "张榜公示时限（工作日）。";
        notice_working_days: u32 = 5, 5..=30,
            "Working days that a public notice hangs, at least.",
            "公示天数（工作日，至少 5 天）。";
        street_working_days: u32 = 3, 1..=30,
            "Working days of the street's review, after the public notice.",
            "街道审核时限（工作日）。";
        confirm_working_days: u32 = 3, 1..=30,
            "Working days of the county's confirmation.",
            "县级审定时限（工作日）。";
        appeal_working_days: u32 = 5, 1..=30,
            "Working days to decide an appeal.",
            "申诉办理时限（工作日）。";
        whole_working_days: u32 = 20, 8..=90,
            "Working days for the whole chain, from submission to confirmation.",
            "全流程时限（工作日）。";
        repeat_days: u32 = 30, 1..=366,
            "A declaration of the same kind within so many days is hinted at as a repetition.",
            "多少天内同类申报提示重复。";
        clock_minutes: u32 = 10, 1..=1_440,
            "How often overdue steps are looked for, in minutes.",
            "超期巡检间隔（分钟）。";
        raise_working_days: u32 = 1, 1..=30,
            "Working days that each level has after an overdue step was raised to it, until it goes on \
             to the next one.",
            "超期督办后仍未办理，多少个工作日再上报一级。";
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
    MonitoringPolicy, "policy.monitoring",
    "Monitoring against a return to poverty (source: guiding opinions on monitoring and support, 2021)",
    "防返贫监测帮扶";
    {
        removal_months_min: u32 = 6, 1..=36,
            "Months between the county's confirmation and the removal of the risk, at least.",
            "风险消除前的最短监测月数。";
        watch_months: u32 = 12, 1..=60,
            "Months that a household is watched after its risk was removed.",
            "风险消除后的跟踪月数。";
        measure_notice_days: u32 = 3, 0..=30,
            "Days before its last day from which whoever sees to a support measure is reminded.",
            "帮扶措施到期前多少天开始提醒责任人。";
        colour_hours: u32 = 24, 1..=168,
            "How often colours are computed anew, in hours.",
            "红黄绿重新测算间隔（小时）。";
    }
    {}
}

settings! {
    IncomePolicy, "policy.income",
    "Income ledger and screening (source: the county's screening line of 10,000 yuan)", "收入台账与筛查";
    {
        line_fen: i64 = 1_000_000, 100_000..=10_000_000,
            "Net income of a year per head below which a household is screened, in fen.",
            "年人均纯收入筛查线（分）。";
        item_fen_max: i64 = 100_000_000, 100..=10_000_000_000,
            "Largest single item of the income ledger, in fen.",
            "单笔收入上限（分）。";
        years_back_max: u32 = 5, 1..=30,
            "How many years back an item of the income ledger may lie.",
            "收入台账可补录的年数。";
        clue_working_days: u32 = 5, 1..=30,
            "Working days to look into a clue from a department.",
            "部门线索核查时限（工作日）。";
    }
    {}
}

settings! {
    VisitPolicy, "policy.visits",
    "Visits by colour: red daily, yellow weekly, green monthly (source: the site's practice)", "走访频次";
    {
        red_days: u32 = 1, 1..=31,
            "A red household is visited once in so many days.",
            "红色户走访间隔（天）。";
        yellow_days: u32 = 7, 1..=31,
            "A yellow household is visited once in so many days.",
            "黄色户走访间隔（天）。";
        green_months: u32 = 1, 1..=12,
            "A green household is visited once in so many months.",
            "绿色户走访间隔（月）。";
        return_working_days: u32 = 10, 1..=60,
            "Working days after an answer in which a return visit is due.",
            "答复后回访时限（工作日）。";
        raise_days: u32 = 2, 1..=30,
            "Days after a missed visit was reported to the helper until it is raised to the level above.",
            "漏访上报间隔（天）。";
        late_days_max: u32 = 14, 1..=60,
            "How many days late a visit may be recorded, for phones without a network.",
            "补录走访的最长天数。";
    }
    {}
}

settings! {
    RoundPolicy, "policy.rounds",
    "Monthly round: check, assess, dispatch, supervise (source: the county's schedule)", "月排查研判调度督促";
    {
        check_day: u32 = 20, 1..=28,
            "Day of the month on which the check ends.",
            "月排查截止日。";
        assess_day: u32 = 25, 1..=28,
            "Day of the month on which the assessment ends.",
            "月研判截止日。";
        supervise_day: u32 = 5, 1..=28,
            "Day of the next month on which the supervision ends; dispatch ends with the month.",
            "次月督促截止日。";
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

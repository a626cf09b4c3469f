//! How points can refuse.

crate::refusals! {
    /// How points can refuse.
    pub enum PointsError {
        /// Nobody credits or reverses for their own household.
        OwnHousehold = 409 "points.own_household",
            "不能为自己家办理，请另一位工作人员来办。",
            "You can't do this for your own household. Ask a colleague.";
        /// The rule has ended.
        RuleEnded = 409 "points.rule_ended",
            "这条积分规则已停用，请刷新规则后另选一条。",
            "This rule has ended. Read the rules again and choose another.";
        /// More points than one credit may hold.
        TooManyAtOnce { limit: i64 } = 409 "points.too_many_at_once",
            "一次最多记 {limit} 分，请减少次数。",
            "One credit is at most {limit} points. Lower the times.";
        /// More points than one person may credit alone.
        ApprovalNeeded { limit: i64 } = 409 "points.approval_needed",
            "一个人一次最多记 {limit} 分，其余的请第二位志愿者来记。",
            "One person credits at most {limit} points at once. A second volunteer must credit the rest.";
        /// The volunteer's cap of the day is used up.
        VolunteerDayFull { left: i64 } = 409 "points.volunteer_day_full",
            "您今天还能记 {left} 分，请明天再记或请别的志愿者来记。",
            "You can credit {left} more points today. Go on tomorrow or ask another volunteer.";
        /// The household's cap of the day for this rule is used up.
        HouseholdDayFull { left: i64 } = 409 "points.household_day_full",
            "该户今天按这条规则还能得 {left} 分，请减少次数或明天再记。",
            "By this rule the household can get {left} more points today. Lower the times or go on tomorrow.";
        /// The household's cap of the month for this rule is used up.
        HouseholdMonthFull { left: i64 } = 409 "points.household_month_full",
            "该户本月按这条规则还能得 {left} 分，请减少次数或下月再记。",
            "By this rule the household can get {left} more points this month. Lower the times or go on next month.";
        /// The id names another transfer.
        IdUsed = 409 "points.transfer_id_used",
            "这个编号已用于另一笔积分，请换一个新编号。",
            "This id names another transfer. Make a new one.";
        /// It was reversed before.
        ReversedAlready = 409 "points.reversed_already",
            "这笔积分已经冲正过，不能再次冲正。",
            "This transfer was reversed before. It can't be reversed again.";
        /// A reversal can't be reversed.
        NotReversible = 409 "points.not_reversible",
            "冲正本身不能再冲正，请重新记一笔。",
            "A reversal can't be reversed. Make a new transfer.";
        /// It lies too far back.
        TooOld { days: u32 } = 409 "points.too_old",
            "超过 {days} 天的积分不能再冲正。",
            "Transfers of more than {days} days ago can't be reversed.";
        /// The household has spent what would be taken back.
        Spent { missing: i64 } = 409 "points.spent",
            "该户积分不够冲正，还差 {missing} 分，请等该户再得分后冲正。",
            "The household is {missing} points short for this reversal. Reverse it when it has earned them.";
        /// The rule changed since it was read.
        RuleChanged { version: i64 } = 409 "points.rule_changed",
            "规则已改为第 {version} 版，请刷新后再改。",
            "The rule is at version {version} now. Read it again, then change it.";
    }
}

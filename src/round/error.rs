//! How rounds can refuse.

crate::refusals! {
    /// How rounds can refuse.
    pub enum RoundError {
        /// Nobody decides for their own household.
        OwnHousehold = 403 "round.own_household",
            "不能为自己家办理，请交给其他工作人员。",
            "You can't do this for your own household. Leave it to a colleague.";
        /// Somebody else's finding.
        NotOwner = 403 "round.not_owner",
            "这条发现由别人负责，请由责任人或街道办结。",
            "Somebody else sees to this finding. Its owner or the street settles it.";
        /// The site's round of this month is open already.
        Exists = 409 "round.exists",
            "该安置点本月的排查已经开始，不用再开。",
            "This month's round of the site was opened before. Go on with that one.";
        /// The round is closed.
        Closed = 409 "round.closed",
            "这一轮排查已经办结，不能再改。请在本月的排查里办理。",
            "This round is closed and does not change. Use the present month's round.";
        /// Phases come one after the other.
        NotNext { phase: &'static str } = 409 "round.not_next",
            "只能进入下一阶段（{phase}），请刷新查看现在到了哪一步。",
            "The next phase of this round is {phase}. Reload to see how far it came.";
        /// Conditions of the gate are not met.
        GateShut { unmet_zh: String, unmet: String } = 409 "round.gate_shut",
            "还不能进入下一阶段：{unmet_zh}。（{unmet}）",
            "The round can't move on yet. In the way: {unmet}. ({unmet_zh})";
        /// The check is over.
        CheckOver = 409 "round.check_over",
            "本轮的排查阶段已经结束，不能再登记免访原因。",
            "The check of this round is over. Nobody is excused any more.";
        /// The household was visited.
        Visited = 409 "round.visited",
            "这一户本月已经走访，不用登记免访原因。",
            "This household was visited this month. It needs no excuse.";
        /// The round does not cover the household.
        NotCovered = 409 "round.not_covered",
            "这一户不在这一轮排查里（可能刚迁入或已迁出），请在覆盖它的那一轮里登记。",
            "The round does not cover this household, which may have moved. Use the round that does.";
        /// The finding is not where this deed begins.
        WrongState { state: &'static str } = 409 "round.wrong_state",
            "这条发现现在的状态是 {state}，不能这样办，请刷新后再看。",
            "The finding is {state} now, so this can't be done with it. Reload it.";
        /// The finding goes on in the next month's round.
        HandedOver = 409 "round.handed_over",
            "这条发现已转入下月继续办理，请到下月的排查里办。",
            "The finding was handed to the next month. See to it there.";
        /// The next month's round is not open.
        NoNextRound = 409 "round.no_next_round",
            "下月的排查还没有开始，或已经办结。请在下月1日后再转。",
            "The next month's round is not open. Hand the finding over once it is.";
        /// The owner would be of the household.
        OwnerOfHousehold = 409 "round.owner_of_household",
            "责任人不能是这一户的家人，请另选一位。",
            "The owner is of this household. Choose somebody else.";
    }
}

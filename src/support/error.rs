//! How support can refuse.

crate::refusals! {
    /// How support can refuse.
    pub enum SupportError {
        /// Nobody decides for their own household.
        OwnHousehold = 403 "support.own_household",
            "不能为自己家办理，请交给其他工作人员。",
            "You can't do this for your own household. Leave it to a colleague.";
        /// The household does not live here any more.
        HouseholdGone = 409 "support.household_gone",
            "这一户已迁出或并户，不能再安排帮扶。",
            "This household moved away or was merged, so no support can be arranged for it.";
        /// The helper would be of the household.
        HelperOfHousehold = 409 "support.helper_of_household",
            "帮扶联系人不能是这一户的家人，请另选一位。",
            "The helper is of this household. Choose somebody else.";
        /// That person helps already.
        SameHelper = 409 "support.same_helper",
            "这位工作人员已经是该户的帮扶联系人，不用再指定。",
            "This person is the household's helper already. Nothing needs to be done.";
        /// Somebody else assigned a helper meanwhile.
        HelperChanged = 409 "support.helper_changed",
            "刚刚有人调整了帮扶联系人，请刷新后再办。",
            "Somebody changed the helper just now. Reload and try again.";
        /// The household has no helper.
        NoHelper = 409 "support.no_helper",
            "这一户现在没有帮扶联系人。",
            "The household has no helper now, so there is none to release.";
        /// The household has an open plan.
        PlanOpen = 409 "support.plan_open",
            "这一户已有一份帮扶计划在执行，一户只能有一份，请修改原计划。",
            "The household has an open plan, and it has one only. Edit that one.";
        /// The plan is closed.
        PlanClosed = 409 "support.plan_closed",
            "这份帮扶计划已经结束，不能再改，需要时请另立一份。",
            "This plan is closed and does not change. Write a new one where needed.";
        /// Measures of the plan are neither delivered nor cancelled.
        MeasuresOpen { count: i64 } = 409 "support.measures_open",
            "计划里还有 {count} 项措施没有落实，请先落实或取消。",
            "{count} measures of the plan are still open. Deliver or cancel them first.";
        /// The measure was delivered or cancelled.
        NotPlanned = 409 "support.not_planned",
            "这项措施已经落实或取消，不能再改，请刷新查看。",
            "This measure was delivered or cancelled and does not change. Reload it.";
        /// The measure was not delivered.
        NotDelivered = 409 "support.not_delivered",
            "这项措施还没有落实，落实之后才能登记成效。",
            "This measure was not delivered yet. Record its effect afterwards.";
        /// The effect was recorded before.
        EffectGiven = 409 "support.effect_given",
            "这项措施的成效已经登记过，不能再改。",
            "The effect of this measure was recorded before and does not change.";
    }
}

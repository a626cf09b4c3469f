//! How colours can refuse.

crate::refusals! {
    /// How colours can refuse.
    pub enum ColourError {
        /// Nobody decides for their own household.
        OwnHousehold = 403 "colour.own_household",
            "不能决定自己家的颜色，请交给其他工作人员。",
            "You can't decide on your own household's colour. Leave it to a colleague.";
        /// Whoever proposed does not decide.
        OwnProposal = 403 "colour.own_proposal",
            "自己提出的调整须由另一位工作人员确认。",
            "Somebody else decides on what you proposed. Leave it to a colleague.";
        /// Red is cleared by the county alone.
        CountyOnly = 403 "colour.county_only",
            "红色只能由县级专班解除，请报县级确认。",
            "Red is cleared by the county only. Hand it to a county officer.";
        /// The household does not live here any more.
        HouseholdGone = 409 "colour.household_gone",
            "这一户已迁出或并户，不再定颜色。",
            "This household moved away or was merged, so it has no colour any more.";
        /// It was decided, or a later proposal took its place.
        Decided = 409 "colour.decided",
            "这条结果已经有人处理或已被新的结果替代，请刷新查看。",
            "This result was decided or replaced by a later one. Reload the list.";
        /// The household's colour changed since it was proposed.
        Outdated = 409 "colour.outdated",
            "这一户的颜色已经变了，请等待重新测算后再确认。",
            "The household's colour changed meanwhile. Wait until it is computed anew.";
        /// The household has this colour.
        Unchanged = 409 "colour.unchanged",
            "这一户现在就是这个颜色，不用调整。",
            "The household has this colour already. Nothing needs to be done.";
        /// Another officer's proposal waits.
        ProposalOpen = 409 "colour.proposal_open",
            "这一户已有一条待确认的调整，请先处理。",
            "A proposal of an officer waits for this household. Decide on that one first.";
        /// The rule is not a draft any more.
        NotDraft = 409 "colour.not_draft",
            "这一版规则已经启用或停用，不能再改，请另起草一版。",
            "This version was adopted and does not change. Draft another.";
        /// The draft changed since it was tried.
        RuleChanged { version: i64 } = 409 "colour.rule_changed",
            "草案已改到第 {version} 次，请重新试算后再启用。",
            "The draft is at version {version} now. Try it again before you adopt it.";
        /// Somebody else drafted at the same moment.
        NumberTaken = 409 "colour.number_taken",
            "刚刚有人起草了新的一版，请再提交一次。",
            "Somebody drafted a version just now. Send it again.";
    }
}

//! How clues can refuse.

crate::refusals! {
    /// How clues can refuse.
    pub enum ClueError {
        /// Nobody settles a clue about their own household.
        OwnHousehold = 403 "clue.own_household",
            "自己家的线索不能由自己登记或核查，请交给其他工作人员。",
            "You can't record or settle a clue about your own household. Leave it to a colleague.";
        /// The household does not live here any more.
        HouseholdGone = 409 "clue.household_gone",
            "这一户已迁出或并户，不能再登记线索。",
            "This household moved away or was merged, so no clue can be recorded about it.";
        /// It was settled before.
        Settled = 409 "clue.settled",
            "这条线索已经办结，请刷新查看结果。",
            "This clue was settled already. Reload it to see how.";
        /// The caller may not declare for households.
        NotYoursToDeclare = 403 "clue.not_yours_to_declare",
            "街道和县级不能替住户申报，请交给社区工作人员，或关联已有的申报。",
            "Only the community declares for households. Leave it to a worker, or name a declaration.";
    }
}

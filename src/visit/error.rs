//! How visits can refuse.

crate::refusals! {
    /// How visits can refuse.
    pub enum VisitError {
        /// Nobody visits their own household.
        OwnHousehold = 403 "visit.own_household",
            "不能登记走访自己家，请交给其他工作人员。",
            "You can't record a visit to your own household. Leave it to a colleague.";
        /// The household is part of another one now.
        HouseholdMerged = 409 "visit.household_merged",
            "这一户已并入另一户，请登记到并入后的那一户。",
            "This household was merged into another. Record the visit for that one.";
        /// Another visit has this id.
        IdTaken = 409 "visit.id_taken",
            "这个走访编号已经用过，请让手机生成新的编号后再提交。",
            "Another visit has this id. Make a new one and send it again.";
    }
}

//! How the income ledger can refuse.

crate::refusals! {
    /// How the income ledger can refuse.
    pub enum IncomeError {
        /// Nobody writes for their own household.
        OwnHousehold = 403 "income.own_household",
            "不能登记或作废自己家的收入，请交给其他工作人员。",
            "You can't record or void income of your own household. Leave it to a colleague.";
        /// The household does not live here any more.
        HouseholdGone = 409 "income.household_gone",
            "这一户已迁出或并户，不能再登记收入。",
            "This household moved away or was merged, so no income can be recorded for it.";
        /// The item was voided before.
        AlreadyVoid = 409 "income.already_void",
            "这一笔已经作废，不用再办。",
            "This item was voided before. Nothing needs to be done.";
    }
}

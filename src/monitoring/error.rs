//! How monitoring can refuse.

crate::refusals! {
    /// How monitoring can refuse.
    pub enum MonitoringError {
        /// Nobody decides for their own household.
        OwnHousehold = 403 "monitoring.own_household",
            "自己家的监测记录不能由自己办理，请交给其他工作人员。",
            "You can't decide on your own household. Leave it to a colleague.";
        /// The record belongs to a declaration.
        HasDeclaration = 409 "monitoring.has_declaration",
            "这份记录来自申报，请在申报中办理风险消除。",
            "This record comes from a declaration. Remove the risk there.";
        /// The risk is removed already.
        Removed = 409 "monitoring.removed",
            "这份记录的风险已经消除，请刷新查看。",
            "The risk of this record was removed already. Reload to see it.";
    }
}

//! How reports can refuse.

crate::refusals! {
    /// How reports can refuse.
    pub enum ReportError {
        /// The period ends before it begins, or is too long.
        Period = 422 "report.period",
            "起止日期不对：结束不能早于开始，最长一年。请重新选择。",
            "The period must not end before it begins, nor be longer than a year. Choose other days.";
    }
}

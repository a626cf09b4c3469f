//! How reports can refuse.

crate::refusals! {
    /// How reports can refuse.
    pub enum ReportError {
        /// There is no such node in the caller's area.
        Missing = 404 "report.node_missing",
            "在您的辖区内没有找到这个网格，请重新选择。",
            "There is no such node in your area. Choose another one.";
        /// The period ends before it begins, or is too long.
        Period = 422 "report.period",
            "起止日期不对：结束不能早于开始，最长一年。请重新选择。",
            "The period must not end before it begins, nor be longer than a year. Choose other days.";
    }
}

//! How meetings can refuse.

crate::refusals! {
    /// How meetings can refuse.
    pub enum MeetingError {
        /// Meetings are held for communities.
        NotCommunity = 422 "meeting.not_community",
            "评议会以社区为单位召开，请选择社区。",
            "A review meeting is held for a community. Name one.";
    }
}

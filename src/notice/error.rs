//! How notices can refuse.

crate::refusals! {
    /// How notices can refuse.
    pub enum NoticeError {
        /// Notices hang in communities.
        NotCommunity = 422 "notice.not_community",
            "公示以社区为单位张贴，请选择社区。",
            "A public notice hangs in a community. Name one.";
        /// A declaration of another community.
        OtherCommunity = 422 "notice.other_community",
            "其中有不属于这个社区的申报，请分开公示。",
            "A declaration of another community is among them. Publish it there.";
        /// It does not hang any more.
        Over = 409 "notice.over",
            "公示已经结束，不能再提异议；有情况请直接向社区反映。",
            "The notice does not hang any more, so nobody objects to it. Tell the community's office instead.";
        /// The objection has an answer.
        Answered = 409 "notice.answered",
            "这条异议已经答复过了，请刷新查看。",
            "This objection was answered already. Reload to see how.";
    }
}

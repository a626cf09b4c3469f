//! How declarations can refuse.

crate::refusals! {
    /// How declarations can refuse.
    pub enum DeclarationError {
        /// It is at a step where this can't be done.
        NotNow = 409 "declaration.not_now",
            "这份申报已进入别的步骤，不能这样办理，请刷新查看最新进展。",
            "The declaration is at another step by now. Reload it to see how it stands.";
        /// It lies at the desk above.
        OtherDesk = 409 "declaration.other_desk",
            "这份申报已转到上一级，由上一级办理。",
            "The declaration went to the desk above, which handles it now.";
        /// The caller belongs to the household, or filed it.
        OwnCase = 403 "declaration.own_case",
            "自己家的申报和自己代报的申报不能由自己办理，请交给其他工作人员。",
            "You can't decide on your own household or on what you filed. Leave it to a colleague.";
        /// The household has too many open declarations.
        TooManyOpen { limit: u32 } = 409 "declaration.too_many_open",
            "您家已有 {limit} 份申报正在办理，请等答复后再申报，或先撤回一份。",
            "The household has {limit} open declarations. Wait for an answer or withdraw one first.";
        /// The household does not live here any more.
        HouseholdGone = 409 "declaration.household_gone",
            "这一户已迁出或并户，不能申报。",
            "This household moved away or was merged, so nothing can be declared for it.";
        /// A declaration with this id is there already.
        Exists = 409 "declaration.exists",
            "这份申报已经提交过了，请刷新查看。",
            "This declaration was filed already. Reload to see it.";
        /// Neither words nor a voice note.
        NothingSaid = 422 "declaration.nothing_said",
            "请用几句话说明情况，或者录一段语音。",
            "Say in a few words what happened, or add a voice note.";
        /// The clock stands still.
        Stopped = 409 "declaration.stopped",
            "这份申报已暂停办理，请先恢复，或等异议答复后再办。",
            "The declaration's clock stands still. Resume it, or answer the objection first.";
        /// The household appealed before.
        AppealedBefore = 409 "declaration.appealed_before",
            "每份申报只能申诉一次，这份已经申诉过了。",
            "A declaration can be appealed once, and this one was.";
        /// It is neither a disaster nor an accident.
        NotSudden = 409 "declaration.not_sudden",
            "绿色通道只用于因灾和突发事故，请按正常程序办理。",
            "The green channel is for disasters and accidents only. Take the ordinary way.";
        /// Whoever refused can't decide the appeal.
        SameReviewer = 403 "declaration.same_reviewer",
            "申诉须由别的工作人员决定，请交给同事。",
            "An appeal is decided by somebody else than who refused. Leave it to a colleague.";
        /// A pause waits for its decision, or runs.
        PausePending = 409 "declaration.pause_pending",
            "这份申报已有一个暂停请求在等待审批或正在暂停，请先处理它。",
            "A pause of this declaration waits for its decision or runs already. Settle that one first.";
        /// The pause is decided already.
        PauseDecided = 409 "declaration.pause_decided",
            "这个暂停请求已有决定，请刷新查看。",
            "This pause was decided already. Reload the declaration to see how.";
        /// Whoever asked for a pause can't decide on it.
        SameAsker = 403 "declaration.same_asker",
            "暂停须由别人审批，请交给上级或同事。",
            "A pause is decided by somebody else than who asked for it. Leave it to a colleague.";
        /// The household has an open record.
        MonitoredAlready = 409 "declaration.monitored_already",
            "这一户已经在监测帮扶中，一户只能有一份记录；新的困难请写进帮扶计划。",
            "The household is under monitoring already, and has one record only. Add the trouble to its plan.";
        /// The meeting voted on it already.
        VotedBefore = 409 "declaration.voted_before",
            "这次评议会已经对这份申报表决过了，不能重复登记。",
            "This meeting voted on the declaration already.";
        /// The meeting was held before the verification.
        MeetingBefore = 409 "declaration.meeting_before",
            "评议会的日期早于入户核实，请选择核实之后的评议会。",
            "The meeting was held before the verification. Name a later one.";
        /// The public notice hangs, or an objection has no answer.
        NoticeHangs = 409 "declaration.notice_hangs",
            "公示还没有期满，或者还有异议没有答复，请公示结束后再审核。",
            "The public notice has not hung its days, or an objection has no answer. Review it afterwards.";
        /// Conditions for removing the risk are not met.
        RiskRemains { unmet_zh: String, unmet: String } = 409 "declaration.risk_remains",
            "还不能消除风险：{unmet_zh}。（{unmet}）",
            "The risk can't be removed yet. Not met: {unmet}. ({unmet_zh})";
    }
}

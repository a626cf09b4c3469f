//! How jobs can refuse.

use crate::refusals;

refusals! {
    /// How jobs can refuse.
    pub enum JobError {
        /// The posting's state doesn't allow it.
        WrongState { state: &'static str } = 409 "job.wrong_state",
            "岗位当前状态（{state}）不能这样操作，请刷新后再看。",
            "The posting is {state}, which does not allow this. Reload it.";
        /// Households have read these terms already.
        TermsFixed { fields: String } = 409 "job.terms_fixed",
            "岗位已发布，不能再改（{fields}）。请撤回后另发一条。",
            "It is published: {fields} can no longer change. Withdraw it and write another.";
        /// The last day to apply is over.
        Over = 409 "job.over",
            "报名截止日期已过，请另发一条岗位。",
            "The last day to apply is over. Write another posting.";
        /// The last day to apply lies too far ahead.
        TooFar { days: u32 } = 409 "job.apply_by_too_far",
            "报名截止日期最多为发布后 {days} 天，请先修改。",
            "The last day to apply may be at most {days} days ahead. Edit it first.";
        /// Nobody can answer any more, or not now.
        Closed = 409 "job.closed",
            "这个岗位现在不接受答复（已暂停、已结束或已过报名日期）。",
            "This job takes no answers now: it is paused, ended or past its last day.";
    }
}

//! Typed ids: one newtype over a UUIDv7 for each thing that people name.
//!
//! A primary key of sea-orm must say whether it can be made from a row number; ours can't.

use poem_openapi::NewType;
use sea_orm::{DbErr, DeriveValueType, TryFromU64};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord,
            DeriveValueType, NewType, Serialize, Deserialize,
        )]
        #[serde(transparent)]
        #[oai(rename = "Id")]
        pub struct $name(pub Uuid);

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, DbErr> {
                Err(DbErr::ConvertFromU64(stringify!($name)))
            }
        }
    )*};
}

ids! {
    /// Names an account.
    AccountId;
    /// Names a signed-in session of an account.
    SessionId;
    /// Names an appointment (任职).
    AppointmentId;
    /// Names a post that the grid expects to be filled.
    PostId;
    /// Names a node of the grid (网格).
    NodeId;
    /// Names a household (户).
    HouseholdId;
    /// Names a person.
    PersonId;
    /// Names a printed activation code.
    ActivationId;
    /// Names an entry of the audit trail.
    AuditId;
    /// Names a message that waits to be worked on.
    OutboxId;
    /// Names an import of a sheet.
    BatchId;
    /// Names an uploaded photo or voice note.
    MediaId;
    /// Names a declaration (自主申报).
    DeclarationId;
    /// Names a step in a declaration's timeline.
    StepId;
    /// Names something told to many households at once.
    PushId;
    /// Names a job posting.
    PostingId;
    /// Names one publication of a job posting to nodes.
    PublicationId;
    /// Names an answer to a job posting.
    JobAnswerId;
    /// Names an account that holds points.
    PurseId;
    /// Names a rule by which points are credited.
    RuleId;
    /// Names a transfer of points.
    TransferId;
    /// Names a love supermarket (爱心超市).
    ShopId;
    /// Names an item on a shop's shelf.
    ItemId;
    /// Names a redemption of points for an item.
    RedemptionId;
    /// Names an entry of a household's history.
    HistoryId;
    /// Names a message to a member of staff.
    MessageId;
    /// Names a household verification (入户核实).
    VerificationId;
    /// Names a review meeting (民主评议).
    MeetingId;
    /// Names the vote of a meeting on one declaration.
    VoteId;
    /// Names a public notice (公示).
    NoticeId;
    /// Names an objection to a public notice (异议).
    ObjectionId;
    /// Names a pause of a declaration's clock (中止).
    PauseId;
    /// Names an escalation of an overdue step to the level above.
    HopId;
    /// Names the record of a household under monitoring (监测对象).
    RecordId;
    /// Names the tie between a household and its one-to-one helper (帮扶联系人).
    HelperId;
    /// Names a household's support plan (帮扶计划).
    PlanId;
    /// Names a support measure (帮扶措施).
    MeasureId;
    /// Names a version of the rule by which colours are proposed.
    ColourRuleId;
    /// Names a colour that was proposed for a household.
    ColourResultId;
    /// Names an import into a ledger.
    LedgerBatchId;
    /// Names a line of such an import.
    LedgerLineId;
    /// Names an item of the income ledger (收入台账).
    IncomeItemId;
    /// Names a clue from a department (部门线索).
    ClueId;
    /// Names a visit to a household (入户走访).
    VisitId;
    /// Names a monthly round (月排查).
    RoundId;
    /// Names what a monthly round found in a household.
    FindingId;
}

//! A declaration of hardship (自主申报) and where it stands.

use sea_orm::entity::prelude::*;

use crate::prelude::*;

crate::codes! {
    /// What a household is in danger of (风险类型).
    pub enum RiskKind {
        /// Illness (因病).
        Illness = "illness",
        /// Disability (因残).
        Disability = "disability",
        /// The cost of schooling (因学).
        Schooling = "schooling",
        /// Disaster (因灾).
        Disaster = "disaster",
        /// Work that may end any day (因就业不稳).
        UnstableJob = "unstable_job",
        /// A business or crop that failed (因产业失败).
        FailedBusiness = "failed_business",
        /// An accident (因突发事件).
        Accident = "accident",
        /// Housing that is not safe (住房).
        Housing = "housing",
        /// Drinking water that is not safe (饮水).
        DrinkingWater = "drinking_water",
        /// Something else (其他).
        Other = "other",
    }
}

crate::codes! {
    /// Where a declaration stands.
    pub enum DeclarationState {
        /// It waits for a desk to accept it (提交).
        Submitted = "submitted",
        /// A desk works on it (受理).
        Accepted = "accepted",
        /// The household has an answer and says whether it helped (答复).
        Answered = "answered",
        /// A desk refused it, with a reason (不予受理).
        Refused = "refused",
        /// The household took it back (撤回).
        Withdrawn = "withdrawn",
        /// The household has rated the answer (办结).
        Closed = "closed",
    }
}

crate::codes! {
    /// At whose desk a declaration lies.
    pub enum DeskLevel {
        /// The community's (社区).
        Community = "community",
        /// The site's, which is the street office's (街道).
        Site = "site",
    }
}

crate::codes! {
    /// What the household says of the answer.
    pub enum Rating {
        /// It helped (已解决).
        Solved = "solved",
        /// It did not (没解决).
        NotSolved = "not_solved",
    }
}

crate::codes! {
    /// How a household agreed that somebody declares for it (同意方式).
    pub enum Consent {
        /// Face to face (口头).
        Spoken = "spoken",
        /// On paper (书面).
        Written = "written",
        /// By phone (电话).
        Phone = "phone",
    }
}

/// A declaration of hardship (自主申报) and where it stands.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "declaration")]
pub struct Model {
    /// Names it; a phone without a network makes it itself.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DeclarationId,
    /// Whose hardship it is; its place in the grid is the household's.
    pub household_id: HouseholdId,
    /// What kind of hardship.
    pub kind: RiskKind,
    /// What happened, in the household's own words, sealed.
    pub words_sealed: Option<String>,
    /// Where it stands.
    pub state: DeclarationState,
    /// At whose desk it lies.
    pub level: DeskLevel,
    /// What the household said of the last answer.
    pub rating: Option<Rating>,
    /// When the present step runs out; none where nobody has to act.
    pub due_at: Option<Moment>,
    /// When it came to the present desk.
    pub submitted_at: Moment,
    /// Its place among the open ones of the household; none once it is answered or over.
    pub open_slot: Option<i64>,
    /// Who filed it.
    pub filed_by: AccountId,
    /// That person's name at the time.
    pub filed_by_name: String,
    /// As what that person filed it.
    pub filed_by_role: crate::appointment::Role,
    /// The name of the head of the household at the time.
    pub head_name: Option<String>,
    /// The member whom it is about, where one was named.
    pub person_id: Option<PersonId>,
    /// That member's name at the time.
    pub person_name: Option<String>,
    /// How the household agreed; only where somebody else filed it.
    pub consent: Option<Consent>,
    /// Rises with every step.
    pub version: i64,
    /// When it was filed.
    pub created_at: Moment,
    /// When its last step was.
    pub updated_at: Moment,
}

impl ActiveModelBehavior for ActiveModel {}

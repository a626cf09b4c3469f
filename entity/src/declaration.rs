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
    /// What a declaration is about: a risk, or a service that is asked for.
    pub enum DeclarationKind {
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
        /// A question, or help with an application (咨询代办).
        Consultation = "consultation",
        /// The household lives behind another door (住址变更).
        AddressChange = "address_change",
        /// Somebody came, left, was born or died (人口变动).
        MemberChange = "member_change",
        /// Somebody's work changed (就业变动).
        EmploymentChange = "employment_change",
    }
}

impl DeclarationKind {
    /// The way that a declaration of this kind takes from the start.
    pub const fn track(self) -> Track {
        match self {
            Self::Consultation
            | Self::AddressChange
            | Self::MemberChange
            | Self::EmploymentChange => Track::Service,
            _ => Track::Monitoring,
        }
    }

    /// The risk that it names; none for a service.
    pub fn risk(self) -> Option<RiskKind> {
        RiskKind::from_code(self.code())
    }
}

impl From<RiskKind> for DeclarationKind {
    fn from(risk: RiskKind) -> Self {
        Self::from_code(risk.code()).unwrap_or(Self::Other)
    }
}

crate::codes! {
    /// Which way a declaration takes.
    pub enum Track {
        /// The whole chain of monitoring, up to the county (防返贫监测).
        Monitoring = "monitoring",
        /// Accepted, answered, rated (服务事项).
        Service = "service",
    }
}

crate::codes! {
    /// Where a declaration stands: what was done last.
    pub enum DeclarationState {
        /// It waits for a desk to accept it (提交).
        Submitted = "submitted",
        /// The household is asked for more (退回补充).
        Returned = "returned",
        /// A desk works on it; on the way of monitoring it waits for household verification (受理).
        Accepted = "accepted",
        /// Somebody was at the household; it waits for the review meeting (入户核实).
        Verified = "verified",
        /// The meeting agreed; it waits for the public notice (民主评议).
        Reviewed = "reviewed",
        /// The public notice hangs; afterwards it waits for the street's review (公示).
        InNotice = "in_notice",
        /// The street agreed; it waits for the county (街道审核).
        StreetReviewed = "street_reviewed",
        /// The county confirmed; the household is supported (帮扶中).
        Supporting = "supporting",
        /// The risk is removed (风险消除).
        RiskRemoved = "risk_removed",
        /// The household has an answer and says whether it helped (答复).
        Answered = "answered",
        /// It was refused, with a reason; the household may appeal once (不予受理).
        Refused = "refused",
        /// The household appealed; it waits for another to decide (申诉).
        Appealed = "appealed",
        /// The household took it back (撤回).
        Withdrawn = "withdrawn",
        /// The answer is rated, or the appeal is decided (办结).
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
        /// The county's (县级专班).
        County = "county",
    }
}

impl DeskLevel {
    /// The level above; the county's own where there is none.
    #[must_use]
    pub const fn above(self) -> Self {
        match self {
            Self::Community => Self::Site,
            Self::Site | Self::County => Self::County,
        }
    }
}

crate::codes! {
    /// The category of a household under monitoring (监测类别).
    pub enum Category {
        /// Unstable after poverty relief (脱贫不稳定户).
        Unstable = "unstable",
        /// On the margin (边缘易致贫户).
        Marginal = "marginal",
        /// Sudden severe hardship (突发严重困难户).
        Sudden = "sudden",
    }
}

crate::codes! {
    /// Why a declaration's clock stands still.
    pub enum StopCause {
        /// A pause was approved (中止).
        Pause = "pause",
        /// An objection to the public notice waits for its answer (异议).
        Objection = "objection",
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
    /// Which way it takes.
    pub track: Track,
    /// What it is about.
    pub kind: DeclarationKind,
    /// What happened, in the household's own words, sealed.
    pub words_sealed: Option<String>,
    /// Where it stands.
    pub state: DeclarationState,
    /// At whose desk it lies.
    pub level: DeskLevel,
    /// What the household said of the last answer.
    pub rating: Option<Rating>,
    /// The category that the meeting proposed or the county confirmed.
    pub category: Option<Category>,
    /// When the present step runs out; none where nobody has to act, or while the clock stands still.
    pub due_at: Option<Moment>,
    /// When the whole chain runs out; only on the way of monitoring.
    pub chain_due_at: Option<Moment>,
    /// When it came to the present desk.
    pub submitted_at: Moment,
    /// When its state last changed.
    pub stepped_at: Moment,
    /// Since when its clock stands still.
    pub stopped_at: Option<Moment>,
    /// Why it does.
    pub stopped_for: Option<StopCause>,
    /// The deadline that it had when the clock stopped.
    pub held_due_at: Option<Moment>,
    /// Whether support was recorded first, by the green channel (绿色通道).
    pub is_green: bool,
    /// Whether the household has used its one appeal.
    pub has_appealed: bool,
    /// The level to which the overdue step was raised.
    pub raised_level: Option<DeskLevel>,
    /// Its place among the open ones of the household; none once it is answered, supported or over.
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
    /// The name of whoever agreed for the household.
    pub consent_by: Option<String>,
    /// Rises with every step.
    pub version: i64,
    /// When it was filed.
    pub created_at: Moment,
    /// When its last step was.
    pub updated_at: Moment,
}

impl ActiveModelBehavior for ActiveModel {}

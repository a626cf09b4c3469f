//! A colour that was proposed for a household, and what a person decided (红黄绿).

use sea_orm::entity::prelude::*;

use crate::prelude::*;

crate::codes! {
    /// How much a household needs to be looked after (红黄绿); the later, the more.
    pub enum Colour {
        /// As usual (绿).
        Green = "green",
        /// More closely (黄).
        Yellow = "yellow",
        /// Every day (红).
        Red = "red",
    }
}

crate::codes! {
    /// The shape that stands beside a colour, for whoever does not tell colours apart.
    pub enum ColourShape {
        /// Green ●.
        Circle = "circle",
        /// Yellow ◆.
        Diamond = "diamond",
        /// Red ▲.
        Triangle = "triangle",
    }
}

impl Colour {
    /// The word that stands beside it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Green => "绿",
            Self::Yellow => "黄",
            Self::Red => "红",
        }
    }

    /// The shape that stands beside it.
    pub const fn shape(self) -> ColourShape {
        match self {
            Self::Green => ColourShape::Circle,
            Self::Yellow => ColourShape::Diamond,
            Self::Red => ColourShape::Triangle,
        }
    }
}

crate::codes! {
    /// What became of a proposed colour.
    pub enum ColourResultState {
        /// It waits for a person (待确认).
        Proposed = "proposed",
        /// A person confirmed it; the household has this colour since (已确认).
        Confirmed = "confirmed",
        /// A person rejected it; the household keeps its colour (未采纳).
        Rejected = "rejected",
        /// A later proposal took its place (已被替代).
        Superseded = "superseded",
    }
}

/// A colour that was proposed for a household, and what a person decided (红黄绿).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "colour_result")]
pub struct Model {
    /// Names it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ColourResultId,
    /// For whom.
    pub household_id: HouseholdId,
    /// The version of the rule by which the inputs were scored.
    pub rule_id: ColourRuleId,
    /// What became of it.
    pub state: ColourResultState,
    /// The colour that the household had.
    pub colour_before: Colour,
    /// The colour that it is to have.
    pub colour: Colour,
    /// The points of the rule.
    pub score: i64,
    /// What the rule was applied to, codes and numbers only, as JSON.
    pub inputs: String,
    /// Why, in one plain sentence.
    pub sentence: String,
    /// When it was proposed.
    pub computed_at: Moment,
    /// The officer who proposed it; none where the rule did.
    pub proposed_by: Option<AccountId>,
    /// That officer's words, sealed.
    pub words_sealed: Option<String>,
    /// Who decided.
    pub decided_by: Option<AccountId>,
    /// As what.
    pub decided_role: Option<crate::appointment::Role>,
    /// When that was.
    pub decided_at: Option<Moment>,
    /// The words of the decision, sealed.
    pub decision_sealed: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

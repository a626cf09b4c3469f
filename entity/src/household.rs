//! A household (户).

use sea_orm::entity::prelude::*;

use crate::prelude::*;

crate::codes! {
    /// Whether a household lives here.
    pub enum HouseholdState {
        /// It does.
        Present = "present",
        /// It moved away.
        Left = "left",
        /// It became part of another household.
        Merged = "merged",
    }
}

/// A household (户).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "household")]
pub struct Model {
    /// Names it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: HouseholdId,
    /// The site whose numbering it belongs to.
    pub site_id: NodeId,
    /// The household number (户编号), unique within the site.
    pub number: String,
    /// The unit or building that it lives in.
    pub node_id: NodeId,
    /// The room, as on the door.
    pub room: String,
    /// The head of the household (户主).
    pub head_id: Option<PersonId>,
    /// The township that it came from (迁出乡镇).
    pub origin_township: Option<String>,
    /// The village that it came from (迁出村).
    pub origin_village: Option<String>,
    /// The helper (帮扶联系人).
    pub helper_name: Option<String>,
    /// The monitoring category (监测类别), `none` where it is not monitored.
    pub monitoring: String,
    /// The colour (红黄绿).
    pub colour: String,
    /// Present, left, or merged into another.
    pub state: HouseholdState,
    /// The household that took this one in.
    pub merged_into: Option<HouseholdId>,
    /// Rises with every change of the household or its members.
    pub version: i64,
    /// When it was entered.
    pub created_at: Moment,
    /// When it last changed.
    pub updated_at: Moment,
}

impl ActiveModelBehavior for ActiveModel {}

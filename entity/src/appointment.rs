//! An appointment (任职): a role at one grid node, from a day until a day.

use sea_orm::entity::prelude::*;

use crate::prelude::*;

crate::codes! {
    /// What somebody is in the community.
    pub enum Role {
        /// Resident (居民).
        Resident = "resident",
        /// Volunteer (志愿者).
        Volunteer = "volunteer",
        /// Shopkeeper of a love supermarket (爱心超市店员).
        Shopkeeper = "shopkeeper",
        /// Building head (楼栋长).
        BuildingHead = "building_head",
        /// Area head (片区长).
        AreaHead = "area_head",
        /// Community worker (社区干部).
        CommunityWorker = "community_worker",
        /// Mediator (调解员).
        Mediator = "mediator",
        /// Employment officer (就业专员).
        EmploymentOfficer = "employment_officer",
        /// Street officer (街道干部).
        StreetOfficer = "street_officer",
        /// County officer (县级专班).
        CountyOfficer = "county_officer",
        /// Auditor (审计).
        Auditor = "auditor",
        /// Administrator (管理员).
        Administrator = "administrator",
    }
}

/// An appointment (任职): a role at one grid node, from a day until a day.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "appointment")]
pub struct Model {
    /// Names it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AppointmentId,
    /// Who is appointed.
    pub account_id: AccountId,
    /// As what.
    pub role: Role,
    /// Where; the right covers the node and all below it.
    pub node_id: NodeId,
    /// The first day.
    pub starts_on: time::Date,
    /// The last day, if it is set.
    pub ends_on: Option<time::Date>,
    /// Who appointed.
    pub granted_by: Option<AccountId>,
    /// When it was written.
    pub created_at: Moment,
    /// When it was ended early.
    pub ended_at: Option<Moment>,
}

impl ActiveModelBehavior for ActiveModel {}

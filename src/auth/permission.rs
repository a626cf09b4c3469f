//! The whole policy on one screen: every permission, and the roles that hold it.
//!
//! A permission is a type. A handler that takes `Allowed<CreditPoints>` can't run for a caller who
//! holds it nowhere, and a command that needs it can't be performed with another. Separation of duties:
//! the administrator reads no cases, the auditor changes nothing, and whoever declares does not decide.

pub use entity::appointment::Role;

/// A right that a handler or a command can ask for.
pub trait Permission: Send + Sync + 'static {
    /// Its stable name, as clients see it in `GET /me`.
    const NAME: &'static str;
    /// How the guard marks an operation in the OpenAPI document.
    const MARK: &'static str;
    /// The roles that hold it.
    const ROLES: &'static [Role];
}

/// What `GET /me` and the documentation list.
#[derive(Clone, Copy, Debug)]
pub struct Listed {
    /// The stable name.
    pub name: &'static str,
    /// What it lets somebody do.
    pub text: &'static str,
    /// The roles that hold it.
    pub roles: &'static [Role],
}

macro_rules! permissions {
    ($($name:ident = $code:literal : $text:literal => [$($role:ident),* $(,)?];)*) => {
        $(
            #[doc = $text]
            #[derive(Clone, Copy, Debug)]
            pub struct $name;

            impl Permission for $name {
                const NAME: &'static str = $code;
                const MARK: &'static str = concat!("permission ", $code);
                const ROLES: &'static [Role] = &[$(Role::$role),*];
            }
        )*

        /// Every permission.
        pub const ALL: &[Listed] = &[$(
            Listed { name: $code, text: $text, roles: $name::ROLES },
        )*];
    };
}

permissions! {
    UseAccount = "account.use": "Use one's own account, sessions and password." =>
        [Resident, Volunteer, Shopkeeper, BuildingHead, AreaHead, CommunityWorker, Mediator,
         EmploymentOfficer, StreetOfficer, CountyOfficer, Auditor, Administrator];
    UploadMedia = "media.upload": "Upload photos and voice notes." =>
        [Resident, Volunteer, BuildingHead, AreaHead, CommunityWorker, Mediator, StreetOfficer];
    ReadMedia = "media.read": "See photos and voice notes: own uploads, and those of cases in sight." =>
        [Resident, Volunteer, BuildingHead, AreaHead, CommunityWorker, Mediator, StreetOfficer,
         CountyOfficer];

    ReadGrid = "grid.read": "See the part of the grid that is one's own." =>
        [Resident, Volunteer, Shopkeeper, BuildingHead, AreaHead, CommunityWorker, Mediator,
         EmploymentOfficer, StreetOfficer, CountyOfficer, Auditor, Administrator];
    EditGrid = "grid.edit": "Create, rename, move and retire grid nodes." =>
        [StreetOfficer, CountyOfficer, Administrator];

    ManageAccounts = "accounts.manage": "Create, reset and disable accounts." =>
        [Administrator];
    ReadAppointments = "appointments.read": "See who holds which post and which are vacant." =>
        [CommunityWorker, StreetOfficer, CountyOfficer, Auditor, Administrator];
    Appoint = "appointments.grant": "Appoint and dismiss, at most at one's own level and place." =>
        [CommunityWorker, StreetOfficer, CountyOfficer, Administrator];
    ReadAudit = "audit.read": "Read the audit trail." =>
        [Auditor];

    SeeOwnHousehold = "household.own": "See all that is stored about one's own household." =>
        [Resident];
    FindHouseholds = "households.find": "Find a household by number or door, with masked names." =>
        [Volunteer, Shopkeeper, BuildingHead, AreaHead, CommunityWorker, Mediator,
         EmploymentOfficer, StreetOfficer, CountyOfficer];
    ReadHouseholds = "households.read": "Read households and persons, masked." =>
        [BuildingHead, AreaHead, CommunityWorker, Mediator, EmploymentOfficer, StreetOfficer,
         CountyOfficer];
    EditHouseholds = "households.edit": "Change households and members, split, merge and move." =>
        [CommunityWorker, StreetOfficer];
    UnmaskPersons = "persons.unmask": "See ID-card and phone numbers in full, for a reason." =>
        [CommunityWorker, StreetOfficer];
    PrintCards = "cards.print": "Print household cards with activation codes." =>
        [BuildingHead, CommunityWorker, StreetOfficer];
    ImportRoster = "roster.import": "Import rosters and undo imports." =>
        [StreetOfficer, CountyOfficer];
    ExportRoster = "roster.export": "Export rosters, masked." =>
        [CommunityWorker, StreetOfficer, CountyOfficer];

    DeclareForOwn = "declarations.declare": "Declare hardship for one's own household." =>
        [Resident];
    DeclareForOthers = "declarations.declare_for": "Declare on behalf of a household." =>
        [Volunteer, BuildingHead, AreaHead, CommunityWorker];
    ReadDeclarations = "declarations.read": "Read declarations and their timelines." =>
        [Resident, BuildingHead, AreaHead, CommunityWorker, StreetOfficer, CountyOfficer];
    HandleDeclarations = "declarations.handle": "Accept, answer and refuse declarations." =>
        [CommunityWorker, StreetOfficer, CountyOfficer];
    VerifyDeclarations = "declarations.verify": "Verify a declaration at the household." =>
        [CommunityWorker, StreetOfficer];
    ReviewDeclarations = "declarations.review": "Hold review meetings, hang out public notices, answer \
        objections." =>
        [CommunityWorker, StreetOfficer];
    ReviewAtStreet = "declarations.street_review": "Review a declaration for the street." =>
        [StreetOfficer];
    ConfirmDeclarations = "declarations.confirm": "Confirm for the county, and remove the risk." =>
        [CountyOfficer];
    ApprovePauses = "declarations.approve_pause": "Approve that a declaration's clock stops." =>
        [StreetOfficer, CountyOfficer];
    ReadNotices = "notices.read": "Read the public notices of one's own community." =>
        [Resident, Volunteer, BuildingHead, AreaHead, CommunityWorker, StreetOfficer,
         CountyOfficer, Auditor];
    ObjectToNotices = "notices.object": "Object to a public notice of one's own community." =>
        [Resident];

    ReadMonitoring = "monitoring.read": "See who is monitored, helpers, plans, measures and colours." =>
        [BuildingHead, AreaHead, CommunityWorker, StreetOfficer, CountyOfficer];
    EditMeasures = "measures.edit": "Assign helpers, write plans and measures, record what was given." =>
        [CommunityWorker, StreetOfficer];
    EditColourRules = "colours.rules": "Draft, try and adopt the rules by which colours are proposed." =>
        [CountyOfficer];
    ConfirmColours = "colours.confirm": "Confirm or reject a proposed colour." =>
        [StreetOfficer, CountyOfficer];
    ReadIncome = "income.read": "Read the income ledger and the screening ledger." =>
        [CommunityWorker, StreetOfficer, CountyOfficer];
    EditIncome = "income.edit": "Write and void items of the income ledger." =>
        [CommunityWorker, StreetOfficer];
    HandleClues = "clues.handle": "Read and settle clues from departments." =>
        [CommunityWorker, StreetOfficer, CountyOfficer];
    ImportLedgers = "ledgers.import": "Import income items and clues, and undo imports." =>
        [StreetOfficer, CountyOfficer];
    ExportLedgers = "ledgers.export": "Export the ledgers of monitoring." =>
        [CommunityWorker, StreetOfficer, CountyOfficer];

    ReadVisits = "visits.read": "See visits and the tasks that ask for them." =>
        [BuildingHead, AreaHead, CommunityWorker, StreetOfficer, CountyOfficer];
    RecordVisits = "visits.record": "Record visits and what they found." =>
        [BuildingHead, AreaHead, CommunityWorker, StreetOfficer];
    ReadRounds = "rounds.read": "Read monthly rounds, their coverage and figures." =>
        [BuildingHead, AreaHead, CommunityWorker, StreetOfficer, CountyOfficer, Auditor];
    RunRounds = "rounds.run": "Open, move on and close monthly rounds, assign findings." =>
        [StreetOfficer];
    ReadReports = "reports.read": "Read the figures of monitoring." =>
        [CommunityWorker, StreetOfficer, CountyOfficer, Auditor];
    ReadTasks = "tasks.read": "See the work that waits for oneself, most urgent first." =>
        [BuildingHead, AreaHead, CommunityWorker, StreetOfficer, CountyOfficer];
    ReadMessages = "messages.read": "Read what was told to oneself as a member of staff." =>
        [Volunteer, Shopkeeper, BuildingHead, AreaHead, CommunityWorker, Mediator,
         EmploymentOfficer, StreetOfficer, CountyOfficer, Auditor, Administrator];

    ReadInbox = "inbox.read": "Read what was sent to one's own household." =>
        [Resident];
    ReadJobs = "jobs.read": "Read job postings and who was reached." =>
        [BuildingHead, AreaHead, CommunityWorker, EmploymentOfficer, StreetOfficer, CountyOfficer];
    EditJobs = "jobs.edit": "Write and publish job postings." =>
        [EmploymentOfficer];
    AnswerJobs = "jobs.answer": "Answer the jobs pushed to one's own household." =>
        [Resident];
    RecordJobAnswers = "jobs.record": "Record at the door what a household answers to a job." =>
        [BuildingHead, AreaHead, CommunityWorker];

    ReadPoints = "points.read": "Read balances and statements." =>
        [Resident, Volunteer, Shopkeeper, CommunityWorker, StreetOfficer, Auditor];
    CreditPoints = "points.credit": "Credit points by rule." =>
        [Volunteer];
    ReversePoints = "points.reverse": "Reverse a transfer that was a mistake." =>
        [CommunityWorker];
    EditPointRules = "points.rules": "Adopt and end the rules by which points are credited." =>
        [CommunityWorker, StreetOfficer];
    ReadShops = "shops.read": "See love supermarkets, their items and stock." =>
        [Resident, Volunteer, Shopkeeper, CommunityWorker, StreetOfficer, Auditor];
    EditShops = "shops.edit": "Open shops and set their items and prices." =>
        [CommunityWorker, StreetOfficer];
    KeepStock = "shops.stock": "Book deliveries and losses of stock." =>
        [Shopkeeper];
    RedeemPoints = "points.redeem": "Redeem a household's points for items." =>
        [Shopkeeper];
}

/// How high a role stands: nobody grants a role above their own.
pub const fn rank(role: Role) -> u8 {
    match role {
        Role::Resident => 0,
        Role::Volunteer | Role::Shopkeeper => 1,
        Role::BuildingHead => 2,
        Role::AreaHead | Role::Mediator => 3,
        Role::CommunityWorker | Role::EmploymentOfficer => 4,
        Role::StreetOfficer => 5,
        Role::CountyOfficer | Role::Auditor => 6,
        Role::Administrator => 7,
    }
}

/// Who may do what nobody does for their own household.
const FOR_HOUSEHOLDS: &[&[Role]] = &[
    CreditPoints::ROLES,
    ReversePoints::ROLES,
    RedeemPoints::ROLES,
    HandleDeclarations::ROLES,
    VerifyDeclarations::ROLES,
    ReviewDeclarations::ROLES,
    ReviewAtStreet::ROLES,
    ConfirmDeclarations::ROLES,
    EditMeasures::ROLES,
    ConfirmColours::ROLES,
    EditIncome::ROLES,
    HandleClues::ROLES,
    ImportLedgers::ROLES,
    RecordVisits::ROLES,
    RunRounds::ROLES,
    DeclareForOthers::ROLES,
    RecordJobAnswers::ROLES,
    EditHouseholds::ROLES,
];

/// Whether the role credits, redeems, decides or writes for households: of who holds it must be known
/// which household is their own.
pub fn acts_for_households(role: Role) -> bool {
    FOR_HOUSEHOLDS.iter().any(|roles| roles.contains(&role))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(role: Role, code: &str) -> bool {
        ALL.iter().any(|permission| permission.name == code && permission.roles.contains(&role))
    }

    #[test]
    fn the_administrator_reads_no_cases() {
        for code in ["declarations.read", "households.read", "points.read", "persons.unmask"] {
            assert!(!holds(Role::Administrator, code), "{code}");
        }
    }

    #[test]
    fn the_auditor_changes_nothing() {
        let held = ALL.iter().filter(|permission| permission.roles.contains(&Role::Auditor));
        for permission in held {
            let reads = permission.name.ends_with(".read") || permission.name == "account.use";
            assert!(reads, "{}", permission.name);
        }
    }

    #[test]
    fn who_acts_for_households_is_told_by_the_permissions() {
        use Role::{
            Administrator, AreaHead, Auditor, BuildingHead, CommunityWorker, CountyOfficer,
            EmploymentOfficer, Mediator, Shopkeeper, StreetOfficer, Volunteer,
        };
        let acting = [
            Volunteer,
            Shopkeeper,
            BuildingHead,
            AreaHead,
            CommunityWorker,
            StreetOfficer,
            CountyOfficer,
        ];
        for role in acting {
            assert!(acts_for_households(role), "{role}");
        }
        for role in [Mediator, EmploymentOfficer, Auditor, Administrator] {
            assert!(!acts_for_households(role), "{role}");
        }
    }

    #[test]
    fn names_are_unique() {
        let mut names: Vec<_> = ALL.iter().map(|permission| permission.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ALL.len());
    }
}

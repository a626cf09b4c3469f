//! Where a file contradicts the register, and what to do about it, in Chinese and English.
//!
//! An import never decides such a thing by itself: who lives where is settled by the people who know it.

/// A contradiction between a row of a file and the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Conflict {
    /// The person is a member of another household of the site.
    InOtherHousehold {
        /// That household's number.
        number: String,
    },
    /// The person is a member of a household of another site.
    AtOtherSite,
    /// The household's number belongs to a household that left or was merged.
    HouseholdGone,
    /// The household of this number lives at another site, or where nobody lives any more.
    HouseholdElsewhere,
    /// The register has another head, who isn't in the file.
    OtherHead,
}

impl Conflict {
    /// Its stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::InOtherHousehold { .. } => "roster.person_in_other_household",
            Self::AtOtherSite => "roster.person_at_other_site",
            Self::HouseholdGone => "roster.household_gone",
            Self::HouseholdElsewhere => "roster.household_elsewhere",
            Self::OtherHead => "roster.other_head",
        }
    }

    /// What it is and what to do, in Chinese.
    pub fn message_zh(&self) -> String {
        match self {
            Self::InOtherHousehold { number } => format!(
                "此人已登记在户编号{number}中；请先在系统里办理人员转户或合户，或改正户编号、身份证号。"
            ),
            Self::AtOtherSite => {
                "此人已登记在另一个安置区；请先请对方办理迁出，或改正身份证号。".to_owned()
            }
            Self::HouseholdGone => {
                "这个户编号的住户已迁出或已并入他户；请换一个新的户编号，或先在系统里恢复该户。"
                    .to_owned()
            }
            Self::HouseholdElsewhere => {
                "这个户编号的住户现住另一个安置区，或住在已停用的楼栋；请先在系统里办理迁居，或换一个户编号。"
                    .to_owned()
            }
            Self::OtherHead => {
                "系统里这一户的户主是另一个人，且不在本表中；请把原户主也填入本表，或先在系统里变更户主。"
                    .to_owned()
            }
        }
    }

    /// What it is and what to do, in English.
    pub fn message_en(&self) -> String {
        match self {
            Self::InOtherHousehold { number } => format!(
                "This person is a member of household {number}; move the person there first, or \
                 correct the household number or the ID-card number."
            ),
            Self::AtOtherSite => {
                "This person is registered at another site; have them leave there \
                 first, or correct the ID-card number."
                    .to_owned()
            }
            Self::HouseholdGone => "The household of this number left or was merged; use a new \
                 number."
                .to_owned(),
            Self::HouseholdElsewhere => {
                "The household of this number lives at another site or where \
                 nobody lives any more; move it first, or use a new number."
                    .to_owned()
            }
            Self::OtherHead => "The register has another head of this household, who isn't in the \
                 file; add that person to the file or change the head first."
                .to_owned(),
        }
    }
}

//! How the register refuses.

use crate::refusals;

refusals! {
    /// How a change of households and persons can be refused.
    pub enum HouseholdError {
        /// The household left or became part of another.
        Gone = 409 "households.gone",
            "该户已迁出或已并入其他户，不能再修改。",
            "The household left or was merged into another; it does not change any more.";
        /// The number belongs to another household of the site.
        NumberTaken = 409 "households.number_taken",
            "这个户编号已被使用，请换一个。", "Another household has this number. Choose another.";
        /// The node is no dwelling: only units, and buildings, have rooms.
        NoDwelling = 409 "households.no_dwelling",
            "住户只能登记在楼栋或单元下，请选择楼栋或单元。",
            "A household lives in a building or unit. Choose one that is in use.";
        /// A household keeps to its site's numbering.
        OtherSite = 409 "households.other_site",
            "不能跨安置区迁移，请在原安置区办理迁出、在新安置区重新登记。",
            "A household stays within its site. Let it leave, and register it at the other one.";
        /// The household lives there already.
        SameDwelling = 409 "households.same_dwelling",
            "该户已经住在这里。", "The household lives there already.";
        /// A person with this ID-card number is registered in the caller's area.
        IdCardTakenAt { door: String } = 409 "persons.id_card_taken_here",
            "这个身份证号已登记在 {door}，请先在那里办理迁出。",
            "This ID-card number is registered at {door}. Let the person leave there first.";
        /// A person with this ID-card number is registered elsewhere.
        IdCardTaken = 409 "persons.id_card_taken",
            "这个身份证号已在其他地方登记，请联系上级核实。",
            "This ID-card number is registered elsewhere. Ask the office above to look into it.";
        /// The person is no member any more.
        PersonGone = 409 "persons.gone",
            "此人已不在户内，不能再修改。", "The person is no longer a member.";
        /// A head can't go without another head.
        HeadLeaves = 409 "persons.head_leaves",
            "户主离开前请先指定新户主（new_head_id）；如全家迁出请办理整户迁出。",
            "Name a new head (new_head_id) before the head goes, or let the whole household leave.";
        /// Somebody has to stay behind.
        NobodyStays = 409 "households.nobody_stays",
            "分户后原户至少要留一名成员，户主也不能分走。",
            "A split leaves the head and at least one member behind.";
        /// A household is not merged with itself.
        SameHousehold = 409 "households.same_household",
            "不能与自己合并。", "A household is not merged with itself.";
        /// Personal numbers are searched by POST.
        NumberInQuery = 422 "households.number_in_query",
            "身份证号或电话请用 POST /households/searches 查询，不要放在网址里。",
            "Search for ID-card and phone numbers by POST /households/searches, not in the address.";
        /// The county confirmed the category.
        Monitored = 409 "households.monitored",
            "这一户的监测类别由县级审定，不能在这里修改；风险消除请按程序办理。",
            "The county confirmed this household's category. Removing the risk takes the way of monitoring.";
        /// More cards than one sheet may hold.
        TooManyCards { found: usize, limit: usize } = 409 "cards.too_many",
            "这里有 {found} 户，一次最多打印 {limit} 张，请按单元打印。",
            "There are {found} households, and at most {limit} cards are printed at once. Print by unit.";
        /// The card can't be drawn: a picture is missing.
        NoPicture = 409 "cards.no_picture",
            "楼栋还没有图案，请先在网格中设置图案再打印。",
            "The building has no pictogram yet. Set one in the grid first.";
        /// The card can't be drawn: the link is too long.
        LinkTooLong = 409 "cards.link_too_long",
            "开通链接太长，印成二维码扫不出来，请管理员缩短对外网址。",
            "The activation link is too long for a QR code. Shorten the public address.";
    }
}

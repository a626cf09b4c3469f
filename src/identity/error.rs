//! How the care of accounts and appointments can refuse.

use crate::refusals;

refusals! {
    /// How accounts, appointments and posts can refuse.
    pub enum IdentityError {
        /// Another account has this login.
        LoginTaken = 409 "accounts.login_taken",
            "这个登录名已被使用，请换一个。", "This login is taken. Choose another.";
        /// Nobody closes or resets their own account.
        OwnAccount = 409 "accounts.own",
            "不能停用或重置自己的账号，请找另一位管理员。",
            "You can't disable or reset your own account. Ask another administrator.";
        /// The account also serves outside the caller's area.
        ServesElsewhere = 409 "accounts.serves_elsewhere",
            "此账号在您的管理范围外还有任职，请找上级管理员处理。",
            "The account also serves outside your area. Ask an administrator above you.";
        /// The account is active or disabled already.
        SameState = 409 "accounts.same_state",
            "账号已经是这个状态。", "The account is in that state already.";
        /// A resident's account has no password.
        NoPassword = 409 "accounts.no_password",
            "居民账号没有密码，请重新打印户卡。",
            "A resident's account has no password. Print a new household card instead.";
        /// Nobody appoints or dismisses themself.
        Oneself = 403 "appointments.oneself",
            "不能给自己任职或免职，请找上级处理。",
            "Nobody appoints or dismisses themself. Ask somebody above you.";
        /// The role stands above the caller's own there.
        AboveOwnRole = 403 "appointments.above_own_role",
            "这个角色高于您在该网格的角色，请找上级任命。",
            "This role is above your own at that place. Ask somebody above you.";
        /// The account holds the role at the node already.
        Duplicate = 409 "appointments.duplicate",
            "此账号在该网格已有这个任职。", "The account holds this role there already.";
        /// Who administers or audits does nothing else.
        Separation = 409 "appointments.separation",
            "管理员和审计员不能兼任其他角色，请使用另一个账号。",
            "An administrator or auditor holds no other role. Use another account.";
        /// The appointment has ended.
        Ended = 409 "appointments.ended",
            "该任职已经结束。", "The appointment has ended already.";
        /// Residents are not appointed.
        ResidentRole = 422 "appointments.resident_role",
            "居民身份来自户籍登记，不能任命。",
            "Residents come from the register and are not appointed.";
        /// A resident's account opens with a printed card, so it holds no office.
        ResidentAccount = 409 "appointments.resident_account",
            "住户账号凭户卡开通，谁拿到户卡谁就能登录，不能任职。请管理员为本人另开工作人员账号，并写明是登记中的哪一位，再任命那个账号。",
            "A resident's account opens with a printed card and holds no office. Let an administrator \
             open a staff account that names the person, and appoint that one.";
        /// It isn't known whether the account's owner lives here.
        HomeUnsaid = 409 "appointments.home_unsaid",
            "这个角色要为住户办事，须先知道本人住不住在这里。请管理员在账号里写明是登记中的哪一位（person_id），或注明不住在这里（lives_elsewhere）。",
            "This role acts for households. Let an administrator say in the account who the person \
             is (person_id) or that they don't live here (lives_elsewhere).";
        /// The statements about the owner's home contradict each other.
        HomeTwice = 422 "accounts.home_twice",
            "写明了登记中的人，就不能又说不住在这里，请只选一项。",
            "Name a person of the register or say that they live elsewhere, not both.";
        /// A resident's account belongs to a household, not to a person.
        HomeResident = 409 "accounts.home_resident",
            "住户账号属于整户，不写个人住处。",
            "A resident's account belongs to a household; nothing is said of where one person lives.";
        /// It isn't said who lives here instead.
        HomeNamed = 422 "accounts.home_named",
            "请写明是登记中的哪一位。", "Name the person of the register.";
        /// The last day lies before the first day or before today.
        DayOrder = 422 "appointments.day_order",
            "结束日期不能早于开始日期或今天。",
            "The last day must not lie before the first day or before today.";
        /// The post is there already.
        PostTaken = 409 "posts.taken",
            "该网格已设有这个岗位。", "The node has this post already.";
        /// The set-up code is wrong, was used, or has expired.
        SetupCode = 401 "setup.code",
            "设置码不对、已用过或已过期，请重新启动服务获取新的设置码。",
            "The set-up code is wrong, used or expired. Restart the service to get a new one.";
    }
}

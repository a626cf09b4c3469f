//! How the grid refuses.

use crate::refusals;

refusals! {
    /// How a change of the grid can be refused.
    pub enum GridError {
        /// A node of this kind does not stand below one of that kind.
        WrongParent { kind: &'static str, parent: &'static str } = 409 "grid.wrong_parent",
            "{kind} 不能放在 {parent} 下面，请换一个上级。",
            "A {kind} does not stand below a {parent}. Choose another node above.";
        /// The node above is out of use.
        ParentRetired = 409 "grid.parent_retired",
            "上级节点已停用，请换一个上级。",
            "The node above is out of use. Choose another one.";
        /// The code is taken among the siblings.
        CodeTaken = 409 "grid.code_taken",
            "同级中已有这个编码，请换一个。", "A sibling has this code. Choose another one.";
        /// The pictogram is on another door already.
        PictogramTaken { door: String } = 409 "grid.pictogram_taken",
            "这个图案已经画在“{door}”上，请换一个图案。",
            "This pictogram is on the door of {door}. Choose another one.";
        /// Only doors have pictograms.
        NoPictogram = 409 "grid.no_pictogram",
            "只有楼栋和单元有图案。", "Only buildings and units have a pictogram.";
        /// The node stands there already.
        SamePlace = 409 "grid.same_place",
            "它已经在这个上级下面。", "It stands below that node already.";
        /// The top of the tree stays where it is.
        TopStays = 409 "grid.top_stays",
            "县级节点不能移动。", "A county does not move.";
        /// Somebody lives there.
        Inhabited { households: i64 } = 409 "grid.inhabited",
            "下面还有 {households} 户在住，请先迁移住户再停用。",
            "{households} households live there. Move them first.";
        /// Households have numbers that the other site has given to others.
        NumbersTaken { count: i64 } = 409 "grid.numbers_taken",
            "有 {count} 个户编号在目标安置区已被使用，请先改号再移动。",
            "{count} household numbers are taken at that site. Change them first.";
        /// It is out of use already.
        Retired = 409 "grid.retired",
            "该节点已停用。", "The node is out of use.";
        /// A node without a picture has no door sign.
        NoSign = 409 "grid.no_sign",
            "该节点没有图案，不能打印门牌。", "The node has no pictogram, so there is no door sign.";
    }
}

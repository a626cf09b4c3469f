//! The categories and dominant colours of pictograms, by which neighbours are kept apart.

/// The kind of thing that a pictogram shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Category {
    /// Fruit 水果.
    Fruit,
    /// Vegetables and field crops 庄稼蔬菜.
    Crop,
    /// Animals that walk 走兽.
    Beast,
    /// Birds, insects, fish and the like 飞鸟鱼虫.
    Wing,
    /// Flowers, trees and leaves 花草树木.
    Plant,
    /// Tools of field and workshop 工具农具.
    Tool,
    /// Things of the home 家用物件.
    Home,
    /// Things for school, sport and music 文体用品.
    Leisure,
    /// Vehicles, ships and aircraft 车船飞机.
    Vehicle,
    /// Sky, land and landmarks 天地景物.
    Scene,
}

impl Category {
    /// The Chinese name of the category.
    pub fn name_zh(self) -> &'static str {
        match self {
            Self::Fruit => "水果",
            Self::Crop => "庄稼蔬菜",
            Self::Beast => "走兽",
            Self::Wing => "飞鸟鱼虫",
            Self::Plant => "花草树木",
            Self::Tool => "工具农具",
            Self::Home => "家用物件",
            Self::Leisure => "文体用品",
            Self::Vehicle => "车船飞机",
            Self::Scene => "天地景物",
        }
    }
}

/// The colour that covers most of a drawing; a hint for speech and search, never the only mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Colour {
    /// Red 红.
    Red,
    /// Orange 橙.
    Orange,
    /// Yellow 黄.
    Yellow,
    /// Green 绿.
    Green,
    /// Blue 蓝.
    Blue,
    /// Purple 紫.
    Purple,
    /// Pink 粉.
    Pink,
    /// Brown 棕.
    Brown,
    /// Grey 灰.
    Grey,
    /// White 白.
    White,
}

impl Colour {
    /// The Chinese name of the colour.
    pub fn name_zh(self) -> &'static str {
        match self {
            Self::Red => "红",
            Self::Orange => "橙",
            Self::Yellow => "黄",
            Self::Green => "绿",
            Self::Blue => "蓝",
            Self::Purple => "紫",
            Self::Pink => "粉",
            Self::Brown => "棕",
            Self::Grey => "灰",
            Self::White => "白",
        }
    }
}

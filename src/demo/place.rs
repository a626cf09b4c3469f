//! The made-up site: three communities, twelve areas, 98 buildings with their units and rooms, and the
//! fourteen townships that people came from.

use super::random::Random;

/// The buildings of the site.
pub const BUILDINGS: u32 = 98;

/// The townships that the households came from. Two of them are named in the press; the rest are invented.
pub const TOWNSHIPS: [(&str, &[&str]); 14] = [
    ("小龙洞回族彝族乡", &["小窝包村", "上坝村", "清真寺坡村", "龙洞口村"]),
    ("炎山镇", &["屋角村", "江边村", "松林坪村", "石灰窑村"]),
    ("青杠坪乡", &["大水井村", "白泥村", "火草坡村"]),
    ("石垭口镇", &["石垭口村", "岩脚村", "马鞍村", "核桃湾村"]),
    ("云雾山镇", &["云雾村", "冷水沟村", "荞地村"]),
    ("梨树湾镇", &["梨园村", "河湾村", "桥头村"]),
    ("黑土箐乡", &["黑土村", "大箐村", "杉木村"]),
    ("白鹤滩口乡", &["鹤口村", "沙坪村", "滩头村"]),
    ("高寒坪苗族乡", &["花苗村", "高坪村", "羊场村"]),
    ("响水河镇", &["响水村", "双河村", "磨盘村", "新街村"]),
    ("大火地彝族乡", &["火地村", "彝良坡村", "苦荞村"]),
    ("红岩梁子乡", &["红岩村", "梁子村", "背阴坡村"]),
    ("苏铁沟镇", &["铁沟村", "老厂村", "矿山村"]),
    ("落雁坝乡", &["落雁村", "坝子村", "柳树村"]),
];

const COMMUNITIES: [(&str, u32); 3] = [("同源社区", 33), ("同心社区", 33), ("同乐社区", 32)];
const AREAS: [&str; 4] = ["一片区", "二片区", "三片区", "四片区"];
/// Doors on each floor of a unit.
const DOORS: u32 = 2;

/// Where a household lives.
#[derive(Clone, Debug)]
pub(super) struct Dwelling {
    pub(super) community: &'static str,
    pub(super) area: &'static str,
    pub(super) building: String,
    pub(super) unit: String,
    pub(super) room: String,
}

/// The dwellings of so many households, building by building and door by door.
pub(super) fn dwellings(households: u32) -> Vec<Dwelling> {
    let mut dwellings = Vec::new();
    for building in 0..BUILDINGS {
        let fuller = u32::from(building < households % BUILDINGS);
        let here = households / BUILDINGS + fuller;
        let units = 2 + building % 2;
        let (community, area) = quarter(building);
        for door in 0..here {
            let unit = door * units / here;
            // The doors of a unit are numbered on from the first one of the unit.
            let first = (unit * here).div_ceil(units);
            let (floor, side) = ((door - first) / DOORS + 1, (door - first) % DOORS + 1);
            dwellings.push(Dwelling {
                community,
                area,
                building: format!("{}栋", building + 1),
                unit: format!("{}单元", unit + 1),
                room: format!("{floor}{side:02}"),
            });
        }
    }
    dwellings
}

fn quarter(building: u32) -> (&'static str, &'static str) {
    let mut before = 0;
    for (community, buildings) in COMMUNITIES {
        if building < before + buildings {
            let at = usize::try_from((building - before) * 4 / buildings).unwrap_or(0);
            return (community, AREAS.get(at).copied().unwrap_or_default());
        }
        before += buildings;
    }
    ("", "")
}

/// A township and a village of it. The earlier ones in the list sent more people.
pub(super) fn origin(random: &mut Random) -> (&'static str, &'static str) {
    let count = u32::try_from(TOWNSHIPS.len()).unwrap_or(0);
    let at = random.below(count).min(random.below(count + count / 2));
    let (township, villages) =
        usize::try_from(at).ok().and_then(|at| TOWNSHIPS.get(at)).copied().unwrap_or_default();
    (township, random.pick(villages))
}

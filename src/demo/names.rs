//! Made-up names: surnames that are common among each people of the region, and given names by sex and age.

use super::random::Random;
use crate::roster::model::{Ethnicity, Sex};

const HAN: &[&str] = &[
    "李", "王", "张", "陈", "杨", "刘", "赵", "周", "罗", "唐", "邓", "吴", "黄", "胡", "曾", "彭",
    "肖", "谢", "刁", "晏", "铁", "申", "郭", "何", "徐", "朱", "蒋", "余", "龙", "宋", "孔", "夏",
    "毛", "崔", "鲁", "耿",
];
const HUI: &[&str] =
    &["马", "马", "马", "保", "锁", "虎", "撒", "纳", "丁", "喻", "赛", "所", "阮", "桂"];
const YI: &[&str] = &["陇", "禄", "安", "杨", "李", "罗", "阿", "海", "吉", "卢", "苏", "陆"];
const MIAO: &[&str] = &["杨", "王", "熊", "陶", "马", "张", "朱", "吴", "古", "项"];

const MEN_OLD: &[&str] =
    &["国", "德", "明", "正", "光", "朝", "开", "廷", "顺", "兴", "荣", "贵", "富", "才", "林"];
const MEN_YOUNG: &[&str] =
    &["浩", "宇", "俊", "杰", "涛", "鹏", "磊", "阳", "晨", "鑫", "博", "航", "睿", "轩", "文"];
const WOMEN_OLD: &[&str] =
    &["秀", "芬", "珍", "兰", "琼", "英", "桂", "凤", "莲", "翠", "玉", "会", "仙", "美", "群"];
const WOMEN_YOUNG: &[&str] =
    &["雨", "欣", "怡", "婷", "佳", "梦", "雪", "思", "彤", "悦", "静", "娜", "蕊", "琪", "晓"];

/// Those born before this age are named in the older fashion.
const OLD_FASHION_AGE: u32 = 36;

/// A surname that is common among a people.
pub(super) fn surname(random: &mut Random, ethnicity: Ethnicity) -> &'static str {
    random.pick(match ethnicity {
        Ethnicity::Hui => HUI,
        Ethnicity::Yi => YI,
        Ethnicity::Miao => MIAO,
        _ => HAN,
    })
}

/// A given name of one or two characters.
pub(super) fn given_name(random: &mut Random, sex: Sex, age: u32) -> String {
    let old = age >= OLD_FASHION_AGE;
    let list = match (sex, old) {
        (Sex::Male, true) => MEN_OLD,
        (Sex::Male, false) => MEN_YOUNG,
        (Sex::Female, true) => WOMEN_OLD,
        (Sex::Female, false) => WOMEN_YOUNG,
    };
    let first = random.pick(list);
    if random.chance(180) { first.to_owned() } else { format!("{first}{}", random.pick(list)) }
}

/// The name of an official.
pub(super) fn official(random: &mut Random) -> String {
    let sex = if random.chance(560) { Sex::Male } else { Sex::Female };
    let age = random.between(26, 55);
    format!("{}{}", surname(random, Ethnicity::Han), given_name(random, sex, age))
}

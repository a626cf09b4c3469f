//! The declarations of the year: who declares what on which day, and the diary of what is done next.

use std::collections::BTreeMap;

use entity::Moment;
use entity::id::HouseholdId;
use sea_orm::FromQueryResult;
use time::{Date, Duration};

use super::super::people::COMMUNITY;
use super::Year;
use super::course::{Case, Plot};
use crate::command::Failure;
use crate::params;

/// Declarations of the year.
const COUNT: u32 = 150;

/// The first households, to which those of the board belong.
const BOARD: usize = 12;

/// Kinds with the words in which people tell of them, each in so many of a thousand cases.
const TOLD: [(u32, &str, &str); 12] = [
    (230, "illness", "家里人住院动了手术，报销后自己还要付两万多元。"),
    (90, "disability", "父亲摔伤后一直不能干活，家里少了一份收入。"),
    (120, "schooling", "两个孩子上高中和职校，生活费实在凑不齐。"),
    (60, "disaster", "老家圈舍和存粮被山洪冲走了。"),
    (130, "unstable_job", "在外打工的厂停工，三个月没有拿到工资。"),
    (60, "failed_business", "养的鸡得病死了一大半，本钱还是借的。"),
    (50, "accident", "骑车出了事故，腿骨折，对方没有赔付能力。"),
    (60, "housing", "卫生间漏水，楼下天花板已经湿了一片。"),
    (30, "drinking_water", "水压不够，六楼以上经常没有水。"),
    (60, "consultation", "想问医保怎么异地报销，要带什么材料。"),
    (50, "member_change", "家里添了孩子，请帮忙登记。"),
    (60, "employment_change", "已经到车间上班，请更新就业情况。"),
];

/// All cases and what is to be done on which day.
pub(super) struct Cases {
    cases: Vec<Case>,
    diary: BTreeMap<Date, Vec<usize>>,
}

#[derive(FromQueryResult)]
struct Row {
    id: HouseholdId,
    building: String,
}

impl Cases {
    /// Thinks out who declares what, and how it goes on, in the board's community.
    pub(super) async fn imagine(year: &mut Year<'_>, until: Moment) -> Result<Self, Failure> {
        let households: Vec<Row> = year
            .app
            .view()
            .sql
            .all(
                "SELECT h.id, b.name AS building FROM household h \
                 JOIN grid_path p ON p.node_id = h.node_id \
                 JOIN grid_node n ON n.id = p.ancestor_id AND n.name = $1 \
                 JOIN grid_path q ON q.node_id = h.node_id \
                 JOIN grid_node b ON b.id = q.ancestor_id AND b.kind = 'building' \
                 JOIN grid_path r ON r.node_id = b.id \
                 JOIN grid_node a ON a.id = r.ancestor_id AND a.name = '一片区' \
                 WHERE h.state = 'present' ORDER BY h.number",
                params![COMMUNITY],
            )
            .await?;
        // The households of the board begin with an empty file.
        let households = households.get(BOARD..).unwrap_or_default();
        let first = year.app.clock.now().day();
        let days = u32::try_from((until.day() - first).whole_days()).unwrap_or(1);
        let mut cases = Self { cases: Vec::new(), diary: BTreeMap::new() };
        for number in 0..COUNT {
            let place = year.random.below(u32::try_from(households.len()).unwrap_or(0));
            let place = usize::try_from(place).unwrap_or(0);
            let Some(household) = households.get(place) else { continue };
            let told: Vec<_> =
                TOLD.iter().map(|(share, kind, words)| (*share, (*kind, *words))).collect();
            let (kind, words) = year.random.choose(&told, ("other", "家里遇到困难，请来看看。"));
            let day = first + Duration::days(i64::from(year.random.below(days)));
            let is_first_building = household.building == "1栋";
            let plot = Plot::invent(&mut year.random, kind);
            let case = Case::new(number, household.id, kind, words, is_first_building, plot);
            cases.cases.push(case);
            cases.put(day, cases.cases.len() - 1);
        }
        Ok(cases)
    }

    /// Does what the diary says for the day, and what was left of days on which nobody worked.
    pub(super) async fn act(&mut self, year: &mut Year<'_>, day: Date) -> Result<(), Failure> {
        let later = self.diary.split_off(&(day + Duration::DAY));
        let due = std::mem::replace(&mut self.diary, later);
        for number in due.into_values().flatten() {
            let Some(case) = self.cases.get_mut(number) else { continue };
            if let Some(days) = case.act(year, day).await? {
                self.put(day + Duration::days(days), number);
            }
        }
        Ok(())
    }

    fn put(&mut self, day: Date, case: usize) {
        self.diary.entry(day).or_default().push(case);
    }
}

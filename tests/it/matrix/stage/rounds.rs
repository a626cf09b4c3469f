//! A monthly round that covers the household, and what it found there.

use uuid::Uuid;
use xinju::params;

use super::Stage;
use crate::round::{assess, dispatch, find};

impl Stage<'_> {
    /// A round of the site, or a finding in it some steps on.
    pub(super) async fn round(&mut self, name: &str) -> String {
        match name {
            "round" => return self.round_of_month(0).await,
            "readyround" => return self.ready_round().await,
            "unopened" => return self.unopened().await,
            _ => {}
        }
        let (worker, street) = (&self.makers.worker, &self.makers.street);
        let round = self.id("round").await;
        let id = find(worker, &round, self.household.unwrap()).await.id("finding_id");
        if name == "finding" {
            return id;
        }
        assess(street, &id).await.ok();
        if name == "assessedfinding" {
            return id;
        }
        let owner = self.acting.or(worker.account).unwrap();
        dispatch(street, &id, owner).await.ok();
        if name == "nextfinding" {
            self.round_of_month(1).await;
        }
        id
    }

    /// A round of a month of its own that covers the household, or of the month after that.
    async fn round_of_month(&mut self, after: i64) -> String {
        self.id("household").await;
        let (town, id) = (self.makers.town, self.makers.town.id());
        // Three months for each round, so that none follows another by chance.
        let number = (town.count("monitoring_round").await - after) * 3 + after;
        let month = i32::try_from(number).unwrap();
        let day = time::Date::from_calendar_date(
            2030 + month / 12,
            time::Month::try_from(u8::try_from(month % 12 + 1).unwrap()).unwrap(),
            1,
        );
        town.sql(
            "INSERT INTO monitoring_round (id, site_id, month, phase, check_by, assess_by, \
             dispatch_by, supervise_by, household_count, opened_at, moved_at) \
             VALUES ($1, $2, $3, 'check', $3, $3, $3, $3, 1, 0, 0)",
            params![id, town.node("site"), day.unwrap()],
        )
        .await;
        town.sql(
            "INSERT INTO round_household (round_id, household_id, building_id, colour, monitoring) \
             VALUES ($1, $2, $3, 'green', 'none')",
            params![id, self.household.unwrap(), town.node("north/1")],
        )
        .await;
        id.to_string()
    }

    /// A round in which everybody at the site is excused.
    async fn ready_round(&mut self) -> String {
        let id = self.round_of_month(0).await;
        let (town, round) = (self.makers.town, id.parse::<Uuid>().unwrap());
        town.sql(
            "INSERT INTO round_household (round_id, household_id, building_id, colour, monitoring) \
             SELECT $1, h.id, $2, 'green', 'none' FROM household h WHERE true \
             ON CONFLICT DO NOTHING",
            params![round, town.node("north/1")],
        )
        .await;
        let excuse = "UPDATE round_household SET excused_for = 'in_hospital' WHERE round_id = $1";
        town.sql(excuse, params![round]).await;
        id
    }

    /// The site, without a round of this month.
    async fn unopened(&mut self) -> String {
        let town = self.makers.town;
        let put_off = "UPDATE monitoring_round SET month = $1 WHERE month = $2";
        let years = i32::try_from(town.count("monitoring_round").await).unwrap();
        let away = time::Date::from_calendar_date(2200 + years, time::Month::January, 1).unwrap();
        let this = town.clock.now().day().replace_day(1).unwrap();
        town.sql(put_off, params![away, this]).await;
        town.node("site").to_string()
    }
}

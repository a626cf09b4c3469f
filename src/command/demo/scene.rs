//! Making the town: the roster, its import, the people of the board, and what they have done so far.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::sync::Arc;

use super::board::{Kept, Resident};
use super::visitor::{Visitor, text};
use super::{ground, people, residents, year};
use crate::app::App;
use crate::auth::secret::Secret;
use crate::command::Failure;
use crate::demo::people::write_xlsx;
use crate::grid::create;
use crate::http::ApiError;
use crate::params;
use crate::roster::apply::import_file;
use crate::store::Fault;
use entity::Moment;
use entity::grid_node::NodeKind;
use entity::id::NodeId;
use indicatif::{ProgressBar, ProgressStyle};
use poem::Response;
use poem::endpoint::BoxEndpoint;
use serde_json::{Value, json};

/// The generated roster, kept for whoever wants to look at it.
pub(super) const ROSTER: &str = "roster.xlsx";

/// Goods on the shop's shelf: name, price in points, pieces.
const GOODS: [(&str, i64, i64); 4] =
    [("洗衣粉", 8, 120), ("食用油", 45, 60), ("毛巾", 5, 200), ("大米5公斤", 30, 80)];
/// Rules: what is rewarded, points, unit.
const RULES: [(&str, i64, &str); 3] =
    [("参加院坝会", 2, "次"), ("打扫楼道", 5, "次"), ("帮助独居老人", 10, "次")];

/// How the town is made.
pub(super) struct Making {
    /// Another number makes another town.
    pub(super) seed: u64,
    /// Today.
    pub(super) until: Moment,
    /// Whether progress is shown.
    pub(super) shows: bool,
}

/// Makes the town, lives a year in it, and says what the board needs.
pub(super) async fn build(
    app: &Arc<App>,
    endpoint: &BoxEndpoint<'static, Response>,
    folder: &Path,
    making: &Making,
) -> Result<Kept, Failure> {
    ground::begin(app).await?;
    let site = plant(app).await?;
    let roster = write_roster(folder, making.seed).await?;
    import(app, site, roster, making.shows).await?;
    let password = people::password(app)?;
    let hash = app.passwords.hash(Secret::from(password.as_str())).await.map_err(ApiError::from)?;
    people::settle(app, site, hash).await?;
    let bar =
        progress(making.shows, "Living a year · 模拟一年 {bar:30} {pos}/{len} days {elapsed}");
    year::live(app, endpoint, site, making.seed, making.until, &bar).await?;
    bar.finish();
    let residents = residents::choose(app).await?;
    let cast = Cast { app, endpoint, password: &password };
    cast.act(site, &residents).await?;
    Ok(Kept { password, residents })
}

fn progress(shows: bool, template: &str) -> ProgressBar {
    let bar = if shows { ProgressBar::new(0) } else { ProgressBar::hidden() };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}

/// The county and the site; the roster brings everything below.
async fn plant(app: &Arc<App>) -> Result<NodeId, Failure> {
    let planted = app.work(|at| {
        Box::pin(async move {
            let county =
                create::insert(at, None, NodeKind::County, "539900", "演示县", None).await?;
            let above = Some(county.id);
            let site =
                create::insert(at, above, NodeKind::Site, "xinju", "靖安安置区", None).await?;
            Ok::<_, crate::grid::GridError>(site.id)
        })
    });
    Ok(planted.await.map_err(ApiError::from)?)
}

async fn write_roster(folder: &Path, seed: u64) -> Result<Vec<u8>, Failure> {
    let file = folder.join(ROSTER);
    let writing = format!("Can't write {}", file.display());
    let task = tokio::task::spawn_blocking(move || -> std::io::Result<Vec<u8>> {
        let output = BufWriter::new(File::create(&file)?);
        write_xlsx(seed, output).map_err(std::io::Error::other)?;
        std::fs::read(&file)
    });
    task.await.map_err(|_| Fault::Panicked)?.map_err(Failure::io(writing))
}

async fn import(app: &Arc<App>, site: NodeId, roster: Vec<u8>, shows: bool) -> Result<(), Failure> {
    let bar = progress(
        shows,
        "Importing the roster · 导入花名册 {bar:30} {pos}/{len} households {elapsed}",
    );
    let show = |done: i64, total: i64| {
        bar.set_length(u64::try_from(total).unwrap_or(0));
        bar.set_position(u64::try_from(done).unwrap_or(0));
    };
    let batch = import_file(app, site, ROSTER, roster, None, show).await;
    let batch = batch.map_err(ApiError::from)?;
    bar.finish();
    if batch.applied_at.is_some() {
        return Ok(());
    }
    let faults = batch.counts.faults;
    Err(Failure::Refused(format!("The demonstration's roster has {faults} faults. 花名册有误。")))
}

/// The people of the board, who act through the API.
struct Cast<'e> {
    app: &'e Arc<App>,
    endpoint: &'e BoxEndpoint<'static, Response>,
    password: &'e str,
}

impl<'e> Cast<'e> {
    async fn act(&self, site: NodeId, residents: &[Resident]) -> Result<(), Failure> {
        let community = self.community(site).await?;
        self.open_market(community).await?;
        self.draft_job(site).await?;
        self.declare(residents).await
    }

    async fn sign_in(&self, login: &str) -> Result<Visitor<'e>, Failure> {
        Visitor::sign_in(self.app, self.endpoint, login, self.password).await
    }

    async fn community(&self, site: NodeId) -> Result<NodeId, Failure> {
        let sql = "SELECT id FROM grid_node WHERE parent_id = $1 AND name = $2";
        let found = self.app.view().sql.value(sql, params![site, people::COMMUNITY]).await?;
        found.ok_or(Failure::Database(Fault::Panicked))
    }

    /// Rules, a shop, and its first delivery.
    async fn open_market(&self, community: NodeId) -> Result<(), Failure> {
        let worker = self.sign_in("community").await?;
        let today = self.app.clock.now().day().to_string();
        for (name, points, unit) in RULES {
            let terms = json!({
                "name": name, "points": points, "unit": unit, "evidence": "none",
                "adopted_on": today, "votes_for": 41, "votes_against": 2,
            });
            worker.post("/point-rules", json!({ "node_id": community, "terms": terms })).await?;
        }
        let shop = json!({ "node_id": community, "name": "同源爱心超市" });
        let shop = text(&worker.post("/shops", shop).await?, "shop_id");
        let keeper = self.sign_in("shopkeeper").await?;
        for (name, price, pieces) in GOODS {
            let item = json!({ "name": name, "price_points": price });
            let item = worker.post(&format!("/shops/{shop}/items"), item).await?;
            let item = text(&item, "item_id");
            let delivery = json!({ "kind": "delivery", "quantity": pieces, "reason": "开业进货" });
            keeper.post(&format!("/shops/{shop}/items/{item}/stock-movements"), delivery).await?;
        }
        Ok(())
    }

    /// A posting that waits to be published.
    async fn draft_job(&self, site: NodeId) -> Result<(), Failure> {
        let officer = self.sign_in("employment").await?;
        officer.post("/job-postings", posting(self.app, site)).await?;
        Ok(())
    }

    /// Two declarations that wait for the community's worker.
    async fn declare(&self, residents: &[Resident]) -> Result<(), Failure> {
        let head = self.sign_in("building").await?;
        let told = [
            ("illness", "家里老人住院，自付医药费两万多元，托我代报。"),
            ("housing", "卫生间漏水，楼下天花板已经湿了一片。"),
        ];
        for (resident, (kind, words)) in residents.iter().rev().zip(told) {
            let sql = "SELECT id FROM household WHERE number = $1";
            let household: Option<entity::id::HouseholdId> =
                self.app.view().sql.value(sql, params![resident.household.as_str()]).await?;
            let body = json!({
                "household_id": household, "kind": kind, "words": words, "consent": "spoken",
            });
            head.post("/declarations/on-behalf", body).await?;
        }
        Ok(())
    }
}

/// A posting as an officer writes it.
pub(super) fn posting(app: &App, site: NodeId) -> Value {
    let last = app.clock.now().day() + time::Duration::days(30);
    json!({
        "node_id": site, "employer": "新城服装厂", "title": "缝纫工", "channel": "workshop",
        "workplace": "安置区帮扶车间二楼", "vacancies": 40, "pay_fen": 350_000,
        "pay_unit": "month", "hours": "8:00–17:00", "apply_by": last.to_string(),
        "contact": "李主任",
    })
}

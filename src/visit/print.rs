//! A building's list on paper: A4 pages with a box to tick for each door. Names are masked, because paper
//! stays behind on stairs.

use entity::colour_result::ColourShape;
use entity::id::NodeId;
use poem_openapi::Object;
use serde::Serialize;
use time::Date;

use super::VisitError;
use super::building::{self, Whole};
use super::due::VisitStop;
use crate::auth::Grant;
use crate::auth::permission::ReadVisits;
use crate::grid::pictogram::{Pictogram, VIEW_BOX};
use crate::household::card::escape;
use crate::store::View;

/// Doors on a page.
const DOORS_PER_PAGE: usize = 18;

const FAMILY: &str = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei',SimHei,sans-serif";

/// A building's list to print.
#[derive(Clone, Debug, Object, Serialize)]
pub struct VisitSheets {
    /// How many doors it names.
    #[oai(validator(minimum(value = "0")))]
    pub doors: i64,
    /// A4 pages of eighteen doors, each a whole SVG document; one page that says so where nothing is due.
    #[oai(validator(max_items = 250))]
    pub pages: Vec<String>,
}

/// Draws the list of a building in the caller's area.
pub(super) async fn read(
    view: &View<'_>,
    by: &Grant<ReadVisits>,
    building: NodeId,
) -> Result<VisitSheets, VisitError> {
    let whole = building::whole(view, by, building).await?;
    let chunks: Vec<_> = whole.stops.chunks(DOORS_PER_PAGE).collect();
    let page_count = chunks.len().max(1);
    let page = |number: usize| {
        let doors = chunks.get(number).copied().unwrap_or_default();
        let rows: String =
            doors.iter().enumerate().map(|(place, (_, stop))| row(place, stop)).collect();
        let empty = if doors.is_empty() {
            line(15, 60, 6, "今天没有要走访的住户。")
        } else {
            rows
        };
        let head = head(&whole, view.today(), number + 1, page_count);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"210mm\" height=\"297mm\" \
             viewBox=\"0 0 210 297\" role=\"img\">\n<title>{}</title>\n\
             <rect width=\"210\" height=\"297\" fill=\"#fff\"/>\n{head}{empty}</svg>\n",
            escape(&format!("走访清单 {}", whole.building.name)),
        )
    };
    Ok(VisitSheets {
        doors: i64::try_from(whole.stops.len()).unwrap_or(i64::MAX),
        pages: (0..page_count).map(page).collect(),
    })
}

/// The picture of the building, its name, the day and the sums.
fn head(whole: &Whole, today: Date, number: usize, page_count: usize) -> String {
    let picture = whole.building.pictogram.as_deref().and_then(Pictogram::find);
    let picture = picture.map_or_else(String::new, |pictogram| {
        format!(
            "<svg x=\"12\" y=\"8\" width=\"22\" height=\"22\" viewBox=\"{VIEW_BOX}\">\n{}</svg>\n",
            pictogram.svg_fragment()
        )
    });
    let counts = &whole.counts;
    let sums = format!(
        "住户 {} 户，待上门 {} 户，其中超期 {} 户；走访 {}，送岗 {}，核实 {}，线索 {}",
        counts.households,
        counts.due,
        counts.overdue,
        counts.visits,
        counts.jobs,
        counts.declarations,
        counts.clues
    );
    let title = format!("{} 走访清单", whole.building.name);
    let day = format!("{today}　第 {number} 页，共 {page_count} 页");
    format!(
        "{picture}{}{}{}",
        line(38, 17, 8, &title),
        line(38, 24, 4, &day),
        line(38, 30, 4, &sums)
    )
}

/// A door: a box to tick, where it is, who lives there, and what is due in words.
fn row(place: usize, stop: &VisitStop) -> String {
    let place = u32::try_from(place).unwrap_or(u32::MAX);
    let top = place.saturating_mul(14).saturating_add(38);
    let door = format!("{}{}", stop.unit_name.as_deref().unwrap_or_default(), stop.room);
    let late = if stop.is_overdue { "（超期）" } else { "" };
    let who = format!(
        "{} {}人 {}{}{late}",
        stop.head_name.as_deref().unwrap_or_default(),
        stop.members,
        sign(stop.colour_shape),
        stop.colour_word
    );
    format!(
        "<rect x=\"12\" y=\"{}\" width=\"6\" height=\"6\" fill=\"none\" stroke=\"#111\" \
         stroke-width=\"0.5\"/>\n{}{}{}\
         <line x1=\"12\" y1=\"{rule}\" x2=\"198\" y2=\"{rule}\" stroke=\"#999\" \
         stroke-width=\"0.2\"/>\n",
        top,
        line(22, top.saturating_add(5), 6, &door),
        line(80, top.saturating_add(5), 5, &who),
        line(22, top.saturating_add(10), 4, &duties(stop)),
        rule = top.saturating_add(12),
    )
}

const fn sign(shape: ColourShape) -> &'static str {
    match shape {
        ColourShape::Circle => "●",
        ColourShape::Diamond => "◆",
        ColourShape::Triangle => "▲",
    }
}

/// What is due, in words.
fn duties(stop: &VisitStop) -> String {
    let visits = stop.visits.iter().map(|visit| {
        let due = visit.due_on;
        format!("{}（{}月{}日前）", visit.cadence_word, u8::from(due.month()), due.day())
    });
    let mut duties: Vec<_> = visits.collect();
    let counted = [
        (usize::try_from(stop.missed).unwrap_or(0), "漏访"),
        (stop.jobs.len(), "送岗"),
        (stop.declarations.len(), "入户核实"),
        (stop.clues.len(), "线索核查"),
    ];
    let counted = counted.into_iter().filter(|(count, _)| *count > 0);
    duties.extend(counted.map(|(count, what)| format!("{what} {count}")));
    duties.join("，")
}

/// A line of text; sizes and places in millimetres.
fn line(x: u32, y: u32, size: u32, text: &str) -> String {
    format!(
        "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" font-family=\"{FAMILY}\" \
         fill=\"#111\">{}</text>\n",
        escape(text)
    )
}

//! The printable sheet of a public notice: A3 upright, in letters that can be read from two metres.

use super::notices::{PublicNotice, PublicNoticeEntry};
use crate::declaration::terms;
use crate::household::card::escape;

/// Width of the sheet, in millimetres.
const WIDTH: u32 = 297;
/// Its height.
const HEIGHT: u32 = 420;
/// Where the first line of the table stands.
const TABLE_TOP: u32 = 128;
/// The height that the table may take.
const TABLE_HEIGHT: u32 = 190;
/// Highest line of the table.
const LINE_MAX: u32 = 14;
const FAMILY: &str = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei',SimHei,sans-serif";

/// Draws the sheet.
pub(super) fn draw(notice: &PublicNotice) -> String {
    let ends = notice.entries.iter().map(|entry| entry.ends_at).min();
    let last = ends.map(|ends| ends.plus_ms(-1).day());
    let period = format!(
        "公示时间：{} 至 {}（{} 个工作日）",
        notice.starts_on,
        last.map_or_else(String::new, |day| day.to_string()),
        notice.working_days
    );
    let mut lines = vec![
        text(WIDTH / 2, 45, 20, "middle", "监测对象公示"),
        text(WIDTH / 2, 66, 11, "middle", &notice.community_name),
        text(24, 88, 7, "start", "经入户核实、民主评议，拟将以下家庭纳入防止返贫监测，现予公示。"),
        text(24, 100, 7, "start", &period),
    ];
    lines.push(row(TABLE_TOP - 8, 8, ["序号", "户主", "楼栋", "人口", "监测类别"]));
    let count = u32::try_from(notice.entries.len()).unwrap_or(u32::MAX).max(1);
    let height = (TABLE_HEIGHT / count).clamp(3, LINE_MAX);
    let size = (height * 3 / 5).clamp(2, 8);
    for (place, entry) in (1..).zip(&notice.entries) {
        let cells = cells(entry);
        lines.push(row(TABLE_TOP + place * height, size, cells.each_ref().map(String::as_str)));
    }
    let foot = TABLE_TOP + TABLE_HEIGHT + 30;
    let contact = format!("如有异议，请在公示期内到 {} 反映，", notice.contact_place);
    lines.push(text(24, foot, 7, "start", &contact));
    lines.push(text(
        24,
        foot + 12,
        7,
        "start",
        "或在手机上打开本公示提出。反映人的姓名不会告诉被公示的家庭。",
    ));
    lines.push(text(WIDTH - 24, foot + 34, 8, "end", &notice.community_name));
    lines.push(text(WIDTH - 24, foot + 47, 8, "end", &notice.starts_on.to_string()));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}mm\" height=\"{HEIGHT}mm\" \
         viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"{FAMILY}\">\n\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#fff\"/>\n{}</svg>\n",
        lines.concat()
    )
}

fn cells(entry: &PublicNoticeEntry) -> [String; 5] {
    [
        entry.place.to_string(),
        entry.head_name_masked.clone(),
        entry.building_name.clone(),
        format!("{}人", entry.member_count),
        terms::category(entry.category).to_owned(),
    ]
}

fn row(y: u32, size: u32, cells: [&str; 5]) -> String {
    let places = [24, 54, 114, 170, 204];
    let drawn = places.iter().zip(cells).map(|(x, cell)| text(*x, y, size, "start", cell));
    drawn.collect::<String>()
}

fn text(x: u32, y: u32, size: u32, anchor: &str, words: &str) -> String {
    format!(
        "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" text-anchor=\"{anchor}\" fill=\"#111\">{}\
         </text>\n",
        escape(words)
    )
}

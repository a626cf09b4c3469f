//! Which column of the roster stands in which column of a sheet (表头).

use super::columns::{COLUMN_COUNT, COLUMNS, Column, FAULTS_HEADING, column_named, plain_heading};
use super::sheet::{Cell, Row};

/// The fewest columns that make a row a heading.
const MATCHES_MIN: usize = 3;

/// Where each column of the roster stands in a sheet, from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    places: [Option<usize>; COLUMN_COUNT],
    /// Headings that the roster doesn't have, with their places; they aren't imported.
    pub unknown: Vec<(usize, String)>,
    /// Headings that name a column a second time, with their places; the first one counts.
    pub repeated: Vec<(usize, String)>,
    /// The place of the column that an earlier report of faults added.
    pub faults_place: Option<usize>,
}

impl Layout {
    /// Finds the heading among the first rows: the one that names the most columns, the upper of two
    /// equals. Where a cell is empty the one above it counts, as in headings merged over two rows.
    pub fn find(rows: &[Row]) -> Option<(usize, Self)> {
        let mut best: Option<(usize, Self)> = None;
        let mut above: Option<&Row> = None;
        for (at, row) in rows.iter().enumerate().take(super::sheet::HEADING_ROWS_MAX) {
            let layout = Self::of(row, above);
            let most = best.as_ref().map_or(MATCHES_MIN - 1, |(_, best)| best.matches());
            if layout.matches() > most {
                best = Some((at, layout));
            }
            above = Some(row);
        }
        best
    }

    fn of(row: &Row, above: Option<&Row>) -> Self {
        let mut layout = Self::default();
        let width = row.cells.len().max(above.map_or(0, |above| above.cells.len()));
        for place in 0..width {
            let upper = above.map_or(&Cell::Empty, |above| above.cell(place));
            let ((Cell::Text(heading), _) | (Cell::Empty, Cell::Text(heading))) =
                (row.cell(place), upper)
            else {
                continue;
            };
            if plain_heading(heading) == FAULTS_HEADING {
                layout.faults_place = Some(place);
                continue;
            }
            let Some(column) = column_named(heading) else {
                layout.unknown.push((place, heading.trim().to_owned()));
                continue;
            };
            match layout.places.get_mut(column.place()) {
                Some(slot @ None) => *slot = Some(place),
                _ => layout.repeated.push((place, heading.trim().to_owned())),
            }
        }
        layout
    }

    /// Where a column stands, from 0; `None` when the sheet doesn't have it.
    pub fn place(&self, column: Column) -> Option<usize> {
        self.places.get(column.place()).copied().flatten()
    }

    /// The headings of the required columns that the sheet doesn't have.
    pub fn missing(&self) -> Vec<&'static str> {
        let absent = COLUMNS.iter().zip(&self.places).filter(|(_, place)| place.is_none());
        absent.filter(|(info, _)| info.required).map(|(info, _)| info.heading).collect()
    }

    fn matches(&self) -> usize {
        self.places.iter().flatten().count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: u32, cells: &[&str]) -> Row {
        let cell = |text: &&str| match *text {
            "" => Cell::Empty,
            text => Cell::Text(text.to_owned()),
        };
        Row { number, cells: cells.iter().map(cell).collect() }
    }

    #[test]
    fn a_title_above_the_heading_is_passed_over() {
        let rows = [
            row(1, &["同源社区花名册"]),
            row(3, &["姓名", "备注", "身份证号码", "户号"]),
            row(4, &["张明"]),
        ];
        let (at, layout) = Layout::find(&rows).unwrap();
        assert_eq!(at, 1);
        assert_eq!(layout.place(Column::IdCard), Some(2));
        assert_eq!(layout.unknown, [(1, "备注".to_owned())]);
        assert!(layout.missing().contains(&"社区"));
    }

    #[test]
    fn a_heading_merged_over_two_rows_is_put_together() {
        let rows = [row(1, &["姓名", "住址", "", "身份证号"]), row(2, &["", "楼栋", "房号", ""])];
        let (at, layout) = Layout::find(&rows).unwrap();
        assert_eq!(at, 1);
        assert_eq!(layout.place(Column::Name), Some(0));
        assert_eq!(layout.place(Column::Building), Some(1));
        assert_eq!(layout.place(Column::IdCard), Some(3));
    }

    #[test]
    fn two_known_words_make_no_heading() {
        assert_eq!(Layout::find(&[row(1, &["姓名", "电话"])]), None);
    }
}

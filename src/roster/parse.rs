//! Cells into people: every row is read to its end and every fault kept, so that one look at the answer is
//! enough to correct the file.

use std::borrow::Cow;
use std::collections::HashSet;

use time::Date;

use super::columns::{COLUMNS, Column, SKILLS_MAX};
use super::crosscheck::Households;
use super::fault::{CellFault, FaultKind, Note};
use super::heading::Layout;
use super::model::{
    Disability, Education, Employment, Ethnicity, Health, LabourCapacity, Literacy, Monitoring,
    Relation, Sex,
};
use super::row::RosterRow;
use super::sheet::{Cell, Row, Sheet};
use super::values::{self, IdCard, IdCardFault, PersonName, Phone};

/// The most characters in a name of a place, a household number or a helper.
const LINE_CHARS_MAX: usize = 50;
/// The most characters in one skill.
const SKILL_CHARS_MAX: usize = 30;

/// A person with the row that says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberedRow {
    /// The row in the user's own sheet, from 1.
    pub number: u32,
    /// The person.
    pub row: RosterRow,
}

/// What a sheet says: its people, and all that is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roster {
    /// The rows in which every cell can be read, in the order of the sheet.
    pub rows: Vec<NumberedRow>,
    /// Every fault, by row and then by column.
    pub faults: Vec<CellFault>,
    /// What else people should know.
    pub notes: Vec<Note>,
    /// The numbers of the households that have a row which can't be read.
    pub incomplete: HashSet<String>,
    /// How many rows have anything in them.
    pub filled: usize,
}

/// Reads the rows of a sheet. `today` bounds the birth dates.
///
/// Blank rows are passed over. A roster with faults isn't fit to be applied; its rows are for the preview.
pub fn parse(sheet: &Sheet, today: Date) -> Roster {
    let mut rows = Vec::with_capacity(sheet.rows.len());
    let mut faults = Vec::new();
    let mut households = Households::default();
    let mut filled = 0;
    for row in sheet.rows.iter().filter(|row| !is_blank(row)) {
        filled += 1;
        let mut reader = RowReader { row, layout: &sheet.layout, today, faults: &mut faults };
        match reader.read() {
            Some(person) => rows.push(NumberedRow { number: row.number, row: person }),
            None => households.leave_open(reader.household_no()),
        }
    }
    households.check(&rows, &sheet.layout, &mut faults);
    faults.sort_by_key(|fault| (fault.row, fault.column));
    let notes = Note::about(&sheet.layout);
    Roster { rows, faults, notes, incomplete: households.into_open(), filled }
}

fn is_blank(row: &Row) -> bool {
    row.cells.iter().all(|cell| match cell {
        Cell::Empty => true,
        Cell::Text(text) => text.trim().is_empty(),
        _ => false,
    })
}

/// What a cell gives to read.
enum Given<'cell> {
    Text(&'cell str),
    Number(f64),
    Date(f64),
}

struct RowReader<'sheet, 'faults> {
    row: &'sheet Row,
    layout: &'sheet Layout,
    today: Date,
    faults: &'faults mut Vec<CellFault>,
}

impl<'sheet> RowReader<'sheet, '_> {
    /// Reads the whole row; `None` when anything in it is at fault.
    fn read(&mut self) -> Option<RosterRow> {
        let faults_before = self.faults.len();
        let community = self.line(Column::Community);
        let area = self.line(Column::Area);
        let building = self.line(Column::Building);
        let unit = self.line(Column::Unit);
        let room = self.line(Column::Room);
        let household_no = self.line(Column::HouseholdNo);
        let relation = self.word(Column::Relation, Relation::parse);
        let name = self.name();
        let id_card = self.id_card();
        self.compare_with_card(id_card.as_ref());
        let ethnicity = self.word(Column::Ethnicity, Ethnicity::parse);
        let education = self.word(Column::Education, Education::parse);
        let literacy = self.word(Column::Literacy, Literacy::parse);
        let disability = self.word(Column::Disability, Disability::parse).flatten();
        let health = self.word(Column::Health, Health::parse);
        let labour_capacity = self.word(Column::LabourCapacity, LabourCapacity::parse);
        let skills = self.skills();
        let employment = self.word(Column::Employment, Employment::parse);
        let phone = self.phone();
        let origin_township = self.line(Column::OriginTownship);
        let origin_village = self.line(Column::OriginVillage);
        let helper = self.line(Column::Helper);
        let monitoring = self.word(Column::Monitoring, Monitoring::parse);
        if self.faults.len() > faults_before {
            return None;
        }
        Some(RosterRow {
            community: community?,
            area: area?,
            building: building?,
            unit,
            room: room?,
            household_no: household_no?,
            relation: relation?,
            name: name?,
            id_card: id_card?,
            ethnicity: ethnicity?,
            education,
            literacy,
            disability,
            health,
            labour_capacity: labour_capacity?,
            skills,
            employment,
            phone,
            origin_township,
            origin_village,
            helper,
            monitoring: monitoring.unwrap_or(Monitoring::None),
        })
    }

    /// The household that a faulty row belongs to, if that much can be read.
    fn household_no(&self) -> Option<String> {
        match self.cell(Column::HouseholdNo) {
            Cell::Text(text) => values::line(values::restore(text), LINE_CHARS_MAX).ok(),
            Cell::Number(number) => values::whole_number(*number),
            _ => None,
        }
    }

    fn cell(&self, column: Column) -> &'sheet Cell {
        self.layout.place(column).map_or(&Cell::Empty, |place| self.row.cell(place))
    }

    fn refuse<T>(&mut self, column: Column, kind: FaultKind) -> Option<T> {
        let place = self.layout.place(column);
        self.faults.push(CellFault { row: self.row.number, column, place, kind });
        None
    }

    fn given(&mut self, column: Column) -> Option<Given<'sheet>> {
        let given = match self.cell(column) {
            Cell::Empty => None,
            Cell::Text(text) => match text.trim() {
                "" => None,
                text => Some(Given::Text(values::restore(text))),
            },
            Cell::Number(number) => Some(Given::Number(*number)),
            Cell::Date(serial) => Some(Given::Date(*serial)),
            Cell::Bool(_) => return self.refuse(column, FaultKind::TruthValue),
            Cell::Error => return self.refuse(column, FaultKind::CellError),
        };
        let required = COLUMNS.get(column.place()).is_some_and(|info| info.required);
        if given.is_none() && required { self.refuse(column, FaultKind::Missing) } else { given }
    }

    fn text(&mut self, column: Column) -> Option<Cow<'sheet, str>> {
        match self.given(column)? {
            Given::Text(text) => Some(Cow::from(text)),
            Given::Date(_) => self.refuse(column, FaultKind::WasADate),
            Given::Number(number) => match values::whole_number(number) {
                Some(number) => Some(Cow::from(number)),
                None => self.refuse(column, FaultKind::NotWhole),
            },
        }
    }

    fn line(&mut self, column: Column) -> Option<String> {
        let text = self.text(column)?;
        match values::line(&text, LINE_CHARS_MAX) {
            Ok(line) => Some(line),
            Err(fault) => self.refuse(column, FaultKind::Text(fault)),
        }
    }

    fn word<T>(&mut self, column: Column, parse: fn(&str) -> Option<T>) -> Option<T> {
        let text = self.text(column)?;
        match parse(&text).or_else(|| parse(&values::word(&text))) {
            Some(value) => Some(value),
            None => self.refuse(column, FaultKind::NotInList),
        }
    }

    fn name(&mut self) -> Option<PersonName> {
        let text = self.text(Column::Name)?;
        match values::name(&text) {
            Ok(name) => Some(name),
            Err(fault) => self.refuse(Column::Name, FaultKind::Name(fault)),
        }
    }

    fn id_card(&mut self) -> Option<IdCard> {
        let read = match self.given(Column::IdCard)? {
            // A `'` in front of a number is how people tell a spreadsheet to keep it as text.
            Given::Text(text) => {
                values::id_card(text.trim_start_matches(['\'', '’', '‘']), self.today)
            }
            Given::Number(_) | Given::Date(_) => Err(IdCardFault::LooksLikeFloat),
        };
        match read {
            Ok(card) => Some(card),
            Err(IdCardFault::LooksLikeFloat) => {
                self.refuse(Column::IdCard, FaultKind::IdCardWasANumber)
            }
            Err(fault) => self.refuse(Column::IdCard, FaultKind::IdCard(fault)),
        }
    }

    /// Sex and birth date may be left out; when they are there they must agree with the card.
    fn compare_with_card(&mut self, card: Option<&IdCard>) {
        let sex = self.word(Column::Sex, Sex::parse);
        let day = self.birth_day();
        let Some(card) = card else { return };
        if sex.is_some_and(|sex| sex != Sex::from(card.sex())) {
            self.refuse::<()>(Column::Sex, FaultKind::SexDiffersFromCard);
        }
        if day.is_some_and(|day| day != card.birth_date()) {
            self.refuse::<()>(Column::BirthDay, FaultKind::BirthDayDiffersFromCard);
        }
    }

    fn birth_day(&mut self) -> Option<Date> {
        let read = match self.given(Column::BirthDay)? {
            Given::Text(text) => values::birth_day(text, self.today),
            Given::Number(number) | Given::Date(number) => {
                values::birth_day_number(number, self.today)
            }
        };
        match read {
            Ok(day) => Some(day),
            Err(fault) => self.refuse(Column::BirthDay, FaultKind::Day(fault)),
        }
    }

    fn phone(&mut self) -> Option<Phone> {
        let read = match self.given(Column::Phone)? {
            Given::Text("无" | "没有" | "/") => return None,
            Given::Text(text) => values::phone(text.trim_start_matches('\'')),
            Given::Number(number) => values::phone_number(number),
            Given::Date(_) => return self.refuse(Column::Phone, FaultKind::WasADate),
        };
        match read {
            Ok(phone) => Some(phone),
            Err(fault) => self.refuse(Column::Phone, FaultKind::Phone(fault)),
        }
    }

    fn skills(&mut self) -> Vec<String> {
        let Some(text) = self.text(Column::Skills) else { return Vec::new() };
        let mut skills: Vec<String> = Vec::new();
        if text == "无" {
            return skills;
        }
        for part in text.split(['、', '，', ',', ';', '；']).filter(|part| !part.trim().is_empty())
        {
            match values::line(part, SKILL_CHARS_MAX) {
                Ok(skill) if skills.contains(&skill) => {}
                Ok(skill) => skills.push(skill),
                Err(fault) => {
                    self.refuse::<()>(Column::Skills, FaultKind::Text(fault));
                }
            }
            if skills.len() > SKILLS_MAX {
                self.refuse::<()>(Column::Skills, FaultKind::TooManySkills);
                break;
            }
        }
        skills
    }
}

//! [`Moment`]: a point in time, stored as milliseconds since 1970 UTC, shown as RFC 3339.
//!
//! Text does not sort on SQLite and Postgres keeps microseconds, so times are whole milliseconds.

use std::borrow::Cow;

use poem_openapi::registry::{MetaSchema, MetaSchemaRef};
use poem_openapi::types::{
    ParseError, ParseFromJSON, ParseFromParameter, ParseResult, ToJSON, Type,
};
use sea_orm::DeriveValueType;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use serde_json::Value;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{Date, Duration, OffsetDateTime, UtcOffset};

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, DeriveValueType)]
pub struct Moment(pub i64);

/// China has one time zone, UTC+8, and no summer time.
const SHANGHAI_HOURS: i8 = 8;

impl Moment {
    /// The same point in time as `time` writes it; a value out of its range becomes 1970.
    pub fn utc(self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1_000_000)
            .unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }

    /// The calendar day in Asia/Shanghai.
    pub fn day(self) -> Date {
        match UtcOffset::from_hms(SHANGHAI_HOURS, 0, 0) {
            Ok(offset) => self.utc().to_offset(offset).date(),
            Err(_) => self.utc().date(),
        }
    }

    /// The first moment of a calendar day in Asia/Shanghai.
    pub fn begin_of(day: Date) -> Self {
        let utc = Self::from(day.midnight().assume_utc());
        utc.plus(Duration::hours(-i64::from(SHANGHAI_HOURS)))
    }

    /// The first moment after a calendar day in Asia/Shanghai.
    pub fn end_of(day: Date) -> Self {
        Self::begin_of(day).plus(Duration::DAY)
    }

    /// This moment and `span` later.
    #[must_use]
    pub fn plus(self, span: Duration) -> Self {
        let ms = i64::try_from(span.whole_milliseconds()).unwrap_or(i64::MAX);
        Self(self.0.saturating_add(ms))
    }

    /// This moment and `ms` milliseconds later.
    #[must_use]
    pub fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }
}

impl From<OffsetDateTime> for Moment {
    fn from(time: OffsetDateTime) -> Self {
        let ms = time.unix_timestamp_nanos().div_euclid(1_000_000);
        Self(i64::try_from(ms).unwrap_or(i64::MAX))
    }
}

impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let shape = format_description!(
            "[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z"
        );
        f.write_str(&self.utc().format(&shape).map_err(|_| std::fmt::Error)?)
    }
}

impl std::str::FromStr for Moment {
    type Err = time::error::Parse;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        OffsetDateTime::parse(text, &Rfc3339).map(Self::from)
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(|_| D::Error::custom("not an RFC 3339 time"))
    }
}

impl Type for Moment {
    const IS_REQUIRED: bool = true;
    type RawValueType = Self;
    type RawElementValueType = Self;

    fn name() -> Cow<'static, str> {
        "string(date-time)".into()
    }

    fn schema_ref() -> MetaSchemaRef {
        MetaSchemaRef::Inline(Box::new(MetaSchema::new_with_format("string", "date-time")))
    }

    fn as_raw_value(&self) -> Option<&Self::RawValueType> {
        Some(self)
    }

    fn raw_element_iter<'a>(
        &'a self,
    ) -> Box<dyn Iterator<Item = &'a Self::RawElementValueType> + 'a> {
        Box::new(std::iter::once(self))
    }
}

impl ToJSON for Moment {
    fn to_json(&self) -> Option<Value> {
        Some(Value::String(self.to_string()))
    }
}

impl ParseFromJSON for Moment {
    fn parse_from_json(value: Option<Value>) -> ParseResult<Self> {
        match value {
            Some(Value::String(text)) => text.parse().map_err(ParseError::custom),
            other => Err(ParseError::expected_type(other.unwrap_or_default())),
        }
    }
}

impl ParseFromParameter for Moment {
    fn parse_from_parameter(value: &str) -> ParseResult<Self> {
        value.parse().map_err(ParseError::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::Moment;

    #[test]
    fn a_moment_reads_back_as_it_was_written() {
        let moment = Moment(1_795_000_000_123);
        assert_eq!(moment.to_string().parse(), Ok(moment));
        assert_eq!(moment.to_string().len(), "2026-11-23T00:00:00.000Z".len());
    }

    #[test]
    fn the_day_turns_at_midnight_in_shanghai() {
        let late: Result<Moment, _> = "2026-11-23T15:59:59.999Z".parse();
        let next: Result<Moment, _> = "2026-11-23T16:00:00Z".parse();
        assert_eq!(late.map(|m| m.day().day()), Ok(23));
        assert_eq!(next.map(|m| m.day().day()), Ok(24));
    }
}

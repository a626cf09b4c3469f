//! How far a posting came: matched = answered + read + waiting.

use entity::id::PostingId;
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Serialize;

use super::error::JobError;
use super::store;
use crate::auth::Grant;
use crate::auth::permission::ReadJobs;
use crate::params;
use crate::store::View;

/// How far a posting came in the caller's area; each figure opens to its rows in the deliveries.
#[derive(Clone, Debug, FromQueryResult, Object, Serialize)]
pub struct Reach {
    /// Households that the posting was sent to.
    #[oai(validator(minimum(value = "0")))]
    pub matched: i64,
    /// Of them: not yet read.
    #[oai(validator(minimum(value = "0")))]
    pub waiting: i64,
    /// Of them: read and not yet answered.
    #[oai(validator(minimum(value = "0")))]
    pub read: i64,
    /// Of them: answered.
    #[oai(validator(minimum(value = "0")))]
    pub answered: i64,
    /// Of the answered: somebody wants it.
    #[oai(validator(minimum(value = "0")))]
    pub interested: i64,
    /// Of the answered: nobody wants it.
    #[oai(validator(minimum(value = "0")))]
    pub not_interested: i64,
    /// Of the answered: they want to talk to somebody first.
    #[oai(validator(minimum(value = "0")))]
    pub need_help: i64,
    /// Whether the sums above hold; false would be a fault of the service.
    pub sums_hold: bool,
}

/// Counts in one statement, so that the figures are of the same moment.
pub(super) async fn read(
    view: &View<'_>,
    by: &Grant<ReadJobs>,
    posting: PostingId,
) -> Result<Reach, JobError> {
    store::seen(view.sql, by, posting).await?;
    let mut values = params![posting];
    let clause = by.clause("h.node_id", None, &mut values);
    let sum = |name: &str, test: &str| {
        format!("CAST(COALESCE(SUM(CASE WHEN {test} THEN 1 ELSE 0 END), 0) AS bigint) AS {name}")
    };
    let columns = [
        "COUNT(*) AS matched".to_owned(),
        sum("waiting", "d.state = 'waiting'"),
        sum("read", "d.state = 'read'"),
        sum("answered", "d.state = 'answered'"),
        sum("interested", "d.answer = 'interested'"),
        sum("not_interested", "d.answer = 'not_interested'"),
        sum("need_help", "d.answer = 'need_help'"),
        "true AS sums_hold".to_owned(),
    ];
    let text = format!(
        "SELECT {} FROM delivery d JOIN household h ON h.id = d.household_id \
         WHERE d.push_id = $1 AND {clause}",
        columns.join(", ")
    );
    let reach: Reach = view.sql.one(text, values).await?.ok_or(JobError::Missing)?;
    let states = reach.waiting + reach.read + reach.answered;
    let answers = reach.interested + reach.not_interested + reach.need_help;
    let sums_hold = reach.matched == states && reach.answered == answers;
    if !sums_hold {
        tracing::error!(%posting, "the sums of a posting do not hold");
    }
    Ok(Reach { sums_hold, ..reach })
}

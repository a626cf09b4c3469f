//! Telling members of staff something: one message to each account.

use entity::id::{AccountId, MessageId};
use entity::staff_message::StaffTopic;
use uuid::Uuid;

use crate::params;
use crate::store::sql::placeholders;
use crate::store::{At, Fault};

/// What staff are told.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Notice<'a> {
    /// What it is about.
    pub(crate) topic: StaffTopic,
    /// The thing that it is about; none where it sums up several.
    pub(crate) subject: Option<Uuid>,
    /// A line of at most 60 characters.
    pub(crate) title: &'a str,
    /// At most 200 characters; kept in the open, so never what a resident said.
    pub(crate) body: &'a str,
}

/// Tells each of `accounts`, in one statement.
pub(crate) async fn tell_staff(
    at: &At<'_>,
    accounts: &[AccountId],
    notice: Notice<'_>,
) -> Result<(), Fault> {
    for some in accounts.chunks(100) {
        let mut values = Vec::with_capacity(some.len() * 7);
        let mut rows = Vec::with_capacity(some.len());
        for account in some {
            rows.push(format!("({})", placeholders(values.len() + 1, 7)));
            values.extend(params![
                at.id::<MessageId>(),
                *account,
                notice.topic.code(),
                notice.subject,
                notice.title,
                notice.body,
                at.now
            ]);
        }
        let sql = format!(
            "INSERT INTO staff_message (id, account_id, kind, subject_id, title, body, created_at) \
             VALUES {}",
            rows.join(", ")
        );
        at.execute(sql, values).await?;
    }
    Ok(())
}

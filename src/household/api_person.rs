//! Routes: persons.

use std::sync::Arc;

use entity::id::PersonId;
use poem::Result;
use poem_openapi::OpenApi;
use poem_openapi::param::{Header, Path};

use super::depart::{DepartPerson, Departure};
use super::edit_person::{EditPerson, PersonChange};
use super::model::{HouseholdDetail, UnmaskedPerson};
use super::unmask::{self, Unmasking};
use crate::api::Tag;
use crate::app::App;
use crate::auth::permission::{EditHouseholds, UnmaskPersons};
use crate::auth::{Acting, Allowed};
use crate::http::{Answer, Body, answer};

/// Persons.
#[derive(Clone, Debug)]
pub struct PersonApi(pub Arc<App>);

#[OpenApi(tag = "Tag::Households")]
impl PersonApi {
    /// Edit a person
    ///
    /// Changes what is stored about a member; `If-Match` names the person's version as `"v1"`. An
    /// empty text clears a field that may be empty. Gives the household as it is now.
    #[oai(path = "/persons/:person_id", method = "patch", operation_id = "edit_person")]
    async fn edit_person(
        &self,
        by: Acting<EditHouseholds>,
        /// Who.
        person_id: Path<PersonId>,
        /// The version of the person that was read.
        #[oai(name = "If-Match", validator(max_length = 100))]
        if_match: Header<Option<String>>,
        body: Body<PersonChange>,
    ) -> Result<Answer<HouseholdDetail>> {
        let version = answer::matched(if_match.0.as_deref())?;
        let command = EditPerson { person: person_id.0, version, change: body.0 };
        Ok(self.0.perform(&by, command).await?.into())
    }

    /// Let a member go
    ///
    /// A member moved away or died. The head goes only when a new head is named. **All phones of the
    /// household are signed out and its open codes end**: those who stay sign in again with a new card.
    #[oai(path = "/persons/:person_id/departure", method = "post", operation_id = "depart_person")]
    async fn depart_person(
        &self,
        by: Acting<EditHouseholds>,
        /// Who.
        person_id: Path<PersonId>,
        body: Body<Departure>,
    ) -> Result<Answer<HouseholdDetail>> {
        let command = DepartPerson { person: person_id.0, departure: body.0 };
        Ok(self.0.perform(&by, command).await?.into())
    }

    /// See a person's values in full
    ///
    /// Shows the wanted values unmasked, for a reason. The household reads who saw what and why in its
    /// access log. Nothing of the reply is stored, so no `Idempotency-Key` is needed.
    #[oai(path = "/persons/:person_id/unmasking", method = "post", operation_id = "unmask_person")]
    async fn unmask_person(
        &self,
        by: Allowed<UnmaskPersons>,
        /// Who.
        person_id: Path<PersonId>,
        body: Body<Unmasking>,
    ) -> Result<Answer<UnmaskedPerson>> {
        let who = person_id.0;
        let shown = self
            .0
            .issue(&by, &by.asked, "person.unmask", move |at, by| {
                Box::pin(async move { Ok(unmask::open_fields(at, by, who, body.0).await?) })
            })
            .await?;
        Ok(Answer::new(&shown)?)
    }
}

//! The street's review (街道审核), once the public notice has hung its days and every objection is answered.

use entity::declaration_step::DeclarationAction;
use entity::id::DeclarationId;

use super::advance::{DeclarationStanding, Wish, advance};
use super::error::DeclarationError;
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::ReviewAtStreet;
use crate::store::At;

/// Agrees for the street.
#[derive(Clone, Copy, Debug)]
pub struct StreetReview(pub DeclarationId);

impl Command for StreetReview {
    type Needs = ReviewAtStreet;
    type Shows = DeclarationStanding;
    type Error = DeclarationError;
    const ACTION: &'static str = "declaration.street_review";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<ReviewAtStreet>,
    ) -> Result<Deed<DeclarationStanding>, DeclarationError> {
        advance(at, by, self.0, Wish::to(DeclarationAction::StreetReview)).await
    }
}

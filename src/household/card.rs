//! The printable household card (户卡).
//!
//! A card is 95 × 68 mm: eight fit an A4 page within the margins that printers can't reach, and one
//! fits an A7 laminating pouch. It shows the pictures of the building's and the unit's door large,
//! side by side, for those who don't read; then the door label, the masked name and, while an
//! activation is open, a QR code and the same code to type. Everything is drawn in units of 0.1 mm.

mod face;
mod label;
mod matrix;
mod sheet;
#[cfg(test)]
mod tests;

use std::fmt;

use time::Date;

use crate::auth::activation_code::ActivationCode;
use crate::grid::pictogram::Pictogram;

pub(crate) use label::escape;
pub use sheet::{CARDS_PER_PAGE, render_sheet};

/// The width of a card in units of 0.1 mm.
pub const WIDTH: u32 = 950;
/// The height of a card in units of 0.1 mm.
pub const HEIGHT: u32 = 680;

/// A building or unit as its door shows it: a name and a picture.
#[derive(Clone, Debug)]
pub struct DoorSign {
    /// The name, such as `3栋` or `2单元`.
    pub name: String,
    /// The picture on the door.
    pub pictogram: Pictogram,
}

/// All that a household card shows. It has no field for an ID-card number, phone or unmasked name.
#[derive(Clone, Debug)]
pub struct CardFace {
    /// The resettlement site, such as 红路新居安置区.
    pub site_name: String,
    /// The community within the site.
    pub community: String,
    /// The building's door.
    pub building: DoorSign,
    /// The unit's door; none where a building has a single entrance.
    pub unit: Option<DoorSign>,
    /// The room, such as `501`.
    pub room: String,
    /// The household number as the roster writes it.
    pub household_number: String,
    /// The head of household, already masked, such as 张*明.
    pub masked_head_name: String,
    /// The open activation; none on a card that only shows the way home.
    pub activation: Option<ActivationPrint>,
    /// The day of printing, in China.
    pub printed_on: Date,
}

/// What a card prints of an open activation. `Debug` hides the code and the link.
#[derive(Clone)]
pub struct ActivationPrint {
    /// The one-time code.
    pub code: ActivationCode,
    /// The link that the QR code holds, the code included; at most about 200 bytes.
    pub url: String,
    /// The last day on which the code works, in China.
    pub valid_until: Date,
}

impl fmt::Debug for ActivationPrint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ActivationPrint")
            .field("valid_until", &self.valid_until)
            .finish_non_exhaustive()
    }
}

/// Why a card can't be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CardError {
    /// The link makes a QR code too fine to scan from print.
    #[error("the activation link is too long to print as a QR code; shorten the public address")]
    LinkTooLong,
}

impl CardError {
    /// The same message in plain Chinese.
    pub fn message_zh(self) -> &'static str {
        match self {
            Self::LinkTooLong => "开通链接太长，印成二维码扫不出来，请管理员缩短对外网址。",
        }
    }
}

/// Draws one card as a whole SVG document of 95 × 68 mm.
///
/// # Errors
/// [`CardError::LinkTooLong`] when the link doesn't fit a QR code that a phone can read from print.
pub fn render_card(card: &CardFace) -> Result<String, CardError> {
    let face = face::draw(card)?;
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"95mm\" height=\"68mm\" \
         viewBox=\"0 0 {WIDTH} {HEIGHT}\">\n{face}</svg>\n"
    ))
}

//! The catalogue of pictograms (看图记家门).
//!
//! Residents who can't read find home by the picture on the door: an apple, a banana, a pear, a
//! sika deer. Buildings of one community never share a pictogram, and units of one building never share
//! one; [`assign()`] picks the next free one. The drawings are flat shapes with a thick dark outline,
//! so that they hold in black-and-white print and from across a courtyard.

mod assign;
mod catalogue;
mod kind;
#[cfg(test)]
mod tests;

use std::fmt;
use std::hash::{Hash, Hasher};

pub use assign::assign;
pub use kind::{Category, Colour};

/// The SVG view box of every drawing: 64 × 64 and a rim of 2 for the outline.
pub const VIEW_BOX: &str = "-2 -2 68 68";

/// One line of the catalogue.
struct Entry {
    code: &'static str,
    name_zh: &'static str,
    name_en: &'static str,
    spoken: &'static str,
    category: Category,
    colour: Colour,
    svg_fragment: &'static str,
}

/// A picture on a door (门牌图案): one of a fixed catalogue of more than a hundred.
///
/// Two pictograms are equal when their codes are.
#[derive(Clone, Copy)]
pub struct Pictogram(&'static Entry);

impl Pictogram {
    /// The whole catalogue in its fixed order, beginning with apple, banana, pear and sika deer.
    pub fn all() -> impl ExactSizeIterator<Item = Self> {
        catalogue::CATALOGUE.iter().map(Self)
    }

    /// The pictogram of a stored code such as `sika_deer`, or none when the catalogue lacks it.
    pub fn find(code: &str) -> Option<Self> {
        Self::all().find(|pictogram| pictogram.code() == code)
    }

    /// The stable code that the database stores: `a-z` and `_`, never changed once published.
    pub fn code(self) -> &'static str {
        self.0.code
    }

    /// The Chinese name, such as 梅花鹿.
    pub fn name_zh(self) -> &'static str {
        self.0.name_zh
    }

    /// The English name, such as `sika deer`.
    pub fn name_en(self) -> &'static str {
        self.0.name_en
    }

    /// What is read aloud, such as 长角的梅花鹿: the name with a word that makes it unmistakable.
    ///
    /// No two spoken forms sound alike, also where zh/z, n/l or ng/n fall together, as they do in
    /// the south-west.
    pub fn spoken(self) -> &'static str {
        self.0.spoken
    }

    /// The kind of thing that it shows.
    pub fn category(self) -> Category {
        self.0.category
    }

    /// The colour that covers most of the drawing.
    pub fn colour(self) -> Colour {
        self.0.colour
    }

    /// The drawing as one SVG `<g>` element that fits [`VIEW_BOX`], at most 1,500 bytes.
    pub fn svg_fragment(self) -> &'static str {
        self.0.svg_fragment
    }

    /// The drawing as a whole SVG document, titled with the Chinese name.
    pub fn svg_document(self) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{VIEW_BOX}\" role=\"img\">\n\
             <title>{}</title>\n{}</svg>\n",
            self.name_zh(),
            self.svg_fragment()
        )
    }
}

impl PartialEq for Pictogram {
    fn eq(&self, other: &Self) -> bool {
        self.code() == other.code()
    }
}

impl Eq for Pictogram {}

impl Hash for Pictogram {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.code().hash(state);
    }
}

impl fmt::Debug for Pictogram {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Pictogram({})", self.code())
    }
}

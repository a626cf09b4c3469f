//! Photos (照片) and voice notes (语音): what may come in, and what is left of it when it is kept.
//!
//! Nothing that a phone writes beside the picture or the sound is stored: no place, no time, no
//! device, no name, no thumbnail. [`clean`] takes the file apart by its content, keeps what a
//! decoder needs and writes a new file around it. The pixels and the sound are never decoded or
//! changed.
//!
//! A file that is cut short, or says one thing and holds another, is refused. Bytes after the end
//! of a picture are cut away. [`MediaStore`] keeps the result on disk under the service's own
//! names.

mod adts;
pub mod api;
pub(crate) mod attach;
mod digest;
pub mod error;
mod fault;
mod file;
mod jpeg;
mod kind;
mod limits;
mod m4a;
mod mp3;
mod orientation;
mod png;
mod reader;
mod residue;
mod store;
mod strip;
pub mod sweep;
mod tag;
pub mod upload;
mod webm;
mod webp;

#[cfg(test)]
mod specimen;
#[cfg(test)]
mod tests;

pub use digest::MediaDigest;
pub use fault::MediaFault;
pub use kind::MediaKind;
pub use limits::MediaLimits;
pub use store::{MediaName, MediaStore, StoreFault};
pub use strip::{CleanMedia, MediaSize, clean};

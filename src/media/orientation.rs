//! Which way up a JPEG is (拍摄方向): the one tag of its EXIF that is kept.
//!
//! Phones store the sensor's pixels and note how to turn them. Without the note most portraits lie
//! on their side. Numbers 1 to 8 are those of EXIF 2.32, tag 0x0112; 5 to 8 exchange width and
//! height.

use super::reader::Reader;

const ORIENTATION_TAG: u16 = 0x0112;
const TYPE_SHORT: u16 = 3;

/// A way of turning a picture that isn't the plain one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Orientation(u8);

impl Orientation {
    /// Finds the tag in the TIFF part of an EXIF block. A missing, plain or malformed tag is
    /// `None`: viewers ignore such a tag as well.
    pub(super) fn find(tiff: &[u8]) -> Option<Self> {
        let mut header = Reader::new(tiff);
        let little = match header.array().ok()? {
            [b'I', b'I', b'*', 0] => true,
            [b'M', b'M', 0, b'*'] => false,
            _ => return None,
        };
        let number16 = |bytes: [u8; 2]| {
            if little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) }
        };
        let at = header.array().ok()?;
        let at = if little { u32::from_le_bytes(at) } else { u32::from_be_bytes(at) };
        let mut directory = Reader::new(tiff.get(usize::try_from(at).ok()?..)?);
        for _ in 0..number16(directory.array().ok()?) {
            let mut entry = Reader::new(directory.take(12).ok()?);
            let tag = number16(entry.array().ok()?);
            let kind = number16(entry.array().ok()?);
            let _count: [u8; 4] = entry.array().ok()?;
            if tag == ORIENTATION_TAG && kind == TYPE_SHORT {
                let value = u8::try_from(number16(entry.array().ok()?)).ok()?;
                return (2..=8).contains(&value).then_some(Self(value));
            }
        }
        None
    }

    /// Whether width and height are exchanged when the picture is shown.
    pub(super) fn exchanges_sides(self) -> bool {
        self.0 >= 5
    }

    /// A whole JPEG segment with an EXIF block of this tag and nothing else.
    pub(super) fn segment(self) -> Vec<u8> {
        let mut segment = b"\xFF\xE1\x00\x22Exif\0\0MM\0*\0\0\0\x08\0\x01".to_vec();
        segment.extend_from_slice(&ORIENTATION_TAG.to_be_bytes());
        segment.extend_from_slice(&TYPE_SHORT.to_be_bytes());
        segment.extend_from_slice(&[0, 0, 0, 1, 0, self.0, 0, 0, 0, 0, 0, 0]);
        segment
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        for value in 2..=8 {
            let segment = Orientation(value).segment();
            assert_eq!(usize::from(segment[3]) + 2, segment.len());
            assert_eq!(Orientation::find(&segment[10..]), Some(Orientation(value)));
        }
    }

    #[test]
    fn a_plain_or_nonsensical_turn_is_no_turn() {
        for value in [0, 1, 9, 255] {
            let segment = Orientation(value).segment();
            assert_eq!(Orientation::find(&segment[10..]), None);
        }
        assert_eq!(Orientation::find(b"II*\0\xFF\xFF\xFF\xFF"), None);
        assert_eq!(Orientation::find(b"II*\0\x08\0\0\0\xFF\xFF"), None);
    }
}

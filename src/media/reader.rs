//! A cursor over bytes that can't run past the end: every read that is too long is a damaged file.

use super::fault::MediaFault;

const CUT_SHORT: MediaFault = MediaFault::Damaged("cut short");

/// The bytes still to be read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(super) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn take(&mut self, length: usize) -> Result<&'a [u8], MediaFault> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(CUT_SHORT)?;
        self.rest = rest;
        Ok(taken)
    }

    pub(super) fn array<const LENGTH: usize>(&mut self) -> Result<[u8; LENGTH], MediaFault> {
        let (taken, rest) = self.rest.split_first_chunk().ok_or(CUT_SHORT)?;
        self.rest = rest;
        Ok(*taken)
    }

    /// Steps over the given bytes, or refuses the file when others stand there.
    pub(super) fn expect(&mut self, bytes: &[u8], part: &'static str) -> Result<(), MediaFault> {
        self.rest = self.rest.strip_prefix(bytes).ok_or(MediaFault::Damaged(part))?;
        Ok(())
    }

    pub(super) fn u8(&mut self) -> Result<u8, MediaFault> {
        self.array().map(u8::from_be_bytes)
    }

    pub(super) fn u16(&mut self) -> Result<u16, MediaFault> {
        self.array().map(u16::from_be_bytes)
    }

    pub(super) fn u24(&mut self) -> Result<u32, MediaFault> {
        let [high, middle, low] = self.array()?;
        Ok(u32::from_be_bytes([0, high, middle, low]))
    }

    pub(super) fn u32(&mut self) -> Result<u32, MediaFault> {
        self.array().map(u32::from_be_bytes)
    }

    pub(super) fn u64(&mut self) -> Result<u64, MediaFault> {
        self.array().map(u64::from_be_bytes)
    }

    pub(super) fn u32_little(&mut self) -> Result<u32, MediaFault> {
        self.array().map(u32::from_le_bytes)
    }

    pub(super) fn u24_little(&mut self) -> Result<u32, MediaFault> {
        let [low, middle, high] = self.array()?;
        Ok(u32::from_be_bytes([0, high, middle, low]))
    }
}

/// A length read from a file, as an index; one that memory can't address is cut short by nature.
pub(super) fn length(value: impl TryInto<usize>) -> Result<usize, MediaFault> {
    value.try_into().map_err(|_| CUT_SHORT)
}

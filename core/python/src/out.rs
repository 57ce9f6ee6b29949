//! Output: bytes that grow, and that stop growing where memory is refused instead of ending the process.

/// What is written. Once memory is refused it is empty and stays so: whoever writes asks before he uses it.
#[derive(Default)]
pub struct Out {
    bytes: Vec<u8>,
    is_refused: bool,
}

impl Out {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn is_refused(&self) -> bool {
        self.is_refused
    }

    #[inline(always)]
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether there is no use in going on.
    #[inline(always)]
    pub fn is_beyond(&self, limit: usize) -> bool {
        self.bytes.len() > limit || self.is_refused
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What was written from there on.
    pub fn since(&self, start: usize) -> &[u8] {
        self.bytes.get(start..).unwrap_or_default()
    }

    #[inline(always)]
    pub fn push(&mut self, byte: u8) {
        if self.reserve(1) {
            self.bytes.push(byte);
        }
    }

    #[inline(always)]
    pub fn extend_from_slice(&mut self, more: &[u8]) {
        if self.reserve(more.len()) {
            self.bytes.extend_from_slice(more);
        }
    }

    pub fn blanks(&mut self, count: usize) {
        if self.reserve(count) {
            self.bytes.resize(self.bytes.len() + count, b' ');
        }
    }

    #[inline(always)]
    pub fn truncate(&mut self, length: usize) {
        self.bytes.truncate(length);
    }

    /// Makes room for so many more bytes; false where there is none.
    #[inline(always)]
    pub fn reserve(&mut self, more: usize) -> bool {
        self.bytes.capacity() - self.bytes.len() >= more || self.grow(more)
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self, more: usize) -> bool {
        if !self.is_refused && self.bytes.try_reserve(more.max(1024)).is_ok() {
            return true;
        }
        self.refuse();
        false
    }

    /// Gives back what was written, for the error to be told in.
    pub fn refuse(&mut self) {
        self.bytes = Vec::new();
        self.is_refused = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_refused_stays_empty() {
        let mut out = Out::new();
        out.extend_from_slice(b"abc");
        assert!(!out.reserve(usize::MAX / 2));
        out.push(b'd');
        out.blanks(2);
        out.extend_from_slice(b"");
        assert_eq!((out.bytes(), out.is_refused()), (b"".as_slice(), true));
    }

    #[test]
    fn what_was_written_from_somewhere_on_may_be_nothing() {
        let mut out = Out::new();
        out.extend_from_slice(b"abc");
        assert_eq!(
            (out.since(1), out.since(9)),
            (b"bc".as_slice(), b"".as_slice())
        );
    }
}

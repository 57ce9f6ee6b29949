//! What can end a trim: the error with its place, and the question whether to go on.

/// Why a text could not be trimmed; `at` is a byte offset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TrimError {
    /// `expected` was looked for at `at`.
    Syntax {
        at: usize,
        expected: &'static str,
        found: Found,
    },
    /// The bracket at `at` opens one level too many.
    Levels {
        at: usize,
    },
    /// The caller's poll said to stop.
    Stopped,
    OutOfMemory,
}

/// What stands where something else was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    End,
    ByteOrderMark,
    Char(char),
    Byte(u8),
}

/// What ends a fast pass; where and why the text is malformed is then found by a slow one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    Malformed,
    Stopped,
    OutOfMemory,
}

impl From<Fault> for TrimError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::OutOfMemory => Self::OutOfMemory,
            // What is malformed is said by the exact scan, unless another thread changes the data.
            Fault::Stopped | Fault::Malformed => Self::Stopped,
        }
    }
}

/// How many bytes are read before the caller is asked again whether to go on.
const BYTES_A_POLL: usize = 1 << 20;

/// How many bytes of one container are read before they are counted.
pub const BYTES_A_COUNT: usize = 1 << 16;

/// Asks the caller from time to time whether to stop.
pub struct Poll<'a> {
    is_stopped: &'a mut dyn FnMut() -> bool,
    bytes_left: usize,
    next_at: usize,
}

impl<'a> Poll<'a> {
    /// `is_stopped` is asked about once a megabyte.
    pub fn new(is_stopped: &'a mut dyn FnMut() -> bool) -> Self {
        Self {
            is_stopped,
            bytes_left: BYTES_A_POLL,
            next_at: BYTES_A_POLL,
        }
    }

    /// Counts bytes that were read.
    #[inline(always)]
    pub(crate) fn spend(&mut self, bytes: usize) -> Result<(), Fault> {
        if bytes < self.bytes_left {
            self.bytes_left -= bytes;
            return Ok(());
        }
        self.bytes_left = BYTES_A_POLL;
        self.ask()
    }

    /// Counts all bytes before `at`, for a pass that only goes forward.
    #[inline(always)]
    pub(crate) fn reach(&mut self, at: usize) -> Result<(), Fault> {
        if at < self.next_at {
            return Ok(());
        }
        self.next_at = at.saturating_add(BYTES_A_POLL);
        self.ask()
    }

    /// Begins a pass that only goes forward.
    pub(crate) fn start_at(&mut self, at: usize) {
        self.next_at = at.saturating_add(BYTES_A_POLL);
    }

    /// Asks at once.
    #[cold]
    pub(crate) fn ask(&mut self) -> Result<(), Fault> {
        if (self.is_stopped)() {
            Err(Fault::Stopped)
        } else {
            Ok(())
        }
    }
}

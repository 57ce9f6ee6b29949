//! Vector instructions behind one trait: 64 bytes at a time become masks of one bit a byte.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(all(target_arch = "x86_64", has_avx512))]
mod avx512;
#[cfg(feature = "sets")]
mod chosen;
#[cfg(target_arch = "aarch64")]
mod neon;
#[cfg(any(
    test,
    feature = "sets",
    not(any(target_arch = "x86_64", target_arch = "aarch64"))
))]
mod portable;
#[cfg(target_arch = "x86_64")]
mod sse2;

use std::mem::MaybeUninit;

#[cfg(feature = "sets")]
pub use chosen::Set;
#[cfg(any(
    test,
    feature = "sets",
    not(any(target_arch = "x86_64", target_arch = "aarch64"))
))]
pub use portable::Portable;

#[cfg(target_arch = "x86_64")]
pub use self::{avx2::Avx2, sse2::Sse2};
#[cfg(all(target_arch = "x86_64", has_avx512))]
pub use avx512::Avx512;
#[cfg(target_arch = "aarch64")]
pub use neon::Neon;

/// How many bytes one block has.
pub const BLOCK: usize = 64;

/// A set of instructions that this machine is known to have: a value of it proves that.
pub trait Simd: Copy {
    /// 64 bytes in registers.
    type Block: Copy;

    /// How many bytes the methods look at that need not look at all of a block.
    const SHORT: usize = BLOCK;

    fn load(self, bytes: &[u8; BLOCK]) -> Self::Block;
    fn store(self, block: Self::Block, bytes: &mut [MaybeUninit<u8>; BLOCK]);
    /// Which bytes are `byte`.
    fn equal(self, block: Self::Block, byte: u8) -> u64;
    /// Whether any byte is `byte`.
    #[inline(always)]
    fn has(self, block: Self::Block, byte: u8) -> bool {
        self.equal(block, byte) != 0
    }
    /// Which bytes are `byte` once bit 5 is set in them: `{` finds `[` too, `}` finds `]`.
    fn equal_either(self, block: Self::Block, byte: u8) -> u64;
    /// Which bytes are the same in both.
    fn same(self, left: Self::Block, right: Self::Block) -> u64;
    /// Which bytes are the same in both, or 0 for those from `SHORT` on.
    #[inline(always)]
    fn same_short(self, left: &[u8; BLOCK], right: &[u8; BLOCK]) -> u64 {
        self.same(self.load(left), self.load(right))
    }
    /// Which bytes are digits, or 0 for those from `SHORT` on.
    #[inline(always)]
    fn digit_short(self, bytes: &[u8; BLOCK]) -> u64 {
        self.digit(self.load(bytes))
    }
    /// Which bytes are `byte`, or 0 for those from `SHORT` on.
    #[inline(always)]
    fn equal_short(self, bytes: &[u8; BLOCK], byte: u8) -> u64 {
        self.equal(self.load(bytes), byte)
    }
    /// Which bytes are no plain part of a string, or 0 for those from `SHORT` on.
    #[inline(always)]
    fn not_plain_short(self, bytes: &[u8; BLOCK]) -> u64 {
        self.not_plain(self.load(bytes))
    }
    /// Which bytes are no plain part of a string: backslashes, control characters, those above 0x7f.
    #[inline(always)]
    fn not_plain(self, block: Self::Block) -> u64 {
        self.control(block) | self.not_ascii(block) | self.equal(block, b'\\')
    }
    /// Which bytes are white space between tokens.
    fn space(self, block: Self::Block) -> u64;
    /// Which bytes are below 0x20.
    fn control(self, block: Self::Block) -> u64;
    /// Which bytes are digits.
    fn digit(self, block: Self::Block) -> u64;
    /// Which bytes are above 0x7f.
    fn not_ascii(self, block: Self::Block) -> u64;
    /// Which bytes have bit 5, as braces have it and brackets have it not.
    fn bit_5(self, block: Self::Block) -> u64;
    /// The bits that are in either.
    fn either(self, left: Self::Block, right: Self::Block) -> Self::Block;
    /// The exclusive-or of each bit with all the bits below it.
    fn prefix_xor(self, bits: u64) -> u64;
    /// Runs a task with these instructions, as a function of its own.
    fn call<T: Task>(self, task: T) -> T::Result;
}

/// Work that is compiled once for each set of instructions; `run` has to be inlined always.
pub trait Task {
    type Result;

    fn run<S: Simd>(self, simd: S) -> Self::Result;
}

/// Runs a task with the best instructions of this machine.
pub fn dispatch<T: Task>(task: T) -> T::Result {
    #[cfg(feature = "sets")]
    let task = match chosen::run(task) {
        Ok(result) => return result,
        Err(task) => task,
    };
    #[cfg(target_arch = "x86_64")]
    {
        #[cfg(has_avx512)]
        if let Some(simd) = Avx512::detect() {
            return simd.call(task);
        }
        match Avx2::detect() {
            Some(simd) => simd.call(task),
            None => Sse2.call(task),
        }
    }
    #[cfg(target_arch = "aarch64")]
    {
        Neon.call(task)
    }
    #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
    {
        Portable.call(task)
    }
}

/// The 64 bytes at `at`, if there are as many.
#[inline(always)]
pub fn chunk_at(data: &[u8], at: usize) -> Option<&[u8; BLOCK]> {
    // One comparison, where two slices would take three: this is done for each token.
    if (data.len().wrapping_sub(at) as isize) < BLOCK as isize {
        return None;
    }
    // SAFETY: no slice is longer than the greatest `isize`, so that behind its end the difference is
    // below 0, and up to there at least 64 bytes are left.
    Some(unsafe { &*data.as_ptr().add(at).cast() })
}

/// Two blocks, in which 64 bytes may begin at any byte of the first one.
pub type Window = [u8; 2 * BLOCK];

/// Where in the data windows begin.
#[derive(Clone, Copy)]
pub struct Windows<'a> {
    data: &'a [u8],
    count: usize,
}

impl<'a> Windows<'a> {
    pub fn of(data: &'a [u8]) -> Self {
        let count = (data.len() + 1).saturating_sub(2 * BLOCK);
        Self { data, count }
    }

    /// The window at `at`, if the data has as many bytes.
    #[inline(always)]
    pub fn at(self, at: usize) -> Option<&'a Window> {
        // One comparison with a number that is at hand: this is done for each token.
        if at >= self.count {
            return None;
        }
        // SAFETY: there are `count` places behind which 128 bytes are left, and this is one of them.
        Some(unsafe { &*self.data.as_ptr().add(at).cast() })
    }
}

/// The window at `at`; behind the end of the data there are zeros, which are in no token and in no guess.
#[inline(never)]
pub fn last_window(data: &[u8], at: usize) -> Window {
    let mut padded = [0; 2 * BLOCK];
    let rest = data.get(at..).unwrap_or_default();
    let length = rest.len().min(padded.len());
    padded[..length].copy_from_slice(&rest[..length]);
    padded
}

/// Both blocks of a window.
#[inline(always)]
pub fn halves(window: &Window) -> [&[u8; BLOCK]; 2] {
    match (window.first_chunk(), window.last_chunk()) {
        (Some(first), Some(last)) => [first, last],
        _ => unreachable!("the window has two blocks"),
    }
}

/// The 64 bytes from an index on, which is less than 64.
#[inline(always)]
pub fn part(window: &Window, index: usize) -> &[u8; BLOCK] {
    let start = index % BLOCK;
    match window[start..start + BLOCK].first_chunk() {
        Some(part) => part,
        None => unreachable!("the window is longer"),
    }
}

/// The block at `at`; behind the end of the data there are spaces.
#[inline(always)]
pub fn block_at<S: Simd>(simd: S, data: &[u8], at: usize) -> S::Block {
    match chunk_at(data, at) {
        Some(chunk) => simd.load(chunk),
        None => simd.load(&last_block(data, at)),
    }
}

/// Copies whole blocks, as many as both have.
#[inline(always)]
pub fn copy_blocks<S: Simd>(simd: S, from: &[u8], to: &mut [MaybeUninit<u8>]) {
    let length = from.len().min(to.len());
    let mut end = BLOCK;
    while end <= length {
        // SAFETY: 64 bytes lie before `end` in both.
        unsafe {
            let from = from.as_ptr().add(end - BLOCK).cast();
            let to = to.as_mut_ptr().add(end - BLOCK).cast();
            simd.store(simd.load(&*from), &mut *to);
        }
        end += BLOCK;
    }
}

#[inline(never)]
#[cold]
fn last_block(data: &[u8], at: usize) -> [u8; BLOCK] {
    let mut padded = [b' '; BLOCK];
    let rest = data.get(at..).unwrap_or_default();
    let length = rest.len().min(BLOCK);
    padded[..length].copy_from_slice(&rest[..length]);
    padded
}

/// `prefix_xor` where there is no instruction for it.
#[inline(always)]
fn prefix_xor_by_shifts(mut bits: u64) -> u64 {
    for shift in [1, 2, 4, 8, 16, 32] {
        bits ^= bits << shift;
    }
    bits
}

#[cfg(test)]
mod tests;

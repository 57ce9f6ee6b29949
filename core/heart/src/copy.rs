//! The copy: what is kept, written run by run into memory that is as large as the data.

use std::mem::MaybeUninit;
use std::ops::Range;

use crate::bits::Escapes;
use crate::fault::{BYTES_A_COUNT, Fault, Poll};
use crate::simd::{BLOCK, Simd, block_at, copy_blocks};

/// Runs up to that long are copied in whole blocks.
const MAX_ROUNDED: usize = 16 * BLOCK;

/// Of a large container so much is copied at a time.
const PIECE: usize = 1 << 20;

/// Copies parts of `data`; adjacent parts are one copy.
pub struct Copy<'a, 'o> {
    data: &'a [u8],
    out: &'o mut [MaybeUninit<u8>],
    /// How many bytes of `out` are written.
    length: usize,
    run_start: usize,
    run_end: usize,
}

impl<'a, 'o> Copy<'a, 'o> {
    pub fn new(data: &'a [u8], out: &'o mut [MaybeUninit<u8>]) -> Self {
        Self {
            data,
            out,
            length: 0,
            run_start: 0,
            run_end: 0,
        }
    }

    /// Copies what lies between two offsets.
    #[inline(always)]
    pub fn keep<S: Simd>(&mut self, simd: S, start: usize, end: usize) -> Result<(), Fault> {
        if start != self.run_end {
            self.flush(simd)?;
            self.run_start = start;
        }
        self.run_end = end;
        Ok(())
    }

    /// Copies a container as it is, in pieces where it is large, so that a stop is heard.
    #[inline(always)]
    pub fn keep_compact<S: Simd>(
        &mut self,
        simd: S,
        start: usize,
        end: usize,
        poll: &mut Poll,
    ) -> Result<(), Fault> {
        let mut from = start;
        while end - from > PIECE {
            self.keep(simd, from, from + PIECE)?;
            self.flush(simd)?;
            poll.spend(PIECE)?;
            from += PIECE;
        }
        self.keep(simd, from, end)
    }

    /// Copies what comes right behind what was kept last too, up to `end`.
    #[inline(always)]
    pub fn extend(&mut self, end: usize) {
        self.run_end = end;
    }

    /// Writes a byte that does not stand in the data at this place.
    #[inline(always)]
    pub fn put<S: Simd>(&mut self, simd: S, byte: u8) -> Result<(), Fault> {
        self.flush(simd)?;
        // More would be written than was read: another thread changes the data.
        let Some(slot) = self.out.get_mut(self.length) else {
            return Err(Fault::Malformed);
        };
        slot.write(byte);
        self.length += 1;
        Ok(())
    }

    /// Writes what `range` says of a text that does not stand in the data; what is kept next begins at
    /// `next`.
    #[inline(always)]
    pub fn put_text<S: Simd>(
        &mut self,
        simd: S,
        text: &[u8; BLOCK],
        range: Range<usize>,
        next: usize,
    ) -> Result<(), Fault> {
        self.flush(simd)?;
        (self.run_start, self.run_end) = (next, next);
        let to = self.out.get_mut(self.length..).unwrap_or_default();
        match to.first_chunk_mut() {
            Some(to) if range.start == 0 => simd.store(simd.load(text), to),
            _ => {
                let to = to.get_mut(..range.len()).ok_or(Fault::Malformed)?;
                for (slot, byte) in to.iter_mut().zip(&text[range.clone()]) {
                    slot.write(*byte);
                }
            }
        }
        self.length += range.len();
        Ok(())
    }

    /// Writes all of the data kept so far, and returns the length of the copy.
    #[inline(always)]
    pub fn flush<S: Simd>(&mut self, simd: S) -> Result<usize, Fault> {
        let count = self.run_end - self.run_start;
        if count == 0 {
            return Ok(self.length);
        }
        let from = self.data.get(self.run_start..).unwrap_or_default();
        let to = self.out.get_mut(self.length..).unwrap_or_default();
        // Up to a block more than is kept, which what comes next writes over.
        let rounded = count.next_multiple_of(BLOCK);
        if rounded <= MAX_ROUNDED && rounded <= from.len().min(to.len()) {
            copy_blocks(simd, &from[..rounded], &mut to[..rounded]);
        } else {
            // More would be written than was read: another thread changes the data.
            let to = to.get_mut(..count).ok_or(Fault::Malformed)?;
            for (slot, byte) in to.iter_mut().zip(&from[..count]) {
                slot.write(*byte);
            }
        }
        self.length += count;
        self.run_start = self.run_end;
        Ok(self.length)
    }

    /// Copies a well-formed container without the white space between its tokens.
    #[inline(always)]
    pub fn keep_dense<S: Simd>(
        &mut self,
        simd: S,
        start: usize,
        end: usize,
        poll: &mut Poll,
    ) -> Result<(), Fault> {
        let (mut escapes, mut was_in_string) = (Escapes::default(), 0);
        let mut at = start;
        while at < end {
            let block = block_at(simd, self.data, at);
            let escaped = escapes.escaped(simd, block);
            let quotes = simd.equal(block, b'"') & !escaped;
            let in_string = simd.prefix_xor(quotes) ^ was_in_string;
            was_in_string = ((in_string as i64) >> 63) as u64;
            let mut space = simd.space(block) & !in_string;
            let block_end = (at + BLOCK).min(end);
            let mut from = at;
            while space != 0 {
                let first = at + space.trailing_zeros() as usize;
                if first >= block_end {
                    break;
                }
                if first > from {
                    self.keep(simd, from, first)?;
                }
                let run = (!(space >> (first - at))).trailing_zeros() as usize;
                from = first + run;
                space = if from - at >= BLOCK {
                    0
                } else {
                    space & !0 << (from - at)
                };
            }
            if from < block_end {
                self.keep(simd, from, block_end)?;
            }
            at += BLOCK;
            if (at - start) % BYTES_A_COUNT == 0 {
                poll.spend(BYTES_A_COUNT)?;
            }
        }
        Ok(())
    }
}

//! The steps of the walk inside a container: to the next property or element that is kept.

use super::{Next, Open, Walk};
use crate::fault::Fault;
use crate::guess::Guess;
use crate::scalar::space_end;
use crate::simd::{Simd, block_at, dispatch};
use crate::skip::SkipContainer;
use crate::text::{StringEnd, decoded_key};

impl<const IS_FULL: bool> Walk<'_, '_, '_, '_, IS_FULL> {
    /// Goes to the value of the next property that is kept.
    #[inline(always)]
    pub(super) fn next_property<S: Simd>(
        &mut self,
        simd: S,
        open: &mut Open,
        at: &mut usize,
    ) -> Result<Next, Fault> {
        loop {
            self.poll.reach(*at)?;
            if self.byte(*at) == Some(b'}') {
                return Ok(Next::Close);
            }
            let block = block_at(simd, self.data, *at);
            let child = match self.guesses.find(simd, open.node, open.last, block) {
                Some((found, guess)) => {
                    open.last = found;
                    let (start, child, is_dense) = (*at, guess.child, guess.is_dense);
                    *at += guess.length;
                    if child.is_some() {
                        if is_dense && open.has_items {
                            // The text begins with a comma, or this were the first property.
                            self.copy.keep(simd, start, *at)?;
                        } else {
                            let (key_start, key_end) =
                                (start + guess.key_start, start + guess.key_end);
                            self.keep_key(simd, open, key_start, key_end)?;
                        }
                    }
                    // There may be more white space than there was where this was learned.
                    *at = space_end(self.data, *at);
                    child
                }
                None => {
                    let Some(guess) = self.read_key(open, *at)? else {
                        *at = space_end(self.data, *at);
                        return Ok(Next::Close);
                    };
                    let (start, child) = (*at, guess.child);
                    *at += guess.length;
                    if child.is_some() {
                        self.keep_key(simd, open, start + guess.key_start, start + guess.key_end)?;
                    }
                    let text = &self.data[start..*at];
                    open.last = self.guesses.learn(open.node, open.last, start, text, guess);
                    child
                }
            };
            open.is_first = false;
            match child {
                Some(child) => return Ok(Next::Keep(child)),
                None => *at = self.skip(simd, *at)?,
            }
        }
    }

    #[inline(always)]
    fn keep_key<S: Simd>(
        &mut self,
        simd: S,
        open: &Open,
        start: usize,
        end: usize,
    ) -> Result<(), Fault> {
        self.separate(simd, open, start)?;
        self.copy.keep(simd, start, end)?;
        match self.byte(end) {
            Some(b':') => self.copy.keep(simd, end, end + 1),
            _ => self.copy.put(simd, b':'),
        }
    }

    /// Writes the comma before what begins at `at`, unless it is the first that is written.
    #[inline(always)]
    fn separate<S: Simd>(&mut self, simd: S, open: &Open, at: usize) -> Result<(), Fault> {
        match open.has_items {
            true if self.byte(at - 1) == Some(b',') => self.copy.keep(simd, at - 1, at),
            true => self.copy.put(simd, b','),
            false => Ok(()),
        }
    }

    /// Reads on to the next value of an object, or to its closing bracket.
    #[inline(never)]
    fn read_key(&self, open: &Open, start: usize) -> Result<Option<Guess>, Fault> {
        let mut at = space_end(self.data, start);
        if self.byte(at) == Some(b'}') {
            return Ok(None);
        }
        if !open.is_first {
            if self.byte(at) != Some(b',') {
                return Err(Fault::Malformed);
            }
            at = space_end(self.data, at + 1);
        }
        if self.byte(at) != Some(b'"') {
            return Err(Fault::Malformed);
        }
        let end = dispatch(StringEnd {
            data: self.data,
            at: at + 1,
        })?;
        let colon = space_end(self.data, end);
        if self.byte(colon) != Some(b':') {
            return Err(Fault::Malformed);
        }
        let value = space_end(self.data, colon + 1);
        let name = decoded_key(&self.data[at + 1..end - 1])?;
        let child = self.plan.node(open.node).child(&name);
        let is_dense = value - start == end - at + 1 + usize::from(!open.is_first);
        Ok(Some(Guess::new(
            value - start,
            at - start..end - start,
            is_dense,
            child,
        )))
    }

    /// Goes to the next element that is kept.
    #[inline(always)]
    pub(super) fn next_element<S: Simd>(
        &mut self,
        simd: S,
        open: &mut Open,
        at: &mut usize,
    ) -> Result<Next, Fault> {
        loop {
            self.poll.reach(*at)?;
            *at = space_end(self.data, *at);
            match self.byte(*at) {
                Some(b']') => return Ok(Next::Close),
                Some(b',') if !open.is_first => *at = space_end(self.data, *at + 1),
                Some(_) if open.is_first => {}
                _ => return Err(Fault::Malformed),
            }
            open.is_first = false;
            let is_over = open.index >= open.stop || open.start >= open.stop;
            if is_over && !IS_FULL {
                let end = simd.call(SkipContainer {
                    data: self.data,
                    at: *at,
                    poll: self.poll,
                })?;
                *at = end - 1;
                let is_array = self.byte(*at) == Some(b']');
                return if is_array {
                    Ok(Next::Close)
                } else {
                    Err(Fault::Malformed)
                };
            }
            open.index += 1;
            if open.index > open.start && !is_over {
                self.separate(simd, open, *at)?;
                return Ok(Next::Keep(open.node));
            }
            *at = self.skip(simd, *at)?;
        }
    }
}

//! Checks containers that are left out: sooner than byte by byte where their keys were there before.

use crate::fault::{Fault, Poll};
use crate::guess::{Guesses, PlaceId};
use crate::key::{Key, What};
use crate::plan::{NodeId, Plan};
use crate::quick::{CheckScalar, checked_length};
use crate::scalar::space_end;
use crate::simd::{Simd, Task, Windows, chunk_at, last_window, part};
use crate::validate::{Start, Validate};

/// Checks the container at `at` and returns its end; it and what it holds may nest `levels` deep, itself
/// being level 0.
pub struct Glance<'a, 'w, 'c> {
    pub data: &'a [u8],
    pub windows: Windows<'a>,
    pub at: usize,
    pub levels: u64,
    /// Whose guesses are those of its keys.
    pub node: NodeId,
    pub plan: &'a Plan,
    pub guesses: &'w mut Guesses,
    pub poll: &'w mut Poll<'c>,
    /// The containers that are being checked.
    pub passed: &'w mut Vec<Passed>,
}

/// A container that is being checked.
pub struct Passed {
    node: NodeId,
    is_object: bool,
    /// Nothing of it was read.
    is_first: bool,
    /// Where in an object the check stands.
    place: PlaceId,
}

enum Next {
    /// A container, and whose guesses are those of its keys.
    Container(NodeId),
    /// What is behind the closing bracket.
    Closed,
    /// The value of a key that cannot be guessed.
    GivenUp,
}

impl Task for Glance<'_, '_, '_> {
    type Result = Result<usize, Fault>;

    #[inline(always)]
    fn run<S: Simd>(mut self, simd: S) -> Self::Result {
        let (mut at, mut node) = (self.at, self.node);
        self.passed.clear();
        loop {
            self.poll.reach(at)?;
            at = self.enter(simd, node, at)?;
            loop {
                let Some(innermost) = self.passed.last() else {
                    return Ok(at);
                };
                let next = match innermost.is_object {
                    true => self.properties(simd, &mut at)?,
                    false => self.elements(simd, &mut at)?,
                };
                match next {
                    Next::Container(inner) => {
                        node = inner;
                        break;
                    }
                    Next::Closed => drop(self.passed.pop()),
                    Next::GivenUp => {
                        if let Some(Passed { node, .. }) = self.passed.pop() {
                            self.guesses.give_up(node);
                            at = self.validate(simd, at, Start::Value)?;
                        }
                    }
                }
            }
        }
    }
}

impl Glance<'_, '_, '_> {
    /// Goes into the container at `at`, or behind it if its keys are not worth guessing.
    #[inline(always)]
    fn enter<S: Simd>(&mut self, simd: S, node: NodeId, at: usize) -> Result<usize, Fault> {
        let is_object = self.data.get(at) == Some(&b'{');
        let Some(place) = self.guesses.hopeful_start(node) else {
            return self.validate(simd, at, Start::Bracket);
        };
        if self.passed.len() as u64 > self.levels {
            return Err(Fault::Malformed);
        }
        if self.passed.len() == self.passed.capacity() {
            self.passed
                .try_reserve(64)
                .map_err(|_| Fault::OutOfMemory)?;
        }
        self.passed.push(Passed {
            node,
            is_object,
            is_first: true,
            place,
        });
        Ok(at + 1)
    }

    /// Checks a container without guesses, from its bracket or from a value in it, which is at `at`.
    #[inline(always)]
    fn validate<S: Simd>(&mut self, simd: S, at: usize, start: Start) -> Result<usize, Fault> {
        let depth = self.passed.len() as u64;
        let checked = simd.call(Validate {
            data: self.data,
            at,
            start,
            levels: self.levels.checked_sub(depth).ok_or(Fault::Malformed)?,
            poll: self.poll,
        });
        checked.map(|checked| checked.end)
    }

    #[inline(always)]
    fn properties<S: Simd>(&mut self, simd: S, to: &mut usize) -> Result<Next, Fault> {
        let Some(open) = self.passed.last() else {
            return Err(Fault::Malformed);
        };
        let (node, mut place, mut at) = (open.node, open.place, *to);
        loop {
            let padded;
            let window = match self.windows.at(at) {
                Some(window) => window,
                None => {
                    padded = last_window(self.data, at);
                    &padded
                }
            };
            let guess = self.guesses.find(simd, place, at, part(window, 0));
            if let Some((behind, guess)) = guess {
                let length = guess.length();
                place = behind;
                at += length;
                if guess.what == What::Close {
                    *to = at;
                    return Ok(Next::Closed);
                }
                let value = checked_length(simd, part(window, length));
                if value != 0 {
                    at += value;
                    continue;
                }
            } else {
                let odd = OddKey {
                    glance: self,
                    node,
                    place,
                    at,
                };
                let what;
                (what, place, at) = simd.call(odd)?;
                if what == What::Close {
                    *to = at;
                    return Ok(Next::Closed);
                }
                if place == PlaceId::UNKNOWN {
                    *to = at;
                    return Ok(Next::GivenUp);
                }
            }
            at = space_end(self.data, at);
            if let Some(b'{' | b'[') = self.data.get(at) {
                if let Some(open) = self.passed.last_mut() {
                    open.place = place;
                }
                *to = at;
                return Ok(Next::Container(self.guesses.inner(place)));
            }
            at = self.scalar(simd, at)?;
        }
    }

    #[inline(always)]
    fn elements<S: Simd>(&mut self, simd: S, to: &mut usize) -> Result<Next, Fault> {
        let Some(open) = self.passed.last_mut() else {
            return Err(Fault::Malformed);
        };
        let (node, mut is_first, mut at) = (open.node, open.is_first, *to);
        open.is_first = false;
        loop {
            self.poll.reach(at)?;
            at = space_end(self.data, at);
            match self.data.get(at) {
                Some(b']') => {
                    *to = at + 1;
                    return Ok(Next::Closed);
                }
                Some(b',') if !is_first => at = space_end(self.data, at + 1),
                Some(_) if is_first => {}
                _ => return Err(Fault::Malformed),
            }
            is_first = false;
            if let Some(b'{' | b'[') = self.data.get(at) {
                *to = at;
                return Ok(Next::Container(node));
            }
            let length = match chunk_at(self.data, at) {
                Some(chunk) => checked_length(simd, chunk),
                None => 0,
            };
            at = match length {
                0 => self.scalar(simd, at)?,
                _ => at + length,
            };
        }
    }

    #[inline(always)]
    fn scalar<S: Simd>(&self, simd: S, at: usize) -> Result<usize, Fault> {
        let scalar = CheckScalar {
            data: self.data,
            at,
        };
        simd.call(scalar).ok_or(Fault::Malformed)
    }
}

/// Reads a key where no guess came true.
struct OddKey<'g, 'a, 'w, 'c> {
    glance: &'g mut Glance<'a, 'w, 'c>,
    node: NodeId,
    place: PlaceId,
    at: usize,
}

impl Task for OddKey<'_, '_, '_, '_> {
    /// What was there, the place behind it, and where that is.
    type Result = Result<(What, PlaceId, usize), Fault>;

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) -> Self::Result {
        let Self { node, at, .. } = self;
        let Glance {
            data,
            plan,
            guesses,
            poll,
            ..
        } = self.glance;
        poll.reach(at)?;
        let is_first = guesses.is_start(node, self.place);
        let key = Key::read(simd, data, at, is_first, |name| plan.what(node, name))?;
        let end = at + key.length;
        let place = guesses.learn(node, self.place, data, at, &key);
        Ok((key.what, place, end))
    }
}

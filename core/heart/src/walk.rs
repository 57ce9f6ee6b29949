//! The walk: goes through what is kept, passes over what is not, and tells the copy.

mod items;

use crate::copy::Copy;
use crate::fault::{Fault, Poll};
use crate::glance::{Glance, Passed};
use crate::grow::Refused;
use crate::guess::{Guesses, PlaceId};
use crate::plan::{NodeId, Plan};
use crate::quick::{CheckScalar, checked_length, passed_length};
use crate::scalar::space_end;
use crate::simd::{BLOCK, Simd, Task, Windows, block_at, chunk_at};
use crate::skip::{CountElements, SkipContainer, SkipScalar};
use crate::validate::{Checked, Start, Validate};

/// Walks over one JSON text and checks what it writes; what it passes over is checked too if it `IS_FULL`,
/// and else only that brackets and strings end in it.
pub struct Walk<'a, 'o, 'p, 'c, const IS_FULL: bool> {
    pub data: &'a [u8],
    pub windows: Windows<'a>,
    /// Where the text ends.
    pub end: usize,
    pub plan: &'a Plan,
    pub levels: u64,
    pub copy: Copy<'a, 'o>,
    pub guesses: &'p mut Guesses,
    pub poll: &'p mut Poll<'c>,
    /// The containers that are being copied. They stay where they are: to move one would take as long
    /// as to read some properties.
    pub opened: &'p mut Vec<Open>,
    pub passed: &'p mut Vec<Passed>,
}

/// What the walk over one text leaves behind for that over the next one, by the same plan and with the same check.
pub struct Memory {
    pub(crate) guesses: Guesses,
    pub(crate) opened: Vec<Open>,
    pub(crate) passed: Vec<Passed>,
}

impl Memory {
    pub fn new() -> Result<Self, Refused> {
        Ok(Self {
            guesses: Guesses::new()?,
            opened: Vec::new(),
            passed: Vec::new(),
        })
    }
}

/// A container that is being copied.
pub struct Open {
    node: NodeId,
    is_object: bool,
    /// Something of it was written.
    has_items: bool,
    /// Where in an object the walk stands.
    place: PlaceId,
    /// Which elements of an array were read, and which are kept.
    index: u64,
    start: u64,
    stop: u64,
}

impl<const IS_FULL: bool> Task for Walk<'_, '_, '_, '_, IS_FULL> {
    type Result = Result<usize, Fault>;

    #[inline(always)]
    fn run<S: Simd>(mut self, simd: S) -> Self::Result {
        self.poll.start_at(0);
        self.opened.clear();
        self.guesses.begin(self.end);
        let (mut at, mut node) = (space_end(self.data, 0), self.plan.root());
        if let Some(end) = self.scalar_end(simd, at)? {
            self.copy.keep(simd, at, end)?;
            return self.finish(simd, end);
        }
        loop {
            at = match self.enter(simd, node, at)? {
                true => at + 1,
                false => self.keep_container(simd, node, at)?,
            };
            loop {
                let Some(open) = self.opened.last() else {
                    return self.finish(simd, at);
                };
                let kept = match open.is_object {
                    true => self.next_property(simd, &mut at)?,
                    false => self.next_element(simd, &mut at)?,
                };
                if let Some(child) = kept {
                    node = child;
                    break;
                }
                self.copy.keep(simd, at, at + 1)?;
                at += 1;
                self.opened.pop();
            }
        }
    }
}

/// What a value is in its container.
#[derive(Clone, Copy)]
enum Part {
    Element(NodeId),
    Property(PlaceId),
}

impl<const IS_FULL: bool> Walk<'_, '_, '_, '_, IS_FULL> {
    #[inline(always)]
    fn byte(&self, at: usize) -> Option<u8> {
        self.data.get(at).copied()
    }

    /// The end of the white space at `at`.
    #[inline(always)]
    fn space_end<S: Simd>(&self, simd: S, mut at: usize) -> usize {
        while self.data.get(at).is_some_and(|byte| *byte <= b' ') {
            let other = !simd.space(block_at(simd, self.data, at));
            if other != 0 {
                return at + other.trailing_zeros() as usize;
            }
            at += BLOCK;
        }
        at
    }

    /// Opens the container at `at`, if it is one that has to be walked through.
    #[inline(always)]
    fn enter<S: Simd>(&mut self, simd: S, id: NodeId, at: usize) -> Result<bool, Fault> {
        let node = self.plan.node(id);
        let is_object = self.byte(at) == Some(b'{');
        if node.is_whole || is_object && node.is_empty {
            return Ok(false);
        }
        if self.level() > self.levels {
            return Err(Fault::Malformed);
        }
        let (start, stop) = match node.bounds {
            Some(bounds) => bounds,
            None if is_object => (0, 0),
            None => {
                // Arrays in arrays are counted once for each level: the levels bound what that takes.
                let first = space_end(self.data, at + 1);
                let count = CountElements {
                    data: self.data,
                    at: first,
                    poll: self.poll,
                };
                node.range.resolve(simd.call(count)?)
            }
        };
        if self.opened.len() == self.opened.capacity() {
            self.opened
                .try_reserve(64)
                .map_err(|_| Fault::OutOfMemory)?;
        }
        self.opened.push(Open {
            node: id,
            is_object,
            has_items: false,
            place: match is_object {
                true => self.guesses.start(id),
                false => PlaceId::UNKNOWN,
            },
            index: 0,
            start,
            stop,
        });
        self.copy.keep(simd, at, at + 1)?;
        Ok(true)
    }

    /// On which level a container would be that begins now.
    #[inline(always)]
    fn level(&self) -> u64 {
        self.opened.len() as u64
    }

    /// The end of the value at `at`, if it is no container, and is well-formed.
    #[inline(always)]
    fn scalar_end<S: Simd>(&self, simd: S, at: usize) -> Result<Option<usize>, Fault> {
        if let Some(b'{' | b'[') = self.byte(at) {
            return Ok(None);
        }
        let scalar = CheckScalar {
            data: self.data,
            at,
        };
        simd.call(scalar).ok_or(Fault::Malformed).map(Some)
    }

    /// Copies a container that is kept whole or empty, and returns its end.
    #[inline(always)]
    fn keep_container<S: Simd>(&mut self, simd: S, id: NodeId, at: usize) -> Result<usize, Fault> {
        if self.plan.node(id).is_whole {
            let checked = self.check(simd, at)?;
            match checked.has_space {
                true => self.copy.keep_dense(simd, at, checked.end, self.poll)?,
                false => self.copy.keep_compact(simd, at, checked.end, self.poll)?,
            }
            return Ok(checked.end);
        }
        let end = match IS_FULL {
            true => self.glance(simd, at, id)?,
            false => simd.call(SkipContainer {
                data: self.data,
                at: at + 1,
                poll: self.poll,
            })?,
        };
        if self.level() > self.levels || self.byte(end - 1) != Some(b'}') {
            return Err(Fault::Malformed);
        }
        self.copy.keep(simd, at, at + 1)?;
        self.copy.keep(simd, end - 1, end)?;
        Ok(end)
    }

    /// Checks the container at `at`.
    #[inline(always)]
    fn check<S: Simd>(&mut self, simd: S, at: usize) -> Result<Checked, Fault> {
        let levels = self
            .levels
            .checked_sub(self.level())
            .ok_or(Fault::Malformed)?;
        simd.call(Validate {
            data: self.data,
            at,
            start: Start::Bracket,
            levels,
            poll: self.poll,
        })
    }

    /// Checks the container at `at`, which is left out and whose keys are guessed as those of `node`.
    #[inline(always)]
    fn glance<S: Simd>(&mut self, simd: S, at: usize, node: NodeId) -> Result<usize, Fault> {
        let levels = self.levels.checked_sub(self.level());
        simd.call(Glance {
            data: self.data,
            windows: self.windows,
            at,
            levels: levels.ok_or(Fault::Malformed)?,
            node,
            plan: self.plan,
            guesses: self.guesses,
            poll: self.poll,
            passed: self.passed,
        })
    }

    /// The length of the scalar at `at` where one block tells it, else 0; it is well-formed if it
    /// `IS_KEPT` or all is checked.
    #[inline(always)]
    fn quick_length<S: Simd, const IS_KEPT: bool>(&self, simd: S, at: usize) -> usize {
        match chunk_at(self.data, at) {
            Some(chunk) if IS_KEPT || IS_FULL => checked_length(simd, chunk),
            Some(chunk) => passed_length(simd, chunk),
            None => 0,
        }
    }

    /// Passes over a value in a container; it is an element under a node, or the property at a place.
    #[inline(always)]
    fn skip<S: Simd>(&mut self, simd: S, at: usize, part: Part) -> Result<usize, Fault> {
        let data = self.data;
        let end = match self.byte(at) {
            Some(b'{' | b'[') if IS_FULL => {
                let node = match part {
                    Part::Element(node) => node,
                    Part::Property(place) => self.guesses.inner(place),
                };
                return self.glance(simd, at, node);
            }
            Some(b'{' | b'[') => {
                return simd.call(SkipContainer {
                    data,
                    at: at + 1,
                    poll: self.poll,
                });
            }
            _ if IS_FULL => simd.call(CheckScalar { data, at }),
            _ => simd.call(SkipScalar { data, at }),
        };
        end.ok_or(Fault::Malformed)
    }

    /// Ends the walk behind the root.
    #[inline(always)]
    fn finish<S: Simd>(&mut self, simd: S, at: usize) -> Result<usize, Fault> {
        let is_text = self
            .data
            .get(..self.end)
            .is_some_and(|text| at <= text.len() && space_end(text, at) == text.len());
        match is_text {
            true => self.copy.flush_all(simd, self.poll),
            false => Err(Fault::Malformed),
        }
    }
}

//! The walk: goes through what is kept, passes over what is not, and tells the copy.

mod items;

use crate::copy::Copy;
use crate::fault::{Fault, Poll};
use crate::guess::{GuessId, Guesses};
use crate::plan::{NodeId, Plan};
use crate::scalar::{scalar_end, space_end};
use crate::simd::{Simd, Task};
use crate::skip::{CountElements, SkipContainer, scalar_skip, string_end};
use crate::text::checked_string_end;
use crate::validate::{Checked, Validate};

/// Walks over one JSON text and checks what it writes; what it passes over is checked too if it `IS_FULL`,
/// and else only that brackets and strings end in it.
pub struct Walk<'a, 'o, 'p, 'c, const IS_FULL: bool> {
    pub data: &'a [u8],
    pub plan: &'a Plan,
    pub levels: u64,
    pub copy: Copy<'a, 'o>,
    pub guesses: &'p mut Guesses,
    pub poll: &'p mut Poll<'c>,
    /// The containers around the innermost one.
    pub around: Vec<Open>,
}

/// A container that is being copied.
#[derive(Clone)]
pub struct Open {
    node: NodeId,
    is_object: bool,
    /// Nothing of it was read.
    is_first: bool,
    /// Something of it was written.
    has_items: bool,
    /// The key that was read last.
    last: GuessId,
    index: u64,
    start: u64,
    stop: u64,
}

/// What to do where the walk stands.
enum Next {
    /// Keep the value, under this node.
    Keep(NodeId),
    /// Leave the container, whose closing bracket stands here.
    Close,
}

impl<const IS_FULL: bool> Task for Walk<'_, '_, '_, '_, IS_FULL> {
    type Result = Result<usize, Fault>;

    #[inline(always)]
    fn run<S: Simd>(mut self, simd: S) -> Self::Result {
        self.poll.start_at(0);
        let (mut at, mut node) = (space_end(self.data, 0), self.plan.root());
        let mut top: Option<Open> = None;
        loop {
            if let Some(open) = self.enter(simd, node, at, top.is_some())? {
                self.copy.keep(simd, at, at + 1)?;
                at += 1;
                if let Some(outer) = top.replace(open) {
                    if self.around.len() == self.around.capacity() {
                        self.around
                            .try_reserve(64)
                            .map_err(|_| Fault::OutOfMemory)?;
                    }
                    self.around.push(outer);
                }
            } else {
                at = self.keep_value(simd, node, at, top.is_some())?;
            }
            loop {
                let Some(open) = &mut top else {
                    return self.finish(simd, at);
                };
                let next = match open.is_object {
                    true => self.next_property(simd, open, &mut at)?,
                    false => self.next_element(simd, open, &mut at)?,
                };
                open.is_first = false;
                match next {
                    Next::Keep(child) => {
                        open.has_items = true;
                        node = child;
                        break;
                    }
                    Next::Close => {
                        self.copy.keep(simd, at, at + 1)?;
                        at += 1;
                        top = self.around.pop();
                    }
                }
            }
        }
    }
}

impl<const IS_FULL: bool> Walk<'_, '_, '_, '_, IS_FULL> {
    #[inline(always)]
    fn byte(&self, at: usize) -> Option<u8> {
        self.data.get(at).copied()
    }

    /// The container at `at`, if it is one that has to be walked through.
    #[inline(always)]
    fn enter<S: Simd>(
        &mut self,
        simd: S,
        id: NodeId,
        at: usize,
        is_inner: bool,
    ) -> Result<Option<Open>, Fault> {
        let node = self.plan.node(id);
        let is_object = match self.byte(at) {
            Some(b'{') if !node.is_empty && !node.is_whole => true,
            Some(b'[') if !node.is_whole => false,
            _ => return Ok(None),
        };
        if self.level(is_inner) > self.levels {
            return Err(Fault::Malformed);
        }
        let (start, stop) = match is_object || !node.range.counts_from_end() {
            true => node.range.resolve(0),
            false => {
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
        let open = Open {
            node: id,
            is_object,
            is_first: true,
            has_items: false,
            last: GuessId::START,
            index: 0,
            start,
            stop,
        };
        Ok(Some(open))
    }

    /// On which level a container would be that begins now.
    fn level(&self, is_inner: bool) -> u64 {
        self.around.len() as u64 + u64::from(is_inner)
    }

    /// Copies a value that is no container, or one that is kept whole or empty, and returns its end.
    #[inline(always)]
    fn keep_value<S: Simd>(
        &mut self,
        simd: S,
        id: NodeId,
        at: usize,
        is_inner: bool,
    ) -> Result<usize, Fault> {
        let end = match self.byte(at) {
            Some(b'"') => checked_string_end(simd, self.data, at + 1)?,
            Some(b'{' | b'[') => return self.keep_container(simd, id, at, is_inner),
            _ => scalar_end(self.data, at)?,
        };
        self.copy.keep(simd, at, end)?;
        Ok(end)
    }

    #[inline(always)]
    fn keep_container<S: Simd>(
        &mut self,
        simd: S,
        id: NodeId,
        at: usize,
        is_inner: bool,
    ) -> Result<usize, Fault> {
        if self.plan.node(id).is_whole {
            let checked = self.check(simd, at, self.level(is_inner))?;
            match checked.has_space {
                true => self.copy.keep_dense(simd, at, checked.end)?,
                false => self.copy.keep(simd, at, checked.end)?,
            }
            return Ok(checked.end);
        }
        let end = match IS_FULL {
            true => self.check(simd, at, self.level(is_inner))?.end,
            false => simd.call(SkipContainer {
                data: self.data,
                at: at + 1,
                poll: self.poll,
            })?,
        };
        if self.level(is_inner) > self.levels || self.byte(end - 1) != Some(b'}') {
            return Err(Fault::Malformed);
        }
        self.copy.keep(simd, at, at + 1)?;
        self.copy.keep(simd, end - 1, end)?;
        Ok(end)
    }

    /// Checks the container at `at`, which is on `level`.
    #[inline(always)]
    fn check<S: Simd>(&mut self, simd: S, at: usize, level: u64) -> Result<Checked, Fault> {
        let levels = self.levels.checked_sub(level).ok_or(Fault::Malformed)?;
        simd.call(Validate {
            data: self.data,
            at,
            levels,
            poll: self.poll,
        })
    }

    /// Passes over a value in a container.
    #[inline(always)]
    fn skip<S: Simd>(&mut self, simd: S, at: usize) -> Result<usize, Fault> {
        match self.byte(at) {
            Some(b'"') if IS_FULL => checked_string_end(simd, self.data, at + 1),
            Some(b'"') => string_end(simd, self.data, at + 1),
            Some(b'{' | b'[') if IS_FULL => Ok(self.check(simd, at, self.level(true))?.end),
            Some(b'{' | b'[') => simd.call(SkipContainer {
                data: self.data,
                at: at + 1,
                poll: self.poll,
            }),
            _ if IS_FULL => scalar_end(self.data, at),
            _ => {
                let end = scalar_skip(simd, self.data, at)?;
                if end > at {
                    Ok(end)
                } else {
                    Err(Fault::Malformed)
                }
            }
        }
    }

    /// Ends the walk behind the root.
    #[inline(always)]
    fn finish<S: Simd>(&mut self, simd: S, at: usize) -> Result<usize, Fault> {
        match space_end(self.data, at) == self.data.len() {
            true => self.copy.flush(simd),
            false => Err(Fault::Malformed),
        }
    }
}

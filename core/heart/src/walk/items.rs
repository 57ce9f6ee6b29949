//! The steps of the walk inside a container: to the next container in it that is kept.

use super::{Part, Walk};
use crate::fault::Fault;
use crate::guess::PlaceId;
use crate::key::{Key, What};
use crate::plan::NodeId;
use crate::quick::{checked_length, passed_length};
use crate::simd::{Simd, Task, last_window, part};
use crate::skip::SkipContainer;

/// The step over one property, or to the closing bracket, where no guess came true.
struct OddProperty<'w, 'a, 'o, 'p, 'c, const IS_FULL: bool> {
    walk: &'w mut Walk<'a, 'o, 'p, 'c, IS_FULL>,
    node: NodeId,
    place: PlaceId,
    has_items: bool,
    at: usize,
}

/// What the walk has come to.
enum Next {
    /// The end of a property.
    Property { is_kept: bool },
    /// A container that is kept under this node.
    Container(NodeId),
    /// The closing bracket.
    Close,
}

impl<const IS_FULL: bool> Task for OddProperty<'_, '_, '_, '_, '_, IS_FULL> {
    /// What is next, the place behind the key, and where to go on.
    type Result = Result<(Next, PlaceId, usize), Fault>;

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) -> Self::Result {
        let (walk, start) = (self.walk, self.at);
        walk.poll.reach(start)?;
        let is_first = walk.guesses.is_start(self.node, self.place);
        let what = |name: &[u8]| walk.plan.what(self.node, name);
        let key = Key::read(simd, walk.data, start, is_first, what)?;
        let at = start + key.length;
        if let What::Keep(_) = key.what {
            if self.has_items {
                walk.copy.put(simd, b',')?;
            }
            walk.copy
                .keep(simd, start + key.inside.start, start + key.inside.end)?;
            walk.copy.put(simd, b':')?;
        }
        let place = walk
            .guesses
            .learn(self.node, self.place, walk.data, start, &key);
        let (next, at) = match key.what {
            What::Close => (Next::Close, at - 1),
            What::Skip => (
                Next::Property { is_kept: false },
                walk.skip(simd, at, Part::Property(place))?,
            ),
            What::Keep(child) => match walk.scalar_end(simd, at)? {
                Some(end) => {
                    walk.copy.keep(simd, at, end)?;
                    (Next::Property { is_kept: true }, end)
                }
                None => (Next::Container(child), at),
            },
        };
        Ok((next, place, at))
    }
}

impl<const IS_FULL: bool> Walk<'_, '_, '_, '_, IS_FULL> {
    /// Goes to the next container in the innermost object that is kept, whose node it returns, or to
    /// the object's closing bracket; what comes before is copied or passed over.
    #[inline(always)]
    pub(super) fn next_property<S: Simd>(
        &mut self,
        simd: S,
        to: &mut usize,
    ) -> Result<Option<NodeId>, Fault> {
        let Some(open) = self.opened.last() else {
            return Ok(None);
        };
        let (node, mut place, mut has_items, mut at) = (open.node, open.place, open.has_items, *to);
        self.poll.reach(at)?;
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
            let Some((behind, guess)) = guess else {
                let odd = OddProperty {
                    walk: self,
                    node,
                    place,
                    has_items,
                    at,
                };
                let next;
                (next, place, at) = simd.call(odd)?;
                match next {
                    Next::Property { is_kept } => {
                        has_items |= is_kept;
                        continue;
                    }
                    Next::Container(child) => {
                        self.leave_open(place);
                        *to = at;
                        return Ok(Some(child));
                    }
                    Next::Close => {
                        *to = at;
                        return Ok(None);
                    }
                }
            };
            place = behind;
            let start = at;
            let value = part(window, guess.length());
            at += guess.length();
            match guess.what {
                What::Keep(child) => {
                    match guess.written_from(has_items) {
                        Some(from) => self.copy.keep(simd, start + from, at)?,
                        None => {
                            let written = guess.written(has_items);
                            self.copy.put_text(simd, &guess.dense, written, at)?;
                        }
                    }
                    has_items = true;
                    let length = checked_length(simd, value);
                    if length != 0 {
                        at += length;
                        self.copy.extend(at);
                        continue;
                    }
                    // There may be more white space than there was where the text was learned.
                    at = self.space_end(simd, at);
                    match self.scalar_end(simd, at)? {
                        Some(end) => {
                            self.copy.keep(simd, at, end)?;
                            at = end;
                        }
                        None => {
                            self.leave_open(place);
                            *to = at;
                            return Ok(Some(child));
                        }
                    }
                }
                What::Skip => {
                    let length = match IS_FULL {
                        true => checked_length(simd, value),
                        false => passed_length(simd, value),
                    };
                    if length != 0 {
                        at += length;
                        continue;
                    }
                    at = self.space_end(simd, at);
                    at = self.skip(simd, at, Part::Property(place))?;
                }
                What::Close => {
                    *to = at - 1;
                    return Ok(None);
                }
            }
        }
    }

    /// Remembers where the walk stands in the innermost object, of which something was written.
    #[inline(always)]
    fn leave_open(&mut self, place: PlaceId) {
        if let Some(open) = self.opened.last_mut() {
            (open.place, open.has_items) = (place, true);
        }
    }

    /// Goes to the next container in the innermost array that is kept, whose node it returns, or to
    /// the array's closing bracket; what comes before is copied or passed over.
    #[inline(always)]
    pub(super) fn next_element<S: Simd>(
        &mut self,
        simd: S,
        to: &mut usize,
    ) -> Result<Option<NodeId>, Fault> {
        let Some(open) = self.opened.last() else {
            return Ok(None);
        };
        let (node, mut index, start, stop) = (open.node, open.index, open.start, open.stop);
        let mut at = *to;
        loop {
            self.poll.reach(at)?;
            at = self.space_end(simd, at);
            match self.byte(at) {
                Some(b']') => {
                    *to = at;
                    return Ok(None);
                }
                Some(b',') if index > 0 => at = self.space_end(simd, at + 1),
                Some(_) if index == 0 => {}
                _ => return Err(Fault::Malformed),
            }
            let is_over = index >= stop;
            if is_over && !IS_FULL {
                let end = simd.call(SkipContainer {
                    data: self.data,
                    at,
                    poll: self.poll,
                })?;
                *to = end - 1;
                return match self.byte(*to) {
                    Some(b']') => Ok(None),
                    _ => Err(Fault::Malformed),
                };
            }
            index += 1;
            if index <= start || is_over {
                at = match self.quick_length::<S, false>(simd, at) {
                    0 => self.skip(simd, at, Part::Element(node))?,
                    length => at + length,
                };
                continue;
            }
            if index > start + 1 {
                match self.byte(at - 1) {
                    Some(b',') => self.copy.keep(simd, at - 1, at)?,
                    _ => self.copy.put(simd, b',')?,
                }
            }
            let length = self.quick_length::<S, true>(simd, at);
            if length != 0 {
                self.copy.keep(simd, at, at + length)?;
                at += length;
                continue;
            }
            match self.scalar_end(simd, at)? {
                Some(end) => {
                    self.copy.keep(simd, at, end)?;
                    at = end;
                }
                None => {
                    if let Some(open) = self.opened.last_mut() {
                        open.index = index;
                    }
                    *to = at;
                    return Ok(Some(node));
                }
            }
        }
    }
}

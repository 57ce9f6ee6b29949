//! The kinds of open containers, one bit each.

use crate::fault::Fault;

/// Whether each open container is an object: the innermost 64 in one word, those around them in others.
#[derive(Default)]
pub struct Kinds {
    /// The innermost one is in the lowest bit.
    are_objects: u64,
    depth: u64,
    around: Vec<u64>,
}

impl Kinds {
    /// An object is open, and nothing else.
    pub fn in_one_object() -> Self {
        Self {
            are_objects: 1,
            depth: 1,
            around: Vec::new(),
        }
    }

    /// All bits if the innermost container is an object, else none.
    #[inline(always)]
    pub fn in_object(&self) -> u64 {
        (self.are_objects & 1).wrapping_neg()
    }

    /// Walks the brackets of one block, of which those in `braces` are of objects. Gives the index of
    /// the one that closes the outermost container, and which places are inside an object.
    #[inline(always)]
    pub fn walk(
        &mut self,
        open: u64,
        close: u64,
        braces: u64,
        levels: u64,
    ) -> Result<(Option<u32>, u64), Fault> {
        let deepest = self.depth + u64::from(open.count_ones());
        if deepest > 63.min(levels) {
            return self.walk_deep(open, close, braces, levels);
        }
        // Without branches on what each bracket is, since that is hard to foretell.
        let (mut in_object, mut mismatches) = (self.in_object(), 0);
        let mut brackets = open | close;
        while brackets != 0 {
            let index = brackets.trailing_zeros();
            brackets &= brackets - 1;
            let (is_open, is_brace) = (open >> index & 1, braces >> index & 1);
            let before = self.are_objects;
            mismatches |= !is_open & (before ^ is_brace);
            let (pushed, popped) = (before << 1 | is_brace, before >> 1);
            self.are_objects = popped ^ (pushed ^ popped) & is_open.wrapping_neg();
            // Behind a bracket that changes the kind all the places change.
            in_object ^= ((before ^ self.are_objects) & 1).wrapping_neg() << index << 1;
            self.depth = (self.depth + 2 * is_open).wrapping_sub(1);
            if self.depth == 0 {
                return if mismatches & 1 == 0 {
                    Ok((Some(index), in_object))
                } else {
                    Err(Fault::Malformed)
                };
            }
        }
        if mismatches & 1 == 0 {
            Ok((None, in_object))
        } else {
            Err(Fault::Malformed)
        }
    }

    /// Does what `walk` does where containers nest so deep that each one has to be looked at.
    #[cold]
    #[inline(never)]
    fn walk_deep(
        &mut self,
        open: u64,
        close: u64,
        braces: u64,
        levels: u64,
    ) -> Result<(Option<u32>, u64), Fault> {
        let mut in_object = self.in_object();
        let mut brackets = open | close;
        while brackets != 0 {
            let index = brackets.trailing_zeros();
            brackets &= brackets - 1;
            let before = self.are_objects & 1;
            let is_brace = braces >> index & 1;
            if open >> index & 1 == 1 {
                self.push(is_brace, levels)?;
            } else {
                if self.depth == 0 || is_brace != before {
                    return Err(Fault::Malformed);
                }
                self.pop();
                if self.depth == 0 {
                    return Ok((Some(index), in_object));
                }
            }
            in_object ^= ((before ^ self.are_objects) & 1).wrapping_neg() << index << 1;
        }
        Ok((None, in_object))
    }

    #[inline(always)]
    fn push(&mut self, is_object: u64, levels: u64) -> Result<(), Fault> {
        if self.depth > levels {
            return Err(Fault::Malformed);
        }
        if self.depth % 64 == 63 {
            self.around.try_reserve(1).map_err(|_| Fault::OutOfMemory)?;
            self.around.push(self.are_objects);
        }
        self.depth += 1;
        self.are_objects = self.are_objects << 1 | is_object;
        Ok(())
    }

    #[inline(always)]
    fn pop(&mut self) {
        self.depth -= 1;
        self.are_objects >>= 1;
        if self.depth % 64 == 63 {
            self.are_objects = self.around.pop().unwrap_or_default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_have_to_match_however_deep_they_nest() {
        let mut kinds = Kinds::default();
        for index in 0..1000 {
            assert_eq!(kinds.walk(1, 0, index / 3 % 2, 1000).unwrap().0, None);
        }
        for index in (0..1000u64).rev() {
            let end = kinds.walk(0, 1, index / 3 % 2, 1000).unwrap().0;
            assert_eq!(end.is_some(), index == 0);
        }
    }

    #[test]
    fn the_places_behind_a_brace_are_in_an_object() {
        let mut kinds = Kinds::default();
        // {..[..]..[..
        assert_eq!(
            kinds.walk(0b10_0000_1001, 0b100_0000, 1, 9),
            Ok((None, 0b11_1000_1110))
        );
        assert_eq!(kinds.walk(1 << 63, 0, 1 << 63, 9), Ok((None, 0)));
        assert_eq!(kinds.in_object(), !0);
    }

    #[test]
    fn a_bracket_of_the_wrong_kind_is_a_fault() {
        assert_eq!(
            Kinds::default().walk(0b01, 0b10, 0b01, 9),
            Err(Fault::Malformed)
        );
        assert_eq!(
            Kinds::default().walk(0b01, 0b10, 0b10, 9),
            Err(Fault::Malformed)
        );
    }
}

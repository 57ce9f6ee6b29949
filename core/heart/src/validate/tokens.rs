//! The tokens of one block, as masks.

/// The masks of one block that the checks share.
pub struct Tokens {
    pub all: u64,
    pub string_starts: u64,
    pub scalar_starts: u64,
    pub scalars: u64,
    pub open: u64,
    pub close: u64,
    pub colons: u64,
    pub commas: u64,
    /// The opening brackets of objects.
    pub open_braces: u64,
    /// Which places are inside an object, rather than in an array.
    pub in_object: u64,
    /// Which places are not behind the end of the container.
    pub inside: u64,
}

impl Tokens {
    /// Leaves out what is behind the end of the container.
    #[inline(always)]
    pub fn cut(&mut self, inside: u64) {
        self.inside = inside;
        for mask in [
            &mut self.all,
            &mut self.string_starts,
            &mut self.scalar_starts,
            &mut self.scalars,
            &mut self.open,
            &mut self.close,
            &mut self.colons,
            &mut self.commas,
            &mut self.open_braces,
        ] {
            *mask &= inside;
        }
    }
}

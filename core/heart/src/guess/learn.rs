//! Learns which keys come, where no guess came true.

use super::{Guess, Guesses, Last, MAX_ALL_GUESSES, MAX_GUESSES, MAX_TEXT, PlaceId};
use crate::grow::push;
use crate::key::Key;
use crate::plan::NodeId;
use crate::scalar::scalar_end;

/// Pairs are made where at least so much is left; in tests, whose texts are short, they always are.
const MIN_PAIR_BYTES: usize = match cfg!(any(test, feature = "sets")) {
    true => 1,
    false => 1 << 12,
};

impl Guesses {
    /// Remembers that `key` came at a place, and in `data` at `at`, where no guess came true.
    #[cold]
    #[inline(never)]
    pub fn learn(
        &mut self,
        node: NodeId,
        place: PlaceId,
        data: &[u8],
        at: usize,
        key: &Key,
    ) -> PlaceId {
        self.bytes = self.before + at;
        let text = &data[at..at + key.length];
        // Where keys are data, looking for them among those that were there costs more than it gains.
        // Where objects of all nodes may begin, nothing is learned either.
        if place == PlaceId::UNKNOWN_START || self.is_hopeless(node) {
            return PlaceId::UNKNOWN;
        }
        self.of_node(node).misses += 1;
        let known = self.known(node, text);
        let Some(found) = known.or_else(|| self.add(node, text, key)) else {
            return PlaceId::UNKNOWN;
        };
        if place != PlaceId::UNKNOWN {
            let followers = self.guesses[place.0 as usize].followers.get_mut();
            *followers = [found, followers[0]];
        }
        let last = Last {
            at,
            before: place,
            behind: PlaceId(found),
        };
        let before = std::mem::replace(&mut self.of_node(node).last, last);
        // With little left to read, a pair takes longer to make than it gains.
        if known.is_none() && before.behind == place && data.len() - at >= MIN_PAIR_BYTES {
            self.add_pair(data, before, at, found);
        }
        PlaceId(found)
    }

    /// Guesses from now on that the value of the first key is the same again, so that both keys are one
    /// guess.
    fn add_pair(&mut self, data: &[u8], first: Last, at: usize, second: u32) {
        let (one, two) = (first.behind.0 as usize, second as usize);
        let start = first.at + self.guesses[one].length();
        let Some(value) = data.get(start..at) else {
            return;
        };
        let is_there = data[first.at..].starts_with(self.guesses[one].text());
        if first.before == PlaceId::UNKNOWN || !is_there || !is_scalar(value) {
            return;
        }
        let pair = Guess::pair(&self.guesses[one], value, &self.guesses[two], self.bytes);
        if let (Some(pair), true) = (pair, self.guesses.len() < MAX_ALL_GUESSES) {
            let index = self.guesses.len() as u32;
            // Without memory nothing more is guessed.
            if push(&mut self.guesses, pair).is_err() {
                return;
            }
            let followers = self.guesses[first.before.0 as usize].followers.get_mut();
            *followers = [index, first.behind.0];
        }
    }

    fn known(&mut self, node: NodeId, text: &[u8]) -> Option<u32> {
        let known = std::mem::take(&mut self.of_node(node).guesses);
        let mut all = known.iter().copied();
        let found = all.find(|known| self.guesses[*known as usize].text() == text);
        self.of_node(node).guesses = known;
        found
    }

    fn add(&mut self, node: NodeId, text: &[u8], key: &Key) -> Option<u32> {
        let count = self.of_node(node).guesses.len();
        if text.len() > MAX_TEXT || count >= MAX_GUESSES || self.guesses.len() >= MAX_ALL_GUESSES {
            return None;
        }
        let found = self.guesses.len() as u32;
        self.guesses.try_reserve(1).ok()?;
        push(&mut self.of_node(node).guesses, found).ok()?;
        self.guesses.push(Guess::new(found, text, key));
        Some(found)
    }
}

/// Whether `value` is a plain string, a number or a word, and nothing else.
fn is_scalar(value: &[u8]) -> bool {
    let is_plain = |byte: &u8| matches!(byte, b' '..0x80) && !matches!(byte, b'"' | b'\\');
    match value {
        [b'"', inside @ .., b'"'] => inside.iter().all(is_plain),
        _ => scalar_end(value, 0) == Some(value.len()),
    }
}

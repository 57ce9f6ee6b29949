//! Makes new inputs out of old ones, always the same for the same seed.

/// Bytes that mean something to a reader of JSON or of expressions.
const BYTES: &[u8] = b"\"\\{}[]<>:,!*-+.eEu019ntf \t\r\n\x00\x1f\x7f\x80\xbf\xc3\xe0\xed\xf0\xff";

/// Pieces that make inputs that are almost right.
const PIECES: [&[u8]; 44] = [
    b"\"a\":",
    b",\"b\":1",
    b"\"_class\"",
    b"\\u0061",
    b"\\ud83d",
    b"\\ude00",
    b"\\\"",
    b"\\\\",
    b"\\",
    b"\"\"",
    b"{}",
    b"[]",
    b"[[",
    b"]]",
    b"{\"a\":{",
    b"}}",
    b",",
    b":",
    b"\n",
    b"\r\n",
    b" ",
    b"                                ",
    b"0",
    b"-0",
    b"-",
    b"00",
    b"1.5e-7",
    b"1e999",
    b"12345678901234567890",
    b"9007199254740992",
    b"true",
    b"truex",
    b"false",
    b"null",
    b"NaN",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    "\u{e9}\u{20ac}\u{1f600}".as_bytes(),
    b"**",
    b"!a",
    b"{,-1}",
    b"<2,>",
    b"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
];

/// No input is made longer than that: what is found in large ones is found in small ones sooner.
const MAX_BYTES: usize = 4096;

/// A small deterministic source of numbers.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Splitmix64.
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    /// A number below a bound that is not 0.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

/// A few changes to one of the seeds, of which there is at least one.
pub fn mutated(random: &mut Random, seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = seeds[random.below(seeds.len())].clone();
    for _ in 0..=random.below(4) {
        let other = &seeds[random.below(seeds.len())];
        change(random, &mut bytes, other);
    }
    bytes.truncate(MAX_BYTES);
    bytes
}

fn change(random: &mut Random, bytes: &mut Vec<u8>, other: &[u8]) {
    let at = random.below(bytes.len() + 1);
    let end = bytes.len().min(at + random.below(40));
    match random.below(10) {
        0 => drop(bytes.splice(at..at, [random.one_of(BYTES)])),
        1..4 => drop(bytes.splice(at..at, random.one_of(&PIECES).iter().copied())),
        4 => drop(bytes.drain(at..end)),
        5 => drop(bytes.splice(at..end, bytes[at..end].repeat(2))),
        6 => {
            // Behind each other, so that what was learned from one meets the other.
            let start = random.below(other.len() + 1);
            drop(bytes.splice(at..end, other[start..].iter().copied()));
        }
        7 => bytes.truncate(at),
        // Up to a whole block, so that all is met on all borders.
        8 => drop(bytes.splice(at..at, vec![random.one_of(b" x0"); random.below(65)])),
        _ if at < bytes.len() => {
            bytes[at] = match random.below(3) {
                0 => bytes[at] ^ 1 << random.below(8),
                _ => random.one_of(BYTES),
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_inputs() {
        let seeds = [b"[1,2]".to_vec(), Vec::new()];
        let made = || {
            let mut random = Random::new(5);
            let inputs = (0..1000).map(|_| mutated(&mut random, &seeds));
            inputs.collect::<Vec<_>>()
        };
        assert_eq!(made(), made());
    }

    #[test]
    fn inputs_are_of_bounded_length() {
        let mut seeds = vec![b"[1,2]".repeat(100)];
        let mut random = Random::new(5);
        for _ in 0..100 {
            let next = mutated(&mut random, &seeds);
            seeds.push(next);
        }
        assert!(seeds.iter().all(|seed| seed.len() <= MAX_BYTES));
    }
}

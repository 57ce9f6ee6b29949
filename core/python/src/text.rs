//! Text that is being written: put down in whole chunks, with room behind it.

use crate::held::Held;

/// How many bytes are looked at and put down at once.
pub const CHUNK: usize = 16;
/// Ready text up to this long is put down at once.
pub const SHORT: usize = 2 * CHUNK;
const FIRST_BYTES: usize = 1 << 12;
/// So much is held for the next text.
const MAX_HELD_BYTES: usize = 1 << 22;

static HELD: Held = Held::new();

/// Text with room behind it: whole chunks are put down there, then is told how much of them counts.
pub struct Text {
    /// All filled, so that putting something down takes one check and no more.
    bytes: Vec<u8>,
    length: usize,
    /// Whether there was no memory for all of it.
    is_lost: bool,
}

impl Text {
    pub fn new() -> Text {
        let mut text = Text {
            bytes: HELD.take(),
            length: 0,
            is_lost: false,
        };
        if text.bytes.len() < FIRST_BYTES {
            text.grow(FIRST_BYTES);
        }
        text
    }

    #[inline(always)]
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether there is no use in going on.
    #[inline(always)]
    pub fn is_beyond(&self, limit: usize) -> bool {
        self.length > limit || self.is_lost
    }

    /// Whether there was no memory for all of it.
    pub fn is_lost(&self) -> bool {
        self.is_lost
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    /// What was written from there on.
    pub fn since(&self, start: usize) -> &[u8] {
        self.as_bytes().get(start..).unwrap_or_default()
    }

    /// Takes away all from `start` on.
    pub fn truncate(&mut self, start: usize) {
        self.length = start.min(self.length);
    }

    /// Room for so much and a chunk; None if there is no memory for it.
    #[inline(always)]
    pub fn room(&mut self, more: usize) -> Option<&mut [u8]> {
        if self.bytes.len() - self.length < more + CHUNK && !self.grow(more + CHUNK) {
            return None;
        }
        self.bytes.get_mut(self.length..)
    }

    /// Makes so much of what was put into the room count.
    #[inline(always)]
    pub fn advance(&mut self, count: usize) {
        debug_assert!(self.length + count <= self.bytes.len());
        self.length += count;
    }

    #[inline(always)]
    pub fn push(&mut self, byte: u8) {
        self.put(&[byte]);
    }

    #[inline(always)]
    pub fn put(&mut self, text: &[u8]) {
        if let Some((room, _)) = self
            .room(text.len())
            .and_then(|room| room.split_at_mut_checked(text.len()))
        {
            room.copy_from_slice(text);
            self.length += text.len();
        }
    }

    /// As `put`, faster for a text of no fixed but a small length.
    #[inline(always)]
    pub fn put_short(&mut self, text: &[u8]) {
        match (text.first_chunk::<CHUNK>(), text.last_chunk::<CHUNK>()) {
            (Some(first), Some(last)) if text.len() <= SHORT => {
                if let Some(room) = self.room(SHORT) {
                    room[..CHUNK].copy_from_slice(first);
                    room[text.len() - CHUNK..text.len()].copy_from_slice(last);
                    self.length += text.len();
                }
            }
            (None, _) => self.put_part(&filled(text), text.len()),
            _ => self.put(text),
        }
    }

    /// Puts down a whole chunk, of which so much counts.
    #[inline(always)]
    pub fn put_part<const N: usize>(&mut self, chunk: &[u8; N], count: usize) {
        if let Some(room) = self.room(N).and_then(<[u8]>::first_chunk_mut) {
            *room = *chunk;
            self.length += count.min(N);
        }
    }

    pub fn blanks(&mut self, count: usize) {
        if let Some(room) = self.room(count) {
            room[..count].fill(b' ');
            self.length += count;
        }
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self, more: usize) -> bool {
        let wanted = (self.length + more).max(2 * self.bytes.len());
        if self
            .bytes
            .try_reserve_exact(wanted - self.bytes.len())
            .is_ok()
        {
            self.bytes.resize(wanted, 0);
            return true;
        }
        // What can still be written is written over what is lost.
        self.is_lost = true;
        self.length = 0;
        more <= self.bytes.len()
    }
}

/// Room that several things are put into one behind the other, without telling the text of each. What does
/// not fit is not put.
pub struct Pen<'a> {
    room: &'a mut [u8],
    pub at: usize,
}

impl<'a> Pen<'a> {
    #[inline(always)]
    pub fn new(room: &'a mut [u8]) -> Pen<'a> {
        Pen { room, at: 0 }
    }

    /// Puts down a whole chunk, of which so much counts.
    #[inline(always)]
    pub fn part<const N: usize>(&mut self, chunk: &[u8; N], count: usize) {
        if let Some(place) = self.rest().first_chunk_mut() {
            *place = *chunk;
            self.at += count;
        }
    }

    /// What is still to be put into.
    #[inline(always)]
    pub fn rest(&mut self) -> &mut [u8] {
        self.room.get_mut(self.at..).unwrap_or_default()
    }
}

impl Drop for Text {
    fn drop(&mut self) {
        if self.bytes.len() <= MAX_HELD_BYTES {
            HELD.put(std::mem::take(&mut self.bytes));
        }
    }
}

/// Fewer bytes than a chunk, filled up with blanks. Put together in registers: a chunk that is written in
/// parts and read as a whole makes the processor wait.
#[inline(always)]
pub fn filled(bytes: &[u8]) -> [u8; CHUNK] {
    const BLANKS: u64 = 0x2020_2020_2020_2020;
    let length = bytes.len();
    let (low, high) = if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        let bits = 8 * (length as u32 - 8);
        let last = u64::from_le_bytes(*last).checked_shr(64 - bits);
        (
            u64::from_le_bytes(*first),
            last.unwrap_or(0) | BLANKS.checked_shl(bits).unwrap_or(0),
        )
    } else if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        let bits = 8 * (length as u32 - 4);
        let last = u64::from(u32::from_le_bytes(*last)) << bits;
        let blanks = BLANKS << (bits + 32);
        (
            u64::from(u32::from_le_bytes(*first)) | last | blanks,
            BLANKS,
        )
    } else {
        let low = bytes
            .iter()
            .rev()
            .fold(BLANKS, |low, &byte| low << 8 | u64::from(byte));
        (low, BLANKS)
    };
    (u128::from(low) | u128::from(high) << 64).to_le_bytes()
}

/// Text that is written again and again, with or without its first byte.
pub struct Ready {
    short: [u8; SHORT + 1],
    text: Vec<u8>,
}

impl Ready {
    /// The text that the parts make together; None where memory is refused.
    pub fn of(parts: &[&[u8]]) -> Option<Ready> {
        let mut text = Vec::new();
        let length = parts.iter().map(|part| part.len()).sum();
        text.try_reserve_exact(length).ok()?;
        for part in parts {
            text.extend_from_slice(part);
        }
        let mut short = [b' '; SHORT + 1];
        for (place, &byte) in short.iter_mut().zip(&text) {
            *place = byte;
        }
        Some(Ready { short, text })
    }

    /// The text but for its last `less` bytes.
    pub fn without_last(&self, less: usize) -> &[u8] {
        &self.text[..self.text.len().saturating_sub(less)]
    }

    /// The text, or all but its first byte, as a chunk of which so much counts. None if it is too long.
    #[inline(always)]
    pub fn chunk(&self, is_whole: bool) -> Option<(&[u8; SHORT], usize)> {
        if self.text.len() > SHORT {
            return None;
        }
        let skipped = usize::from(!is_whole);
        let chunk = self.short.get(skipped..)?.first_chunk()?;
        Some((chunk, self.text.len().saturating_sub(skipped)))
    }

    #[inline(always)]
    pub fn write(&self, out: &mut Text) {
        match self.short.first_chunk::<SHORT>() {
            Some(short) if self.text.len() <= SHORT => out.put_part(short, self.text.len()),
            _ => out.put(&self.text),
        }
    }

    /// Writes all but the first byte.
    #[inline(always)]
    pub fn write_rest(&self, out: &mut Text) {
        match self.short.last_chunk::<SHORT>() {
            Some(short) if self.text.len() <= SHORT + 1 => {
                out.put_part(short, self.text.len().saturating_sub(1));
            }
            _ => out.put(self.text.get(1..).unwrap_or_default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_every_length_are_put_whole() {
        let all: Vec<u8> = (0..80).collect();
        for length in 0..all.len() {
            let (mut out, mut wanted) = (Text::new(), Vec::new());
            for _ in 0..200 {
                out.put_short(&all[..length]);
                out.put(&all[..length]);
                let ready = Ready::of(&[&all[..length]]).expect("memory for it");
                ready.write(&mut out);
                ready.write_rest(&mut out);
                out.push(b'!');
                for _ in 0..3 {
                    wanted.extend_from_slice(&all[..length]);
                }
                wanted.extend_from_slice(&all[length.min(1)..length]);
                wanted.push(b'!');
            }
            assert_eq!(out.as_bytes(), wanted);
        }
    }
}

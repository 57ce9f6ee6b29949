//! Reads a key as it stands, where none was foreseen.

use std::ops::Range;

use crate::fault::Fault;
use crate::plan::NodeId;
use crate::scalar::space_end;
use crate::simd::Simd;
use crate::text::{checked_string_end, decoded_key};

/// What comes at a place in an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A property that is kept, under this node.
    Keep(NodeId),
    Skip,
    /// The closing bracket.
    Close,
}

/// A key as it was read, with all that is between the value before it and its own; or a closing
/// bracket with the white space before it, which then is the key.
pub struct Key {
    pub length: usize,
    /// Where in that the key is, with its quotes.
    pub inside: Range<usize>,
    pub what: What,
}

impl Key {
    /// Reads on to the next value of an object, or behind its closing bracket; `what` says what is to be
    /// done with the property of a name.
    #[inline(always)]
    pub fn read<S: Simd>(
        simd: S,
        data: &[u8],
        start: usize,
        is_first: bool,
        what: impl FnOnce(&[u8]) -> What,
    ) -> Result<Self, Fault> {
        let mut at = space_end(data, start);
        if data.get(at) == Some(&b'}') {
            return Ok(Self {
                length: at + 1 - start,
                inside: at - start..at + 1 - start,
                what: What::Close,
            });
        }
        if !is_first {
            if data.get(at) != Some(&b',') {
                return Err(Fault::Malformed);
            }
            at = space_end(data, at + 1);
        }
        if data.get(at) != Some(&b'"') {
            return Err(Fault::Malformed);
        }
        let end = checked_string_end(simd, data, at + 1).ok_or(Fault::Malformed)?;
        let colon = space_end(data, end);
        if data.get(colon) != Some(&b':') {
            return Err(Fault::Malformed);
        }
        Ok(Self {
            length: space_end(data, colon + 1) - start,
            inside: at - start..end - start,
            what: what(&decoded_key(&data[at + 1..end - 1])?),
        })
    }
}

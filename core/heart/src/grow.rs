//! Growth that may be refused: what a stranger's text makes large must not end the process.

use std::collections::HashMap;
use std::hash::Hash;

/// That there was no memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused;

#[inline(always)]
pub fn push<T>(list: &mut Vec<T>, item: T) -> Result<(), Refused> {
    if list.len() == list.capacity() {
        list.try_reserve(1).map_err(|_| Refused)?;
    }
    list.push(item);
    Ok(())
}

pub fn insert<K: Eq + Hash, V>(map: &mut HashMap<K, V>, key: K, value: V) -> Result<(), Refused> {
    map.try_reserve(1).map_err(|_| Refused)?;
    map.insert(key, value);
    Ok(())
}

/// A list with room for so many.
pub fn with_room<T>(count: usize) -> Result<Vec<T>, Refused> {
    let mut list = Vec::new();
    list.try_reserve_exact(count).map_err(|_| Refused)?;
    Ok(list)
}

pub fn copied(text: &[u8]) -> Result<Vec<u8>, Refused> {
    let mut copy = with_room(text.len())?;
    copy.extend_from_slice(text);
    Ok(copy)
}

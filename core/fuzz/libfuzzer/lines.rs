//! The target of JSON Lines, for libFuzzer.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| treequery_fuzz::targets::lines(data));

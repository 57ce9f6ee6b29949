//! The target of trimming, for libFuzzer.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| treequery_fuzz::targets::trim(data));

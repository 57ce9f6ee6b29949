//! Tells whether the compiler knows the AVX-512 instructions, which are stable from Rust 1.89 on.

use std::env;
use std::process::Command;

const MINOR_WITH_AVX_512: u32 = 89;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(has_avx512)");
    if minor_version().is_some_and(|minor| minor >= MINOR_WITH_AVX_512) {
        println!("cargo::rustc-cfg=has_avx512");
    }
}

/// The 95 of `rustc 1.95.0 (...)`; without an answer the other instructions do.
fn minor_version() -> Option<u32> {
    let output = Command::new(env::var_os("RUSTC")?)
        .arg("--version")
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.strip_prefix("rustc 1.")?
        .split('.')
        .next()?
        .parse()
        .ok()
}

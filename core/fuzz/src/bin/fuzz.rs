//! Feeds the seeds, and what can be made of them, to the targets: with any toolchain, and without a clock.
//!
//! `fuzz [--rounds N] [--seed N] [target [file or folder]...]`

use std::error::Error;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

use treequery_fuzz::mutate::{Random, mutated};
use treequery_fuzz::targets::{ALL, Target};

/// What CI has time for.
const ROUNDS: u64 = 100_000;

struct Options {
    rounds: u64,
    seed: u64,
    target: Option<String>,
    paths: Vec<PathBuf>,
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let options = options()?;
    for (name, target) in ALL {
        if options.target.as_deref().is_some_and(|only| only != name) {
            continue;
        }
        let own = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/corpus")).join(name);
        let paths = match options.paths.as_slice() {
            [] => std::slice::from_ref(&own),
            paths => paths,
        };
        let seeds = seeds(paths)?;
        if !is_good(target, &seeds, &options) {
            return Ok(ExitCode::FAILURE);
        }
        println!("{name}: {} seeds, {} more", seeds.len(), options.rounds);
    }
    Ok(ExitCode::SUCCESS)
}

fn options() -> Result<Options, Box<dyn Error>> {
    let mut options = Options {
        rounds: ROUNDS,
        seed: 1,
        target: None,
        paths: Vec::new(),
    };
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut number = || arguments.next().ok_or("a number is missing");
        match argument.as_str() {
            "--rounds" => options.rounds = number()?.parse()?,
            "--seed" => options.seed = number()?.parse()?,
            _ if options.target.is_some() => options.paths.push(argument.into()),
            name if ALL.iter().any(|(known, _)| *known == name) => options.target = Some(argument),
            _ => return Err(format!("there is no target {argument}").into()),
        }
    }
    Ok(options)
}

/// The contents of all files, in the order of their names, so that every machine goes the same way.
fn seeds(paths: &[PathBuf]) -> Result<Vec<Vec<u8>>, Box<dyn Error>> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            let entries = fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path()));
            files.extend(entries.collect::<Result<Vec<_>, _>>()?);
        } else {
            files.push(path.clone());
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(format!("no seeds in {paths:?}").into());
    }
    let read = |file: &PathBuf| fs::read(file).map_err(|error| told(file, &error));
    files.iter().map(read).collect()
}

fn told(file: &Path, error: &dyn Error) -> Box<dyn Error> {
    format!("{}: {error}", file.display()).into()
}

/// Whether the target finds no fault; says which input shows one if it does.
fn is_good(target: Target, seeds: &[Vec<u8>], options: &Options) -> bool {
    let mut random = Random::new(options.seed);
    let more = (0..options.rounds).map(|_| mutated(&mut random, seeds));
    for input in seeds.iter().cloned().chain(more) {
        if catch_unwind(AssertUnwindSafe(|| target(&input))).is_err() {
            eprintln!("the input was b\"{}\"", input.escape_ascii());
            return false;
        }
    }
    true
}

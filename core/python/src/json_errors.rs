//! The errors of trimming as Python knows them: those of `treequery.errors`.

use pyo3::call::PyCallArgs;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use treequery_heart::{Found, LineError, LineTrim, TrimError};

use crate::made::refused;

/// The error of a text without lines; `surrogate_at` is where in text a lone surrogate stands.
pub fn trim_error(py: Python, error: TrimError, levels: u64, surrogate_at: Option<usize>) -> PyErr {
    match error {
        TrimError::Syntax {
            at,
            expected,
            found,
        } => {
            let found = if surrogate_at == Some(at) {
                "a lone surrogate".into()
            } else {
                found_text(found)
            };
            raised(py, "JsonSyntaxError", (at, expected, found))
        }
        TrimError::Levels { at } => raised(py, "JsonLimitError", (at, "levels", levels)),
        other => system_error(&other),
    }
}

/// The error of a line; `before` is how many bytes and lines are before the source.
pub fn line_error(py: Python, error: LineError, lines: &LineTrim, before: (usize, usize)) -> PyErr {
    match error {
        LineError::Trim {
            error:
                TrimError::Syntax {
                    at,
                    expected,
                    found,
                },
            start,
            line,
        } => {
            let found = found_text(found);
            raised(
                py,
                "JsonSyntaxError",
                (before.0 + start + at, expected, found, before.1 + line),
            )
        }
        LineError::Trim {
            error: TrimError::Levels { at },
            start,
            line,
        } => raised(
            py,
            "JsonLimitError",
            (
                before.0 + start + at,
                "levels",
                lines.levels,
                before.1 + line,
            ),
        ),
        LineError::TooLong { at, line } => {
            let what = "bytes in a line";
            raised(
                py,
                "JsonLimitError",
                (before.0 + at, what, lines.line_bytes, before.1 + line),
            )
        }
        LineError::Trim { error, .. } => system_error(&error),
    }
}

fn system_error(error: &TrimError) -> PyErr {
    match error {
        TrimError::OutOfMemory => refused(),
        _ => PyRuntimeError::new_err("the data was changed while it was read"),
    }
}

pub fn raised<'py>(py: Python<'py>, class: &str, arguments: impl PyCallArgs<'py>) -> PyErr {
    let class = py
        .import("treequery.errors")
        .and_then(|errors| errors.getattr(class));
    match class.and_then(|class| class.call1(arguments)) {
        Ok(error) => PyErr::from_value(error),
        Err(error) => error,
    }
}

/// What was found, in the words of the specification.
fn found_text(found: Found) -> String {
    match found {
        Found::End => "the end".into(),
        Found::ByteOrderMark => "a byte order mark".into(),
        Found::Byte(byte) => format!("byte 0x{byte:02x}"),
        // As Python's repr shows it.
        Found::Char('\'') => "\"'\"".into(),
        Found::Char('\\') => r"'\\'".into(),
        Found::Char(char) => format!("'{char}'"),
    }
}

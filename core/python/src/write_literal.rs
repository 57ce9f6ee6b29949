//! Writes objects as JSON, as a Python literal or as a Ruby expression.

use std::rc::Rc;

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyFloat, PyString};

use crate::escape::{LONG, inside_quotes, parts, put_quoted, quoted};
use crate::inside::small_int;
use crate::languages::Language;
use crate::made::{self, refused};
use crate::number::{self, INT_BYTES};
use crate::raw::{self, Lent};
use crate::records::class_key;
use crate::settings::Settings;
use crate::signals::Signals;
use crate::sink::{Scalar, Sink, Stop, Walked};
use crate::text::{Pen, Ready, SHORT, Text};

/// Writes a literal of one language, pretty or not.
pub struct Literal<'a, L: Language> {
    pub out: Text,
    settings: &'a Settings,
    signals: Signals,
    is_pretty: bool,
    indent: usize,
    /// Whether an item has been written in the innermost container.
    has_item: bool,
    language: std::marker::PhantomData<L>,
}

impl<'a, L: Language> Literal<'a, L> {
    pub fn new(settings: &'a Settings, is_pretty: bool) -> Self {
        Literal {
            out: Text::new(),
            settings,
            signals: Signals::new(),
            is_pretty,
            indent: 0,
            has_item: false,
            language: std::marker::PhantomData,
        }
    }

    #[inline(always)]
    fn item(&mut self) {
        if self.has_item {
            self.out.push(b',');
            if self.is_pretty {
                self.line();
            }
        }
        self.has_item = true;
    }

    #[cold]
    fn line(&mut self) {
        self.out.push(b'\n');
        self.out.blanks(2 * self.indent);
    }

    #[inline(always)]
    fn open(&mut self, indents: bool) {
        if self.is_pretty && indents {
            self.indent += 1;
            self.line();
        }
        self.has_item = false;
    }

    #[inline(always)]
    fn close(&mut self, indents: bool) {
        if self.is_pretty && indents {
            self.indent -= 1;
            self.line();
        }
        self.has_item = true;
    }

    #[inline(always)]
    fn colon(&self) -> &'static [u8] {
        if self.is_pretty {
            L::PRETTY_COLON
        } else {
            L::COLON
        }
    }

    #[inline(always)]
    fn text(&mut self, text: Lent<'_, '_>) -> Walked<()> {
        match raw::utf_8(text) {
            Some(all) if all.len() > LONG => self.long_text(text),
            Some(text) => {
                quoted(&mut self.out, text, L::QUOTING);
                Ok(())
            }
            None => self.surrogates(&text.to_owned()),
        }
    }

    /// Text that takes so long that signals are handled in between.
    #[cold]
    fn long_text(&mut self, text: Lent<'_, '_>) -> Walked<()> {
        // Held, since a handler is the caller's code.
        let held = text.to_owned();
        let py = held.py();
        self.out.push(b'"');
        for part in parts(raw::utf_8(held.as_borrowed()).unwrap_or_default()) {
            inside_quotes(&mut self.out, part, L::QUOTING);
            self.signals
                .check(py)
                .map_err(|error| Stop::raised(py, error))?;
        }
        self.out.push(b'"');
        Ok(())
    }

    #[cold]
    fn surrogates(&mut self, text: &Bound<'_, PyAny>) -> Walked<()> {
        let spell = self.settings.specification.strings[L::NUMBER].bind(text.py());
        let spelled = made::called(spell, text)?;
        self.out.put(spelled.extract::<&str>()?.as_bytes());
        Ok(())
    }

    /// Puts down a whole member at once, if it is as most are; nothing at all if it is not.
    #[inline(always)]
    fn put_member(&mut self, key: &Ready, value: Lent<'_, '_>, kind: Scalar) -> bool {
        let text = match kind {
            Scalar::Text => match raw::utf_8(value) {
                Some(text) if text.len() <= LONG => text,
                _ => return false,
            },
            _ => "",
        };
        let (Some((chunk, count)), Some(room)) = (
            key.chunk(self.has_item),
            self.out.room(SHORT + INT_BYTES + text.len()),
        ) else {
            return false;
        };
        let mut pen = Pen::new(room);
        pen.part(chunk, count);
        match kind {
            Scalar::Text => {
                if !put_quoted(&mut pen, text, L::QUOTING) {
                    return false;
                }
            }
            Scalar::Int => match small_int(value) {
                Some(int) => number::put_int(&mut pen, int),
                None => return false,
            },
            Scalar::Null => pen.part(&padded(L::NULL), L::NULL.len()),
            Scalar::Bool(true) => pen.part(&padded(L::TRUE), L::TRUE.len()),
            Scalar::Bool(false) => pen.part(&padded(L::FALSE), L::FALSE.len()),
            Scalar::Float | Scalar::Decimal => return false,
        }
        let count = pen.at;
        self.out.advance(count);
        true
    }

    /// A number that is none of the machine's.
    #[cold]
    fn number(&mut self, number: &Bound<'_, PyAny>) -> Walked<()> {
        let spell = self.settings.specification.number_text.bind(number.py());
        let spelled = made::called(spell, number)?;
        if spelled.is_none() {
            self.out.put(L::NULL);
        } else {
            self.out.put(spelled.extract::<&str>()?.as_bytes());
        }
        Ok(())
    }
}

impl<'py, L: Language> Sink<'py> for Literal<'_, L> {
    type Key = Rc<Ready>;
    type Row = ();

    fn key(&mut self, name: &Bound<'py, PyString>) -> Walked<Rc<Ready>> {
        let start = self.out.len();
        self.out.push(b',');
        self.text(name.as_any().as_borrowed())?;
        let colon = self.colon();
        self.out.put(colon);
        let key = Ready::of(&[self.out.since(start)]);
        self.out.truncate(start);
        Ok(made::shared(key.ok_or_else(refused)?)?)
    }

    #[inline(always)]
    fn member(&mut self, key: &Rc<Ready>) -> Walked<()> {
        if self.is_pretty {
            self.item();
            key.write_rest(&mut self.out);
        } else if self.has_item {
            key.write(&mut self.out);
        } else {
            self.has_item = true;
            key.write_rest(&mut self.out);
        }
        Ok(())
    }

    #[inline(always)]
    fn rare_member(&mut self, name: &Bound<'py, PyString>) -> Walked<()> {
        self.item();
        self.text(name.as_any().as_borrowed())?;
        let colon = self.colon();
        self.out.put(colon);
        Ok(())
    }

    #[inline(always)]
    fn element(&mut self) -> Walked<()> {
        self.item();
        Ok(())
    }

    #[inline(always)]
    fn scalar_member(&mut self, key: &Rc<Ready>, value: Lent<'_, 'py>, kind: Scalar) -> Walked<()> {
        if self.is_pretty || !self.put_member(key, value, kind) {
            self.member(key)?;
            return self.scalar(value, kind);
        }
        self.has_item = true;
        Ok(())
    }

    #[inline(always)]
    fn scalar(&mut self, value: Lent<'_, 'py>, kind: Scalar) -> Walked<()> {
        match kind {
            Scalar::Text => return self.text(value),
            Scalar::Int => match machine_int(value) {
                Some(int) => number::int(&mut self.out, int),
                None => return self.number(&value.to_owned()),
            },
            Scalar::Null => self.out.put(L::NULL),
            Scalar::Bool(true) => self.out.put(L::TRUE),
            Scalar::Bool(false) => self.out.put(L::FALSE),
            Scalar::Float => {
                let number = float_of(value);
                if number.is_finite() {
                    number::float(&mut self.out, number);
                } else {
                    self.out.put(L::NULL);
                }
            }
            Scalar::Decimal => return self.number(&value.to_owned()),
        }
        Ok(())
    }

    #[inline]
    fn open_object(&mut self, class_name: Option<&Bound<'py, PyString>>) -> Walked<()> {
        self.out.put(L::OPEN);
        self.open(L::INDENTS_OBJECTS);
        if let Some(name) = class_name {
            self.rare_member(class_key(name.py())?)?;
            self.text(name.as_any().as_borrowed())?;
        }
        Ok(())
    }

    #[inline]
    fn open_array(&mut self, _length: usize) -> Walked<()> {
        self.out.push(b'[');
        self.open(true);
        Ok(())
    }

    #[inline]
    fn close_object(&mut self) -> Walked<()> {
        self.close(L::INDENTS_OBJECTS);
        self.out.put(L::CLOSE);
        Ok(())
    }

    #[inline]
    fn close_array(&mut self) -> Walked<()> {
        self.close(true);
        self.out.push(b']');
        Ok(())
    }

    fn is_over(&self) -> bool {
        self.out.is_beyond(self.settings.output_bytes)
    }

    fn is_refused(&self) -> bool {
        self.out.is_lost()
    }
}

/// A word, filled up.
#[inline(always)]
fn padded(word: &[u8]) -> [u8; 8] {
    let mut chunk = [b' '; 8];
    for (place, &byte) in chunk.iter_mut().zip(word) {
        *place = byte;
    }
    chunk
}

/// The value of an exact int that fits.
#[inline(always)]
pub fn machine_int(value: Lent<'_, '_>) -> Option<i64> {
    if let Some(int) = small_int(value) {
        return Some(int);
    }
    let mut overflow = 0;
    // SAFETY: `value` is an exact int, for which this cannot fail but by overflow.
    let number = unsafe { ffi::PyLong_AsLongLongAndOverflow(value.as_ptr(), &mut overflow) };
    (overflow == 0).then_some(number)
}

/// The value of an exact float.
#[inline(always)]
pub fn float_of(value: Lent<'_, '_>) -> f64 {
    value
        .cast::<PyFloat>()
        .map_or(f64::NAN, |number| number.value())
}

//! Writes objects as XML.

use std::rc::Rc;

use pyo3::prelude::*;
use pyo3::types::{PyAny, PyString};

use crate::escape::{LONG, character_data, parts, put_character_data};
use crate::inside::small_int;
use crate::made::{self, push};
use crate::number::{self, INT_BYTES};
use crate::raw::{self, Lent};
use crate::settings::Settings;
use crate::signals::Signals;
use crate::sink::{Scalar, Sink, Stop, Unfit, Walked};
use crate::tags::{Tag, Tags, tags};
use crate::text::{Pen, SHORT, Text};
use crate::write_literal::{float_of, machine_int};

pub struct Xml<'a> {
    pub out: Text,
    settings: &'a Settings,
    signals: Signals,
    has_class_attributes: bool,
    open: Vec<Open>,
    /// What the next value is called, and whether as an item.
    tags: Rc<Tags>,
    is_item: bool,
    /// Behind the root, where that is an array, which has no tags of its own.
    end: Option<Rc<Tags>>,
    is_root: bool,
}

struct Open {
    tags: Rc<Tags>,
    is_item: bool,
}

impl<'a> Xml<'a> {
    /// A document whose root is called `name`. Where the names that are kept in any case hold
    /// `_class`, that is an attribute.
    pub fn new(
        settings: &'a Settings,
        name: &Bound<'_, PyString>,
        has_class_attributes: bool,
    ) -> Walked<Self> {
        Ok(Xml {
            out: Text::new(),
            settings,
            signals: Signals::new(),
            has_class_attributes,
            open: Vec::new(),
            tags: made::shared(tags(settings, name)?)?,
            is_item: false,
            end: None,
            is_root: true,
        })
    }

    /// Ends the document.
    pub fn finish(&mut self) {
        if let Some(tags) = self.end.take() {
            tags.own.close.write(&mut self.out);
        }
    }

    #[inline(always)]
    fn text(&mut self, text: Lent<'_, '_>, in_attribute: bool) -> Walked<()> {
        match raw::utf_8(text) {
            Some(all) if all.len() > LONG => return self.long_text(text, in_attribute),
            Some(text) => character_data(&mut self.out, text, in_attribute),
            // An attribute with surrogates is escaped no further, which few would notice.
            None if in_attribute => return Err(Unfit),
            None => {
                let text = text.to_owned();
                let spell = self.settings.specification.xml_text.bind(text.py());
                let spelled = made::called(spell, &text)?;
                self.out.put(spelled.extract::<&str>()?.as_bytes());
            }
        }
        Ok(())
    }

    /// Text that takes so long that signals are handled in between.
    #[cold]
    #[inline(never)]
    fn long_text(&mut self, text: Lent<'_, '_>, in_attribute: bool) -> Walked<()> {
        // Held, since a handler is the caller's code.
        let held = text.to_owned();
        let py = held.py();
        for part in parts(raw::utf_8(held.as_borrowed()).unwrap_or_default()) {
            character_data(&mut self.out, part, in_attribute);
            let handled = self.signals.check(py);
            handled.map_err(|error| Stop::raised(py, error))?;
        }
        Ok(())
    }

    /// Puts down a whole element at once, if it is as most are; nothing at all if it is not.
    #[inline(always)]
    fn put_element(&mut self, tag: &Tag, value: Lent<'_, '_>, kind: Scalar) -> bool {
        let text = match kind {
            Scalar::Text => match raw::utf_8(value) {
                Some(text) if text.len() <= LONG => text,
                _ => return false,
            },
            _ => "",
        };
        let (Some((open, open_count)), Some((close, close_count)), Some(room)) = (
            tag.open.chunk(true),
            tag.close.chunk(true),
            self.out.room(2 * SHORT + INT_BYTES + text.len()),
        ) else {
            return false;
        };
        let mut pen = Pen::new(room);
        pen.part(open, open_count);
        match kind {
            Scalar::Text => {
                if !put_character_data(&mut pen, text) {
                    return false;
                }
            }
            Scalar::Int => match small_int(value) {
                Some(int) => number::put_int(&mut pen, int),
                None => return false,
            },
            Scalar::Null => return true,
            _ => return false,
        }
        pen.part(close, close_count);
        let count = pen.at;
        self.out.advance(count);
        true
    }

    #[cold]
    fn number(&mut self, number: &Bound<'_, PyAny>) -> Walked<()> {
        let spell = self.settings.specification.number_text.bind(number.py());
        let spelled = made::called(spell, number)?;
        // None for a Decimal that is no number.
        if spelled.is_none() {
            return Err(Unfit);
        }
        self.out.put(spelled.extract::<&str>()?.as_bytes());
        Ok(())
    }

    #[cold]
    fn root_array(&mut self, py: Python<'_>) -> Walked<()> {
        self.tags.own.open.write(&mut self.out);
        self.end = Some(Rc::clone(&self.tags));
        self.tags = made::shared(tags(self.settings, &made::interned(py, c"items")?)?)?;
        Ok(())
    }
}

impl<'py> Sink<'py> for Xml<'_> {
    type Key = Rc<Tags>;
    type Row = ();

    fn has_class_attributes(&self) -> bool {
        self.has_class_attributes
    }

    fn key(&mut self, name: &Bound<'py, PyString>) -> Walked<Rc<Tags>> {
        Ok(made::shared(tags(self.settings, name)?)?)
    }

    #[inline(always)]
    fn member(&mut self, key: &Rc<Tags>) -> Walked<()> {
        self.tags = Rc::clone(key);
        self.is_item = false;
        Ok(())
    }

    fn rare_member(&mut self, name: &Bound<'py, PyString>) -> Walked<()> {
        self.tags = made::shared(tags(self.settings, name)?)?;
        self.is_item = false;
        Ok(())
    }

    #[inline(always)]
    fn element(&mut self) -> Walked<()> {
        let array = self.open.last().ok_or(Unfit)?;
        if !Rc::ptr_eq(&self.tags, &array.tags) {
            self.tags = Rc::clone(&array.tags);
        }
        self.is_item = true;
        Ok(())
    }

    #[inline(always)]
    fn scalar_member(&mut self, key: &Rc<Tags>, value: Lent<'_, 'py>, kind: Scalar) -> Walked<()> {
        if self.put_element(&key.own, value, kind) {
            return Ok(());
        }
        self.member(key)?;
        self.scalar(value, kind)
    }

    #[inline(always)]
    fn scalar(&mut self, value: Lent<'_, 'py>, kind: Scalar) -> Walked<()> {
        if kind == Scalar::Null {
            if self.is_root {
                self.root_array(value.py())?;
            }
            return Ok(());
        }
        self.is_root = false;
        let tags = Rc::clone(&self.tags);
        let tag = if self.is_item { &tags.item } else { &tags.own };
        tag.open.write(&mut self.out);
        match kind {
            Scalar::Text => self.text(value, false)?,
            Scalar::Int => match machine_int(value) {
                Some(int) => number::int(&mut self.out, int),
                None => self.number(&value.to_owned())?,
            },
            Scalar::Bool(true) => self.out.put(b"true"),
            Scalar::Bool(false) => self.out.put(b"false"),
            Scalar::Float => match float_of(value) {
                number if number.is_finite() => number::float(&mut self.out, number),
                number if number.is_nan() => self.out.put(b"NaN"),
                number if number < 0.0 => self.out.put(b"-Infinity"),
                _ => self.out.put(b"Infinity"),
            },
            Scalar::Decimal => self.number(&value.to_owned())?,
            Scalar::Null => {}
        }
        tag.close.write(&mut self.out);
        Ok(())
    }

    fn open_object(&mut self, class_name: Option<&Bound<'py, PyString>>) -> Walked<()> {
        self.is_root = false;
        let tags = Rc::clone(&self.tags);
        match class_name {
            None => {
                let open = if self.is_item {
                    &tags.item.open
                } else {
                    &tags.own.open
                };
                open.write(&mut self.out);
            }
            Some(name) => {
                let open = if self.is_item {
                    &tags.item.open
                } else {
                    &tags.own.open
                };
                self.out.put(open.without_last(1));
                self.out.put(b" _class='");
                self.text(name.as_any().as_borrowed(), true)?;
                self.out.put(b"'>");
            }
        }
        let is_item = self.is_item;
        push(&mut self.open, Open { tags, is_item })?;
        Ok(())
    }

    fn open_array(&mut self, _length: usize) -> Walked<()> {
        if self.is_root {
            Python::attach(|py| self.root_array(py))?;
            self.is_root = false;
        }
        let (tags, is_item) = (Rc::clone(&self.tags), self.is_item);
        push(&mut self.open, Open { tags, is_item })?;
        Ok(())
    }

    fn close_object(&mut self) -> Walked<()> {
        if let Some(open) = self.open.pop() {
            let tag = if open.is_item {
                &open.tags.item
            } else {
                &open.tags.own
            };
            tag.close.write(&mut self.out);
        }
        Ok(())
    }

    fn close_array(&mut self) -> Walked<()> {
        self.open.pop();
        Ok(())
    }

    fn is_over(&self) -> bool {
        self.out.is_beyond(self.settings.output_bytes)
    }

    fn is_refused(&self) -> bool {
        self.out.is_lost()
    }
}

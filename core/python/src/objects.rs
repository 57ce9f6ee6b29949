//! The verbs of a plan over objects: `project` and `write`, the fast walk first.

use std::ffi::CStr;

use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFrozenSet, PyString, PyTuple};

use crate::ask::{self, Ask, module};
use crate::careful::Careful;
use crate::languages::{Json, Language, Python as PythonLanguage, Ruby};
use crate::made::{self, refused};
use crate::nesting::Nesting;
use crate::project::Graph;
use crate::records::CLASS_KEY;
use crate::reserve;
use crate::settings::Settings;
use crate::sink::{Sink, Stop, Unfit, Walked, fit};
use crate::walk::Walk;
use crate::write_literal::Literal;
use crate::write_xml::Xml;

/// A plan made ready to apply to objects, from any thread.
///
/// Roots that the fast walk cannot take go to the specification, untouched.
#[pyclass(frozen, module = "treequery._core")]
pub struct ObjectPlan {
    settings: Option<Settings>,
    keep: Py<PyAny>,
    keywords: Py<PyDict>,
    output_bytes: Py<PyAny>,
}

#[pymethods]
impl ObjectPlan {
    #[new]
    fn new(
        keep: &Bound<'_, PyAny>,
        always: &Bound<'_, PyFrozenSet>,
        dates: &Bound<'_, PyAny>,
        export: &Bound<'_, PyAny>,
        limits: &Bound<'_, PyAny>,
    ) -> PyResult<Self> {
        let (py, always) = (keep.py(), always.as_any());
        let names = [c"always", c"dates", c"export", c"limits"];
        let keywords = keywords(py, names, [always, dates, export, limits])?;
        // What the fast walk cannot follow the specification can, or it says what is wrong.
        let settings = Settings::new(keep, always.cast()?, dates, export, limits);
        let settings = fit(py, settings.map_err(Stop::from))?;
        // What lasts is not kept in the reserve.
        reserve::look()?;
        Ok(ObjectPlan {
            settings,
            keep: keep.clone().unbind(),
            keywords: keywords.unbind(),
            output_bytes: limits.attribute(c"output_bytes")?.unbind(),
        })
    }

    /// Returns the part of `root` that is kept, as a new graph of dict, list and scalars.
    fn project<'py>(&self, root: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        match fit(root.py(), self.projected(root))? {
            Some(graph) => Ok(graph),
            None => self.graph(root, true),
        }
    }

    /// Returns what is kept of `root` as JSON text.
    fn write_json<'py>(
        &self,
        root: &Bound<'py, PyAny>,
        pretty: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.literal::<Json>(root, pretty)
    }

    /// Returns what is kept of `root` as a Python literal.
    fn write_python<'py>(
        &self,
        root: &Bound<'py, PyAny>,
        pretty: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.literal::<PythonLanguage>(root, pretty)
    }

    /// Returns what is kept of `root` as a Ruby expression.
    fn write_ruby<'py>(
        &self,
        root: &Bound<'py, PyAny>,
        pretty: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.literal::<Ruby>(root, pretty)
    }

    /// Returns what is kept of `root` as XML under a root called `name`; `class_key` is `_class` or
    /// None, as for the specification's writer.
    fn write_xml<'py>(
        &self,
        root: &Bound<'py, PyAny>,
        name: &Bound<'py, PyAny>,
        class_key: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        if let Some(text) = fit(root.py(), self.xml(root, name, class_key, false))? {
            return Ok(text);
        }
        let graph = self.graph(root, false)?;
        if let Some(text) = fit(root.py(), self.xml(&graph, name, class_key, true))? {
            return Ok(text);
        }
        let py = root.py();
        let none = py.None().into_bound(py);
        let settings = [class_key.unwrap_or(&none), self.output_bytes.bind(py)];
        let keywords = keywords(py, [c"class_key", c"limit"], settings)?;
        module(py, c"treequery.writers.xml_writer")?
            .attribute(c"write_xml")?
            .call(
                ask::tuple(py, [&graph, name])?.cast_into::<PyTuple>()?,
                Some(&keywords),
            )
    }

    /// A class may hold a plan that shows it: then the two hold each other.
    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.keep)?;
        visit.call(&self.keywords)?;
        visit.call(&self.output_bytes)?;
        match &self.settings {
            Some(settings) => settings.traverse(&visit),
            None => Ok(()),
        }
    }

    /// All else that is held never changes, and every circle has something in it that does.
    fn __clear__(&self, py: Python<'_>) {
        self.keywords.bind(py).clear();
    }
}

// What the fast walk needs of the stack is not to be held while the careful walk runs.
impl ObjectPlan {
    #[inline(never)]
    fn projected<'py>(&self, root: &Bound<'py, PyAny>) -> Walked<Bound<'py, PyAny>> {
        let settings = self.settings.as_ref().ok_or(Unfit)?;
        let walk = Walk::new(settings, Graph::new(root.py()));
        walked(walk, root)?.root.ok_or(Unfit)
    }

    fn literal<'py, L: Language>(
        &self,
        root: &Bound<'py, PyAny>,
        pretty: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = root.py();
        if let Some(text) = fit(py, self.literal_of::<L>(root, pretty, false))? {
            return Ok(text);
        }
        let graph = self.graph(root, false)?;
        if let Some(text) = fit(py, self.literal_of::<L>(&graph, pretty, true))? {
            return Ok(text);
        }
        let pretty = PyBool::new(py, pretty).to_owned().into_any();
        let settings = [&pretty, self.output_bytes.bind(py)];
        let keywords = keywords(py, [c"pretty", c"limit"], settings)?;
        module(py, L::WRITER.0)?.attribute(L::WRITER.1)?.call(
            ask::tuple(py, [&graph])?.cast_into::<PyTuple>()?,
            Some(&keywords),
        )
    }

    #[inline(never)]
    fn literal_of<'py, L: Language>(
        &self,
        root: &Bound<'py, PyAny>,
        pretty: bool,
        is_graph: bool,
    ) -> Walked<Bound<'py, PyAny>> {
        let settings = self.settings.as_ref().ok_or(Unfit)?;
        let sink = Literal::<L>::new(settings, pretty);
        let sink = walked(walk(settings, sink, is_graph), root)?;
        made::many_bytes(root.py(), sink.out.as_bytes())
            .map(Bound::into_any)
            .map_err(|error| Stop::raised(root.py(), error))
    }

    #[inline(never)]
    fn xml<'py>(
        &self,
        root: &Bound<'py, PyAny>,
        name: &Bound<'py, PyAny>,
        class_key: Option<&Bound<'py, PyAny>>,
        is_graph: bool,
    ) -> Walked<Bound<'py, PyAny>> {
        let settings = self.settings.as_ref().ok_or(Unfit)?;
        let name = name.cast_exact::<PyString>().map_err(|_| Unfit)?;
        let has_class_attributes = match class_key {
            None => false,
            Some(key) if key.extract::<&str>()? == CLASS_KEY => true,
            Some(_) => return Err(Unfit),
        };
        let sink = Xml::new(settings, name, has_class_attributes)?;
        let mut sink = walked(walk(settings, sink, is_graph), root)?;
        sink.finish();
        if sink.is_over() {
            return Err(ended(&sink));
        }
        made::many_bytes(root.py(), sink.out.as_bytes())
            .map(Bound::into_any)
            .map_err(|error| Stop::raised(root.py(), error))
    }

    /// What is kept of a root of whatever kind.
    fn graph<'py>(&self, root: &Bound<'py, PyAny>, is_plain: bool) -> PyResult<Bound<'py, PyAny>> {
        let py = root.py();
        if let Some(settings) = &self.settings {
            let _nesting = Nesting::enter(py)?;
            return Careful::new(py, settings, is_plain).run(root);
        }
        let keywords = self.keywords.bind(py).copy()?;
        keywords.set_item(made::interned(py, c"plain")?, PyBool::new(py, is_plain))?;
        module(py, c"treequery.project")?
            .attribute(c"project")?
            .call(
                ask::tuple(py, [root, self.keep.bind(py)])?.cast_into::<PyTuple>()?,
                Some(&keywords),
            )
    }
}

fn keywords<'py, const N: usize>(
    py: Python<'py>,
    names: [&CStr; N],
    values: [&Bound<'py, PyAny>; N],
) -> PyResult<Bound<'py, PyDict>> {
    let keywords = made::dict(py)?;
    for (name, value) in names.into_iter().zip(values) {
        keywords.set_item(made::interned(py, name)?, value)?;
    }
    Ok(keywords)
}

fn walk<'a, 'py, S: Sink<'py>>(
    settings: &'a Settings,
    sink: S,
    is_graph: bool,
) -> Walk<'a, 'py, S> {
    match is_graph {
        true => Walk::over_graph(settings, sink),
        false => Walk::new(settings, sink),
    }
}

fn walked<'py, S: Sink<'py>>(walk: Walk<'_, 'py, S>, root: &Bound<'py, PyAny>) -> Walked<S> {
    let mut walk = walk;
    match walk.run(root) {
        Ok(()) => Ok(walk.sink),
        Err(Unfit) => Err(ended(&walk.sink)),
        Err(raised) => Err(raised),
    }
}

/// Why a sink takes no more: what lacks memory here would lack more of it elsewhere.
#[cold]
fn ended<'py, S: Sink<'py>>(sink: &S) -> Stop {
    match sink.is_refused() {
        true => refused().into(),
        false => Unfit,
    }
}

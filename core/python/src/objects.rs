//! The verbs of a plan over objects: `project` and `write`, the fast walk first.

use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyFrozenSet, PyString};

use crate::careful::Careful;
use crate::languages::{Json, Language, Python as PythonLanguage, Ruby};
use crate::made::{bytes, refused};
use crate::nesting::Nesting;
use crate::project::Graph;
use crate::records::CLASS_KEY;
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
        let keywords = PyDict::new(keep.py());
        keywords.set_item("always", always)?;
        keywords.set_item("dates", dates)?;
        keywords.set_item("export", export)?;
        keywords.set_item("limits", limits)?;
        Ok(ObjectPlan {
            // What the fast walk cannot follow the specification can, or it says what is wrong.
            settings: Settings::new(keep, always, dates, export, limits).ok(),
            keep: keep.clone().unbind(),
            keywords: keywords.unbind(),
            output_bytes: limits.getattr("output_bytes")?.unbind(),
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
        self.literal::<Json>(root, pretty, "json")
    }

    /// Returns what is kept of `root` as a Python literal.
    fn write_python<'py>(
        &self,
        root: &Bound<'py, PyAny>,
        pretty: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.literal::<PythonLanguage>(root, pretty, "python")
    }

    /// Returns what is kept of `root` as a Ruby expression.
    fn write_ruby<'py>(
        &self,
        root: &Bound<'py, PyAny>,
        pretty: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.literal::<Ruby>(root, pretty, "ruby")
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
        let keywords = PyDict::new(root.py());
        keywords.set_item("class_key", class_key)?;
        keywords.set_item("limit", &self.output_bytes)?;
        root.py()
            .import("treequery.writers.xml_writer")?
            .getattr("write_xml")?
            .call((graph, name), Some(&keywords))
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
        flavor: &str,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = root.py();
        if let Some(text) = fit(py, self.literal_of::<L>(root, pretty, false))? {
            return Ok(text);
        }
        let graph = self.graph(root, false)?;
        if let Some(text) = fit(py, self.literal_of::<L>(&graph, pretty, true))? {
            return Ok(text);
        }
        let keywords = PyDict::new(py);
        keywords.set_item("pretty", pretty)?;
        keywords.set_item("limit", &self.output_bytes)?;
        py.import(format!("treequery.writers.{flavor}_writer"))?
            .getattr(format!("write_{flavor}"))?
            .call((graph,), Some(&keywords))
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
        Ok(bytes(root.py(), sink.out.as_bytes())?.into_any())
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
        Ok(bytes(root.py(), sink.out.as_bytes())?.into_any())
    }

    /// What is kept of a root of whatever kind.
    fn graph<'py>(&self, root: &Bound<'py, PyAny>, is_plain: bool) -> PyResult<Bound<'py, PyAny>> {
        let py = root.py();
        if let Some(settings) = &self.settings {
            let _nesting = Nesting::enter(py)?;
            return Careful::new(py, settings, is_plain).run(root);
        }
        let keywords = self.keywords.bind(py).copy()?;
        keywords.set_item("plain", is_plain)?;
        py.import("treequery.project")?
            .getattr("project")?
            .call((root, &self.keep), Some(&keywords))
    }
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

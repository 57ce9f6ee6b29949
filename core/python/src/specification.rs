//! The parts of the specification that the core calls upon, looked up once.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyTuple, PyType};

pub struct Specification {
    pub skip: Py<PyAny>,
    pub record_class: Py<PyAny>,
    pub mapping_class: Py<PyAny>,
    pub map_class: Py<PyAny>,
    pub key_text: Py<PyAny>,
    pub is_array: Py<PyAny>,
    pub ranged: Py<PyAny>,
    /// Raised where `ranged` would read too much.
    pub endless: Py<PyAny>,
    pub plain: Py<PyAny>,
    pub meant: Py<PyAny>,
    pub number_text: Py<PyAny>,
    pub xml_text: Py<PyAny>,
    pub element_name: Py<PyAny>,
    pub item_name: Py<PyAny>,
    /// The class of all errors of ours, and that of getters.
    pub own_error: Py<PyAny>,
    pub getter_error: Py<PyAny>,
    /// How JSON, Python and Ruby spell text.
    pub strings: [Py<PyAny>; 3],
    /// The code of the getter of a public attribute, and of that of a method's result.
    pub attribute_code: Py<PyAny>,
    pub method_code: Py<PyAny>,
    /// Classes of descriptors that only read a place of their instance.
    pub slots: [Py<PyAny>; 2],
}

impl Specification {
    pub fn get(py: Python<'_>) -> PyResult<&'static Specification> {
        static SPECIFICATION: PyOnceLock<Specification> = PyOnceLock::new();
        SPECIFICATION.get_or_try_init(py, || Specification::new(py))
    }

    fn new(py: Python<'_>) -> PyResult<Specification> {
        let find = |module: &str, name: &str| -> PyResult<Py<PyAny>> {
            Ok(py.import(module)?.getattr(name)?.unbind())
        };
        let string = |module: &str, name: &str| -> PyResult<Py<PyAny>> {
            find(module, name)?.getattr(py, "string")
        };
        Ok(Specification {
            skip: find("treequery.export_config", "SKIP")?,
            record_class: find("treequery.records", "Record")?,
            mapping_class: find("collections.abc", "Mapping")?,
            map_class: find("treequery.values", "Map")?,
            key_text: find("treequery.values", "key_text")?,
            is_array: find("treequery.values", "is_array")?,
            ranged: find("treequery.values", "ranged")?,
            endless: find("treequery.values", "EndlessError")?,
            plain: find("treequery.values", "plain")?,
            meant: find("treequery.values", "meant")?,
            number_text: find("treequery.writers.text", "number_text")?,
            xml_text: find("treequery.writers.xml_writer", "xml_text")?,
            element_name: find("treequery.writers.xml_names", "element_name")?,
            item_name: find("treequery.writers.xml_names", "item_name")?,
            own_error: find("treequery.errors", "TreeQueryError")?,
            getter_error: find("treequery.errors", "GetterError")?,
            strings: [
                string("treequery.writers.json_writer", "JSON")?,
                string("treequery.writers.python_writer", "PYTHON")?,
                string("treequery.writers.ruby_writer", "RUBY")?,
            ],
            attribute_code: attribute_code(py)?,
            method_code: method_code(py)?,
            slots: [
                find("types", "MemberDescriptorType")?,
                find("_collections", "_tuplegetter")?,
            ],
        })
    }
}

fn attribute_code(py: Python<'_>) -> PyResult<Py<PyAny>> {
    let object = py.import("builtins")?.getattr("object")?;
    let exposed = py
        .import("treequery.model")?
        .call_method1("expose", (object, "name"))?;
    getter_code(&exposed.get_item(1)?)
}

fn method_code(py: Python<'_>) -> PyResult<Py<PyAny>> {
    let exported = py.import("treequery.decorators")?;
    let method = py.eval(c"lambda self: None", None, None)?;
    let members = PyDict::new(py);
    members.set_item("shown", exported.call_method1("exported", (method,))?)?;
    let class = py
        .get_type::<PyType>()
        .call1(("Probe", PyTuple::empty(py), members))?;
    exported.call_method1("exported_bean", (&class,))?;
    let model = py.import("treequery.model")?;
    getter_code(&model.call_method1("model_of", (class,))?)
}

/// The code of the getter of the one property of a model.
fn getter_code(model: &Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
    let level = model.getattr("levels")?.get_item(0)?;
    let property = level.getattr("properties")?.get_item(0)?;
    Ok(property.getattr("get")?.getattr("__code__")?.unbind())
}

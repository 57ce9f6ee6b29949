//! The parts of the specification that the core calls upon, looked up once.

use std::ffi::CStr;

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

use crate::ask::{Ask, module};
use crate::made;

pub struct Specification {
    pub skip: Py<PyAny>,
    pub record_class: Py<PyAny>,
    pub mapping_class: Py<PyAny>,
    pub map_class: Py<PyAny>,
    pub key_text: Py<PyAny>,
    pub items: Py<PyAny>,
    pub items_at_once: Py<PyAny>,
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
        let find = |from: &CStr, name: &CStr| -> PyResult<Py<PyAny>> {
            Ok(module(py, from)?.attribute(name)?.unbind())
        };
        let string = |from: &CStr, name: &CStr| -> PyResult<Py<PyAny>> {
            let writer = find(from, name)?;
            Ok(writer.bind(py).attribute(c"string")?.unbind())
        };
        Ok(Specification {
            skip: find(c"treequery.export_config", c"SKIP")?,
            record_class: find(c"treequery.records", c"Record")?,
            mapping_class: find(c"collections.abc", c"Mapping")?,
            map_class: find(c"treequery.values", c"Map")?,
            key_text: find(c"treequery.values", c"key_text")?,
            items: find(c"treequery.values", c"items")?,
            items_at_once: find(c"treequery.values", c"items_at_once")?,
            is_array: find(c"treequery.values", c"is_array")?,
            ranged: find(c"treequery.values", c"ranged")?,
            endless: find(c"treequery.values", c"EndlessError")?,
            plain: find(c"treequery.values", c"plain")?,
            meant: find(c"treequery.values", c"meant")?,
            number_text: find(c"treequery.writers.text", c"number_text")?,
            xml_text: find(c"treequery.writers.xml_writer", c"xml_text")?,
            element_name: find(c"treequery.writers.xml_names", c"element_name")?,
            item_name: find(c"treequery.writers.xml_names", c"item_name")?,
            own_error: find(c"treequery.errors", c"TreeQueryError")?,
            getter_error: find(c"treequery.errors", c"GetterError")?,
            strings: [
                string(c"treequery.writers.json_writer", c"JSON")?,
                string(c"treequery.writers.python_writer", c"PYTHON")?,
                string(c"treequery.writers.ruby_writer", c"RUBY")?,
            ],
            attribute_code: attribute_code(py)?,
            method_code: method_code(py)?,
            slots: [
                find(c"types", c"MemberDescriptorType")?,
                find(c"_collections", c"_tuplegetter")?,
            ],
        })
    }
}

fn attribute_code(py: Python<'_>) -> PyResult<Py<PyAny>> {
    let object = module(py, c"builtins")?.attribute(c"object")?;
    let exposed = module(py, c"treequery.model")?
        .method(c"expose", [&object, made::text(py, "name")?.as_any()])?;
    getter_code(&exposed.item(1)?)
}

fn method_code(py: Python<'_>) -> PyResult<Py<PyAny>> {
    let exported = module(py, c"treequery.decorators")?;
    // Any function but one that somebody else has: it is marked.
    let members = made::dict(py)?;
    let code = module(py, c"treequery.values")?
        .attribute(c"items")?
        .attribute(c"__code__")?;
    let function = module(py, c"types")?.attribute(c"FunctionType")?;
    let method = function.called([&code, members.as_any()])?;
    let method = exported.method(c"exported", [&method])?;
    members.set_item(made::text(py, "shown")?, method)?;
    let class = made::class(&members)?;
    exported.method(c"exported_bean", [&class])?;
    let model = module(py, c"treequery.model")?;
    getter_code(&model.method(c"model_of", [&class])?)
}

/// The code of the getter of the one property of a model.
fn getter_code(model: &Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
    let level = model.attribute(c"levels")?.item(0)?;
    let property = level.attribute(c"properties")?.item(0)?;
    Ok(property.attribute(c"get")?.attribute(c"__code__")?.unbind())
}

//! Members: the properties that a class shows under a keep, whatever it takes to get them.

use std::collections::HashSet;
use std::ffi::CStr;
use std::rc::Rc;

use pyo3::prelude::*;
use pyo3::types::{PyBool, PyFrozenSet, PySet, PyString, PyTuple};

use crate::ask::{Ask, module};
use crate::made::{self, refused};
use crate::nodes::Keep;
use crate::records::CLASS_KEY;
use crate::settings::Settings;

/// One property to show, as the specification's `Shown` has it.
pub struct Member<'py> {
    pub name: Bound<'py, PyString>,
    pub get: Get<'py>,
    pub keep: Keep,
    pub is_merged: bool,
    pub skips_null: bool,
    pub verbose_map: Option<Bound<'py, PyTuple>>,
    pub declared: Option<Bound<'py, PyAny>>,
    pub is_loaded: Option<Bound<'py, PyAny>>,
    /// Names that a merged value may not show.
    pub masked: Option<Bound<'py, PySet>>,
}

impl<'py> Member<'py> {
    /// Whether the keep could show anything of the value of this merged property; the specification says.
    pub fn could_show(&self, py: Python<'py>, keep: Keep, settings: &Settings) -> PyResult<bool> {
        let none = &py.None().into_bound(py);
        let masked = made::set(py, self.masked.as_ref().map(|masked| masked.as_any()))?;
        let masked = py.get_type::<PyFrozenSet>().called([masked.as_any()])?;
        let declared = self.declared.as_ref().unwrap_or(none);
        let yes = PyBool::new(py, true).to_owned().into_any();
        let (name, masked) = (self.name.as_any(), &masked);
        let shown = module(py, c"treequery.resolve")?.method(
            c"Shown",
            [name, none, none, &yes, &yes, none, declared, none, masked],
        )?;
        let keep = settings.nodes.source(py, keep)?;
        module(py, c"treequery.merges")?
            .method(c"could_show", [&shown, &keep, settings.export.bind(py)])?
            .is_truthy()
    }
}

/// How a property is got.
pub enum Get<'py> {
    Attribute(Bound<'py, PyString>),
    Method(Bound<'py, PyString>),
    Other(Bound<'py, PyAny>),
}

impl<'py> Get<'py> {
    fn new(get: Bound<'py, PyAny>, settings: &Settings) -> PyResult<Self> {
        let py = get.py();
        let Some(code) = get.attribute_if_any(c"__code__")? else {
            return Ok(Get::Other(get));
        };
        let is_attribute = code.is(settings.specification.attribute_code.bind(py));
        let is_method = code.is(settings.specification.method_code.bind(py));
        if !is_attribute && !is_method {
            return Ok(Get::Other(get));
        }
        let cell = get.attribute(c"__closure__")?.item(0)?;
        let name = cell.attribute(c"cell_contents")?.cast_into::<PyString>()?;
        Ok(if is_method {
            Get::Method(name)
        } else {
            Get::Attribute(name)
        })
    }

    /// The value of the property, by the caller's code if it has any.
    pub fn value(&self, instance: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        match self {
            Get::Attribute(name) => instance.getattr(name),
            Get::Method(name) => instance.getattr(name)?.call0(),
            Get::Other(get) => made::called(get, instance),
        }
    }
}

/// Returns the properties of a model that `keep` shows, but for those masked: base classes' first.
pub fn members<'py>(
    model: &Bound<'py, PyAny>,
    keep: Keep,
    masked: Option<&Bound<'py, PySet>>,
    settings: &Settings,
) -> PyResult<Rc<Vec<Member<'py>>>> {
    let py = model.py();
    let masked = made::set(py, masked.map(|masked| masked.as_any()))?;
    let mut levels: Vec<Vec<Member<'py>>> = Vec::new();
    for level in model.attribute(c"levels")?.cast::<PyTuple>()?.iter().rev() {
        let properties = level.attribute(c"properties")?;
        let mut found = Vec::new();
        for property in properties.try_iter()? {
            let property = property?;
            if !masked.contains(property.attribute(c"name")?)? {
                if let Some(member) = member(&property, &level, keep, &masked, settings)? {
                    made::push(&mut found, member)?;
                }
            }
        }
        for property in properties.try_iter()? {
            masked.add(property?.attribute(c"name")?)?;
        }
        made::push(&mut levels, found)?;
    }
    let all = made::all(levels.into_iter().rev().flatten().map(Ok))?;
    made::shared(all)
}

/// Whether an object with these members is no different from a dict of them: none may come twice, none
/// may be taken for its class.
pub fn make_a_dict(members: &[Member<'_>]) -> PyResult<bool> {
    let mut names = HashSet::new();
    names.try_reserve(members.len()).map_err(|_| refused())?;
    Ok(members.iter().all(|member| {
        let name = member.name.to_str();
        !member.is_merged && name.is_ok_and(|name| name != CLASS_KEY && names.insert(name))
    }))
}

fn member<'py>(
    property: &Bound<'py, PyAny>,
    level: &Bound<'py, PyAny>,
    keep: Keep,
    masked: &Bound<'py, PySet>,
    settings: &Settings,
) -> PyResult<Option<Member<'py>>> {
    let name = property.attribute(c"name")?.cast_into::<PyString>()?;
    let visibility: i64 = property.attribute(c"visibility")?.extract()?;
    let is_inline = property.attribute(c"inline")?.is_truthy()?;
    let is_merged = property.attribute(c"merge")?.is_truthy()?;
    let nodes = &settings.nodes;
    let below = if is_merged {
        nodes.merged(keep, visibility)
    } else {
        nodes.child_of_class(keep, name.as_any(), visibility, is_inline)?
    };
    let Some(below) = below else {
        return Ok(None);
    };
    let optional = |attribute: &CStr| -> PyResult<Option<Bound<'py, PyAny>>> {
        let value = property.attribute(attribute)?;
        Ok((!value.is_none()).then_some(value))
    };
    let is_loaded = optional(c"is_loaded")?.filter(|_| !nodes.is_asked_for(keep, name.as_any()));
    let verbose_map = optional(c"verbose_map")?
        .map(|names| names.cast_into::<PyTuple>())
        .transpose()?;
    let mut below_masked = None;
    if is_merged {
        let all = made::set(masked.py(), Some(masked.as_any()))?;
        for each in level.attribute(c"ancestry")?.try_iter()? {
            all.add(each?)?;
        }
        below_masked = Some(all);
    }
    Ok(Some(Member {
        get: Get::new(property.attribute(c"get")?, settings)?,
        name,
        keep: below,
        is_merged,
        skips_null: property.attribute(c"skip_null")?.is_truthy()?,
        verbose_map,
        declared: optional(c"declared")?,
        is_loaded,
        masked: below_masked,
    }))
}

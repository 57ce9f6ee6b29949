//! Members: the properties that a class shows under a keep, whatever it takes to get them.

use std::collections::HashSet;
use std::rc::Rc;

use pyo3::prelude::*;
use pyo3::types::{PyFrozenSet, PySet, PyString, PyTuple};

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
        let none = py.None();
        let masked = match &self.masked {
            Some(masked) => PyFrozenSet::new(py, masked.iter())?,
            None => PyFrozenSet::empty(py)?,
        };
        let declared = self.declared.as_ref();
        let shown = py.import("treequery.resolve")?.call_method1(
            "Shown",
            (
                &self.name, &none, &none, true, true, &none, declared, &none, masked,
            ),
        )?;
        let keep = settings.nodes.source(py, keep)?;
        py.import("treequery.merges")?
            .call_method1("could_show", (shown, keep, &settings.export))?
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
        let Some(code) = get.getattr_opt("__code__")? else {
            return Ok(Get::Other(get));
        };
        let is_attribute = code.is(settings.specification.attribute_code.bind(py));
        let is_method = code.is(settings.specification.method_code.bind(py));
        if !is_attribute && !is_method {
            return Ok(Get::Other(get));
        }
        let cell = get.getattr("__closure__")?.get_item(0)?;
        let name = cell.getattr("cell_contents")?.cast_into::<PyString>()?;
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
            Get::Other(get) => get.call1((instance,)),
        }
    }
}

/// Returns the properties of a model that `keep` shows, but for those masked: base classes' first.
pub fn members<'py>(
    model: &Bound<'py, PyAny>,
    keep: Keep,
    masked: Option<&Bound<'py, PySet>>,
    settings: &Settings,
) -> PyResult<Rc<[Member<'py>]>> {
    let py = model.py();
    let masked = match masked {
        Some(masked) => PySet::new(py, masked.iter())?,
        None => PySet::empty(py)?,
    };
    let mut levels: Vec<Vec<Member<'py>>> = Vec::new();
    for level in model.getattr("levels")?.cast::<PyTuple>()?.iter().rev() {
        let properties = level.getattr("properties")?;
        let mut found = Vec::new();
        for property in properties.try_iter()? {
            let property = property?;
            if !masked.contains(property.getattr("name")?)? {
                found.extend(member(&property, &level, keep, &masked, settings)?);
            }
        }
        for property in properties.try_iter()? {
            masked.add(property?.getattr("name")?)?;
        }
        levels.push(found);
    }
    Ok(levels.into_iter().rev().flatten().collect())
}

/// Whether an object with these members is no different from a dict of them: none may come twice, none
/// may be taken for its class.
pub fn make_a_dict(members: &[Member<'_>]) -> bool {
    let mut names = HashSet::new();
    members.iter().all(|member| {
        let name = member.name.to_str();
        !member.is_merged && name.is_ok_and(|name| name != CLASS_KEY && names.insert(name))
    })
}

fn member<'py>(
    property: &Bound<'py, PyAny>,
    level: &Bound<'py, PyAny>,
    keep: Keep,
    masked: &Bound<'py, PySet>,
    settings: &Settings,
) -> PyResult<Option<Member<'py>>> {
    let name = property.getattr("name")?.cast_into::<PyString>()?;
    let visibility: i64 = property.getattr("visibility")?.extract()?;
    let is_inline = property.getattr("inline")?.is_truthy()?;
    let is_merged = property.getattr("merge")?.is_truthy()?;
    let nodes = &settings.nodes;
    let below = if is_merged {
        nodes.merged(keep, visibility)
    } else {
        nodes.child_of_class(keep, name.as_any(), visibility, is_inline)?
    };
    let Some(below) = below else {
        return Ok(None);
    };
    let optional = |attribute: &str| -> PyResult<Option<Bound<'py, PyAny>>> {
        let value = property.getattr(attribute)?;
        Ok((!value.is_none()).then_some(value))
    };
    let is_loaded = optional("is_loaded")?.filter(|_| !nodes.is_asked_for(keep, name.as_any()));
    let verbose_map = optional("verbose_map")?
        .map(|names| names.cast_into::<PyTuple>())
        .transpose()?;
    let mut below_masked = None;
    if is_merged {
        let all = PySet::new(masked.py(), masked.iter())?;
        for each in level.getattr("ancestry")?.try_iter()? {
            all.add(each?)?;
        }
        below_masked = Some(all);
    }
    Ok(Some(Member {
        get: Get::new(property.getattr("get")?, settings)?,
        name,
        keep: below,
        is_merged,
        skips_null: property.getattr("skip_null")?.is_truthy()?,
        verbose_map,
        declared: optional("declared")?,
        is_loaded,
        masked: below_masked,
    }))
}

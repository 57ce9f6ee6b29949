//! Classes: how the fast walk takes a value of each class that it meets.

use std::rc::Rc;

use pyo3::ffi;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple, PyType};

use crate::metaclasses::is_asked_plainly;
use crate::nodes::Keep;
use crate::places::{PlaceId, Places};
use crate::reads::{Read, is_defined_by, is_read_plainly};
use crate::settings::Settings;
use crate::sink::{Sink, Unfit, Walked};

/// How a value of a class is taken.
pub enum Kind<'py> {
    /// A scalar that the specification's `plain` makes plain.
    Plain,
    /// As `Plain`, if its time zone is one of Python's own.
    Moment,
    /// As `Plain`, if its parts are nothing but text.
    Url,
    Enum,
    Decimal,
    /// `treequery.Map`, which shows all keys of what it holds.
    Map,
    /// A dict with another `__missing__`.
    Dict,
    /// An array whose elements are found by iterating over it, with no code of a caller's.
    Collection,
    Model(Rc<Bound<'py, PyAny>>),
}

/// What is shown of the instances of a class under one keep.
pub struct Shown<'py, K> {
    pub class_name: Option<Bound<'py, PyString>>,
    pub fields: Vec<Field<'py, K>>,
}

pub struct Field<'py, K> {
    pub read: Read<'py>,
    pub key: K,
    pub child: PlaceId,
    pub skips_null: bool,
}

/// Returns how values of `class` are taken. Unfit where that would run code of the caller's.
pub fn kind_of<'py>(class: &Bound<'py, PyType>, settings: &Settings) -> Walked<Kind<'py>> {
    let py = class.py();
    if !is_asked_plainly(class)? || class.hasattr(intern!(py, "__export__"))? {
        return Err(Unfit);
    }
    let model = settings.model_of(class)?;
    if !model.is_none() {
        return if is_read_plainly(class)? {
            Ok(Kind::Model(Rc::new(model)))
        } else {
            Err(Unfit)
        };
    }
    if class.is(settings.specification.map_class.bind(py)) {
        return Ok(Kind::Map);
    }
    if let Some(kind) = known(class)? {
        return Ok(kind);
    }
    if !is_read_plainly(class)? {
        return Err(Unfit);
    }
    if let Some(base) = loaded(py, "enum", "Enum")? {
        if class.is_subclass(&base)? {
            let is_own = is_defined_by(class, "value", base.cast::<PyType>().map_err(|_| Unfit)?)?;
            return if is_own { Ok(Kind::Enum) } else { Err(Unfit) };
        }
    }
    // Subclasses of what is plain by itself.
    let scalars = [
        &raw mut ffi::PyUnicode_Type,
        &raw mut ffi::PyLong_Type,
        &raw mut ffi::PyFloat_Type,
    ];
    // SAFETY: two live classes.
    let is_scalar = scalars
        .into_iter()
        .any(|base| unsafe { ffi::PyType_IsSubtype(class.as_type_ptr(), base) } != 0);
    if is_scalar {
        Ok(Kind::Plain)
    } else {
        Err(Unfit)
    }
}

/// Classes of the standard library, none of which runs a caller's code when it is read.
fn known<'py>(class: &Bound<'py, PyType>) -> Walked<Option<Kind<'py>>> {
    let py = class.py();
    let module: String = class.getattr("__module__")?.extract()?;
    let Ok(name) = class.getattr("__name__")?.extract::<String>() else {
        return Ok(None);
    };
    let kind = match (module.as_str(), name.as_str()) {
        ("builtins", "set" | "frozenset") | ("collections", "deque") => Kind::Collection,
        ("collections", "defaultdict") => Kind::Dict,
        ("decimal", "Decimal") => Kind::Decimal,
        ("datetime", "datetime") => Kind::Moment,
        ("datetime", "date") | ("uuid", "UUID") => Kind::Plain,
        (
            "pathlib" | "pathlib._local",
            "PosixPath" | "WindowsPath" | "PurePosixPath" | "PureWindowsPath",
        ) => Kind::Plain,
        ("urllib.parse", "SplitResult" | "ParseResult") => Kind::Url,
        _ => return Ok(None),
    };
    // By identity: anybody may call a class by such a name.
    let public = if module == "pathlib._local" {
        "pathlib"
    } else {
        &module
    };
    let is_it = loaded(py, public, &name)?.is_some_and(|found| found.is(class));
    Ok(is_it.then_some(kind))
}

/// The class of that name, if its module has been loaded by anybody.
pub fn loaded<'py>(
    py: Python<'py>,
    module: &str,
    name: &str,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    let modules = py.import("sys")?.getattr("modules")?;
    let module = modules.call_method1("get", (module,))?;
    if module.is_none() {
        return Ok(None);
    }
    module.getattr_opt(name)
}

/// Whether the time zone of an exact datetime runs no code of a caller's.
pub fn has_known_zone(moment: &Bound<'_, PyAny>) -> Walked<bool> {
    let zone = moment.getattr("tzinfo")?;
    if zone.is_none() {
        return Ok(true);
    }
    for (module, name) in [("datetime", "timezone"), ("zoneinfo", "ZoneInfo")] {
        if loaded(moment.py(), module, name)?.is_some_and(|class| class.is(zone.get_type())) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether all parts of an URL are of just the class str, so that putting them together runs no code of a caller's.
pub fn has_text_parts(url: &Bound<'_, PyAny>) -> bool {
    let is_text = |part: Bound<'_, PyAny>| part.cast_exact::<PyString>().is_ok();
    url.cast::<PyTuple>()
        .is_ok_and(|parts| parts.iter().all(is_text))
}

/// Returns the properties of `model` that `keep` shows, as the specification's `resolve` does. Unfit
/// where one of them is more than an attribute that can be read without running a caller's code.
pub fn shown<'py, S: Sink<'py>>(
    class: &Bound<'py, PyType>,
    model: &Bound<'py, PyAny>,
    keep: Keep,
    settings: &Settings,
    places: &mut Places<'py, S>,
    sink: &mut S,
) -> Walked<Shown<'py, S::Key>> {
    let py = class.py();
    let mut levels: Vec<Vec<Field<'py, S::Key>>> = Vec::new();
    let masked = pyo3::types::PySet::empty(py)?;
    let all = model
        .getattr("levels")?
        .cast_into::<PyTuple>()
        .map_err(|_| Unfit)?;
    for level in all.iter().rev() {
        let properties = level.getattr("properties")?;
        let mut fields = Vec::new();
        for property in properties.try_iter()? {
            let property = property?;
            if masked.contains(property.getattr("name")?)? {
                continue;
            }
            fields.extend(field(class, &property, keep, settings, places, sink)?);
        }
        for property in properties.try_iter()? {
            masked.add(property?.getattr("name")?)?;
        }
        levels.push(fields);
    }
    let class_name = match settings.class_name_attribute {
        None => None,
        Some(attribute) => Some(
            model
                .getattr(attribute)?
                .cast_into_exact()
                .map_err(|_| Unfit)?,
        ),
    };
    Ok(Shown {
        class_name,
        fields: levels.into_iter().rev().flatten().collect(),
    })
}

fn field<'py, S: Sink<'py>>(
    class: &Bound<'py, PyType>,
    property: &Bound<'py, PyAny>,
    keep: Keep,
    settings: &Settings,
    places: &mut Places<'py, S>,
    sink: &mut S,
) -> Walked<Option<Field<'py, S::Key>>> {
    let name = property
        .getattr("name")?
        .cast_into_exact::<PyString>()
        .map_err(|_| Unfit)?;
    let visibility: i64 = property.getattr("visibility")?.extract()?;
    let is_inline = property.getattr("inline")?.is_truthy()?;
    let is_merged = property.getattr("merge")?.is_truthy()?;
    let below = settings
        .nodes
        .child_of_class(keep, name.as_any(), visibility, is_inline)?;
    if is_merged {
        // Even one that is not named may show something.
        return Err(Unfit);
    }
    let Some(below) = below else {
        return Ok(None);
    };
    let is_lazy = !property.getattr("is_loaded")?.is_none()
        && !settings.nodes.is_asked_for(keep, name.as_any());
    if is_lazy || !property.getattr("verbose_map")?.is_none() {
        return Err(Unfit);
    }
    Ok(Some(Field {
        read: Read::new(class, &property.getattr("get")?, settings)?,
        key: sink.key(&name)?,
        child: places.id(below, &settings.nodes),
        skips_null: property.getattr("skip_null")?.is_truthy()?,
    }))
}

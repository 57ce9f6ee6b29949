//! What JSON text comes in: bytes, what has a buffer of them, and text.

use std::ffi::CStr;

use pyo3::exceptions::{PyTypeError, PyUnicodeEncodeError};
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyByteArray, PyBytes, PyMemoryView, PyString, PyType};

use crate::made::refused;

/// Bytes that are held as long as this is.
pub enum Input<'py> {
    Bytes(Bound<'py, PyBytes>),
    View(View),
    /// Text that its UTF-8 form belongs to.
    Text(Bound<'py, PyString>),
    /// Text up to a lone surrogate, and then a byte with which no JSON text goes on.
    Broken {
        bytes: Vec<u8>,
    },
}

impl<'py> Input<'py> {
    /// Holds `data`; errors call it by `name`.
    pub fn of(data: &Bound<'py, PyAny>, name: &str, kinds: &str) -> PyResult<Self> {
        if let Ok(bytes) = data.cast::<PyBytes>() {
            return Ok(Self::Bytes(bytes.clone()));
        }
        let has_map = match data.cast::<PyMemoryView>() {
            Ok(view) => is_map(&view.getattr("obj")?)?,
            Err(_) => is_map(data)?,
        };
        if !(has_map
            || data.is_instance_of::<PyByteArray>()
            || data.is_instance_of::<PyMemoryView>())
        {
            return Err(PyTypeError::new_err(format!("{name}: expected {kinds}")));
        }
        if has_map {
            data.py()
                .import("treequery.buffers")?
                .call_method1("check_map", (data,))?;
        }
        let view = View::of(data)?;
        if !view.is_plain() {
            let wanted = "a contiguous memoryview of single bytes";
            return Err(PyTypeError::new_err(format!("{name}: expected {wanted}")));
        }
        Ok(Self::View(view))
    }

    /// Holds `data`, which may be text too.
    pub fn of_text_too(data: &Bound<'py, PyAny>) -> PyResult<Self> {
        let Ok(text) = data.cast::<PyString>() else {
            return Self::of(data, "data", "bytes, bytearray, memoryview or mmap");
        };
        if data.call_method0("isascii")?.extract()? {
            return Ok(Self::Text(text.clone()));
        }
        // Not its own UTF-8 form, which the text would then hold for good.
        match text.encode_utf8() {
            Ok(bytes) => Ok(Self::Bytes(bytes)),
            Err(err) if err.is_instance_of::<PyUnicodeEncodeError>(data.py()) => {
                let start: usize = err.value(data.py()).getattr("start")?.extract()?;
                let before =
                    data.get_item(pyo3::types::PySlice::new(data.py(), 0, start as isize, 1))?;
                let before = before.call_method0("encode")?.cast_into::<PyBytes>()?;
                let mut bytes = Vec::new();
                bytes
                    .try_reserve_exact(before.as_bytes().len() + 1)
                    .map_err(|_| refused())?;
                bytes.extend_from_slice(before.as_bytes());
                bytes.push(0xff);
                Ok(Self::Broken { bytes })
            }
            Err(err) => Err(err),
        }
    }

    pub fn bytes(&self) -> PyResult<&[u8]> {
        match self {
            Self::Bytes(bytes) => Ok(bytes.as_bytes()),
            Self::View(view) => Ok(view.bytes()),
            Self::Text(text) => Ok(text.to_str()?.as_bytes()),
            Self::Broken { bytes } => Ok(bytes),
        }
    }

    /// The offset of a lone surrogate in text.
    pub fn surrogate_at(&self) -> Option<usize> {
        match self {
            Self::Broken { bytes } => Some(bytes.len() - 1),
            _ => None,
        }
    }
}

fn is_map(data: &Bound<PyAny>) -> PyResult<bool> {
    static MAP: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let map = MAP.get_or_try_init(data.py(), || {
        let map = data.py().import("mmap")?.getattr("mmap")?;
        Ok::<_, PyErr>(map.cast_into::<PyType>()?.unbind())
    })?;
    data.is_instance(map.bind(data.py()))
}

/// A buffer that its owner neither moves nor frees until this is dropped.
pub struct View(Box<ffi::Py_buffer>);

impl View {
    pub fn of(data: &Bound<PyAny>) -> PyResult<Self> {
        // As memoryview asks for it: everything, and not to write.
        const FLAGS: std::ffi::c_int = ffi::PyBUF_FULL_RO;
        let mut view = Box::new(ffi::Py_buffer::new());
        // SAFETY: `data` is an object and `view` has room for what is told of its buffer.
        let result = unsafe { ffi::PyObject_GetBuffer(data.as_ptr(), &raw mut *view, FLAGS) };
        if result == 0 {
            Ok(Self(view))
        } else {
            Err(PyErr::fetch(data.py()))
        }
    }

    /// Whether it is one run of single bytes.
    fn is_plain(&self) -> bool {
        let view = &*self.0;
        let format = match view.format.is_null() {
            true => c"B",
            // SAFETY: a format that is there is text that ends in zero.
            false => unsafe { CStr::from_ptr(view.format) },
        };
        if view.ndim != 1 {
            return false;
        }
        // As memoryview says it, to which even no bytes have steps between them: PyBuffer_IsContiguous
        // says that they have not.
        // SAFETY: a buffer of one dimension has one of each, unless there are none.
        let (count, step) = unsafe { (view.shape.as_ref(), view.strides.as_ref()) };
        let is_contiguous = count == Some(&1) || step.is_none_or(|step| *step == view.itemsize);
        is_contiguous && matches!(format.to_bytes(), b"B" | b"b" | b"c")
    }

    fn bytes(&self) -> &[u8] {
        if self.0.len == 0 {
            return &[];
        }
        // SAFETY: the owner holds so many contiguous bytes there until the buffer is released.
        unsafe { std::slice::from_raw_parts(self.0.buf.cast(), self.0.len as usize) }
    }
}

impl Drop for View {
    fn drop(&mut self) {
        // SAFETY: the buffer was filled by PyObject_GetBuffer, and this is dropped where Python is attached.
        unsafe { ffi::PyBuffer_Release(&raw mut *self.0) }
    }
}

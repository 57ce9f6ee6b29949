"""What pyproject.toml cannot say: the stable ABI is for Pythons that have a global lock."""

import sysconfig

from setuptools import setup
from setuptools_rust import Binding, RustExtension, Strip

HAS_LOCK = not sysconfig.get_config_var("Py_GIL_DISABLED")

setup(
    rust_extensions=[
        RustExtension(
            "treequery._core",
            path="core/python/Cargo.toml",
            binding=Binding.PyO3,
            py_limited_api=HAS_LOCK,
            # Without a toolchain, or for a Python that the core does not know, treequery is pure Python.
            optional=True,
            debug=False,
            strip=Strip.Debug,
        )
    ],
    options={"bdist_wheel": {"py_limited_api": "cp311"}} if HAS_LOCK else {},
)

"""What pyproject.toml cannot say: the core is built where that can be, and the wheel tells whether it was."""

import logging
import os
import sysconfig
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

from setuptools import setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools_rust import Binding, RustExtension, Strip
from setuptools_rust.build import build_rust

# The stable ABI is for Pythons that have a global lock.
HAS_LOCK = not sysconfig.get_config_var("Py_GIL_DISABLED")

logger = logging.getLogger(__name__)


class BuildCore(build_rust):
    """Builds the core, and says whether it is there now."""

    has_core = True

    def run(self) -> None:
        before = {core: core.stat() for core in self._cores()}
        super().run()
        for core, status in before.items():
            # One that this run did not write is of an earlier build, and may not know the modules beside it.
            if os.path.samestat(core.stat(), status):
                core.unlink()
        self.has_core = bool(self._cores())
        how = "built" if self.has_core else "not built, for the reason above: this is pure Python, and slow"
        logger.info("treequery: the core in Rust was %s", how)

    def _cores(self) -> list[Path]:
        folder = Path() if self.inplace else Path(self.get_finalized_command("build_ext").build_lib)
        files = (folder / "treequery" / f"_core{suffix}" for suffix in EXTENSION_SUFFIXES)
        return [file for file in files if file.is_file()]


class Wheel(bdist_wheel):
    """A wheel without the core is for every platform; pip shows its name, and so tells what was built."""

    def get_tag(self) -> tuple[str, str, str]:
        if not self.get_finalized_command("build_rust").has_core:
            self.root_is_pure = True
        return super().get_tag()


setup(
    cmdclass={"bdist_wheel": Wheel, "build_rust": BuildCore},
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

"""How Sphinx builds the documentation: ``make docs``."""

import sys
import tomllib
from pathlib import Path

HOME = Path(__file__).parent.parent
sys.path.insert(0, str(HOME))

project = "treequery"
author = "The treequery developers"
copyright = author
version = release = tomllib.loads((HOME / "pyproject.toml").read_text("utf-8"))["project"]["version"]

extensions = ["myst_parser", "sphinx.ext.autodoc"]
exclude_patterns = ["examples"]

myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
add_module_names = False
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 88

html_theme = "furo"
html_title = f"treequery {release}"
html_static_path = ["static", "figures"]
html_css_files = ["wide.css"]
html_copy_source = False
html_show_sourcelink = False

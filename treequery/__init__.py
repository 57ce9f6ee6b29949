"""Ask any JSON or Python object graph for just the fields wanted, in Jenkins' tree expressions."""

from .errors import (
    CombinationError,
    CycleError,
    DepthLimitError,
    ExportError,
    ExpressionError,
    ExpressionLimitError,
    ExpressionSyntaxError,
    GetterError,
    JsonError,
    JsonLimitError,
    JsonSyntaxError,
    ManyMatchesError,
    NoMatchError,
    NotExportedError,
    NotPermittedError,
    OutputLimitError,
    ParamsError,
    PrimitiveResultError,
    ProjectError,
    SelectError,
    SourceError,
    TreeQueryError,
    UnsupportedKeyError,
    ValuesLimitError,
    WrapperError,
    XmlError,
    XmlLimitError,
    XPathError,
    XPathLimitError,
)
from .export_config import SKIP, ExportConfig
from .limits import Limits
from .parse import parse
from .plan import Plan, compile
from .tree import Range, Tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .declared import XsdType
    from .decorators import exported, exported_bean
    from .model import expose
    from .reach import tree_of
    from .values import Map
    from .xpath import Selection, select

__all__ = [
    "SKIP",
    "CombinationError",
    "CycleError",
    "DepthLimitError",
    "ExportConfig",
    "ExportError",
    "ExpressionError",
    "ExpressionLimitError",
    "ExpressionSyntaxError",
    "GetterError",
    "JsonError",
    "JsonLimitError",
    "JsonSyntaxError",
    "Limits",
    "ManyMatchesError",
    "Map",
    "NoMatchError",
    "NotExportedError",
    "NotPermittedError",
    "OutputLimitError",
    "ParamsError",
    "Plan",
    "PrimitiveResultError",
    "ProjectError",
    "Range",
    "SelectError",
    "Selection",
    "SourceError",
    "Tree",
    "TreeQueryError",
    "UnsupportedKeyError",
    "ValuesLimitError",
    "WrapperError",
    "XPathError",
    "XPathLimitError",
    "XmlError",
    "XmlLimitError",
    "XsdType",
    "compile",
    "exported",
    "exported_bean",
    "expose",
    "parse",
    "select",
    "tree_of",
]

# What a process that only trims never needs is loaded when it is first asked for.
_LATE = {
    "Map": "values",
    "Selection": "xpath",
    "XsdType": "declared",
    "exported": "decorators",
    "exported_bean": "decorators",
    "expose": "model",
    "select": "xpath",
    "tree_of": "reach",
}


def __getattr__(name: str) -> object:
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(f"{__name__}.{_LATE[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

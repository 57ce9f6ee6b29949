"""Ask any JSON or Python object graph for just the fields wanted, in Jenkins' tree expressions."""

from .declared import XsdType
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
from .exported import exported, exported_bean
from .limits import Limits
from .model import expose
from .parse import parse
from .plan import Plan, compile
from .reach import tree_of
from .tree import Range, Tree
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

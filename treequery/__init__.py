"""Ask any JSON or Python object graph for just the fields wanted, in Jenkins' tree expressions."""

from .errors import (
    CombinationError,
    CycleError,
    DepthLimitError,
    ExpressionError,
    ExpressionLimitError,
    ExpressionSyntaxError,
    JsonError,
    JsonLimitError,
    JsonSyntaxError,
    ManyMatchesError,
    NoMatchError,
    NotExportedError,
    OutputLimitError,
    ParamsError,
    PrimitiveResultError,
    ProjectError,
    SelectError,
    SourceError,
    TreeQueryError,
    UnsupportedKeyError,
    WrapperError,
    XmlError,
    XPathError,
    XPathLimitError,
)
from .limits import Limits
from .parse import parse
from .plan import Plan, compile
from .tree import Range, Tree
from .values import Map
from .xpath import Selection, select

__all__ = [
    "CombinationError",
    "CycleError",
    "DepthLimitError",
    "ExpressionError",
    "ExpressionLimitError",
    "ExpressionSyntaxError",
    "JsonError",
    "JsonLimitError",
    "JsonSyntaxError",
    "ManyMatchesError",
    "Map",
    "NoMatchError",
    "NotExportedError",
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
    "WrapperError",
    "XPathError",
    "XPathLimitError",
    "XmlError",
    "compile",
    "parse",
    "select",
]

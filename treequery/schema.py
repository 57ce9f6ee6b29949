"""Schemas: what a class can give, in the languages that tools read."""

from __future__ import annotations

from .json_schema import json_schema
from .xsd import xsd

__all__ = ["json_schema", "xsd"]

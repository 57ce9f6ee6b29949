"""Choices: the words that a setting may be. Types alone, which nothing needs that only runs."""

from __future__ import annotations

from typing import Literal

__all__ = ["Check", "ClassAttribute", "Dates", "Dialect", "Flavor", "Leaves"]

Dialect = Literal["extended", "jenkins"]
Leaves = Literal["empty", "whole"]
Dates = Literal["millis", "iso"]
ClassAttribute = Literal["none", "always", "if_needed"]
Flavor = Literal["json", "jsonp", "python", "ruby", "xml"]
# How much of a JSON text is checked: all of it, or what is kept and the brackets of what is not.
Check = Literal["full", "kept"]

"""Asks for the rows of many keys with one parameter; knows no table.

`in_` writes a parameter for each key, so a statement is written anew for each page, which takes as long as asking it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ARRAY, Boolean, ColumnElement, Text, any_, bindparam, func, select
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine


def one_of(column: ColumnElement[str] | Mapped[str], name: str) -> ColumnElement[bool]:
    """That a text column has one of the texts which the parameter of that name is given; none of them: no row."""
    return _OneOf(column, bindparam(name, type_=_Texts()))


class _Texts(TypeDecorator[Iterable[str]]):
    """A JSON list where there are no arrays."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(Text()) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Iterable[str] | None, dialect: Dialect) -> Any:
        texts = list(value or ())
        return texts if dialect.name == "postgresql" else json.dumps(texts)


class _OneOf(FunctionElement[bool]):
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> Any:
        """As it is: `= 1` behind it, as behind a number that stands for a truth, would take no index."""
        return self


@compiles(_OneOf)
def _with_json(element: _OneOf, compiler: SQLCompiler, **how: Any) -> str:
    column, texts = element.clauses
    each = func.json_each(texts).table_valued("value")
    return compiler.process(column.in_(select(each.c.value)), **how)


@compiles(_OneOf, "postgresql")
def _with_array(element: _OneOf, compiler: SQLCompiler, **how: Any) -> str:
    column, texts = element.clauses
    return compiler.process(column == any_(texts), **how)

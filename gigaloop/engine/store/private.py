"""Names that only an overlay knows, as numbers: what a kept run says of them, unless its owner asks for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any

from gigaloop.book.model import Book
from gigaloop.engine.compiler import Lowering


def stand_ins(book: Book) -> dict[str, str]:
    """Private id -> 'private-1', ...: every id of an overlay that the public book lacks, in order of the alphabet."""
    if book.public is None:
        return {}
    names = _ids(book) - _ids(book.public)
    return {name: f"private-{number}" for number, name in enumerate(sorted(names), 1)}


def replaced(value: Any, by: Mapping[str, str]) -> Any:
    """A value of a manifest with the ids in its texts replaced: whole words only, in lists and mappings too."""
    if not by:
        return value
    words = "|".join(map(re.escape, sorted(by, key=len, reverse=True)))
    return _walk(value, lambda text: re.sub(rf"(?<![\w-])({words})(?![\w-])", lambda m: by[m[0]], text))


def named(names: Lowering, by: Mapping[str, str]) -> Lowering:
    """A Lowering with the ids replaced; its Plan holds numbers alone."""
    texts = {field.name: getattr(names, field.name) for field in fields(names) if field.name != "plan"}
    return replace(names, **{name: replaced(value, by) for name, value in texts.items()})


def _ids(book: Book) -> set[str]:
    return {
        *book.parties, *book.legs, *book.deals, *book.sources, *book.parameters, *book.scenarios, *book.figures
    }  # fmt: skip


def _walk(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {_walk(k, change): _walk(v, change) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_walk(each, change) for each in value)
    return value

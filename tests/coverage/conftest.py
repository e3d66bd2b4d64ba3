"""A test of this folder proves one row of the coverage table: it measures every value that the row expects."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from gigaloop.book.model import Book
from tests.coverage.prove import MEASURED, table
from tests.coverage.readings import book_at
from tests.coverage.table import unproved

ROWS = {claim.test.rpartition("::")[2]: claim for claim in table() if claim.test}


@pytest.fixture
def seeds() -> Book:
    """The seeds' world."""
    return book_at("2025-10-20")


@pytest.fixture
def now() -> Book:
    """The newest world."""
    return book_at("2026-10-10")


@pytest.fixture
def at() -> Callable[[str], Book]:
    """The book as known on any day."""
    return book_at


@pytest.fixture
def proof(request: pytest.FixtureRequest) -> Iterator[Callable[[str, float | str], None]]:
    """`proof(name, value)` measures one value; at the end all of the row must have been measured, and agree."""
    claim = ROWS[request.node.name]
    measured: dict[str, float | str] = {}

    def measure(name: str, value: float | str | bool | None) -> None:
        assert name not in measured, f"{name} is measured twice"
        if isinstance(value, bool) or value is None:
            value = {True: "yes", False: "no", None: "none"}[value]
        measured[name] = str(value) if isinstance(value, str) else round(float(value), 9)

    yield measure
    request.node.user_properties.append((MEASURED, measured))
    assert unproved(claim, measured) == []

"""A kind of leg that nobody lowered is refused by name, never taken for a right."""

from types import SimpleNamespace

import pytest

from gigaloop.book.terms import Terms
from gigaloop.engine.compiler import routes
from gigaloop.engine.compiler.lower import lower


class Swap(Terms):
    kind: str = "swap"


def test_a_kind_that_nobody_lowered_is_refused(monkeypatch):
    monkeypatch.setattr(routes, "barred", lambda rows, leg: None)
    rows = SimpleNamespace(skipped={})
    with pytest.raises(AssertionError, match="Swap"):
        lower(rows, SimpleNamespace(leg="x", terms=Swap(), kind="swap"))
    assert rows.skipped == {}

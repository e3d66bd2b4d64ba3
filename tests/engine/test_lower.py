"""Every kind of leg is lowered on purpose; one that nobody thought of is refused by name."""

from types import SimpleNamespace

import pytest

from gigaloop.book.file import load
from gigaloop.book.terms import Terms
from gigaloop.engine.compiler import compile_plan, lower
from tests.shipped import shipped


class Tontine(Terms):
    """A kind that no compiler knows."""


def test_a_kind_that_nobody_lowered_is_refused_by_name_and_taken_for_no_right(monkeypatch):
    leg = next(iter(load("tiny").legs.values()))
    rows, other = SimpleNamespace(skipped={}), SimpleNamespace(leg="x", kind="tontine", terms=Tontine())
    monkeypatch.setattr(lower.routes, "barred", lambda rows, leg: None)
    monkeypatch.setattr(lower.routes, "right", lambda rows, leg: "taken for a right")
    with pytest.raises(AssertionError, match="Tontine"):
        lower.lower(rows, other)
    assert rows.skipped == {} and leg.leg


def test_chips_that_are_delivered_stand_and_are_not_late():
    """Those that are on order ramp from their start, and may slip."""
    lowered = compile_plan(shipped())
    halls, order = (lowered.plan.legs[lowered.legs.index(leg)] for leg in ("xai-halls", "amd-oai-chips"))
    ramps = lowered.plan.values["mid"]
    assert ramps[halls["ramp"]] == -halls["start"] > 0 and halls["delay"] == 0
    assert ramps[order["ramp"]] > -order["start"] and order["delay"] > 0

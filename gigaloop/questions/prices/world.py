"""The market for compute as one run has it, path by path: what `market`, `tariff` and `sovereign` read of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from gigaloop.answer.paths import Paths, quantile_row, share_row
from gigaloop.answer.table import Row


@dataclass(frozen=True)
class World:
    """The paths of one run, and what several parts of an answer need of them.

    columns   the question's own columns beside `band`, as a row has them that has nothing to say there
    """

    found: Paths
    columns: Mapping[str, Any] = field(default_factory=dict)
    kept: dict[Any, dict[str, Any]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> np.ndarray:
        """(P, T) of one measure of the world."""
        if name not in self.kept:
            self.kept[name] = {"values": self.found.market(name)}
        return np.asarray(self.kept[name]["values"])

    def drawn(self, row: int) -> np.ndarray:
        """(P,) a row of the Plan's values as drawn on each path."""
        return self.found.drawn_value(row)

    def world(self, name: str) -> np.ndarray:
        """(P,) a number of the world, such as `elasticity`."""
        return self.drawn(int(self.found.run.plan.world[0][name]))

    @cached_property
    def anchor(self) -> np.ndarray:
        """(P, T) full cost of a GPU-hour, USD, without the swings of memory prices."""
        at = (np.arange(len(self.found.quarters)) + 1) / 4.0
        return self.world("anchor")[:, None] * np.exp(self.world("anchor_drift")[:, None] * at)

    @property
    def short(self) -> np.ndarray:
        """(P, T) gigawatts that are asked for and do not stand."""
        return np.maximum(self["demand_gw"] - self["supply"], 0.0)

    @property
    def idle(self) -> np.ndarray:
        """(P, T) gigawatts that stand and nobody asks for."""
        return np.maximum(self["supply"] - self["demand_gw"], 0.0)

    @cached_property
    def added(self) -> np.ndarray:
        """(P, T) gigawatts that the world adds a quarter, over the last four; in the first four, over those."""
        supply = self["supply"]
        last = supply.shape[1] - 1
        before = np.maximum(np.arange(last + 1) - 4, 0)
        after = np.maximum(np.arange(last + 1), min(4, last))
        return np.asarray((supply[:, after] - supply[:, before]) / np.maximum(after - before, 1))

    def quarters_of(self, gw: np.ndarray | float) -> np.ndarray:
        """(P, T) quarters until so many gigawatts would be added; infinite where nothing is."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(gw > 0.0, np.where(self.added > 0.0, gw / self.added, np.inf), 0.0)

    @cached_property
    def wait(self) -> np.ndarray:
        """(P, T) quarters until what is short would stand."""
        return self.quarters_of(self.short)

    @property
    def span(self) -> str:
        """The quarters of the run in words."""
        return f"{self.found.quarters[0]} to {self.found.quarters[-1]}"

    def behind(self, *names: str, legs: tuple[str, ...] = ()) -> dict[str, Any]:
        """What a number of the market rests on beside the world: `world.rent`, `limit.power`, a parameter, legs."""
        if (names, legs) not in self.kept:
            self.kept[names, legs] = self.found.behind(*names, legs=legs)
        return self.kept[names, legs]

    def row(self, values: np.ndarray, key: str, measure: str, unit: str, period: str, **more: Any) -> Row:
        """The spread of a number over the paths."""
        told = {"more": {"band": "percentiles", **self.columns}, "subject": "market", **self.behind(), **more}
        return quantile_row(values, key, told.pop("subject"), measure, unit, period=period, **told)

    def share(self, hits: np.ndarray, key: str, measure: str, period: str, **more: Any) -> Row:
        """A share of the paths, or of all their quarters."""
        told = {"more": {"band": "count", **self.columns}, "subject": "market", **self.behind(), **more}
        return share_row(np.asarray(hits).ravel(), key, told.pop("subject"), measure, period=period, **told)

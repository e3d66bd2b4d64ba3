"""Figure -> the dict that the chart library takes. Pure data; colours are CSS variables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, assert_never

from gigaloop.answer.plain import template
from gigaloop.figure import charts, network, ring
from gigaloop.figure.record import RINGS, Figure
from gigaloop.words.layout import wrapped

#: columns of a line of the words before a bar
WORDS_BEFORE = 18


def options(
    figure: Figure, language: str = "en", names: Mapping[str, Mapping[str, str]] | None = None
) -> dict[str, Any]:
    """Chart-library options of a figure.

    language   en, zh-Hant or zh-Hans
    names      party id -> language -> name; a party without one shows its id

    Colours are names of CSS variables ('--ink'). Tooltips are drawn as text in the picture: whatever a party or a deal
    is called, it is never read as HTML.
    """
    drawn = _options(figure, language, names or {})
    return _literal(drawn | {"tooltip": drawn["tooltip"] | {"renderMode": "richText"}})


def bar_height(drawn: Mapping[str, Any]) -> int:
    """Pixels that a bar takes, so that its words, broken into lines, stand before it and before no other."""
    lines = max((len(wrapped(label, WORDS_BEFORE)) for label in drawn["yAxis"]["data"]), default=1)
    return max(30, 14 * lines + 12)


def _literal(drawn: Any) -> Any:
    """The same with labels that the library takes for no template, whatever a party is called."""
    if isinstance(drawn, dict):
        return {k: template(v) if k == "formatter" and isinstance(v, str) else _literal(v) for k, v in drawn.items()}
    return [_literal(value) for value in drawn] if isinstance(drawn, list) else drawn


def _options(figure: Figure, language: str, names: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    match figure.type:
        case "network" if set(figure.encoding.values()) == set(RINGS):
            return ring.options(figure, language, names)
        case "network":
            return network.options(figure, language, names)
        case "sankey":
            return charts.sankey(figure, language, names)
        case "fan":
            return charts.fan(figure, language, names)
        case "lines":
            return charts.lines(figure, language, names)
        case "bars":
            return charts.bars(figure, language, names)
        case "waterfall":
            return charts.waterfall(figure, language, names)
        case "heatmap":
            return charts.heatmap(figure, language, names)
        case _:
            assert_never(figure.type)

"""Figure -> the dict that the chart library takes. Pure data; colours are CSS variables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, assert_never

from gigaloop.answer.plain import template
from gigaloop.figure import charts, network, ring
from gigaloop.figure.record import RINGS, Figure

#: colours where no style sheet gives them: variable -> (light, dark)
PALETTE: dict[str, tuple[str, str]] = {
    "--ink": ("#1b1f24", "#e6e8eb"),
    "--faint": ("#616973", "#9aa3ad"),
    "--line": ("#d8dce1", "#363c44"),
    "--paper": ("#ffffff", "#14171b"),
    "--node": ("#3c4650", "#c3cad1"),
    "--compute": ("#2563c9", "#6ea8ff"),
    "--chips": ("#1c8a4b", "#5fd18d"),
    "--equity": ("#b3471d", "#ff9b6b"),
    "--debt": ("#7a3fb5", "#c49bff"),
    "--promise": ("#b01e5b", "#ff84b2"),
    "--other": ("#7d8590", "#8b949e"),
    "--grade0": ("#c9ced4", "#3a4048"),
    "--grade1": ("#d9a441", "#c08b2c"),
    "--grade2": ("#e3c14f", "#d5b23f"),
    "--grade3": ("#9fc5e8", "#3f6f9e"),
    "--grade4": ("#5b9bd5", "#5b9bd5"),
    "--grade5": ("#2563c9", "#8fbcff"),
    "--grade6": ("#12386f", "#cfe2ff"),
}


def options(
    figure: Figure, language: str = "en", names: Mapping[str, Mapping[str, str]] | None = None
) -> dict[str, Any]:
    """Chart-library options of a figure.

    language   en, zh-Hant or zh-Hans
    names      party id -> language -> name; a party without one shows its id

    Colours are names of CSS variables ('--ink'); `painted` replaces them where there is no style sheet. Tooltips are
    drawn as text in the picture: whatever a party or a deal is called, it is never read as HTML.
    """
    drawn = _options(figure, language, names or {})
    return _literal(drawn | {"tooltip": drawn["tooltip"] | {"renderMode": "richText"}})


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


def painted(drawn: Any, dark: bool = False) -> Any:
    """The same options with plain colours in place of the variables.

    >>> painted({"color": "--ink"}), painted(["--ink"], dark=True)
    ({'color': '#1b1f24'}, ['#e6e8eb'])
    """
    if isinstance(drawn, dict):
        return {key: painted(value, dark) for key, value in drawn.items()}
    if isinstance(drawn, list):
        return [painted(value, dark) for value in drawn]
    if isinstance(drawn, str) and drawn in PALETTE:
        return PALETTE[drawn][dark]
    return drawn

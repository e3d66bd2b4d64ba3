"""docs/trust.md: chances of default, and who breaks in `severe`."""

from __future__ import annotations

import sys

from gigaloop.answer.table import Row, Table
from tests.shipped import shipped


def page(chance: Table, worlds: dict[str, Table]) -> str:
    """docs/trust.md: the chances, and who breaks at which breach in the base and in `severe`."""
    lines = [
        "# Held against the world",
        "",
        "Made by `python -m tests.pages.trust > docs/trust.md`; the same numbers come from",
        f"`{chance.reproduce}`.",
        "",
        chance.definition,
        "",
        "| firm | what | of | chance over five years | place | why |",
        "|---|---|---|---|---|---|",
    ]
    for row in chance.rows:
        ends = "" if row.low == row.high else f" [{_percent(row.low)}, {_percent(row.high)}]"
        cells = (row.subject, row.measure, row.period, f"{_percent(row.mid)}{ends}", row.more["place"], row.more["why"])
        lines.append(f"| {' | '.join(cells)} |")
    severe = worlds["severe"]
    lines += [
        "", "## Who breaks, in the base and in `severe`", "",
        "Shares of paths to the horizon with their Monte Carlo band; the scenario's sizes, sources and the day on "
        "which they were fixed stand in `books/loop/scenarios/severe.yaml`. The same numbers come from",
        f"`{severe.reproduce}`.", "", severe.definition, "", "| firm | breach | base | severe |", "|---|---|---|---|",
    ]  # fmt: skip
    base = {row.key: row for row in worlds["base"].rows}
    for row in severe.rows:
        if row.key in base and ((row.mid or 0.0) > 0.0 or (base[row.key].mid or 0.0) > 0.0):
            lines.append(f"| {row.subject} | {row.measure} | {_band(base[row.key])} | {_band(row)} |")
    never = sorted({row.subject for row in severe.rows if row.measure == "default" and not row.mid})
    lines += [
        "",
        f"On none of the paths of `severe` default: {', '.join(never) or 'none of these'}. The demand of labs falls "
        "below a plan that grows fast, so their revenue of the next year is above this year's still; debt is hard to "
        "sell for three quarters, and most have cash or earnings for so long. Shares fall by 0.78 in ten quarters, as "
        "they did, and unnamed customers fail more in the year after demand does.",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f} %"


def _band(row: Row) -> str:
    return f"{_percent(row.mid)} [{_percent(row.low)}, {_percent(row.high)}]"


if __name__ == "__main__":
    from gigaloop.questions import ask

    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    whole = shipped()
    print(
        page(
            ask(whole, "default-chance", paths=count),
            {name: ask(whole, "breaches", scenario=name, paths=count) for name in ("base", "severe")},
        ),
        end="",
    )

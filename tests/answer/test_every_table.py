"""Every answer has the shape that the contract fixes, in today's world and in the seeds', where nothing later shows."""

import json
import re
import shlex
from dataclasses import replace

import pytest

from gigaloop.questions import QUESTIONS
from tests.shipped import SEEDS, answered, shipped

TOP = [
    "format", "question", "arguments", "title", "headline", "definition", "as_of", "scenario", "seed", "paths",
    "book", "overlay", "version", "columns", "rows", "left_out", "sources", "warnings", "notes", "world", "reproduce",
]  # fmt: skip
#: a zero below nothing, as a number or in a text
SIGNED = re.compile(r"(?<![\w.])-0(\.0+)?(?![\w.-])")
OWN_DAY = ("backtest", "replicate", "telecom")
"""Questions that read a book on days of their own, and lay what was told later beside it."""


def wrong(told: dict) -> list[str]:
    """What of a table/1 breaks the contract, in words."""
    found = [] if list(told) == TOP else [f"keys {list(told)}"]
    found += [f"title lacks {lang}" for lang in ("en", "zh-Hant", "zh-Hans") if not told["title"].get(lang)]
    found += [
        f"headline lacks {lang}" for lang in ("en", "zh-Hant", "zh-Hans", "zh-HK") if not told["headline"].get(lang)
    ]
    found += [] if told["definition"] else ["no definition"]
    found += ["a zero with a sign is told"] if SIGNED.search(json.dumps([told["headline"], told["notes"]])) else []
    names = [column["name"] for column in told["columns"]]
    found += [] if len(names) == len(set(names)) else [f"a column stands twice: {names}"]
    keys = [row["key"] for row in told["rows"]]
    found += [f"two rows are called {key}" for key in {key for key in keys if keys.count(key) > 1}]
    for row in told["rows"]:
        found += [f"{row['key']}: {fault}" for fault in wrong_row(row, names, told["sources"])]
    found += [
        f"left out without a reason: {entry}" for entry in told["left_out"] if not (entry["leg"] and entry["why"])
    ]
    return found


def wrong_row(row: dict, names: list[str], sources: dict) -> list[str]:
    numbers = [row[name] for name in ("low", "mid", "high") if row[name] is not None]
    found = [] if set(row) == set(names) else [f"columns {set(row) ^ set(names)}"]
    found += [] if numbers == sorted(numbers) else [f"out of order: {numbers}"]
    found += [f"a zero with a sign: {row[name]}" for name in names if SIGNED.search(json.dumps(row[name]))]
    found += [] if row["range"] in ("terms", "paths", "models") else [f"range {row['range']!r}"]
    found += [] if row["origin"] in ("sourced", "calibrated", "assumed", "") else [f"origin {row['origin']!r}"]
    found += [f"source {name!r} is not resolved" for name in row["sources"] if name not in sources]
    if row["unit"] == "share" and not all(-1e-9 <= number <= 1 + 1e-9 for number in numbers):
        found.append(f"no share: {numbers}")
    if row["grade"] and not (set(row["grade"]) <= set("0123456") and abs(sum(row["grade"].values()) - 1) < 1e-6):
        found.append(f"grade {row['grade']}")
    return found


@pytest.mark.parametrize("day", [None, SEEDS])
@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_an_answer_has_the_shape_of_the_contract(name, day):
    table = answered(name, day)
    told = json.loads(table.to_json(), parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))
    assert wrong(told) == []
    words = shlex.split(told["reproduce"])
    assert words[0] == "gigaloop"
    assert "--as-of" in words
    if name not in OWN_DAY:
        assert told["as_of"] == str(shipped(day).as_of)
        assert day is None or later(told) == []


def later(told: dict) -> list[str]:
    """What could not be known on the answer's day: sources published after it that do not say 'inferred', and days
    after it in any text."""
    days = {name: source["published"] for name, source in told["sources"].items()}
    found = [name for name, day in days.items() if day[:10] > told["as_of"] and not day.startswith("inferred from ")]
    text = json.dumps(told["rows"]) + json.dumps(told["warnings"]) + json.dumps(told["left_out"])
    return found + [f"{name} in text" for name in KNOWN_LATER if re.search(rf'"{re.escape(name)}"', text)]


def _known_later() -> list[str]:
    now, then = shipped(), shipped(SEEDS)
    names = [set(one.sources) | set(one.parties) | set(one.legs) for one in (now, then)]
    return sorted(names[0] - names[1])


KNOWN_LATER = _known_later()


def test_a_table_that_breaks_the_contract_is_told():
    whole = answered("backlog", SEEDS)
    told = json.loads(whole.to_json())
    assert wrong(told) == []
    first = whole.rows[0]
    for fault, says in [
        ({"low": 2.0, "mid": 1.0}, "out of order"),
        ({"unit": "share", "low": 0.0, "mid": 1.0, "high": 1.5}, "no share"),
        ({"sources": ("nobody",)}, "is not resolved"), ({"range": "guess"}, "range"), ({"grade": {3: 0.5}}, "grade"),
        ({"period": "-0.0 to 546"}, "a zero with a sign"),
    ]:  # fmt: skip
        broken = replace(whole, rows=(replace(first, **fault), *whole.rows[1:]))
        assert any(says in found for found in wrong(json.loads(broken.to_json())))
    twice = replace(whole, rows=(first, first))
    assert any("two rows" in found for found in wrong(json.loads(twice.to_json())))
    assert later(told) == []
    name, source = next(iter(told["sources"].items()))
    assert later(told | {"sources": {name: source | {"published": "2026-03-08"}}}) == [name]
    assert later(told | {"warnings": [KNOWN_LATER[0]]}) == [f"{KNOWN_LATER[0]} in text"]

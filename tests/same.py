"""Are the answers the same? Before a move of code, keep them; after it, compare.

    python -m tests.same keep FOLDER       before: one file of JSON for each answer
    python -m tests.same compare FOLDER    after: which differ, and the first line at which each does

Every question with nothing said but the day, as known on two days, in the base and in one scenario. A refusal is an
answer too. What moved on purpose is looked at one by one; what moved without a reason is a fault.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

from gigaloop.book.problem import InputError
from gigaloop.engine.setup import Setup
from gigaloop.questions import QUESTIONS
from gigaloop.questions.request import answer
from tests.shipped import PATHS, SEEDS, shipped

DAYS = (SEEDS, "2026-07-05")
SCENARIOS = ("base", "revenue-miss")


def answers(names: tuple[str, ...] = tuple(QUESTIONS)) -> Iterator[tuple[str, str]]:
    """(NAME.DAY.SCENARIO, the answer as JSON with one item a line), of these questions."""
    for name in names:
        for day in DAYS:
            since = {"since": "2025-09-01", "until": day} if name == "changed" else {}
            for scenario in SCENARIOS:
                try:
                    told = answer(shipped(day), name, since, Setup(scenario=scenario, paths=PATHS)).to_json()
                except InputError as error:
                    told = json.dumps({"refused": str(error)})
                yield f"{name}.{day}.{scenario}", json.dumps(json.loads(told), indent=1, ensure_ascii=False) + "\n"


def keep(folder: Path, names: tuple[str, ...] = tuple(QUESTIONS)) -> int:
    """Write each answer to a file of the folder; how many there are."""
    folder.mkdir(parents=True, exist_ok=True)
    return sum(1 for key, told in answers(names) if (folder / f"{key}.json").write_text(told, encoding="utf-8"))


def differences(folder: Path, names: tuple[str, ...] = tuple(QUESTIONS)) -> Iterator[str]:
    """An answer that is not the one kept, with the first line that differs; one that was not kept."""
    for key, told in answers(names):
        path = folder / f"{key}.json"
        if not path.exists():
            yield f"{key}: was not kept"
        elif (was := path.read_text(encoding="utf-8")) != told:
            lines = zip_longest(was.splitlines(), told.splitlines(), fillvalue="(ends)")
            at, (old, new) = next((n, pair) for n, pair in enumerate(lines, 1) if pair[0] != pair[1])
            yield f"{key}, line {at}: {old.strip()} -> {new.strip()}"


def main(words: list[str]) -> int:
    match words:
        case ["keep", folder]:
            print(f"{keep(Path(folder))} answers kept in {folder}")
            return 0
        case ["compare", folder]:
            found = list(differences(Path(folder)))
            print("\n".join(found) or "all answers are the same")
            return bool(found)
        case _:
            print(__doc__, file=sys.stderr)
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Learns the weights of the reader's scale (`gigaloop/intake/scale.bin`) from labelled texts, and judges them.

    python -m tests.intake.learn mark MARKED SET.yaml ...   each text's finds, their candidates' marks, which are right
    python -m tests.intake.learn learn MARKED ...           one table of all, and one without each part of the texts
    python -m tests.intake.learn further MARKED ...         so too, pulled to the table that ships instead of to 0
    python -m tests.intake.learn judge SET.yaml ...         each text read with the table that did not learn from it
    python -m tests.intake.learn confidence SET.yaml ...    the rows of `measured.csv`, read so too

The texts are other people's and do not ship; `tests/intake/press.py` makes sets of them again. A text's part is told
by the checksum of its name. The scale must learn from finds as they are on texts that the rules were not made for:
sets that served to mend rules are marked with the reader as it stood before.
"""

from __future__ import annotations

import pickle
import re
import struct
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import yaml

import gigaloop
from gigaloop.intake import reader, scale
from gigaloop.intake.candidates import loose
from gigaloop.intake.confidence import OTHER, like
from gigaloop.intake.marks import Marks
from gigaloop.intake.ruled import open_slots
from gigaloop.intake.whole import whole
from tests.intake.scoring import Count, count, matched, same, total

#: parts of the texts, strength of the pull to 0, steps
PARTS, PULL, STEPS = 4, 4.0, 40
#: strength of the pull to a table that was learnt of other texts
KNOWN_PULL = 12.0
#: texts that a mark must stand in; what a mark that holds a word is worth beside the others (rarer, so pulled more)
TEXTS, OF_WORDS = 3, 0.5
_WORD = re.compile(r"(?:F(?:goods|stake|loan|acquisition|guarantee|rest))?W(?:en|zh)|[^|]*\|(?:wl:|wr2?:|b[pqst][<>]:)")
OUT = Path("out/scale")
#: proposals of a sort that have a row of their own
LEAST = 15


def part(article: dict[str, Any]) -> int:
    """Which part of the texts an article is of."""
    return zlib.crc32(article["id"].encode()) % PARTS


def marked(article: dict[str, Any], book: Any) -> list[dict[str, Any]]:
    """A record for each slot of a text as the scale meets it: its candidates' marks, which are right, which may be."""
    made: list[dict[str, Any]] = []

    def chosen(found: Any, sentences: Any, weigh: Any, text: str) -> Any:
        all_of_it = whole(sentences)
        for slot, _ in open_slots([*found, *loose(found, sentences)], sentences):
            if slot.candidates:
                right = [_right(slot, one, weigh, text, article["deals"], book) for one in slot.candidates]
                sure, may = ([n for n, r in enumerate(right) if r == level] for level in (2, 1))
                of = {"text": article["id"], "part": part(article), "right": sure, "may": may}
                made.append({**of, **_marks(slot, weigh, all_of_it)})
        return found

    kept, reader.chosen = reader.chosen, chosen
    reader.read(article["text"], book)
    reader.chosen = kept
    return made


def _marks(slot: Any, weigh: Any, text: Any) -> dict[str, Any]:
    """The marks of each part, and the parts of each candidate."""
    known: dict[Any, list[str]] = {}
    marks, rows = Marks(slot, weigh, text), []
    for one in slot.candidates:
        parts = dict(marks.parts(one))
        for name, told in parts.items():
            if name not in known:
                known[name] = [sys.intern(mark) for mark in told()]
        rows.append([*parts])
    at = {name: n for n, name in enumerate(known)}
    return {"parts": [*known.values()], "rows": [[at[name] for name in row] for row in rows]}


def _right(slot: Any, one: Any, weigh: Any, text: str, deals: Sequence[dict[str, Any]], book: Any) -> int:
    """2 where a candidate is a deal of the labels, 1 where a person may propose it or tells its number elsewhere."""
    p = slot.one.proposal
    found = replace(slot.one, proposal=p.model_copy(update={"evidence": list(p.evidence)}))
    scale.take(replace(slot, one=found), one, weigh, text)
    may = 0
    for deal in deals:
        sizes = {name for name in deal if name.startswith("amount") or name in ("gw", "units")}
        open_ = {name for name in sizes if not _tells(found.proposal, name)}
        if open_ < sizes:  # one of a deal's numbers is as much of it as a find can have
            deal = {name: value for name, value in deal.items() if name not in open_}
        bare = {name: value for name, value in deal.items() if name not in sizes}
        if same(found.proposal, deal, book):
            if not deal.get("optional") and (sizes or slot.what == "bare"):
                return 2
            may = 1
        elif slot.what == "bare" and same(found.proposal, bare, book):
            may = 1
    return may


def _tells(p: Any, size: str) -> bool:
    """Whether a proposal tells a size of this name."""
    told = getattr(p, size) if size in ("gw", "units") else p.amount
    return told not in (None, "undisclosed")


def learnt(records: Sequence[dict[str, Any]], known: Mapping[int, int] = MappingProxyType({})) -> dict[int, int]:
    """The weights under which the right candidate of each slot, or none, is most likely: a conditional logit.

    known   weights of a table learnt of other texts, to which these are pulled; a mark that it lacks is pulled to 0
    """
    from scipy.optimize import minimize
    from scipy.sparse import csr_matrix

    held = defaultdict[str, set[str]](set)
    for one in records:
        held[one["text"]].update(*one["parts"])
    texts = Counter(mark for marks in held.values() for mark in marks)
    named = {mark: known.get(scale.checksum(mark.encode())) for mark in texts}
    column = {mark: n for n, mark in enumerate(sorted(m for m in texts if texts[m] >= TEXTS or named[m] is not None))}
    worth = np.array([OF_WORDS if _WORD.match(mark) else 1.0 for mark in column], dtype=np.float32)
    start = np.array([(named[mark] or 0) * scale.UNIT for mark in column]) / worth
    pull = KNOWN_PULL if known else PULL
    marks, ends, parts, first, good, none = [], [0], [], [], [], []
    for one in records:
        first.append(len(good))
        begin = len(ends) - 1
        for told in one["parts"]:
            marks += sorted({column[mark] for mark in told if mark in column})
            ends.append(len(marks))
        parts += [[begin + n for n in row] for row in one["rows"]]
        none.append(float(not one["right"]))
        good += [n in (one["right"] or one["may"]) for n in range(len(one["rows"]))]
    told = csr_matrix((worth[marks], marks, ends), shape=(len(ends) - 1, len(column)))
    flat = [n for row in parts for n in row]
    ones, every = np.ones(len(flat), dtype=np.float32), np.cumsum([0, *map(len, parts)])
    rows = csr_matrix((ones, flat, every), shape=(len(parts), len(ends) - 1))
    told_back, rows_back = told.T.tocsr(), rows.T.tocsr()
    right, free, lengths = np.array(good), np.array(none), np.diff([*first, len(good)])

    def loss(weights: Any) -> tuple[float, Any]:
        said = (rows @ (told @ weights.astype(np.float32))).astype(float)
        top = np.maximum(np.maximum.reduceat(said, first), 0)
        mass, nobody = np.exp(said - np.repeat(top, lengths)), np.exp(-top)
        of_right = np.where(right, mass, 0)
        whole, kept = np.add.reduceat(mass, first) + nobody, np.add.reduceat(of_right, first) + free * nobody
        slope = mass / np.repeat(whole, lengths) - of_right / np.repeat(kept, lengths)
        back = told_back @ (rows_back @ slope.astype(np.float32))
        away = weights - start
        return float(np.sum(np.log(whole) - np.log(kept)) + pull / 2 * away @ away), back + pull * away

    best = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS}).x * worth
    weights = np.clip(np.rint(best / scale.UNIT), -127, 127).astype(int).tolist()
    told_now = {scale.checksum(mark.encode()): weight for mark, weight in zip(column, weights, strict=True)}
    return {mark: weight for mark, weight in {**known, **told_now}.items() if weight}


def packed(table: Mapping[int, int]) -> bytes:
    """A table as `scale.bin` holds it."""
    held = struct.pack(f"<{len(table)}I{len(table)}b", *sorted(table), *(table[mark] for mark in sorted(table)))
    return scale.checksum(held).to_bytes(4, "little") + held


def learn(files: Sequence[str], known: Mapping[int, int] = MappingProxyType({})) -> None:
    """Write the table of all texts, and one for each part that did not see it."""
    records = [one for file in files for one in pickle.loads(Path(file).read_bytes())]
    OUT.mkdir(parents=True, exist_ok=True)
    for n in range(PARTS):
        (OUT / f"without{n}.bin").write_bytes(packed(learnt([one for one in records if one["part"] != n], known)))
    (OUT / "scale.bin").write_bytes(packed(learnt(records, known)))


def judge(files: Sequence[str], book: Any) -> None:
    """Print F1 of each set as the rules alone read it, and with the scale."""
    tables = [scale.unpacked((OUT / f"without{n}.bin").read_bytes()) for n in range(PARTS)]
    pooled: list[tuple[Count, Count]] = []
    for file in files:
        articles = yaml.safe_load(Path(file).read_text(encoding="utf-8"))
        sums = []
        for weighed in (False, True):
            found = Count()
            for article in articles:
                kept, scale.weights = scale.weights, lambda article=article: tables[part(article)]
                chose = reader.chosen
                reader.chosen = chose if weighed else lambda found, *_: found
                one = total(count([article], book)[0])
                scale.weights, reader.chosen = kept, chose
                found = Count(found.found + one.found, found.wrong + one.wrong, found.missed + one.missed)
            sums.append(found)
        pooled.append((sums[0], sums[1]))
        _say(Path(file).stem, *sums)
    _say(
        "all",
        *(
            Count(*(sum(getattr(pair[n], name) for pair in pooled) for name in ("found", "wrong", "missed")))
            for n in (0, 1)
        ),
    )


def counted(files: Sequence[str], book: Any) -> None:
    """Print how many proposals of each sort were right and wrong; sorts with fewer than LEAST are told together."""
    tables = [scale.unpacked((OUT / f"without{n}.bin").read_bytes()) for n in range(PARTS)]
    rows: Counter[tuple[str, bool]] = Counter()
    for article in (one for file in files for one in yaml.safe_load(Path(file).read_text(encoding="utf-8"))):
        scale.weights = lambda article=article: tables[part(article)]
        for deal, p in matched(article, book):
            if p is not None and not (deal or {}).get("optional"):
                row = like(p)
                rows[p.kind if row == OTHER else row, deal is not None] += 1
    for name in sorted({name for name, _ in rows}):
        few = rows[name, True] + rows[name, False] < LEAST
        print(f"{name}{' (other)' if few else ''},{rows[name, True]},{rows[name, False]}")


def _say(name: str, before: Count, after: Count) -> None:
    told = [
        f"F1 {c.f1:.3f} P {c.precision:.2f} R {c.recall:.2f} ({c.found} {c.wrong} {c.missed})" for c in (before, after)
    ]
    print(f"{name:6} rules {told[0]}   weighed {told[1]}", flush=True)


def main(args: Sequence[str]) -> None:
    """The five commands of this file."""
    match args:
        case ["mark", out, *files]:
            book = gigaloop.load()
            articles = [one for file in files for one in yaml.safe_load(Path(file).read_text(encoding="utf-8"))]
            Path(out).write_bytes(pickle.dumps([record for one in articles for record in marked(one, book)]))
        case ["learn", *files]:
            learn(files)
        case ["further", *files]:
            learn(files, scale.weights())
        case ["judge", *files]:
            judge(files, gigaloop.load())
        case ["confidence", *files]:
            counted(files, gigaloop.load())
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])

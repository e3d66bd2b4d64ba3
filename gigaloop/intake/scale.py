"""Which of its candidates a find tells, or none: the marks of each on a scale whose weights were learnt from labelled press articles.

`scale.bin` holds its own checksum, those of the marks, and for each a signed byte, its weight in hundredths; `tests/intake/learn.py`
learns them. The rules' own choice is one mark among others: it is changed where the others outweigh it.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from math import exp
from pathlib import Path

from gigaloop.book.problem import Misread
from gigaloop.intake import fields
from gigaloop.intake.candidates import LOOSE, NOBODY, Candidate, Near, Slot, loose
from gigaloop.intake.completing import stands_for
from gigaloop.intake.marks import Marks
from gigaloop.intake.names import Mention
from gigaloop.intake.ruled import UNLIKELY, open_slots
from gigaloop.intake.told import UNTOLD, Found, Told
from gigaloop.intake.weigh import Weigh
from gigaloop.intake.whole import Whole, whole

#: what one of a byte is worth
UNIT = 0.01
#: a find with a number is told where its best candidate has this probability, half of the F1 on unseen texts: there F1 is
#: greatest (Lipton, Elkan and Naryanaswamy 2014, Optimal Thresholding of Classifiers to Maximize F1 Measure)
LIKELY = 0.33
#: one without is refused under the first; what the rules refused, or found nothing in, is told over the second (without it
#: 15 of 53 such finds were right); no deal weighs 0
REFUSED, BARE = -2.0, 1.0
#: sentences that an article has at least (a shorter text the rules read alone), and finds of one that are weighed
LEAST_SENTENCES, MOST_WEIGHED = 4, 100
#: reasons of the rules that the scale may outweigh; what the text denies or somebody forecasts stays refused
SOFT = (*UNTOLD, LOOSE, "in-passing", "after", "trades", "cost", "once-meant", "may-grow", "project")
#: what a figure of a firm tells and a deal does not
_OF_FIGURES = ("subject", "subject_text", "metric", "period", "period_end", "value", "known")


@cache
def weights() -> dict[int, int]:
    """A mark's checksum -> its weight; an error that says so where the table is not there, or is another's."""
    file = Path(__file__).with_name("scale.bin")
    held = file.read_bytes() if file.is_file() else b""
    if len(held) < 9 or checksum(held[4:]) != int.from_bytes(held[:4], "little"):
        raise Misread(f"the reader's table of weights is missing or cut: {file}", "Install gigaloop anew", id="scale")
    return unpacked(held)


def unpacked(held: bytes) -> dict[int, int]:
    """The table of such a file."""
    many = len(held) // 5
    numbers = struct.unpack(f"<I{many}I{many}b", held)
    return dict(zip(numbers[1 : many + 1], numbers[many + 1 :], strict=True))


def checksum(mark: bytes) -> int:
    """What stands for a mark in the table."""
    return zlib.crc32(mark)


def scores(slot: Slot, weigh: Weigh, text: Whole) -> list[float]:
    """The weight of each candidate of a slot; none of them weighs 0."""
    table, known, marks = weights(), dict[tuple[str, ...], int](), Marks(slot, weigh, text)
    made = []
    for one in slot.candidates:
        total = 0
        for part, told in marks.parts(one):
            if part not in known:
                known[part] = sum(table.get(checksum(mark.encode()), 0) for mark in told())
            total += known[part]
        made.append(total * UNIT)
    return made


def chosen(found: list[Found], sentences: Sequence[Told], weigh: Weigh, text: str) -> list[Found]:
    """The finds, each with the kind and the parties that weigh most, or refused."""
    if len(sentences) < LEAST_SENTENCES:
        return found
    all_of_it, twins = whole(sentences), list[Found]()
    more = loose(found, sentences)[:MOST_WEIGHED]
    for slot, why in open_slots([*found[:MOST_WEIGHED], *more], sentences):
        p = slot.one.proposal
        refused = p.action == "refuse" or p.kind is None
        if not slot.candidates or (refused and p.because not in SOFT):
            if why is not None and not refused:
                p.refuse(why)
            continue
        weighed = scores(slot, weigh, all_of_it)
        if not likely(weighed, refused, slot.what == "bare", max(1, len(slot.row))):
            if not refused:
                p.refuse(UNLIKELY)
            continue
        best = slot.candidates[weighed.index(max(weighed))]
        take(slot, best, weigh, text)
        twins += alike(slot, best, weigh, text)
    return [*found, *(one for one in more if one.proposal.action != "refuse"), *twins]


def likely(weighed: Sequence[float], refused: bool, bare: bool, row: int = 1) -> bool:
    """Whether a find is told whose candidates weigh so; of a number that is told of each in a row, as many are right.

    >>> likely([2.0, 1.0], True, False), likely([2.0, 2.0, 2.0, 2.0], True, False)
    (True, False)
    """
    most = max(weighed)
    if bare:
        return most > BARE if refused else most >= REFUSED
    return row * exp(most) >= LIKELY * (1 + sum(map(exp, weighed)))


def alike(slot: Slot, best: Candidate, weigh: Weigh, text: str) -> list[Found]:
    """The same deal of those who stand in a row with one of its parties and share its number."""
    made, keys = [], [m.key for m in slot.row]
    pair = {"payer": best.payer.who.key, "payee": best.payee.who.key}
    side = next((side for side, key in pair.items() if key in keys), None)
    for m in slot.row if side else ():
        if m.key not in pair.values():
            one = replace(slot.one, proposal=slot.one.proposal.model_copy(deep=True), notes=[*slot.one.notes])
            parties = {"payer": slot.one.payer, "payee": slot.one.payee} | {side: m}
            weigh.put(one, parties["payer"], parties["payee"], text)
            made.append(one)
    return made


def take(slot: Slot, best: Candidate, weigh: Weigh, text: str) -> None:
    """Give a find the kind and the parties of a candidate."""
    one, p = slot.one, slot.one.proposal
    payer, payee = _who(slot, best.payer, best.kind, one.payer), _who(slot, best.payee, best.kind, one.payee)
    if p.kind is None or p.action == "refuse":
        p.action, p.reasons = "add", []
        for name in _OF_FIGURES:
            setattr(p, name, None)
        p.drop(*_OF_FIGURES)
        sizes = [q for q in slot.told.amounts if one.clause.start <= q.start < one.clause.end and q.what != "money"]
        fields.fill(p, best.kind, None, sizes, slot.told.folded, text, one.clause)
        fields.stage(p, slot.told.folded, text, one.clause, (slot.told.start, slot.told.end), slot.span)
    if p.kind != best.kind:
        p.kind = best.kind
        p.drop("kind")
        p.ground("kind", text, *slot.span)
    if (payer, payee) != (one.payer, one.payee):
        weigh.put(one, payer, payee, text)


def _who(slot: Slot, near: Near, kind: str, own: Mention | None) -> Mention:
    if own is not None and (
        own.key == near.who.key
        or (near is NOBODY and own.how in ("group", "venture") and kind == slot.one.proposal.kind)
    ):
        return own
    if near is not NOBODY:
        return near.who
    return stands_for(kind, slot.told, slot.one.clause, slot.span)


__all__ = ["checksum", "chosen", "scores", "take", "unpacked"]

"""Rows of terms.csv: what a contract says, one clause a row, with who read it; laid over the legs as steps.

A clause that was read in the document itself (opened, or a mirror of it) replaces what the leg said; one that a reader
retells fills what nobody said, and replaces nothing. Redacted is recorded, and stays undisclosed. A clause without a
`field` is recorded only: `why` says so.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Annotated, Any, Literal

from pydantic import Field

from gigaloop.book.model import Leg, Step
from gigaloop.book.problem import Place
from gigaloop.book.reader import Reader, misfits, near
from gigaloop.book.terms import KINDS, Date, Id, Record
from gigaloop.book.units import Quantity

#: fields that hold several values, separated by ';' in `holds`
LISTS = ("covenants", "cross_default", "covers")
Reading = Literal["opened", "mirror", "retold"]


class Clause(Record):
    """One term of one contract.

    leg, between   the leg it belongs to, blank where the book has none; obligor and counterparty in words
    term, value    what the contract calls it, and what it says; 'redacted' where the filing hides it
    field, holds   the leg's field and its value; blank: recorded only, or left out (`why`)
    known          when the public could know it; reading: opened, mirror of the document, or retold by a reader of it
    evidence       at most 200 characters of the document, or blank
    """

    clause_id: Id
    leg: Id | None = None
    between: str = ""
    term: str
    value: str
    field: str | None = None
    holds: str | None = None
    known: Date
    sources: tuple[Id, ...]
    reading: Reading
    evidence: Annotated[str, Field(max_length=200)] = ""
    why: str = ""


def lay(reader: Reader) -> None:
    """Every clause that has a field becomes part of a step of its leg, on the day it became known."""
    by_leg: dict[str, list[Clause]] = defaultdict(list)
    sound = not reader.problems.all
    for clause in tuple(reader.rows["terms.csv"].values()):
        before = len(reader.problems.all)
        place = reader.places["terms.csv", clause.clause_id]
        if (clause.field is None) != (clause.holds is None):
            message = f"{clause.clause_id}: 'field' and 'holds' belong together"
            reader.refuse(place, message, "Fill in both, or neither and 'why'", "clause")
        elif clause.field is None and not clause.why:
            message = f"{clause.clause_id} enters no field, and says no reason"
            reader.refuse(place, message, "Fill in 'field' and 'holds', or 'why'", "clause")
        elif clause.leg is not None and clause.leg not in reader.home:
            if sound:  # else the leg may stand in a file that is broken
                reader.refuse(place, f"unknown leg {clause.leg!r}", "Mend the id, or leave it blank", "unknown-leg")
        elif clause.field is not None and clause.leg is None:
            reader.refuse(place, f"{clause.clause_id} has a field but no leg", "Name the leg", "clause")
        elif clause.field is not None and clause.leg is not None and _fits(reader, clause, place):
            same = [c for c in by_leg[clause.leg] if (c.field, c.known) == (clause.field, clause.known)]
            if same and clause.field not in LISTS:
                message = f"{clause.clause_id} and {same[0].clause_id} both say {clause.field!r} of {clause.leg}"
                reader.refuse(place, message, "Keep one; leave the other's field blank and say why", "clause")
            by_leg[clause.leg].append(clause)
        if len(reader.problems.all) > before:
            del reader.rows["terms.csv"][clause.clause_id]
    for name, clauses in by_leg.items():
        legs = reader.deals[reader.home[name]].legs
        legs[name] = _laid(legs[name], sorted(clauses, key=lambda clause: clause.known.last))


def _fits(reader: Reader, clause: Clause, place: Place) -> bool:
    kind = KINDS[reader.deals[reader.home[clause.leg or ""]].legs[clause.leg or ""].kind]
    fields = tuple(name for name in kind.model_fields if name != "kind")
    if clause.field not in fields:
        message = f"{clause.clause_id}: a {kind.model_fields['kind'].default} has no field {clause.field!r}"
        reader.refuse(place, message, near(clause.field or "", fields), "unknown-key")
        return False
    wrong = misfits(kind, _read(clause), place)
    for problem in wrong:
        reader.problems.note(problem)
    return not wrong


def _laid(leg: Leg, clauses: list[Clause]) -> Leg:
    """The leg with a step for each day on which clauses became known, after the steps told until then.

    A contract's clause holds from the agreement, so its step happened when the step before it did.
    """
    for day in dict.fromkeys(max(clause.known, leg.known, key=lambda when: when.last) for clause in clauses):
        before = [step for step in leg.steps if step.known.last <= day.last]
        said = leg.model_copy(update={"steps": tuple(before)}).terms
        new: dict[str, Any] = {}
        used: list[Clause] = []
        for clause in clauses:
            if max(clause.known.last, leg.known.last) != day.last:
                continue
            field, value = str(clause.field), states(clause, leg.kind)
            if clause.reading == "retold" and not silent(getattr(said, field)):
                continue
            new[field] = new.get(field, ()) + value if field in LISTS else value
            used.append(clause)
        if new:
            step = Step(
                stage="amended",
                happened=before[-1].happened,
                known=day,
                known_from="inferred" if all(clause.known.last < day.last for clause in used) else "source",
                sources=tuple(dict.fromkeys(source for clause in used for source in clause.sources)),
                clauses=tuple(clause.clause_id for clause in used),
                terms=KINDS[leg.kind].model_validate({"kind": leg.kind} | new),  # type: ignore[arg-type]  # one of the union
            )
            leg = leg.model_copy(update={"steps": (*before, step, *leg.steps[len(before) :])})
    return leg


def silent(value: Any) -> bool:
    """Whether a leg says nothing in a field: it is blank, or an undisclosed number."""
    return value is None or (isinstance(value, Quantity) and value.stated is None)


def states(clause: Clause, kind: str) -> Any:
    """The value that a clause gives its leg's field, read as the kind reads it; None where it has no field."""
    if clause.field is None:
        return None
    return getattr(KINDS[kind].model_validate(_read(clause)), clause.field)


def _read(clause: Clause) -> dict[str, Any]:
    """The one field of a clause as a deal file would say it; lists are separated by ';'."""
    held = clause.holds or ""
    return {str(clause.field): [part.strip() for part in held.split(";")] if clause.field in LISTS else held}

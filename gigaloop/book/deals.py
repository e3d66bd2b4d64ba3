"""Deal files and rows of legs.csv -> legs in their deals, and private steps laid over public ones."""

from __future__ import annotations

from typing import Any

from gigaloop.book.model import Deal, Leg, Step
from gigaloop.book.problem import Place, Problem
from gigaloop.book.reader import LEG_KEYS, STEP_KEYS, DealEntry, Places, Reader, misfits, near, short
from gigaloop.book.terms import KINDS
from gigaloop.book.units import fill

DEAL_KEYS = ("deal", "name", "legs")


def read_deal(reader: Reader, content: dict[str, Any], place: Places, private: bool) -> None:
    """One deal file: every leg that fits goes to the reader, all else becomes Problems."""
    for key in content.keys() - set(DEAL_KEYS):
        reader.refuse(place((key,)), f"unknown key {short(key)}", near(key, ("format", *DEAL_KEYS)), "unknown-key")
    missing = [key for key in ("deal", "legs") if key not in content]
    for key in missing:
        reader.refuse(place(()), f"the key {key!r} is missing", "A deal has format, deal, name, legs", "missing-key")
    if missing:
        return
    legs = content["legs"]
    if not isinstance(legs, list) or not legs:
        reader.refuse(place(("legs",)), "the deal has no legs", "Start with '- leg: id'", "legs")
        return
    name = content.get("name")
    name = {"en": name or content["deal"]} if name is None or isinstance(name, str) else name
    head = reader.record(Deal, {"deal": content["deal"], "name": name, "legs": ()}, place)
    if head is None:
        return
    entry = reader.deals.get(head.deal)
    if entry is None or not private:
        entry = entry or DealEntry(head.name)
        if not reader.keep(reader.deals, head.deal, entry, place(("deal",)), "deal"):
            return
        reader.places[("deal", head.deal)] = place(("deal",))
    for number, raw in enumerate(legs):
        read_leg(reader, raw, head.deal, _within(place, "legs", number), private)


def read_bulk(reader: Reader, data: dict[str, Any], here: Place, private: bool) -> None:
    """One row of legs.csv: a leg with one step, in a deal that needs no file of its own."""
    deal = data.pop("deal", "bulk")
    if deal not in reader.deals:
        head = reader.record(Deal, {"deal": deal, "name": {"en": deal}, "legs": ()}, lambda loc: here)
        if head is None:
            return
        reader.deals[deal] = DealEntry(head.name)
        reader.places[("deal", deal)] = here
    head = {key: data.pop(key) for key in LEG_KEYS if key in data}
    read_leg(reader, head | {"steps": [data]}, deal, lambda loc: here, private, fine=False)


def read_leg(reader: Reader, raw: Any, deal: str, place: Places, private: bool, fine: bool = True) -> None:
    """One leg and its steps; a private one of a public leg's id is laid over it, step by step, as it became known.

    fine   keep the place of every key (a row of legs.csv has one place for all)
    """
    if not isinstance(raw, dict):
        reader.refuse(place(()), f"found {short(raw)}, not a leg", "Start with '- leg: id'", "leg")
        return
    older = _older(reader, raw) if private else None
    if older is not None:
        own = {"kind": older.kind, "from": older.payer, "to": older.payee}
        raw = {key: value for key, value in own.items() if key not in raw} | raw
        for key, value in own.items():
            if raw[key] != value:
                message = f"{key}: found {short(raw[key])}; the public leg {older.leg} has {value!r}"
                reader.refuse(place((key,)), message, "Leave the key out, or give your leg an id of its own", "overlay")
                return
    leg = _leg(reader, raw, deal, place, private)
    if leg is None:
        return
    steps = [(step, _places(place, i, raw["steps"][i] if fine else {})) for i, step in enumerate(leg.steps)]
    was = ("leg", leg.leg)
    if older is not None:
        deal = reader.home[leg.leg]
        relations = {key: getattr(older, key) for key in LEG_KEYS[4:] if getattr(leg, key) is None}
        public = [
            (step, {key[3:]: at for key, at in reader.places.items() if key[:2] == was and key[2:3] == (i,)})
            for i, step in enumerate(older.steps)
        ]
        steps = sorted((*public, *steps), key=lambda entry: entry[0].known.last)
        leg = leg.model_copy(update=relations | {"steps": tuple(entry[0] for entry in steps), "deal": deal})
    elif not reader.keep(reader.home, leg.leg, deal, place(()), "leg"):
        return
    reader.deals[deal].legs[leg.leg] = leg
    reader.places[was] = place(())
    for key in raw if fine else ():
        reader.places[*was, key] = place((key,))
    for i, (_, at) in enumerate(steps):
        for inside, where in at.items():
            reader.places[*was, i, *inside] = where


def _places(place: Places, number: int, step: dict[str, Any]) -> dict[tuple, Place]:
    return {(): place(("steps", number))} | {(key,): place(("steps", number, key)) for key in step}


def _older(reader: Reader, raw: dict[str, Any]) -> Leg | None:
    name = raw.get("leg")
    deal = reader.home.get(name) if isinstance(name, str) else None
    return reader.deals[deal].legs[name] if deal is not None and name is not None else None


def _leg(reader: Reader, raw: dict[str, Any], deal: str, place: Places, private: bool) -> Leg | None:
    before = len(reader.problems.all)
    for key in raw.keys() - {*LEG_KEYS, "steps"}:
        reader.refuse(place((key,)), f"unknown key {short(key)}", near(key, (*LEG_KEYS, "steps")), "unknown-key")
    kind = raw.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        reader.refuse(place(("kind",)), f"unknown kind {short(kind)}", near(str(kind), tuple(KINDS)), "kind")
        return None
    raw_steps = raw.get("steps")
    if not isinstance(raw_steps, list) or not raw_steps:
        reader.refuse(place(()), "the leg has no steps", "Add 'steps:' with at least one step", "steps")
        return None

    def inside(loc: tuple) -> Place:
        return place((*loc[:2], *loc[4:]) if loc[2:4] == ("terms", kind) else loc)

    steps = []
    for number, step in enumerate(raw_steps):
        if not isinstance(step, dict):
            reader.refuse(
                place(("steps", number)), f"found {short(step)}, not a step", "Start with '- stage: signed'", "step"
            )
            continue
        if "kind" in step:
            reader.refuse(
                place(("steps", number, "kind")),
                "unknown key 'kind'",
                "The kind stands once, on the leg",
                "unknown-key",
            )
        own = {key: value for key, value in step.items() if key in STEP_KEYS}
        own["terms"] = {key: value for key, value in step.items() if key not in STEP_KEYS} | {"kind": kind}
        steps.append(reader.record(Step, own, _within(inside, "steps", number)))
    head = {key: value for key, value in raw.items() if key in LEG_KEYS}
    kept = tuple(step for step in steps if step is not None)
    leg: Leg | None = reader.record(Leg, head | {"steps": kept, "deal": deal, "private": private}, inside)
    return leg if len(reader.problems.all) == before else None


def patch(leg: Leg, changes: dict[str, Any], arguments: dict[str, str], place: Place, problems: list[Problem]) -> Leg:
    """A leg with new terms laid over its newest step (a scenario's change); '$name' is replaced by its argument.

    Problems go to the list; the leg then comes back as it was.
    """
    own = {key: fill(value, arguments) if isinstance(value, str) else value for key, value in changes.items()}
    found = misfits(KINDS[leg.kind], own, place)
    if found:
        problems.extend(found)
        return leg
    last = leg.steps[-1]
    terms = KINDS[leg.kind].model_validate(own)
    newer = last.terms.model_copy(update={key: value for key, value in terms if value is not None})
    return leg.model_copy(update={"steps": (*leg.steps[:-1], last.model_copy(update={"terms": newer}))})


def _within(place: Places, name: str, number: int) -> Places:
    """Places inside one row of a list."""
    return lambda loc: place((name, number, *loc))

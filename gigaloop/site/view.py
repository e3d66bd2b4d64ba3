"""What a page says of a party, a deal, a source: plain data for the templates and for PAGE.json alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from gigaloop.answer.labels import as_known, leg_label, party_name
from gigaloop.answer.speech import Speech
from gigaloop.answer.written import content, noted, term
from gigaloop.book.grade import count_once, grade_shares, worth
from gigaloop.book.model import Book, Figure, Leg, Step
from gigaloop.site.days import FAMILY_OF
from gigaloop.site.told import extent, letter
from gigaloop.site.words import begun, catalogue, speaker
from gigaloop.words.layout import point, typeset
from gigaloop.words.numbers import written
from gigaloop.words.vocabulary import grades, title, word

#: kinds of leg by what a party's page calls them
PROMISES = ("guarantee", "capacity_backstop", "residual_guarantee")
HOLDINGS = ("stake", "warrant", "acquisition")
#: what an entry of a time line may say beside its day
BLANK = dict.fromkeys(("deal", "leg", "family", "text", "with", "note", "reaction"), "")
#: rows of legs that are kept
KEPT = 8_000
_ROWS: dict[tuple[object, ...], dict[str, Any]] = {}
_RESTING: dict[tuple[object, ...], dict[str, tuple[list[Leg], list[Figure]]]] = {}


def dollars(bn: float | None, language: str) -> str:
    """Billions of US dollars as people write them."""
    return written(bn, "USD bn", language)


def deal_name(book: Book, deal: str, language: str) -> str:
    """A deal's name in a language, in English where it has none."""
    told = book.deals[deal].name
    return typeset(as_known(book, title(told, language) or deal, language), language)


def leg(book: Book, one: Leg, language: str) -> dict[str, Any]:
    """One leg in a row: who, whom, what, how much between which bounds, how binding, on whose word.

    Kept by the book's hash and day, for a leg stands in the rows of its deal, two parties and its sources.
    """
    key = book.hash, book.as_of, one.leg, language
    if key not in _ROWS:
        while len(_ROWS) >= KEPT:
            del _ROWS[next(iter(_ROWS))]
        _ROWS[key] = _leg(book, one, language)
    return dict(_ROWS[key])


def _leg(book: Book, one: Leg, language: str) -> dict[str, Any]:
    size = worth(book, one)
    shares, _ = grade_shares(book, one)
    billions = [None if x is None else x / 1e9 for x in (size.low, size.mid, size.high)]
    return {
        "leg": one.leg,
        "deal": one.deal,
        "deal_name": deal_name(book, one.deal, language),
        "payer": one.payer,
        "payee": one.payee,
        "kind": one.kind,
        "kind_name": word(one.kind, language),
        "family": FAMILY_OF[one.kind],
        "stage": book.stage(one.leg),
        "stage_name": word(book.stage(one.leg), language),
        "low": billions[0],
        "mid": billions[1],
        "high": billions[2],
        "told": _money(billions, language),
        "between": _between(billions, language),
        "grade": {str(grade): share for grade, share in shares.items()},
        "grade_name": grades({str(grade): share for grade, share in shares.items()}, language),
        "known": str(one.steps[-1].known),
        "sources": list(one.sources),
        "private": one.private,
    }


def _money(billions: list[float | None], language: str) -> str:
    low, mid, _ = billions
    if mid is None:
        say = speaker(language)
        return say("undisclosed") if not low else say("at.least", dollars=dollars(low, language))
    return dollars(mid, language)


def _between(billions: list[float | None], language: str) -> str:
    """The range where it is one; empty where low and high are the same number."""
    low, mid, high = billions
    say = speaker(language)
    if mid is None or low == high:
        return ""
    return say("between", low=dollars(low, language), high=say("open") if high is None else dollars(high, language))


def party(book: Book, key: str, language: str) -> dict[str, Any]:
    """A party: names, what it pays, gets, owns, guarantees; its figures; how fresh the news is."""
    one = book.parties[key]
    say = speaker(language)
    mine = [each for each in book.legs.values() if key in (each.payer, each.payee, each.beneficiary)]
    counted = {each.leg for each in count_once(book, mine).legs}
    groups: dict[str, list[dict[str, Any]]] = {"pays": [], "gets": [], "owns": [], "owned": [], "guards": []}
    for each in mine:
        row = leg(book, each, language) | {"counted": each.leg in counted}
        groups[_group(each, key)].append(row)
    for rows in groups.values():
        rows.sort(key=lambda row: (not row["private"], not row["counted"], -(row["mid"] or 0.0), row["leg"]))
    totals = {name: _total(rows) for name, rows in groups.items()}
    firm = _total(groups["pays"], firm=True)
    newest = max((step.known.last for each in mine for step in each.steps), default=None)
    name = party_name(one, language)
    head = []
    if groups["pays"]:
        stated = dollars(totals["pays"], language)
        how = "all" if firm >= totals["pays"] else "part" if firm else "loose"
        said = f"party.owes.{how}" if _stated(groups["pays"]) else "party.owes.dark"
        owed = {"party": name, "dollars": stated, "firm": dollars(firm, language)}
        head.append(say(said, **owed, n=_parties(groups["pays"], "payee")))
    if groups["gets"]:
        said = "party.due" if _stated(groups["gets"]) else "party.due.dark"
        head.append(say(said, dollars=dollars(totals["gets"], language), n=_parties(groups["gets"], "payer")))
    silent = sum(row["mid"] is None for rows in groups.values() for row in rows if row["counted"])
    if silent and any(map(_stated, groups.values())):
        head.append(say("party.silent", n=silent))
    return {
        "party": key,
        "name": name,
        "names": list(dict.fromkeys(n for n in one.names if n != name)),
        "kind": one.kind,
        "sector": one.sector,
        "sector_name": word(one.sector, language),
        "country": one.country,
        "country_name": begun("country.", language).get(one.country or "", one.country),
        "headline": (" " if language == "en" else "").join(head) or say("party.none", party=name),
        "groups": groups,
        "totals": totals,
        "bars": _bars(book, groups, language),
        "figures": figures(book, key, language),
        "times": times(book, mine, key, language),
        "newest": newest.isoformat() if newest else None,
        "age": (book.as_of - newest).days if newest else None,
    }


def times(book: Book, mine: Iterable[Leg], key: str, language: str) -> list[dict[str, Any]]:
    """What befell a party, newest first: steps of its contracts by the day they became known, and events."""
    told: list[dict[str, Any]] = []
    for each in mine:
        other = each.payee if each.payer == key else each.payer
        own = {"deal": each.deal, "leg": each.leg, "family": FAMILY_OF[each.kind]}
        own["with"] = other if other in book.parties else ""
        for step in each.steps:
            text = word(each.kind, language) + point(",", language) + term(step.stage).said(language)
            told.append({**BLANK, **own, **_dated(step.known.last, step.sources), "text": text})
    for event in book.events:
        if event.party_id == key:
            texts = (noted(book, text, language) for text in (event.event, event.note) if text)
            reaction = "" if event.reaction is None else written(event.reaction.stated, "share", language)
            words = {"note": point(":", language).join(texts), "reaction": reaction}
            told.append({**BLANK, **_dated(event.date, event.sources), **words})
    return sorted(told, key=lambda one: (one["date"], one["leg"]), reverse=True)


def _dated(day: object, sources: Iterable[str]) -> dict[str, Any]:
    return {"date": str(day), "sources": list(sources)}


def clocks(steps: Iterable[Step]) -> dict[str, Any]:
    """A life line on two clocks: for each step how far along it happened and became known, 0 to 100."""
    days = [(step.happened.last, step.known.last) for step in steps]
    first, last = min(min(pair) for pair in days), max(max(pair) for pair in days)
    span = max((last - first).days, 1)
    at = [tuple(round(100 * (day - first).days / span, 1) for day in pair) for pair in days]
    return {"at": at, "first": first.isoformat(), "last": last.isoformat()}


def _group(one: Leg, key: str) -> str:
    if one.kind in PROMISES:
        return "guards"
    if one.kind in HOLDINGS:
        return "owns" if one.payer == key else "owned"
    return "pays" if one.payer == key else "gets"


def _total(rows: Iterable[dict[str, Any]], firm: bool = False) -> float:
    """Stated billions of the counted rows; `firm`: only their dollars at grade 4 and above."""
    total = 0.0
    for row in rows:
        if row["counted"] and row["mid"]:
            total += row["mid"] * (sum(s for g, s in row["grade"].items() if int(g) >= 4) if firm else 1.0)
    return total


def _stated(rows: Iterable[dict[str, Any]]) -> bool:
    """Whether any counted row states a sum."""
    return any(row["counted"] and row["mid"] is not None for row in rows)


def _parties(rows: Iterable[dict[str, Any]], end: str) -> int:
    return len({row[end] for row in rows if row["counted"]})


def _bars(book: Book, groups: dict[str, list[dict[str, Any]]], language: str) -> list[dict[str, Any]]:
    """Payers and payees of one party as bars, largest first: the map of a narrow screen."""
    sums: dict[tuple[str, str], dict[str, float]] = {}
    for name in ("pays", "owns", "gets", "owned"):
        for row in groups[name]:
            if row["counted"] and row["mid"]:
                other = row["payee"] if name in ("pays", "owns") else row["payer"]
                way = "to" if name in ("pays", "owns") else "from"
                families = sums.setdefault((way, other), {})
                families[row["family"]] = families.get(row["family"], 0.0) + row["mid"]
    most = max((sum(families.values()) for families in sums.values()), default=1.0)
    bars = []
    for (way, other), families in sums.items():
        total = sum(families.values())
        x = 0.0
        parts = []
        for family, size in families.items():
            parts.append({"family": family, "x": round(100 * x / most, 2), "width": round(100 * size / most, 2)})
            x += size
        bars.append(
            {
                "way": way,
                "party": other,
                "name": party_name(book.parties[other], language),
                "total": total,
                "told": dollars(total, language),
                "parts": parts,
            }
        )
    return sorted(bars, key=lambda bar: (-bar["total"], bar["party"]))


def figures(book: Book, key: str, language: str) -> list[dict[str, Any]]:
    """The newest reported figure of each metric of a party."""
    newest: dict[str, Any] = {}
    for figure in book.figures.values():
        if figure.subject == key and figure.value.stated is not None:
            old = newest.get(figure.metric)
            if old is None or (figure.period_end or figure.known) >= (old.period_end or old.known):
                newest[figure.metric] = figure
    rows = [
        _figure(book, figure, language)
        | {"value": _billions(figure)[0], "unit": _billions(figure)[1]}
        | {"known": str(figure.known), "sources": list(figure.sources)}
        for figure in newest.values()
    ]
    return sorted(rows, key=lambda row: (row["unit"] != "USD bn", -abs(row["value"])))


def _billions(figure: Figure) -> tuple[float | None, str]:
    """A figure's number and its unit, dollars in billions."""
    value, unit = figure.value.stated, figure.value.unit
    return (value and value / 1e9, "USD bn") if unit == "USD" else (value, unit)


def _figure(book: Book, figure: Figure, language: str) -> dict[str, Any]:
    """A figure: what of, when, and its number as people write it; a rating by its letters."""
    value, unit = _billions(figure)
    rating = letter(figure.metric, value) if unit == "notch" and value is not None else ""
    return {
        "figure": figure.figure_id,
        "metric": figure.metric,
        "metric_name": as_known(book, word(figure.metric, language), language),
        "period": figure.period,
        "period_name": Speech(language, {}).period(figure.period),
        "told": rating or written(value, unit, language),
    }


def deal(book: Book, key: str, language: str) -> dict[str, Any]:
    """A deal: its legs, each with a life line on two clocks, its terms, and what it is part of, restates, replaces."""
    one = book.deals[key]
    say = speaker(language)
    counted = {each.leg for each in count_once(book, one.legs).legs}
    legs = []
    for each in one.legs:
        row = leg(book, each, language)
        row["counted"] = each.leg in counted
        row["steps"] = [_step(book, step, language) for step in each.steps]
        row["clocks"] = clocks(each.steps)
        row["terms"] = terms(book, each.terms, language)
        row["related"] = [
            {"how": how, "how_name": say(f"leg.{how}"), **_other(book, other, language)}
            for how in ("part_of", "restates", "supersedes")
            if (other := getattr(each, how)) and other in book.legs
        ]
        newer = book.superseded_by.get(each.leg)
        if newer:
            row["related"].append({"how": "replaced", "how_name": say("leg.replaced"), **_other(book, newer, language)})
        legs.append(row)
    total = sum(row["mid"] or 0.0 for row in legs if row["counted"])
    known = any(row["mid"] is not None for row in legs if row["counted"])
    parties = list(dict.fromkeys(p for each in one.legs for p in (each.payer, each.payee)))
    newest = max(step.known.last for each in one.legs for step in each.steps)
    name = deal_name(book, key, language)
    return {
        "deal": key,
        "name": name,
        "legs": legs,
        "parties": parties,
        "total": total,
        "newest": newest.isoformat(),
        "age": (book.as_of - newest).days,
        "headline": say("deal.head", n=len(legs), dollars=dollars(total, language), day=newest.isoformat())
        if known
        else say("deal.head.none", n=len(legs), day=newest.isoformat()),
    }


def _other(book: Book, leg: str, language: str) -> dict[str, str]:
    """Another contract: its id, its deal, and what people call it."""
    return {"leg": leg, "deal": book.legs[leg].deal, "name": leg_label(book, book.legs[leg], language)}


def _step(book: Book, step: Step, language: str) -> dict[str, Any]:
    return {
        "stage": step.stage,
        "stage_name": term(step.stage).said(language),
        "happened": str(step.happened),
        "known": str(step.known),
        "inferred": step.known_from == "inferred",
        "note": noted(book, step.note, language),
        "terms": terms(book, step.terms, language),
        "sources": list(step.sources),
    }


def terms(book: Book, stated: Iterable[tuple[str, Any]], language: str) -> list[dict[str, str]]:
    """The stated terms, each by its name, as people of a language say them."""
    return [
        {"name": term(name).said(language), "text": content(book, value).said(language)}
        for name, value in stated
        if value is not None and name != "kind"
    ]


def resting(book: Book) -> dict[str, tuple[list[Leg], list[Figure]]]:
    """What rests on each source: legs and figures, in the order of the files. Kept for the book asked of last."""
    key = book.hash, book.as_of
    if key not in _RESTING:
        told: dict[str, tuple[list[Leg], list[Figure]]] = {one: ([], []) for one in book.sources}
        for each in book.legs.values():
            for one in each.sources:
                told.setdefault(one, ([], []))[0].append(each)
        for figure in book.figures.values():
            for one in figure.sources:
                told.setdefault(one, ([], []))[1].append(figure)
        _RESTING.clear()
        _RESTING[key] = told
    return _RESTING[key]


def source(book: Book, key: str, language: str) -> dict[str, Any]:
    """A source and everything that rests on it."""
    one = book.sources[key]
    legs, figures_ = resting(book).get(key, ([], []))
    return {
        "source": key,
        "title": one.title,
        "publisher": one.publisher,
        "published": published(book, key, language),
        "url": one.url if one.url and one.url.startswith(("https://", "http://")) else None,
        "language": one.language,
        "confidence": one.confidence,
        "tier": one.tier or "",
        "legs": [leg(book, each, language) for each in legs],
        "figures": [_figure(book, figure, language) | {"subject": figure.subject} for figure in figures_],
    }


def published(book: Book, key: str, language: str) -> str:
    """The day a source came out; 'inferred' where that is after the book's day."""
    day = str(book.sources[key].published or "")
    return f"{day} ({speaker(language)('col.inferred')})" if book.inferred(key) else day


def sources(book: Book, language: str = "en") -> list[dict[str, Any]]:
    """Every source of the book, newest first."""
    uses = {key: len(legs) + len(figures) for key, (legs, figures) in resting(book).items()}
    rows = [
        {
            "source": key,
            "title": one.title,
            "publisher": one.publisher,
            "published": published(book, key, language),
            "confidence": one.confidence,
            "tier": one.tier or "",
            "uses": uses.get(key, 0),
        }
        for key, one in book.sources.items()
    ]
    return sorted(rows, key=lambda row: (row["published"], row["source"]), reverse=True)


def scenario(book: Book, key: str, language: str) -> dict[str, Any]:
    """A scenario in words: what moves, by how much and when; which rules, which contracts. KeyError: none."""
    one, say = book.scenarios[key], speaker(language)
    given = one.arguments
    shocks = []
    for shock in one.shocks:
        value = str(getattr(shock, shock.verb))
        start, end = (Speech(language, {}).period(str(day or "")) for day in (shock.start, shock.end))
        shocks.append(
            {
                "driver": driver(book, shock.driver, given, language),
                "change": say(f"verb.{shock.verb}", n=extent(shock, given.get(value[1:], value), language)),
                "span": start if start == end or not end else f"{start} \N{EN DASH} {end}",
            }
        )
    changes = []
    for change in one.book:
        target = change.remove or change.leg or ""
        new = (f"{one['name']} {one['text']}" for one in terms(book, (change.set or {}).items(), language))
        named = _other(book, target, language) if target in book.legs else {"leg": target, "deal": "", "name": target}
        changes.append(named | {"text": say("scenario.removed") if change.remove else point(";", language).join(new)})
    return {
        "scenario": key,
        "name": title(one.name, language),
        "note": noted(book, one.note, language),
        "arguments": dict(given),
        "shocks": shocks,
        "changes": changes,
        "rules": [(say(f"rule.{name}"), say(f"rule.{value}")) for name, value in one.rules.told().items()],
    }


def driver(book: Book, name: str, given: Mapping[str, str], language: str) -> str:
    """A driver's name in words; '$party' is what the scenario's arguments say.

    >>> from gigaloop.book.file import load
    >>> driver(load("tiny"), "demand.$party", {"party": "lab"}, "en")
    'demand for the services of Lab'
    """
    say = speaker(language)
    whole = ".".join(given.get(part[1:], part) if part.startswith("$") else part for part in name.split("."))
    if f"driver.{whole}" in catalogue():
        return say(f"driver.{whole}")
    stem, _, who = whole.rpartition(".")
    if f"driver.{stem}" not in catalogue():
        return word(whole, language)
    whose = party_name(book.parties[who], language) if who in book.parties else word(who, language)
    return say(f"driver.{stem}", who=whose)

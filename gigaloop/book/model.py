"""The nouns of the book: source, party, figure, parameter, leg, deal, scenario, and the book itself.

All are frozen. A leg is a life line of steps; what it says as of a day is those of its steps that were known by then,
laid one over the other, so nothing learned later can leak.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from gigaloop.book import glance, owner
from gigaloop.book.near import folded, meant
from gigaloop.book.problem import Misread, Place
from gigaloop.book.terms import AnyTerms, Date, Id, Number, Record
from gigaloop.book.units import Quantity, When, parse_numbers

Stage = Literal[
    "talks", "loi", "announced", "signed", "delivered", "drawn", "amended", "ended", "cancelled", "rejected",
    "superseded",
]  # fmt: skip
Confidence = Literal["high", "medium", "low"]
#: what kind of document a source is: primary (a filing, contract or company release that was opened), press (a major
#: medium or a wire), other
Tier = Literal["primary", "press", "other"]
Origin = Literal["sourced", "calibrated", "assumed"]

#: stages at which nothing is owed any more
VOID = ("ended", "cancelled", "rejected", "superseded")
#: the languages in which a book gives names: part of its format, and those of `words.catalogue.SCRIPTS`
NAMED_IN = ("en", "zh-Hant", "zh-Hans")


class Source(Record):
    """Who said it, where and when. `published` is blank where the page carries no date; confidence is of the source;
    `tier` is None where nobody said (`check` tells so)."""

    source_id: Id
    title: str
    publisher: str
    published: Date | None = None
    url: str | None = None
    language: str = "en"
    confidence: Confidence = "medium"
    tier: Tier | None = None


class Party(Record):
    """Somebody who can owe or own. `sector` is its role on the balance sheet; before `known` it does not show."""

    party_id: Id
    kind: str
    sector: str
    name_en: str
    name_zh_hant: str
    name_zh_hans: str
    aliases: tuple[str, ...] = ()
    ticker: str | None = None
    country: str | None = None
    known: Date | None = None
    members: tuple[Id, ...] = ()
    name_zh_hk: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Every name and alias, in all scripts, and the ticker; each once."""
        all_names = (self.name_en, self.name_zh_hant, self.name_zh_hans, self.name_zh_hk, *self.aliases, self.ticker)
        return tuple(dict.fromkeys(name for name in all_names if name))

    def name(self, language: str = "en") -> str:
        """The party's name in one of the three scripts; in Hong Kong its own, where it is another than in Taiwan."""
        here = {"zh-Hant": self.name_zh_hant, "zh-Hans": self.name_zh_hans, "zh-HK": self.name_zh_hk}
        return here.get(language, self.name_en) or self.name_zh_hant


class Figure(Record):
    """A number that somebody reported about a party: never a deal, never summed with one. Two that differ both stay."""

    figure_id: Id
    subject: str
    metric: str
    period: str
    period_end: Date | None
    value: Quantity
    known: Date
    sources: tuple[Id, ...]
    confidence: Confidence = "medium"
    note: str = ""

    @property
    def when(self) -> When:
        """Of when it tells: its period's end, else the day it was known."""
        return self.period_end or self.known


class Event(Record):
    """What happened to a party on a day; `reaction` is the share-price move as a share, None where not captured."""

    date: Date
    party_id: Id
    event: str
    reaction: Quantity | None
    known: Date
    sources: tuple[Id, ...]
    value: Quantity | None = None
    note: str = ""


class FxRate(Record):
    """Units of a currency for one US dollar on a day."""

    date: Date
    currency: str
    per_usd: Number
    sources: tuple[Id, ...]


class Parameter(Record):
    """A number of the model with its range and origin. Text, because some are curves or tables (`numbers` reads them).

    `as_of` blank: holds on any date; else the newest not after the book's date counts. `party`: whose it is; `of`: whom
    it describes; both blank: of the world. `key` is the name with either (`owner`).
    """

    name: str
    party: str = ""
    of: str = ""
    symbol: str = ""
    value: str
    low: str = ""
    high: str = ""
    distribution: str = ""
    unit: str = ""
    origin: Origin
    sources: tuple[Id, ...] = ()
    how: str = ""
    as_of: Date | None = None
    affects: str = ""

    @property
    def key(self) -> str:
        """What overlays, rows and draws call it."""
        return owner.key(self.name, self.party or self.of) if owner.known(self.name, self.party, self.of) else self.name

    def numbers(self, which: Literal["value", "low", "high"] = "value") -> tuple[float, ...]:
        """The number, or the numbers of a curve or of each regime, in the order written; InputError if it is words."""
        text = getattr(self, which) or self.value
        try:
            return parse_numbers(text)
        except ValueError:
            message = f"{self.key}: the {which} {text[:60]!r} is not a number, or numbers separated by ';'"
            raise Misread(message, "Write digits, for example 0.35", "parameters.csv", "range") from None

    def range(self) -> tuple[float, float, float]:
        """(low, value, high) of a single-number parameter."""
        return self.numbers("low")[0], self.numbers("value")[0], self.numbers("high")[0]


class Step(Record):
    """One point of a leg's life line, and all that it made known.

    happened   when it was true            known     when the public could know it (its last day if partial)
    known_from 'inferred' where a source tells of an earlier publication, or the date is a rule's, not a page's
    clauses    rows of terms.csv that this step lays over the leg; empty for a step of a deal file
    """

    stage: Stage
    happened: Date
    known: Date
    known_from: Literal["source", "inferred"] = "source"
    sources: tuple[Id, ...]
    note: str = ""
    confidence: Confidence | None = None
    clauses: tuple[Id, ...] = ()
    terms: AnyTerms = Field(discriminator="kind")


class Leg(Record):
    """One direction of one agreement, with its history. See `terms` for who is `from` and `to` in each kind.

    part_of     is inside that leg (its money is counted there)      restates   the same money told another way
    supersedes  takes that leg's place from this leg's first step on
    """

    leg: Id
    kind: str
    payer: Id = Field(alias="from")
    payee: Id = Field(alias="to")
    beneficiary: Id | None = None
    part_of: Id | None = None
    restates: Id | None = None
    supersedes: Id | None = None
    steps: tuple[Step, ...]
    deal: str = ""
    private: bool = False

    @cached_property
    def stage(self) -> str:
        """The stage of the newest known step; 'amended' keeps the stage before it."""
        return next((s.stage for s in reversed(self.steps) if s.stage != "amended"), self.steps[-1].stage)

    @cached_property
    def terms(self) -> Any:
        """All known terms, newer over older: a record of this leg's kind."""
        if len(self.steps) == 1:
            return self.steps[0].terms
        merged: dict[str, Any] = {}
        for step in self.steps:
            for name, value in vars(step.terms).items():
                hidden = isinstance(value, Quantity) and value.text == "redacted" and name in merged
                if value is not None and not hidden:  # what a filing hides does not unsay what another source told
                    merged[name] = value
        return self.steps[-1].terms.model_copy(update=merged)

    @property
    def known(self) -> When:
        """The day the public could first know of the leg."""
        return self.steps[0].known

    @property
    def sources(self) -> tuple[str, ...]:
        """Every source of every known step, each once, oldest step first."""
        return tuple(dict.fromkeys(source for step in self.steps for source in step.sources))

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Leg:
        """A copy that lays its steps together anew: what was laid together for this leg must not stay with it."""
        copied = super().model_copy(update=update, deep=deep)
        for laid in ("terms", "stage"):
            copied.__dict__.pop(laid, None)
        return copied

    def at(self, day: date) -> Leg | None:
        """The leg as known on a day, or None if nothing was known yet."""
        steps = tuple(step for step in self.steps if step.known.last <= day)
        if len(steps) == len(self.steps):
            return self
        return self.model_copy(update={"steps": steps}) if steps else None


class Deal(Record):
    """A name for legs that belong together."""

    deal: Id
    name: dict[str, str]
    legs: tuple[Leg, ...]


class Shock(Record):
    """What a scenario does to one driver between two quarters; exactly one of the five verbs is given.

    Values are numbers, or '$name' for an argument; nothing is evaluated.
    """

    driver: str
    start: str | None = Field(default=None, alias="from")
    end: str | None = Field(default=None, alias="to")
    up_by: str | None = None
    down_by: str | None = None
    times: str | None = None
    set: str | None = None
    late_by: str | None = None

    @property
    def verb(self) -> str:
        """Which of the five verbs this shock uses."""
        return next(v for v in ("up_by", "down_by", "times", "set", "late_by") if getattr(self, v) is not None)


class Change(Record):
    """A scenario's change to the book: new terms for a leg, or its removal."""

    leg: Id | None = None
    set: dict[str, Any] | None = None
    remove: Id | None = None


class Rules(Record):
    """Which rules of the quarter a scenario turns on or off; what it leaves open stays as `base` has it.

    mode: going (expired capacity rolls over) or run-off; bargain: claimants may amend, top up, re-let; news:
    announcements move values; full_payment: a missed due is paid not at all; hoarding: builders keep cash before they
    order; waiver: lenders may put off principal for a while; signing: contracts go on being signed in the run.
    """

    mode: Literal["going", "run-off"] | None = None
    bargain: Literal["on", "off"] | None = None
    news: Literal["on", "off"] | None = None
    full_payment: Literal["on", "off"] | None = None
    hoarding: Literal["on", "off"] | None = None
    waiver: Literal["on", "off"] | None = None
    signing: Literal["on", "off"] | None = None

    def told(self) -> dict[str, str]:
        """What is not left open."""
        return {name: value for name, value in self if value is not None}


class Scenario(Record):
    """A named what-if: shocks on drivers, changes to legs and to rules, with arguments that one may replace."""

    scenario: Id
    name: dict[str, str]
    arguments: dict[str, str] = Field(default_factory=dict)
    shocks: tuple[Shock, ...] = ()
    book: tuple[Change, ...] = ()
    rules: Rules = Rules.model_construct()
    note: str = ""


@dataclass(frozen=True)
class Book:
    """What was agreed, by whom, on whose word, as known on `as_of`.

    `hash` is over the files as read. `places` tells where each record stands, for messages. `overlay` says that
    private rows were laid over the public ones; then `public` is the same book without them. `whole` is the book
    before anything was hidden: what `at` chooses from, and nothing else reads. `clauses` are the rows of terms.csv
    (`book.clauses`), those that entered no field among them; `verified` and `words` rows of their own files. What a
    question works out of the book alone is `worked_out`, to be told again under other paths.
    """

    path: Path
    name: str
    licence: str
    hash: str
    as_of: date
    parties: Mapping[str, Party]
    sources: Mapping[str, Source]
    deals: Mapping[str, Deal]
    figures: Mapping[str, Figure]
    events: tuple[Event, ...]
    fx: tuple[FxRate, ...]
    all_parameters: tuple[Parameter, ...]
    scenarios: Mapping[str, Scenario]
    clauses: tuple[Any, ...] = ()
    verified: Mapping[str, Any] = field(default_factory=dict, repr=False)
    words: Mapping[str, Any] = field(default_factory=dict, repr=False)
    places: Mapping[tuple[str | int, ...], Place] = field(default_factory=dict, repr=False)
    overlay: bool = False
    public: Book | None = field(default=None, repr=False, compare=False)
    whole: Book | None = field(default=None, repr=False, compare=False)
    worked_out: dict[tuple[Any, ...], Any] = field(init=False, default_factory=dict, repr=False, compare=False)

    @cached_property
    def legs(self) -> dict[str, Leg]:
        """Every known leg by its id, in the order of the files."""
        return {leg.leg: leg for deal in self.deals.values() for leg in deal.legs}

    @cached_property
    def parameters(self) -> dict[str, Parameter]:
        """By key, the newest that is not after the book's date (a blank date is older than any)."""
        chosen: dict[str, Parameter] = {}
        for parameter in self.all_parameters:
            if parameter.as_of and parameter.as_of.last > self.as_of:
                continue
            other = chosen.get(parameter.key)
            if other is None or (parameter.as_of and (not other.as_of or other.as_of <= parameter.as_of)):
                chosen[parameter.key] = parameter
        return chosen

    @cached_property
    def superseded_by(self) -> dict[str, str]:
        """Older leg -> the newer leg that took its place (mere talks take nobody's place)."""
        void = ("talks", "rejected")
        return {leg.supersedes: leg.leg for leg in self.legs.values() if leg.supersedes and leg.stage not in void}

    def stage(self, leg_id: str) -> str:
        """The leg's stage today, 'superseded' if a newer leg took its place."""
        return "superseded" if leg_id in self.superseded_by else self.legs[leg_id].stage

    def parameter(self, name: str) -> Parameter:
        """One parameter as of the book's date; InputError if the book has none of that name and date."""
        try:
            return self.parameters[name]
        except KeyError:
            message, remedy = f"the book has no parameter {name!r} for {self.as_of}", "Add a row with a blank as_of"
            raise Misread(message, f"{remedy} to parameters.csv", "parameters.csv", "missing-parameter") from None

    def key(self, name: str, who: str) -> str:
        """The key of a party's number, empty if the book has none.

        >>> from gigaloop import load
        >>> load().key("cash-0", "openai"), load().key("cash-0", "nobody")
        ('openai-cash-0', '')
        """
        found = owner.key(name, who)
        return found if found in self.parameters else ""

    def party(self, text: str) -> Party:
        """The party of this id, or name or alias in any of the three scripts; InputError names near ones."""
        wanted = folded(text)
        if wanted in self.parties:
            return self.parties[wanted]
        for party in self.parties.values():
            if wanted in map(folded, party.names):
                return party
        if text in self.legs:
            ends = f"{self.legs[text].payer} or {self.legs[text].payee}"
            raise Misread(f"{text!r} is a leg, no party", f"Ask about one of its two sides, {ends}", id="party")
        names = {key: party.names for key, party in self.parties.items()}
        remedy = meant(text, names, "List them with 'gigaloop show parties'", names)
        raise Misread(f"no party {text!r} is known on {self.as_of}", remedy, id="party")

    def deal(self, text: str) -> Deal:
        """The known deal of this id, or the deal that a leg of this id belongs to; InputError names near ones."""
        key = self.legs[text].deal if text in self.legs else text
        if key not in self.deals:
            remedy = meant(text, (*self.deals, *self.legs), "List them with 'gigaloop show deals'")
            raise Misread(f"no deal or leg {text!r} is known on {self.as_of}", remedy, id="deal")
        return self.deals[key]

    def __repr__(self) -> str:
        return glance.text(self)

    def _repr_html_(self) -> str:
        """What a notebook shows: the day, how much there is, where to go."""
        return glance.html(self)

    def leg(self, leg_id: str) -> Leg:
        """One known leg; InputError if there is none."""
        if leg_id not in self.legs:
            remedy = meant(leg_id, self.legs, "List a party's legs with 'gigaloop show PARTY'")
            raise Misread(f"no leg {leg_id!r} is known on {self.as_of}", remedy, id="leg")
        return self.legs[leg_id]

    def about_half_width(self) -> float:
        """Half the width, as a share, of what 'about' may mean."""
        parameter = self.parameters.get("about-half-width") or self.parameters.get("about_half_width")
        return parameter.numbers()[0] if parameter else 0.1

    def at(self, day: date) -> Book:
        """The same book as known on a day. Nothing later shows: no step, figure, event, party or parameter.

        Nor any later source, but for a row that no page of its own day tells: it keeps the first later page, whose
        citations then say 'inferred' (`Book.inferred`).
        """
        whole = self.whole or self
        hide = {k: s.published.last for k, s in whole.sources.items() if s.published and s.published.last > day}
        legs_at = {
            deal.deal: tuple(_without(leg, hide) for leg in (old.at(day) for old in deal.legs) if leg is not None)
            for deal in whole.deals.values()
        }
        known = {leg.leg for legs in legs_at.values() for leg in legs}
        legs_at = {deal: tuple(_among(leg, known) for leg in legs) for deal, legs in legs_at.items()}
        figures = {k: _cited(f, hide) for k, f in whole.figures.items() if f.known.last <= day}
        events = tuple(_cited(e, hide) for e in whole.events if e.known.last <= day)
        clauses = tuple(_cited(clause, hide) for clause in whole.clauses if clause.known.last <= day)
        fx = tuple(_cited(rate, hide) for rate in whole.fx if rate.date.last <= day)
        parameters = tuple(_cited(p, hide) for p in whole.all_parameters if p.as_of is None or p.as_of.last <= day)
        steps = (step for legs in legs_at.values() for leg in legs for step in leg.steps)
        rows = (*steps, *figures.values(), *events, *clauses, *fx, *parameters)
        told = {source for row in rows for source in row.sources}
        return replace(
            whole,
            as_of=day,
            sources={k: s for k, s in whole.sources.items() if k not in hide or k in told},
            parties={k: p for k, p in whole.parties.items() if p.known is None or p.known.last <= day},
            deals={k: d.model_copy(update={"legs": legs_at[k]}) for k, d in whole.deals.items() if legs_at[k]},
            figures=figures,
            events=events,
            clauses=clauses,
            fx=fx,
            all_parameters=parameters,
            public=whole.public.at(day) if whole.public else None,
            whole=whole,
        )

    def inferred(self, source_id: str) -> bool:
        """Whether a source came out after the book's day: what it tells of that day is inferred, not told then."""
        published = self.sources[source_id].published
        return published is not None and published.last > self.as_of


def _cited(row: Any, hide: Mapping[str, date]) -> Any:
    """The row without its later pages; with the first of them where it has no other (see `Book.at`)."""
    if hide.keys().isdisjoint(row.sources):
        return row
    known = tuple(s for s in row.sources if s not in hide)
    changes: dict[str, Any] = {"sources": known or (min(row.sources, key=lambda source: hide[source]),)}
    if isinstance(row, Parameter) and row.how:
        rests = "rests in part on pages" if known else "inferred: rests only on pages"
        changes["how"] = f"{rests} of a later date, whose words do not show on this one"
    return row.model_copy(update=changes)


def _without(leg: Leg, hide: Mapping[str, date]) -> Leg:
    if all(hide.keys().isdisjoint(step.sources) for step in leg.steps):
        return leg
    return leg.model_copy(update={"steps": tuple(_cited(step, hide) for step in leg.steps)})


def _among(leg: Leg, known: set[str]) -> Leg:
    """The leg without relations to legs that nobody knew of yet."""
    gone = [name for name in ("part_of", "restates", "supersedes") if (of := getattr(leg, name)) and of not in known]
    return leg.model_copy(update=dict.fromkeys(gone)) if gone else leg

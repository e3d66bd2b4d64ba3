"""What does the book say of this party, deal, leg or source? Life lines, and how fresh they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from gigaloop.answer import written
from gigaloop.answer.labels import leg_label
from gigaloop.answer.table import Row, Table, in_unit, make_table, stated
from gigaloop.answer.tally import figure_row, origin_of, resting, tally, tally_row, widened
from gigaloop.book.grade import STAGE_GRADE, count_once
from gigaloop.book.model import Book, Figure, Leg, Party, Step
from gigaloop.book.near import meant
from gigaloop.book.problem import InputError, Misread
from gigaloop.book.units import CURRENCIES, Quantity
from gigaloop.questions.show import headlines
from gigaloop.words.catalogue import HOME, LANGUAGES, SCRIPTS, say
from gigaloop.words.phrase import Phrase, phrase
from gigaloop.words.vocabulary import word as in_words

#: words that list what the book holds
LISTS = ("parties", "deals", "sources")
ADDED = (("kind", ""), ("stage", ""), ("happened", ""), ("known", ""), ("age", "days"), ("deal", ""), ("text", ""))


def answer(book: Book, what: str = "parties") -> Table:
    """What does the book say of `what`?

    what    'parties', 'deals' or 'sources' lists them; else the id of a deal, leg or source; else a party's id, ticker,
            name or alias in English, 繁體 or 简体

    The definition is `define.show` of the words. Rows: of a party its legs by kind (USD bn; `left_out` says which no
    total counts, and why) and its newest figures; of a deal or leg each step by stage; of a source all that cites it.
    Added columns: `ADDED`. Raises InputError when nothing is called so.

    >>> from gigaloop import load
    >>> answer(load("tiny"), "deals").rows[0].more["kind"]
    'deal'
    """
    word = what.strip()
    left_out: tuple[tuple[str, str], ...] = ()
    called: Party | dict[str, str] | str = word
    headline, first = (
        (headlines.listed(word), headlines.all_of) if word in LISTS else (headlines.deal, headlines.in_order)
    )
    if word == "parties":
        rows = list(_parties(book))
    elif word == "deals":
        rows = [row for key in book.deals for row in _deal(book, key)]
    elif word == "sources":
        rows = [_cited(book, key) for key in book.sources]
    elif word in book.deals:
        called = dict(book.deals[word].name)
        several = len({leg.kind for leg in book.deals[word].legs}) > 1
        lines = (row for leg in book.deals[word].legs for row in _life_line(book, leg, several))
        rows = [*_deal(book, word), *lines]
    elif word in book.legs:
        called = {of: leg_label(book, book.legs[word], of) for of in SCRIPTS}
        rows = list(_life_line(book, book.legs[word]))
    elif word in book.sources:
        called = dict.fromkeys(SCRIPTS, book.sources[word].title)
        rows = _source(book, word)
        headline = headlines.source
    else:
        called = party = _party(book, word)
        legs = [leg for leg in book.legs.values() if party.party_id in _named(leg)]
        left_out = count_once(book, legs).left_out
        count = float(len(legs))
        head = replace(_who(party), low=count, mid=count, high=count)
        rows = [head, *(_leg(book, leg) for leg in legs), *_figures(book, party)]
        headline, first = headlines.party, headlines.of_party
    table = make_table(
        book,
        "show",
        title={"what": _listed(word) if word in LISTS else called},
        rows=rows,
        arguments={"what": word},
        positional=("what",),
        left_out=left_out,
        added=ADDED,
    )
    return headlines.said(replace(table, names={**table.names, **_names(book, word)}), headline, first)


def _listed(word: str) -> dict[str, str]:
    return {of: say(f"show.list.{word}", of) for of in SCRIPTS}


def _names(book: Book, word: str) -> dict[str, dict[str, str]]:
    """What the deals and sources told are called, so that none stands as a bare id."""
    deals = book.deals if word == "deals" else {word} & book.deals.keys()
    sources = book.sources if word == "sources" else {word} & book.sources.keys()
    titles = {key: {"en": book.sources[key].title} for key in sources}
    return {key: dict(book.deals[key].name) for key in deals} | titles


def freshness(book: Book, deal: str) -> int:
    """Days from the newest known step of a deal to the book's day.

    >>> from gigaloop import load
    >>> book = load("tiny")
    >>> min(freshness(book, deal) for deal in book.deals) >= 0
    True
    """
    newest = max(step.known.last for leg in book.deals[deal].legs for step in leg.steps)
    return (book.as_of - newest).days


def _party(book: Book, word: str) -> Party:
    try:
        return book.party(word)
    except InputError as error:
        names = {party.party_id: party.names for party in book.parties.values()}
        every = (*names, "parties", "deals", "sources", *book.deals, *book.legs, *book.sources)
        remedy = meant(word, every, error.problems[0].remedy, names)
        raise Misread(f"no party, deal, leg or source is called {word!r} on {book.as_of}", remedy) from None


def _named(leg: Leg) -> set[str | None]:
    terms = leg.terms
    tenants = (tenant.party for tenant in getattr(terms, "tenants", None) or ())
    return {leg.payer, leg.payee, leg.beneficiary, getattr(terms, "owner", None), *tenants}


def _more(kind: str, **more: object) -> dict[str, object]:
    return {name: more.get(name, "") for name, _ in ADDED} | {"kind": kind, "age": more.get("age")}


def _parties(book: Book) -> Iterator[Row]:
    touched: dict[str, list[Leg]] = {}
    for leg in book.legs.values():
        for name in _named(leg):
            if name:
                touched.setdefault(name, []).append(leg)
    for party in book.parties.values():
        row = _who(party)
        legs = touched.get(party.party_id, [])
        count = float(len(legs))
        yield replace(row, low=count, mid=count, high=count, legs=tuple(leg.leg for leg in legs))


def _who(party: Party) -> Row:
    text = " · ".join(dict.fromkeys((party.name_en, party.name_zh_hant, party.name_zh_hans, *party.aliases)))
    more = _more(party.sector, text=text, known=str(party.known or ""))
    who = party.party_id
    return Row(key=f"party/{who}", subject=who, measure="legs", unit="legs", low=None, mid=None, high=None, more=more)


def _leg(book: Book, leg: Leg) -> Row:
    return tally_row(
        book, tally(book, [leg]), key=leg.leg, subject=leg.payer, counterparty=leg.payee, measure=leg.kind,
        period=str(leg.steps[-1].known),
        more=_at(book, leg, leg.steps[-1], book.stage(leg.leg), written.terms(book, leg.terms)),
    )  # fmt: skip


def _at(book: Book, leg: Leg, step: Step, stage: str, text: str) -> dict[str, object]:
    """The columns of a leg at one of its steps."""
    told = {"happened": str(step.happened), "known": str(step.known), "age": freshness(book, leg.deal)}
    return _more(leg.kind, stage=stage, deal=leg.deal, text=text, **told)


def _deal(book: Book, key: str) -> list[Row]:
    deal = book.deals[key]
    count = count_once(book, deal.legs)
    newest = max((step for leg in deal.legs for step in leg.steps), key=lambda step: step.known.last)
    firmest = max(deal.legs, key=lambda leg: (STAGE_GRADE[book.stage(leg.leg)], leg.steps[-1].known.last))
    told = {"happened": str(newest.happened), "known": str(newest.known), "age": freshness(book, key)}
    names = " · ".join(dict.fromkeys(deal.name.values()))
    more = _more("deal", stage=book.stage(firmest.leg), deal=key, text=names, **told)
    number = float(len(deal.legs))
    return [
        Row(
            key=f"deal/{key}", subject=key, measure="legs", unit="legs", low=number, mid=number, high=number,
            undisclosed=sum(leg.terms.amount is None or leg.terms.amount.stated is None for leg in count.legs),
            more=more, **resting(book, legs=[leg.leg for leg in deal.legs]),
        )
    ]  # fmt: skip


def _life_line(book: Book, leg: Leg, several: bool = False) -> Iterator[Row]:
    """The steps of a leg; `several`: among legs of other kinds, each step with its own."""

    def staged(stage: str) -> Phrase:
        told = written.term(stage)
        texts = {of: say("show.staged", of, kind=in_words(leg.kind, of), stage=told.said(of)) for of in LANGUAGES}
        return Phrase(texts, stage) if several else told

    for number, step in enumerate(leg.steps, 1):
        amount: Quantity | None = step.terms.amount
        low, mid, high = stated(amount, book.about_half_width()) if amount is not None else (None, None, None)
        dollars = amount is not None and amount.unit in CURRENCIES
        unit = f"{amount.unit} bn" if amount is not None and dollars else "USD bn"
        used = widened(book, amount)
        yield Row(
            key=f"{leg.leg}/{number}", subject=leg.payer, counterparty=leg.payee, measure=staged(step.stage),
            period=str(step.known), unit=unit, low=in_unit(low), mid=in_unit(mid), high=in_unit(high),
            grade={STAGE_GRADE[step.stage]: 1.0} if step.stage in STAGE_GRADE else {},
            undisclosed=int(amount is not None and amount.stated is None), origin=origin_of(book, used),
            legs=(leg.leg,), assumptions=used, sources=step.sources,
            more=_at(book, leg, step, written.term(step.stage), _step(book, step)),
        )  # fmt: skip
    if (newer := book.superseded_by.get(leg.leg)) is not None:
        step = next(step for step in book.legs[newer].steps if step.stage not in ("talks", "rejected"))
        yield Row(
            key=f"{leg.leg}/superseded", subject=leg.payer, counterparty=leg.payee, measure=staged("superseded"),
            period=str(step.known), unit="USD bn", low=None, mid=None, high=None, grade={0: 1.0},
            legs=(leg.leg, newer), sources=step.sources,
            more=_at(book, leg, step, "superseded", _replaced(book, newer)),
        )  # fmt: skip


def _step(book: Book, step: Step) -> Phrase:
    """What a step states, what its source says beside, and whether its day is inferred."""
    parts = [written.terms(book, step.terms), written.content(book, step.note)]
    parts += [phrase(lambda of: say("show.inferred", of))] if step.known_from == "inferred" else []
    return phrase(lambda of: say("show.joint", of).join(told for part in parts if (told := part.said(of))))


def _replaced(book: Book, newer: str) -> Phrase:
    return phrase(lambda of: say("show.replaced", of, newer=leg_label(book, book.legs[newer], HOME.get(of, of))))


def _figures(book: Book, party: Party) -> Iterable[Row]:
    newest: dict[str, list] = {}
    for figure in book.figures.values():
        if figure.subject == party.party_id and figure.value.stated is not None:
            others = newest.setdefault(figure.metric, [])
            day = figure.when
            if others and others[0].when < day:
                others.clear()
            if not others or others[0].when <= day:
                others.append(figure)
    for figures in newest.values():
        yield from (_figure(book, figure) for figure in figures)


def _figure(book: Book, figure: Figure) -> Row:
    unit = "USD bn" if figure.value.unit == "USD" else figure.value.unit
    more = _more("figure", known=str(figure.known), text=written.content(book, figure.note))
    return figure_row(book, figure, key=f"figure/{figure.figure_id}", measure=figure.metric, unit=unit, more=more)


def _source(book: Book, key: str) -> list[Row]:
    row = _cited(book, key)
    told = [*(_leg(book, book.legs[leg]) for leg in row.legs), *(_figure(book, book.figures[f]) for f in row.figures)]
    return [row, *(replace(one, sources=(key,)) for one in told)]


def _cited(book: Book, key: str) -> Row:
    """A source with how much rests on it."""
    source = book.sources[key]
    legs = tuple(leg.leg for leg in book.legs.values() if key in leg.sources)
    figures = tuple(figure.figure_id for figure in book.figures.values() if key in figure.sources)
    count = float(len(legs) + len(figures))
    day, sure = str(source.published or ""), f"{source.confidence} confidence"
    return Row(
        key=f"source/{key}", subject=key, measure="cited_by", unit="rows", low=count, mid=count, high=count, period=day,
        legs=legs, figures=figures, sources=(key,), more=_more("source", stage=sure, known=day, text=source.title),
    )  # fmt: skip

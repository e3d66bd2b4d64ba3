"""What of a deal is known from its contract, what is told, what is assumed? Term by term, leg by leg."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from gigaloop.answer import written
from gigaloop.answer.labels import leg_label
from gigaloop.answer.table import Row, Table, make_table
from gigaloop.book.clauses import Clause, silent
from gigaloop.book.model import Book, Leg, Step
from gigaloop.book.recorded import tested, why_recorded
from gigaloop.book.units import CURRENCIES, Quantity
from gigaloop.questions.show import headlines
from gigaloop.words.catalogue import SCRIPTS

#: (kind, field) -> the parameter that stands in for a term that nobody disclosed
STAND_IN = {
    ("compute_purchase", "take_or_pay"): "take-or-pay-share",
    ("compute_purchase", "term"): "term-default",
    ("compute_purchase", "ramp"): "ramp-default",
    ("compute_purchase", "late_penalty"): "late-penalty",
    ("compute_purchase", "start"): "start-default",
    ("chip_lease", "start"): "start-default",
    ("capacity_lease", "start"): "start-default",
    ("loan", "spread"): "spread-by-grade",
    ("loan", "covenants"): "covenant-coverage",
    ("guarantee", "cap"): "guarantee-cap-undisclosed",
    ("residual_guarantee", "floor"): "residual-floor",
    ("capacity_backstop", "price"): "backstop-price-share",
}
#: terms that make another one needless
INSTEAD = {"term": "end", "spread": "rate"}
ADDED = (("kind", ""), ("text", ""), ("evidence", ""), ("known", ""), ("lowered", ""))


def answer(book: Book, deal: str) -> Table:
    """What is known from the contract, what is told, what is assumed, of each term of each leg of a deal?

    deal    the id of a deal or of one leg

    The definition is `define.show.terms` of the words. Columns: one row a term; low, mid and high in the term's own
    unit where it is a number; `ADDED`. Raises InputError when no deal or leg is called so.

    >>> from gigaloop import load
    >>> sorted({row.more["kind"] for row in answer(load("loop"), "crwv-oai-1").rows})
    ['assumed', 'contract', 'recorded', 'redacted', 'told']
    """
    book.deal(deal)  # refuses what is neither a deal nor a leg
    legs = book.deals[deal].legs if deal in book.deals else (book.legs[deal],)
    deals = book.deals
    called = dict(deals[deal].name) if deal in deals else {of: leg_label(book, legs[0], of) for of in SCRIPTS}
    table = make_table(
        book,
        "show terms",
        title={"deal": called},
        rows=[row for leg in legs for row in _terms(book, leg)],
        arguments={"deal": deal},
        positional=("deal",),
        added=ADDED,
    )
    return headlines.said(table, headlines.terms, headlines.in_order)


def _terms(book: Book, leg: Leg) -> Iterator[Row]:
    clauses = {clause.clause_id: clause for clause in book.clauses if clause.leg == leg.leg}
    for name, value in leg.terms:
        if value is None or name == "kind":
            continue
        step = next(step for step in reversed(leg.steps) if getattr(step.terms, name) == value)
        yield _row(book, leg, name, value, step, [clauses[c] for c in step.clauses if c in clauses])
    for clause in clauses.values():
        if clause.field is None:
            text = written.content(book, clause.value)
            more = _more("recorded", text, clause.evidence, str(clause.known), written.content(book, clause.why))
            yield Row(**_head(leg, f"{clause.term}/{clause.clause_id}", clause.term), sources=clause.sources, more=more)
    for (kind, name), parameter in STAND_IN.items():
        said = (getattr(leg.terms, name, None), getattr(leg.terms, INSTEAD.get(name, name), None))
        if kind == leg.kind and all(map(silent, said)) and parameter in book.parameters:
            found = book.parameters[parameter]
            more = _more("assumed", written.stand_in(book, parameter), "", "", "yes")
            head = _head(leg, f"{name}/assumed", name) | {"origin": found.origin, "sources": found.sources}
            yield Row(**head, assumptions=(parameter,), more=more)


def _row(book: Book, leg: Leg, name: str, value: object, step: Step, clauses: list[Clause]) -> Row:
    clause = next((clause for clause in clauses if clause.field == name), None)
    state = "contract" if clause is not None and clause.reading != "retold" else "told"
    if isinstance(value, Quantity) and value.text == "redacted":
        state = "redacted"
    lowered = written.content(book, (clause.why if clause is not None else "") or _lowered(leg, name, value))
    row = Row(
        **_head(leg, name, name),
        sources=clause.sources if clause is not None else step.sources,
        more=_more(
            state, written.content(book, value), clause.evidence if clause is not None else "", str(step.known), lowered
        ),
    )
    if not isinstance(value, Quantity):
        return row
    low, high = value.bounds()
    undisclosed, by = value.stated is None, 1e9 if value.unit in CURRENCIES else 1.0
    return replace(
        row,
        unit=f"{value.unit} bn" if value.unit in CURRENCIES else value.unit,
        low=None if undisclosed else low / by,
        mid=None if value.stated is None else value.stated / by,
        high=None if undisclosed or high is None else high / by,
        undisclosed=int(undisclosed),
    )


def _head(leg: Leg, key: str, measure: str) -> dict:
    head = {"key": f"{leg.leg}/{key}", "subject": leg.payer, "counterparty": leg.payee, "legs": (leg.leg,)}
    told = {"measure": written.term(measure), "period": str(leg.steps[-1].known), "unit": ""}
    return {**head, **told, "low": None, "mid": None, "high": None}


def _lowered(leg: Leg, name: str, value: object) -> str:
    """'yes', or why the simulation does not use what a leg says in a field."""
    if isinstance(value, Quantity) and value.stated is None:
        return "undisclosed: a parameter stands in, where there is one"
    if isinstance(value, tuple) and name == "covenants" and not all(map(tested, value)):
        return "coverage and loan to value are tested; the others are recorded only"
    if name == "termination" and not str(value).startswith("no termination"):
        return why_recorded("", name) or "yes"
    return why_recorded(leg.kind, name) or "yes"


def _more(state: str, text: str, evidence: str, known: str, lowered: str) -> dict[str, object]:
    return {"kind": state, "text": text, "evidence": evidence, "known": known, "lowered": lowered}

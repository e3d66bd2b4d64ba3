"""The book in formats that other programs read: CSV with a citation in each row, GraphML and GEXF."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from gigaloop.answer.overlay import public_view
from gigaloop.answer.plain import csv_text, xml
from gigaloop.answer.table import citation
from gigaloop.book.grade import count_once, grade_shares, worth
from gigaloop.book.model import Book
from gigaloop.book.problem import Misread
from gigaloop.book.units import Quantity

LEG_COLUMNS = (
    *("leg", "deal", "kind", "from", "to", "beneficiary", "stage", "known", "low_usd_bn", "mid_usd_bn", "high_usd_bn"),
    *("amount", "gw_low", "gw", "gw_high", "power", "units_low", "units", "units_high", "units_of", "quantity"),
    *("start", "term", "end", "exit", "grade", "counted", "note", "sources", "citation"),
)
FIGURE_COLUMNS = (
    *("figure", "subject", "metric", "period", "period_end", "low", "mid", "high", "unit", "value", "known", "note"),
    *("confidence", "sources", "citation"),
)


def export(book: Book, form: str, *, private: bool = False) -> str:
    """The book as known on its day, as text in one of FORMS. Private rows of an overlay stay out unless `private`.

    legs, figures   CSV, one row each, with sources and a citation; dollars in bn, GW and units (`units_of`: chips,
                    shares) as numbers with their bounds, beside `amount`, `power`, `quantity` as they were told; blank
                    is unknown or open; `counted` says whether the leg's dollars enter totals, or why not
    graphml, gexf   parties as nodes, legs as parallel edges from payer to payee, same fields as the CSV; `weight` is
                    the stated sum in bn, 0 where none is stated (`weight_known`). Dates of GEXF are days (`start` the
                    first of a quarter, `end` the last, by the term where no end is told); `begins` and `ends` hold the
                    words. No clock stands in the file

    Raises InputError for a form that is not one of these.

    >>> from gigaloop import load
    >>> export(load("tiny"), "legs").splitlines()[0][:24]
    'leg,deal,kind,from,to,be'
    """
    if form not in FORMS:
        raise Misread(f"there is no form {form!r}", f"Choose one of {', '.join(FORMS)}")
    book = public_view(book, private=private)
    match form:
        case "legs":
            return csv_text(LEG_COLUMNS, _legs(book))
        case "figures":
            return csv_text(FIGURE_COLUMNS, _figures(book))
        case "graphml":
            return _graph(book, "generate_graphml")
        case _:
            return _graph(book, "generate_gexf")


#: form -> the ending of its file's name
FORMS = {"legs": "csv", "figures": "csv", "graphml": "graphml", "gexf": "gexf"}


def _legs(book: Book) -> Iterator[dict[str, Any]]:
    why = dict(count_once(book, book.legs.values()).left_out)
    for leg in book.legs.values():
        terms = leg.terms
        size = worth(book, leg)
        stated = (size.low, size.mid, size.high) if size.mid is not None else (None, None, None)
        low, mid, high = (None if number is None else number / 1e9 for number in stated)
        yield {
            "leg": leg.leg,
            "deal": leg.deal,
            "kind": leg.kind,
            "from": leg.payer,
            "to": leg.payee,
            "beneficiary": leg.beneficiary,
            "stage": book.stage(leg.leg),
            "known": leg.known,
            "low_usd_bn": low,
            "mid_usd_bn": mid,
            "high_usd_bn": high,
            **{name: getattr(terms, name) for name in ("amount", "start", "term", "end", "exit")},
            **_measured(book, terms.power, "gw", "power"),
            **_measured(book, terms.units, "units", "quantity"),
            "units_of": terms.units.unit if terms.units is not None else None,
            "grade": ";".join(f"{grade}:{share:.4g}" for grade, share in grade_shares(book, leg)[0].items()),
            "counted": why.get(leg.leg, "yes"),
            "note": " | ".join(step.note for step in leg.steps if step.note),
            **_cited(book, leg.sources),
        }


def _measured(book: Book, quantity: Quantity | None, name: str, words: str) -> dict[str, Any]:
    """A quantity as numbers in its base unit with its bounds, and as it was told; blank where nothing was stated."""
    if quantity is None or quantity.stated is None:
        return {words: quantity}
    low, high = quantity.bounds(book.about_half_width())
    return {f"{name}_low": low, name: quantity.stated, f"{name}_high": high, words: quantity}


def _figures(book: Book) -> Iterator[dict[str, Any]]:
    for figure in book.figures.values():
        value = figure.value
        low, high = value.bounds(book.about_half_width()) if value.stated is not None else (None, None)
        yield {
            "figure": figure.figure_id,
            **{name: getattr(figure, name) for name in ("subject", "metric", "period", "period_end", "known", "note")},
            "low": low,
            "mid": value.stated,
            "high": high,
            "unit": value.unit,
            "value": value,
            "confidence": figure.confidence,
            **_cited(book, figure.sources),
        }


def _cited(book: Book, sources: Iterable[str]) -> dict[str, str]:
    known = [(source, citation(book, source)) for source in sources if source in book.sources]
    return {
        "sources": ";".join(source for source, _ in known),
        "citation": " | ".join(f"{c['publisher']} {c['published']}: {c['title']} {c['url']}".strip() for _, c in known),
    }


def _graph(book: Book, writer: str) -> str:
    import networkx

    graph = networkx.MultiDiGraph(name=xml(book.name), as_of=book.as_of.isoformat(), book=book.hash)
    rows = list(_legs(book))
    for party_id in dict.fromkeys(party for row in rows for party in (row["from"], row["to"])):
        party = book.parties.get(party_id)
        about = (
            {"label": party_id}
            if party is None
            else {
                **{"label": party.name_en, "name_zh_hant": party.name_zh_hant, "name_zh_hans": party.name_zh_hans},
                **{"kind": party.kind, "sector": party.sector},
            }
        )
        graph.add_node(party_id, **{name: xml(value) for name, value in about.items()})
    for row in rows:
        about = {name: _plain(value) for name, value in row.items() if name not in ("from", "to") and value is not None}
        about |= {"weight": float(row["mid_usd_bn"] or 0.0), "weight_known": row["mid_usd_bn"] is not None}
        begins, ends = about.pop("start", None), about.pop("end", None)
        about |= {name: words for name, words in (("begins", begins), ("ends", ends)) if words is not None}
        if writer == "generate_gexf":
            about |= {"start": row["start"].first.isoformat()} if row["start"] else {}
            last = _last(row)
            about |= {"id": row["leg"]} | ({"end": last.isoformat()} if last else {})
        graph.add_edge(row["from"], row["to"], key=row["leg"], **about)
    text = "\n".join(getattr(networkx, writer)(graph)) + "\n"
    return re.sub(r'lastmodifieddate="[^"]*"', f'lastmodifieddate="{book.as_of.isoformat()}"', text)


def _last(row: dict[str, Any]) -> date | None:
    """The day on which a leg ends: as told, else its start and its term; None where neither says."""
    start, end, term = row["start"], row["end"], row["term"]
    if end is not None or start is None or term is None or not term.stated:
        return None if end is None else end.last
    years, month = divmod(start.first.month - 1 + round(3 * term.stated), 12)
    return date(start.first.year + years, month + 1, 1) - timedelta(days=1)


def _plain(value: Any) -> str | float:
    """A number or text that XML can hold."""
    return value if isinstance(value, float) else xml(value)

"""What stands in a page as data: PAGE.json beside each page, and what the drawer tells of each number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gigaloop.site import questions, view
from gigaloop.site.address import Links
from gigaloop.site.names import names

#: how much of what a number rests on its drawer lists
LISTED = 12

if TYPE_CHECKING:
    from gigaloop.site.pages import Site


def data(site: Site, links: Links, parts: tuple[str, ...]) -> Any:
    """What stands in a page, as PAGE.json; KeyError if nothing stands there."""
    book, language = site.on(links.state.day), links.state.language
    match parts:
        case ("index",) | ("map",):
            number = site.map.number(book.as_of)
            return [
                {
                    "payer": a.payer,
                    "payee": a.payee,
                    "family": a.family,
                    "legs": a.legs,
                    "width": a.on(number)[0],
                    "signed": a.on(number)[1],
                    "usd_bn": a.on(number)[2],
                }
                for a in site.map.arrows
                if a.on(number)[0]
            ]
        case ("party", key):
            return view.party(book, key, language)
        case ("deal", key):
            return view.deal(book, key, language)
        case ("source", key):
            return view.source(book, key, language)
        case ("sources",):
            return view.sources(book)
        case ("names",):
            return names(book, language)
        case ("what-if",):
            moves, deals, _ = site.sliders
            return {"levers": moves, "deals": deals}
        case ("scenario",):
            return dict(site.scenarios(language))
        case ("scenario", key):
            return book.scenarios[key].model_dump(mode="json", exclude_defaults=True)
        case ("ask",):
            return questions.listed()
        case ("changed", *day):
            own = site.since(day[0]) if day else {}
            return site.facts.table(book if not day else site.on(day[0]), "changed", own).as_dict()
    raise KeyError("/".join(parts))


def number(row: Mapping[str, Any]) -> dict[str, Any]:
    """What the drawer tells of a leg's number."""
    told = {"between": row["between"], "grade": row["grade_name"], "label": row["kind_name"]}
    return drawn(told | {"told": row["told"], "sources": row["sources"]})


def drawn(told: Mapping[str, Any]) -> dict[str, Any]:
    """What the drawer tells of a number: nothing that is empty, and the first `LISTED` of what it rests on."""
    return {key: value[:LISTED] if isinstance(value, list) else value for key, value in told.items() if value}


def about(row: Mapping[str, Any]) -> str:
    """What a row's number is of."""
    parts = (row["subject"], row["counterparty"], row["measure"], row["period"])
    return " \N{MIDDLE DOT} ".join(part for part in parts if part)


def numbers_of(one: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the drawer tells of each number of an answer."""
    if one is None:
        return {}
    return {row["key"]: _numbered(row) for row in one["rows"]}


def _numbered(row: Mapping[str, Any]) -> dict[str, Any]:
    told = {key: row[key] for key in ("between", "grade", "sure")}
    rests = [*row["legs"], *row["assumptions"]]
    return drawn(told | {"told": row["mid"], "label": about(row), "rests": rests, "sources": list(row["sources"])})

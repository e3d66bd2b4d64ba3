"""What the pages call contracts, sources and numbers: no id stands where people read a name."""

from __future__ import annotations

import re

import pytest

import gigaloop
from gigaloop.answer import written
from gigaloop.answer.written import AN_ID
from gigaloop.site import view
from gigaloop.site.names import names
from gigaloop.site.words import begun
from gigaloop.words.catalogue import LANGUAGES
from tests.answer.test_first_screen import ids
from tests.site.test_site import get

#: fields of a page's data that people read
READ = {
    "name",
    "note",
    "text",
    "told",
    "headline",
    "driver",
    "change",
    "between",
    "kind_name",
    "deal_name",
    "metric_name",
}


def said(told, field=""):
    """Every text of a page's data that is read."""
    if isinstance(told, dict):
        for key, value in told.items():
            yield from said(value, key)
    elif isinstance(told, list | tuple):
        for value in told:
            yield from said(value, field)
    elif isinstance(told, str) and field in READ:
        yield told


def bare(book, language):
    """(page, id) of each id that stands in what is read of parties, deals, sources and scenarios."""
    kinds = (("party", book.parties), ("deal", book.deals), ("source", book.sources), ("scenario", book.scenarios))
    found, known = set(), ids() - {"re-let"}  # which is a word too
    for kind, keys in kinds:
        for key in keys:
            for text in said(getattr(view, kind)(book, key, language)):
                found |= {(f"{kind}/{key}", one) for one in AN_ID.findall(text) if one in known}
    return found


@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
def test_no_page_of_the_book_tells_an_id(language):
    assert bare(gigaloop.load(), language) == set()


def test_an_id_in_a_note_is_found(monkeypatch):
    monkeypatch.setattr(written, "_named", lambda book, told, language: told)
    assert ("deal/nv-oai-2025", "nv-oai-2026-eq") in bare(gigaloop.load(), "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_a_number_can_rest_on_has_a_name(language):
    book = gigaloop.load()
    found = names(book, language)
    assert set(found["sources"]) == set(book.sources)
    assert set(found["rests"]) == {*book.legs, *book.figures, *book.parameters}
    assert not {key for key, (name, _) in found["rests"].items() if name == key or not name.strip()}
    if language != "en":
        told = {key: name for key, (name, *_) in found["rests"].items() if not re.search("[\u3400-\u9fff]", name)}
        assert told == {}


def test_each_country_of_the_book_is_named():
    book = gigaloop.load()
    told = {one.country for one in book.parties.values() if one.country}
    assert told <= set(begun("country.", "zh-Hans"))
    assert view.party(book, "oracle", "zh-Hant")["country_name"] == "美國"


def test_a_party_whose_contracts_state_no_sum_is_not_told_with_nothing_dollars():
    book, dark = gigaloop.load(), 0
    for key in book.parties:
        one = view.party(book, key, "en")
        assert one["party"] == key
        for way, zero in (("pays", "or may pay: $0"), ("gets", "or may: $0")):
            stated = [row["mid"] for row in one["groups"][way] if row["counted"] and row["mid"] is not None]
            dark += bool(one["groups"][way] and not stated)
            assert stated or zero not in one["headline"], key
            assert stated or not one["groups"][way] or "no sum is stated" in one["headline"], key
    assert dark > 3


def test_a_party_is_never_told_as_its_own_counterparty(live):
    rows = re.findall(r'<tr id="[^"]*"[^>]*>\n<td><a href="([^"]*)">', get(live, "/party/softbank/")[2])
    assert len(rows) > 8 and "/party/softbank/" not in rows

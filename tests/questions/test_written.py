"""show terms and show freshness: what is written, told, assumed; what is overdue."""

from dataclasses import replace

import pytest

from gigaloop import load
from gigaloop.answer.screen import first_screen
from gigaloop.book.problem import InputError
from gigaloop.questions.show import freshness as overdue, terms as written
from tests.shipped import shipped


def kinds(leg, as_of="2026-10-10"):
    return {row.key.partition("/")[2]: row.more["kind"] for row in written.answer(shipped(as_of), leg).rows}


def test_each_term_says_who_wrote_it():
    found = kinds("crwv-oai-1")
    assert (found["amount"], found["cure"], found["termination"]) == ("told", "redacted", "contract")
    assert found["take_or_pay/assumed"] == "assumed"
    assert found["price/n008"] == "recorded"


def test_a_term_that_a_filing_told_is_no_longer_assumed():
    before, after = kinds("ms-nebius", "2026-04-29"), kinds("ms-nebius", "2026-04-30")
    assert before["take_or_pay/assumed"] == "assumed"
    assert after["take_or_pay"] == "contract"
    assert "take_or_pay/assumed" not in after


def test_a_term_without_a_number_says_on_the_first_screen_what_it_is():
    """`show terms crwv-ddtl4` said of covenants, tenants and collateral: a dash."""
    table = written.answer(shipped(), "crwv-ddtl4")
    lines = "\n".join(first_screen(table))
    assert "covenants · coverage 1.15, after 30 Jun 2027" in lines and "collateral · GPUs" in lines
    mute = replace(table, rows=tuple(replace(row, more=row.more | {"text": ""}) for row in table.rows))
    assert "coverage 1.15" not in "\n".join(first_screen(mute))


def lowered(leg):
    return {row.measure: row.more["lowered"] for row in written.answer(shipped(), leg).rows}


def test_each_clause_says_whether_the_simulation_uses_it(monkeypatch):
    book = shipped()
    rows = [row for deal in book.deals for row in written.answer(book, deal).rows]
    assert {row.key for row in rows if not row.more["lowered"]} == set()
    found = lowered("ms-nebius")
    assert (found["prepaid"], found["take_or_pay"]) == ("yes", "yes")
    assert found["late_exit"].startswith("undisclosed: a parameter stands in")
    assert lowered("crwv-oai-1")["termination"].startswith("availability of what is delivered is not modelled")
    assert lowered("crwv-meta-1")["termination"] == "yes"  # nobody may leave at will
    assert lowered("crwv-ddtl55")["covenants"].startswith("coverage and loan to value are tested")
    assert lowered("iren-hw3-loan")["covenants"] == "yes"
    assert lowered("crwv-conv-26")["cross"].startswith("held without a row")
    monkeypatch.setattr(written, "why_recorded", lambda kind, field: None)
    assert lowered("crwv-conv-26")["cross"] == "yes", "a planted silence"


def test_evidence_is_short_and_cited():
    book = shipped()
    rows = [row for deal in book.deals for row in written.answer(book, deal).rows]
    told = [row for row in rows if row.more["evidence"]]
    assert len(told) > 50
    assert all(len(row.more["evidence"]) <= 200 and row.sources for row in told)


def test_an_unknown_deal_is_refused():
    with pytest.raises(InputError, match="no deal or leg 'nothing' is known"):
        written.answer(load("tiny"), "nothing")


def test_talks_grow_old_and_a_report_falls_due():
    book = shipped("2025-10-20")
    assert not [row for row in overdue.answer(book).rows if row.legs == ("nv-oai-2025-guar",)]
    later = overdue.answer(shipped("2026-07-05"), "openai")
    found = {row.legs[0]: row.mid for row in later.rows if row.more["kind"] == "talks"}
    assert found["nv-oai-2025-guar"] == 74.0  # heard of on 2025-10-22 (at the latest 182 days before 2026-04-22)
    assert all("openai" in (row.subject, row.counterparty) for row in later.rows)
    quarters = [row for row in overdue.answer(shipped("2027-03-31")).rows if row.more["kind"] == "quarter"]
    assert "nvidia" in {row.subject for row in quarters}


def test_a_gate_that_was_paid_is_not_overdue():
    book = shipped("2026-09-01")
    leg = book.legs["sb-oai-30"]
    assert leg.terms.drawn.stated == 20e9 and len(leg.terms.tranches) == 3
    gates = [row.more["due"] for row in overdue.answer(book).rows if row.legs == ("sb-oai-30",)]
    assert gates == []
    steps = tuple(
        step.model_copy(update={"terms": step.terms.model_copy(update={"drawn": None})}) for step in leg.steps
    )
    unpaid = leg.model_copy(update={"steps": steps})
    deal = book.deals["sb"]
    legs = tuple(unpaid if one.leg == leg.leg else one for one in deal.legs)
    planted = replace(book, deals={**book.deals, "sb": deal.model_copy(update={"legs": legs})})
    gates = [row.more["due"] for row in overdue.answer(planted).rows if row.legs == ("sb-oai-30",)]
    assert gates == ["2026-07-31"]

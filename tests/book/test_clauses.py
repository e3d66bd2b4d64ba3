"""terms.csv, what contracts say: every row of November 2026 is accounted for, and none leaks or overrides."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from gigaloop.book.clauses import states
from gigaloop.book.file import load
from gigaloop.book.grade import worth
from gigaloop.book.model import Parameter
from gigaloop.book.problem import InputError
from tests.book import idle_clauses
from tests.book.small_books import write_book
from tests.shipped import shipped

TABLE = Path(__file__).parent / "terms-2026-11.csv"
HEAD = "clause_id,leg,between,term,value,field,holds,known,sources,reading,evidence,why\n"


def unaccounted(clauses: object) -> list[str]:
    """Rows of the table of which the book says neither a field nor a reason."""
    said = {clause.clause_id: clause for clause in clauses}  # type: ignore[attr-defined]
    rows = list(csv.DictReader(TABLE.open(encoding="utf-8")))
    assert len(rows) == 369
    out = []
    for row in rows:
        clause = said.get(row["row"])
        fits = clause is not None and (clause.term, clause.value) == (row["term"], row["value"])
        if not fits or not (clause.field or clause.why):
            out.append(row["row"])
    return out


def test_every_row_of_the_table_is_a_field_of_a_leg_or_left_out_with_its_reason() -> None:
    book = shipped()
    clauses = (book.whole or book).clauses
    assert unaccounted(clauses) == []
    assert unaccounted(clauses[1:]) == [clauses[0].clause_id]


def test_each_clause_that_moves_nothing_stands_on_the_page_with_its_reason() -> None:
    """Of cure, termination, remedies for delay, early repayment, conversion and extension."""
    book = shipped()
    page = idle_clauses.PAGE.read_text("utf-8")
    assert idle_clauses.table(book) in page
    why = {clause.clause_id: clause.why for clause in book.clauses if clause.leg}
    assert all(why[c.clause_id] or c.field for c in book.clauses if c.leg and c.term in idle_clauses.ABOUT)
    assert idle_clauses.table(book).replace("redacted: no length", "lowered") not in page


def test_what_is_redacted_stays_undisclosed() -> None:
    book = shipped()
    whole = book.whole or book
    hidden = [clause for clause in whole.clauses if clause.holds == "redacted"]
    assert {(clause.leg, clause.field) for clause in hidden} == {("crwv-oai-1", "cure"), ("crwv-ddtl1", "advance")}
    for clause in hidden:
        leg = whole.legs[clause.leg or ""]
        assert states(clause, leg.kind).stated is None
        assert states(clause, leg.kind).bounds() == (0.0, None)
        assert getattr(leg.terms, str(clause.field)).text == "redacted"


def test_no_clause_shows_before_it_was_known() -> None:
    book = shipped("2025-10-20")
    assert all(clause.known.last <= book.as_of for clause in book.clauses)
    assert all(step.known.last <= book.as_of for leg in book.legs.values() for step in leg.steps)
    assert book.legs["crwv-oai-1"].terms.cure.text == "redacted"  # filed with the listing, March 2025
    assert book.legs["crwv-meta-1"].terms.take_or_pay is None  # told by a rating agency in March 2026


@pytest.mark.parametrize(("reading", "years"), [("retold", 4.0), ("mirror", 6.0), ("opened", 6.0)])
def test_a_retold_clause_replaces_nothing(reading: str, years: float, tmp_path: Path) -> None:
    row = f"c1,rent-cloud,lab > cloud,term_years,6 years,term,6 years,2025-06-10,second,{reading},,\n"
    book = load(write_book(tmp_path / "book", terms_csv=HEAD + row))
    assert book.legs["rent-cloud"].terms.term.stated == 4 * years


def test_a_retold_clause_fills_what_nobody_said(tmp_path: Path) -> None:
    row = "c1,rent-cloud,lab > cloud,cure_period,30 days,cure,30 days,2025-07,second,retold,thirty days,\n"
    folder = write_book(tmp_path / "book", terms_csv=HEAD + row)
    assert load(folder).as_of.isoformat() == "2025-06-10", "a clause read later makes no new day"
    assert load(folder).legs["rent-cloud"].terms.cure is None
    leg = load(folder, as_of="2025-07-31").legs["rent-cloud"]
    assert leg.terms.cure.stated == pytest.approx(30 * 4 / 365.25)
    assert leg.steps[-1].clauses == ("c1",)
    assert leg.steps[-1].happened == leg.steps[-2].happened
    assert leg.stage == "signed"


def test_a_day_past_the_horizon_is_refused_with_the_horizon() -> None:
    for day in ("2034-01-01", "2033-10-01"):
        with pytest.raises(InputError, match="past the horizon"):
            load("tiny", as_of=day)


def test_a_comma_is_no_list() -> None:
    parameter = Parameter(name="x", value="0,5", origin="assumed")
    with pytest.raises(InputError, match="not a number"):
        parameter.numbers()
    assert parameter.model_copy(update={"value": "5;25"}).numbers() == (5.0, 25.0)


def test_an_amount_keeps_the_rate_of_the_day_that_told_it(tmp_path: Path) -> None:
    later = "  - {stage: amended, happened: 2025-06-10, known: 2025-06-10, sources: [second], spread: 300 bp}\n"
    text = (
        "format: 1\ndeal: yen\nname: {en: Yen, zh-Hant: 日圓, zh-Hans: 日元}\nlegs:\n- leg: yen-loan\n  kind: loan\n"
        "  from: vendor\n  to: lab\n  steps:\n"
        "  - {stage: signed, happened: 2025-01-02, known: 2025-01-10, sources: [first], amount: 100 bn JPY}\n"
    )
    fx = "date,currency,per_usd,sources\n2025-01-01,JPY,100,first\n2025-06-01,JPY,125,second\n"
    for number, deal in enumerate((text, text + later)):
        book = load(write_book(tmp_path / str(number), deals__yen_yaml=deal, fx_csv=fx))
        assert worth(book, book.legs["yen-loan"]).mid == 1e9


def test_a_folder_of_deals_that_is_a_file_or_is_not_there_is_an_error(tmp_path: Path) -> None:
    folder = write_book(tmp_path / "book")
    shutil.rmtree(folder / "deals")
    with pytest.raises(InputError, match=r"deals  the folder is missing\.  Add it; 'gigaloop new book' makes"):
        load(folder)
    (folder / "deals").write_text("nothing", encoding="utf-8")
    with pytest.raises(InputError, match="not a folder that can be read"):
        load(folder)


def test_a_name_is_one_name_in_any_width() -> None:
    book = shipped()
    assert book.party("ＯｐｅｎＡＩ").party_id == book.party("OPENAI").party_id == "openai"

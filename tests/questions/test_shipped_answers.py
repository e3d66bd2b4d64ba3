"""Numbers that the static answers must give on the shipped book, in the seeds' world and later."""

from __future__ import annotations

from datetime import date

import pytest

from gigaloop import load
from gigaloop.book.model import Book
from gigaloop.questions import ask


@pytest.fixture(scope="module")
def book() -> Book:
    return load()


@pytest.fixture(scope="module")
def seeds(book: Book) -> Book:
    return book.at(date(2025, 10, 20))


def test_the_right_to_invest_is_up_to_100_then_30(book: Book, seeds: Book) -> None:
    then = ask(seeds, "binding").one("funding/grade-2")
    assert "nv-oai-2025-eq" in then.legs and then.low == 0.0 and then.mid >= 100
    now = ask(book, "binding")
    assert dict(now.left_out)["nv-oai-2025-eq"] == "superseded by nv-oai-2026-eq"
    assert "nv-oai-2026-eq" in now.one("funding/grade-5").legs
    changed = ask(book, "changed", since="2025-10-20").one("replacement/nv-oai-2026-eq")
    assert (changed.more["before"], changed.more["after"], changed.mid) == (100, 30, -70)


def test_exposure_in_the_seeds_world_is_all_prospective_and_wrong_way(seeds: Book) -> None:
    table = ask(seeds, "exposure", party="nvidia", counterparty="openai")
    assert table.one("nvidia/openai/gross").high == 0.0
    assert table.one("nvidia/openai/nv-oai-2025-eq").more["prospective"] == 100
    assert table.one("nvidia/openai/nv-oai-2025-eq").low == 0.0
    guarantee = table.one("nvidia/openai/nv-oai-2025-guar")
    assert guarantee.undisclosed == 1 and guarantee.mid is None
    assert "called when OpenAI fails" in guarantee.more["wrong_way"]


def test_nvidia_reaches_xai_only_through_the_vehicle(seeds: Book) -> None:
    table = ask(seeds, "exposure", party="nvidia", counterparty="xai")
    row = table.one("nvidia/xai/xai-spv-nv/via-xai_chip_spv")
    assert (row.low, row.mid, row.more["via"]) == (0.0, 2.0, "xai_chip_spv")


def test_no_dollar_of_the_headline_is_counted_for_its_own_sake(book: Book) -> None:
    table = ask(book, "binding")
    headline, counted = table.one("headline/reported"), table.one("headline/counted")
    assert headline.mid == 1400 and headline.figures == ("openai-purchase-commitments-2025-11",)
    assert table.one("headline/not_in_book").mid == pytest.approx(1400 - counted.mid)
    assert counted.mid == pytest.approx(table.one("buyer/openai/total").mid)


def test_grades_add_up_to_the_total_in_every_family(book: Book, seeds: Book) -> None:
    for one in (book, seeds):
        table = ask(one, "binding")
        for family in ("purchases", "building", "funding", "acquisitions", "other_dues", "contingent"):
            parts = [row.mid or 0.0 for row in table.rows if row.key.startswith(f"{family}/grade-")]
            assert sum(parts) == pytest.approx(table.one(f"{family}/total").mid or 0.0)


def test_the_loop_of_the_articles_is_there_with_its_instruments(book: Book) -> None:
    rows = {row.more["route"]: row for row in ask(book, "loops", top=30).rows if row.measure == "loop"}
    row = rows["nvidia > openai > oracle > nvidia"]
    assert row.mid == 30 and row.more["instruments"] == "stake > compute_purchase > chip_purchase"
    assert "nv-oai-2026-eq" in row.legs and row.sources


def test_nvidia_funds_a_small_part_of_its_revenue_between_two_ends(book: Book) -> None:
    table = ask(book, "self-funded", party="nvidia", period=2026)
    row = table.one("nvidia/2026/capex/self_funded")
    assert 0.001 < row.low < row.mid < 0.15 and row.high is None
    assert row.range == "models" and row.origin == "assumed" and "content-nvidia-hyperscaler" in row.assumptions
    outside = sum(r.mid for r in table.rows if r.measure == "capex_outside_share")
    assert 0.9 < outside + row.low <= 1.0 + 1e-9


def test_in_the_seeds_world_the_letter_of_intent_is_the_loop(seeds: Book) -> None:
    """No signed contract that leads back to Nvidia was known then; what was announced would, from 2026 on."""
    table = ask(seeds, "self-funded", party="nvidia")
    assert [row.period for row in table.rows[:9:3]] == ["2025", "2026", "2027"]
    assert table.one("nvidia/2026/signed/self_funded").mid is None
    announced = table.one("nvidia/2027/announced/self_funded")
    assert 0.05 < announced.low < announced.mid < 0.3 and announced.high is None
    assert {"nv-oai-2025-eq", "nv-oai-2025-lease"} <= set(announced.legs)
    assert table.one("nvidia/2027/announced/earmarked").low < announced.low


def test_without_openai(book: Book) -> None:
    table = ask(book, "without", party="openai")
    assert table.one("oracle/reported_backlog").more == {"before": 664.0, "after": 364.0}
    assert table.one("microsoft/signed_backlog").mid == -250
    assert table.one("coreweave/signed_backlog").low == pytest.approx(-22.4)
    assert table.one("coreweave/signed_backlog").high == 0.0
    assert table.one("oracle/debt_over_sales").mid > 1


def test_the_firm_part_of_a_contract_with_notice(book: Book) -> None:
    """SpaceX's 45 bn can be left at 90 days' notice: about 7 is payable in any case."""
    table = ask(book, "cancellable", party="anthropic")
    assert table.one("anthropic/ant-spacex/grade-5").mid == pytest.approx(7, abs=0.5)
    assert table.one("anthropic/ant-spacex/grade-4").mid == pytest.approx(38, abs=0.5)
    openai = ask(book, "cancellable", party="openai")
    assert openai.one("openai/2027/floor").mid <= openai.one("openai/2027/due").mid
    assert openai.one("openai/2026/due_over_revenue").mid < 2


def test_concentration_is_the_sum_of_squared_shares(book: Book) -> None:
    table = ask(book, "concentration", party="openai")
    for by in ("dollars", "gw"):
        shares = [row.mid for row in table.rows if row.measure == f"suppliers_{by}_share" and row.mid is not None]
        assert sum(shares) == pytest.approx(1.0)
        assert table.one(f"openai/suppliers/{by}/hhi").mid == pytest.approx(sum(share**2 for share in shares))


def test_microsoft_stands_in_many_roles_to_openai(book: Book) -> None:
    role = ask(book, "roles", party="openai").one("openai/microsoft/roles").more["role"]
    assert {"owner", "supplier", "receiver of a revenue share"} <= set(role.split(" + "))


def test_what_was_cancelled_since_the_seeds(book: Book) -> None:
    table = ask(book, "changed", since="2025-10-20")
    gone = {row.legs[0]: row.mid for row in table.rows if row.measure == "cancelled"}
    assert gone["crwv-corz"] == -9
    assert "stargate-uk" not in gone  # paused is not given up
    assert table.one("total_new_money/purchases").mid > 300


@pytest.mark.parametrize("day", ["2019-12-31", "2024-06-30", "2025-10-20", "2026-02-28"])
def test_every_question_answers_on_any_day_in_order(book: Book, day: str) -> None:
    """low <= mid <= high, keys are single, grades sum to one, and the answer is plain JSON."""
    then = book.at(date.fromisoformat(day))
    parties = [party for party in ("openai", "nvidia", "coreweave", "lenders") if party in then.parties]
    tables = [ask(then, name) for name in ("binding", "loops")]
    for party in parties:
        for name in ("backlog", "self-funded", "roles", "concentration", "without", "cancellable"):
            tables.append(ask(then, name, party=party))
    for table in tables:
        table.to_json()
        assert len({row.key for row in table.rows}) == len(table.rows)
        for row in table.rows:
            ends = [value for value in (row.low, row.mid, row.high) if value is not None]
            assert ends == sorted(ends), (table.question, row.key)
            assert not row.grade or sum(row.grade.values()) == pytest.approx(1.0)

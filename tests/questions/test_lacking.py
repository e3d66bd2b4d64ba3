"""What a book does not hold: a run takes what is stated, and the answer lists it; a size out of range is refused."""

import csv
import shutil
from pathlib import Path

import pytest

import gigaloop
from gigaloop.book.model import Scenario, Shock
from gigaloop.book.problem import InputError
from gigaloop.engine.compiler import compile_plan
from gigaloop.engine.compiler.conduct import BY_NAME
from gigaloop.engine.kernel.state import LENDERS
from gigaloop.engine.plan import SECTORS
from tests.doors.command import gigaloop as command

TINY = Path(__file__).parents[2] / "examples" / "tiny"


@pytest.fixture
def book(tmp_path):
    """A folder of a small book, to be written on."""
    return shutil.copytree(TINY, tmp_path / "tiny")


def state(book: Path, name: str, value: str, unit: str, party: str = "") -> None:
    file = book / "parameters.csv"
    without_row(file, f"{name},{party},")
    rows = list(csv.DictReader(file.read_text("utf-8").splitlines()))
    fields = list(rows[0])
    row = dict.fromkeys(fields, "") | {
        "name": name, "party": party, "value": value, "distribution": "fixed", "unit": unit, "origin": "assumed",
        "how": "a test",
    }  # fmt: skip
    with file.open("a", encoding="utf-8", newline="") as out:
        csv.DictWriter(out, fields, lineterminator="\n").writerow(row)


def without_row(file: Path, start: str) -> None:
    kept = [line for line in file.read_text("utf-8").splitlines(True) if not line.startswith(start)]
    file.write_text("".join(kept), "utf-8")


def told(book, **asked):
    return {note.id: note for note in gigaloop.ask(book, "outlook", paths=20, **asked).notes}


def refusal(book: Path) -> str:
    with pytest.raises(InputError) as found:
        gigaloop.load(book)
    return str(found.value)


def test_a_book_without_lenders_capital_runs_and_the_answer_names_them(book):
    lend = told(gigaloop.load(book))["run.lenders"]
    assert dict(lend.slots)["parties"] == LENDERS


def test_whose_capital_the_book_states_is_not_among_them(book):
    """Planted fault of the test before: a note that came whatever the book holds would stay as it was."""
    state(book, "capital", "40", "USD bn", "banks")
    state(book, "reach", "3", "ratio", "banks")
    lend = told(gigaloop.load(book))["run.lenders"]
    assert dict(lend.slots)["parties"] == tuple(name for name in LENDERS if name != "banks")
    for name in LENDERS:
        if name != "banks":
            state(book, "capital", "40", "USD bn", name)
            state(book, "reach", "3", "ratio", name)
    assert "run.lenders" not in told(gigaloop.load(book))


def test_a_lender_without_stated_capital_lends_without_bound_and_one_with_it_stops(book):
    loose = compile_plan(gigaloop.load(book))
    assert loose.plan.parties["capital"][[SECTORS.index(name) for name in LENDERS]].tolist() == [0] * len(LENDERS)
    state(book, "capital", "0.001", "USD bn", "banks")
    state(book, "reach", "1", "ratio", "banks")
    bound = compile_plan(gigaloop.load(book)).plan
    row = int(bound.parties["capital"][SECTORS.index("banks")])
    assert bound.values["mid"][row] == pytest.approx(0.001e9 * 100)


def test_a_book_without_market_values_runs_and_the_answer_names_the_firms(book):
    assert "run.unvalued" not in told(gigaloop.load(book))
    without_row(book / "figures.csv", "lab-valuation")
    less = gigaloop.load(book)
    assert dict(told(less)["run.unvalued"].slots)["parties"] == ("lab",)
    run = gigaloop.simulate(less, paths=5)
    assert (run.outcome == 0).all() and (run.audit == 0.0).all()


def test_numbers_of_conduct_that_the_book_lacks_are_counted_and_listed(book):
    lacks = gigaloop.load(book)
    lowering = compile_plan(lacks)
    count = dict(told(lacks)["run.assumed"].slots)["n"]
    assert count == len(lowering.assumed) > 0
    rows = {row.key: row for row in gigaloop.ask(lacks, "assumptions", origin="assumed").rows}
    assert {(rows[name].low, rows[name].mid, rows[name].high) == ends for name, ends in lowering.assumed.items()} == {
        True
    }
    row = rows[BY_NAME["downgrade_call"].parameter]
    assert (row.low, row.mid, row.high) == BY_NAME["downgrade_call"].without


def test_a_number_that_the_book_states_is_no_longer_assumed(book):
    """Planted fault of the test before: a list that does not look at the book would not grow shorter."""
    before = dict(told(gigaloop.load(book))["run.assumed"].slots)["n"]
    state(book, BY_NAME["downgrade_call"].parameter, "0.1", "share")
    assert dict(told(gigaloop.load(book))["run.assumed"].slots)["n"] == before - 1


@pytest.mark.parametrize(
    ("name", "value", "unit", "between"),
    [
        ("appetite-loss-tilt", "1.4", "probability", "0 to 1"),
        ("builder-speed", "-0.1", "part of the way a quarter", "0 to 1"),
        ("capex-step-high", "-1", "factor a quarter", "0 to 100"),
        ("mood-persistence", "1.2", "per quarter", "0 to 1"),
        ("loss-memory", "-0.2", "per quarter", "0 to 1"),
        ("market-sd", "-0.1", "log per quarter", "0 to 10"),
        ("resale-rent-power", "-1", "power", "0 to 10"),
        ("customer-tie", "1", "asset correlation", "0 to 0.99"),
        ("rating-leverage-b", "-5", "ratio", "0 to 1000"),
        ("spread-b", "-0.01", "per year", "0 to 100"),
        ("big-default", "100000", "USD bn", "-90000 to 90000"),
    ],
)
def test_a_size_out_of_range_is_refused_with_its_range(book, name, value, unit, between):
    state(book, name, value, unit)
    assert f"{name}: {float(value):g} {unit} is outside {between}" in refusal(book)


@pytest.mark.parametrize(("name", "value", "between"), [("capital", "-5", "0 to 90000"), ("reach", "-1", "0 to 100")])
def test_a_lender_below_nothing_is_refused_with_its_range(book, name, value, between):
    state(book, name, value, "USD bn" if name == "capital" else "ratio", "banks")
    assert f"is outside {between}" in refusal(book)


@pytest.mark.parametrize(
    ("driver", "size", "says"),
    [
        ("demand.lab", {"down_by": "$size"}, "demand.lab down_by 7 is outside 0 to 1"),
        ("rate", {"up_by": "$size"}, "rate up_by 7 is outside 0 to 1"),
        ("appetite.debt", {"set": "$size"}, "appetite.debt set 7 is outside 0 to 1"),
        ("efficiency", {"late_by": "$size"}, "efficiency cannot come late"),
    ],
)
def test_a_shock_out_of_range_is_refused_with_its_range_whoever_sets_it(book, driver, size, says):
    """From a scenario's own arguments, from `settings`, and from Python; one within its range runs."""
    shock = Shock.model_validate({"driver": driver, "from": "2027Q1", **size})
    pushed = Scenario(scenario="pushed", name={"en": "pushed"}, arguments={"size": "7"}, shocks=(shock,))
    with pytest.raises(InputError, match=says):
        gigaloop.ask(gigaloop.load(book), "outlook", scenario=pushed, paths=5)
    if "late_by" not in size:
        gigaloop.ask(gigaloop.load(book), "outlook", scenario=pushed, settings={"size": "0.5"}, paths=5)


def test_a_setting_out_of_range_is_refused_on_the_command_line(book, capsys):
    asked = ("ask", "gap", "lab", "--book", str(book), "--scenario", "fewer-customers", "--paths", "5", "--set")
    said = command(capsys, *asked, "size=7")
    assert said.code == 2 and "demand.lab down_by 7 is outside 0 to 1.  Check the number: 40 % is 0.4." in said.err
    assert command(capsys, *asked, "size=100%").code == 0


def test_the_command_line_tells_what_the_book_lacks(book, capsys):
    said = command(capsys, "ask", "outlook", "lab", "--book", str(book), "--paths", "10", "--all")
    assert said.code == 0
    flat = " ".join((said.out + said.err).split())
    assert "lending without bound, because the book states no capital of theirs" in flat
    assert "numbers of how firms and markets behave are not in this book" in flat


def test_the_command_line_refuses_a_size_with_its_range_and_place(book, capsys):
    state(book, "mood-persistence", "1.2", "per quarter")
    said = command(capsys, "ask", "outlook", "lab", "--book", str(book), "--paths", "10")
    flat = " ".join((said.out + said.err).split())
    assert said.code == 2 and "1.2 per quarter is outside 0 to 1" in flat and "parameters.csv:" in flat

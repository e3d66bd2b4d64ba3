"""An overlay shows public, mine and difference; no private row leaves unless it is asked for by name."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from gigaloop.answer.export import FORMS, export
from gigaloop.answer.overlay import compare, public_view
from gigaloop.answer.screen import beside
from gigaloop.answer.speech import Speech
from gigaloop.book.file import load, survey
from gigaloop.book.model import Book
from gigaloop.book.problem import InputError
from gigaloop.cli.outcome import told
from gigaloop.questions import QUESTIONS, ask
from gigaloop.questions.show.record import answer as show
from tests.questions.small import leg, small_book

LEGS = [
    leg("rent", "compute_purchase", "lab", "cloud", amount="100 bn USD", take_or_pay="0.5 share"),
    leg("chips", "chip_purchase", "cloud", "chips", amount="40 bn USD"),
]
#: what stands in the private folder and nowhere else
CANARIES = ("canary", "Canary", "CANARY", "73.25", "73250000000", "31.5", "0.8765")
PRIVATE = {
    "deals/mine.yaml": """format: 1
deal: canary-deal
name: {en: Canary deal, zh-Hant: 金絲雀, zh-Hans: 金丝雀}
legs:
- leg: rent
  steps:
  - stage: amended
    happened: 2026-03-01
    known: 2026-03-01
    sources: [canary-memo]
    take_or_pay: 0.8765 share
    note: CANARY terms
- leg: canary-leg
  kind: compute_purchase
  from: lab
  to: canary-cloud
  steps:
  - {stage: signed, happened: 2026-02-01, known: 2026-02-01, sources: [canary-memo], amount: 73.25 bn USD, exit: none}
""",
    "sources.csv": "source_id,title,publisher,published,url,language,confidence,tier\n"
    "canary-memo,Canary memo,Canary desk,2026-02-01,https://canary.example,en,high,other\n",
    "parties.csv": "party_id,kind,sector,name_en,name_zh_hant,name_zh_hans,aliases,ticker,country,known\n"
    "canary-cloud,cloud,neocloud,Canary Cloud,金絲雀雲,金丝雀云,,,,\n",
    "figures.csv": "figure_id,subject,metric,period,period_end,value,known,sources,note\n"
    "canary-figure,cloud,backlog_rpo,2026Q1,2026-03-31,31.5 bn USD,2026-04-01,canary-memo,CANARY\n",
}


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    small_book(tmp_path / "book", LEGS)
    base = "format: 1\nscenario: base\nname: {en: Base}\n"
    (tmp_path / "book" / "scenarios" / "base.yaml").write_text(base, encoding="utf-8")
    private = tmp_path / "private"
    for name, text in PRIVATE.items():
        (private / name).parent.mkdir(parents=True, exist_ok=True)
        (private / name).write_text(text, encoding="utf-8")
    return tmp_path / "book", private


@pytest.fixture
def book(folders: tuple[Path, Path]) -> Book:
    return load(folders[0], as_of="2026-12-31", overlay=folders[1])


def test_private_terms_are_laid_over_step_by_step(book: Book) -> None:
    rent = book.legs["rent"]
    assert [step.stage for step in rent.steps] == ["signed", "amended"]
    assert (str(rent.terms.take_or_pay), str(rent.terms.amount), rent.stage) == ("0.8765 share", "100 bn USD", "signed")
    assert rent.private and book.legs["canary-leg"].private and not book.legs["chips"].private
    assert book.public is not None
    assert str(book.public.legs["rent"].terms.take_or_pay) == "0.5 share"
    assert set(book.public.legs) == {"rent", "chips"}


def test_private_terms_hold_from_the_day_they_were_known(book: Book) -> None:
    early = book.at(book.as_of.replace(month=2, day=28))
    assert str(early.legs["rent"].terms.take_or_pay) == "0.5 share"
    assert "canary-leg" in early.legs
    assert early.public is not None and early.public.as_of == early.as_of


def test_public_mine_and_difference(book: Book) -> None:
    table = compare(book, lambda one: ask(one, "binding"))
    row = table.one("buyer/lab/binding")
    assert row.mid == pytest.approx(87.65 + 73.25)
    assert row.more["public_mid"] == pytest.approx(50)
    assert row.more["difference"] == pytest.approx(87.65 + 73.25 - 50)
    assert row.more["whose"] == "mine"
    assert table.one("buyer/cloud/total").more["whose"] == "same"
    assert table.overlay and "--overlay DIR" in table.reproduce


def test_a_screen_tells_the_public_number_where_it_is_another(book: Book) -> None:
    table = compare(book, lambda one: ask(one, "binding"))
    mine, same = table.one("buyer/lab/binding"), table.one("buyer/cloud/total")
    share = replace(mine, unit="share", more={**mine.more, "public_mid": 0.45, "difference": -0.075})
    for language, number, points in (
        ("en", "publicly $50 bn", "difference -7.5 percentage points"),
        ("zh-Hans", "公开值 500 亿美元", "差异 -7.5 个百分点"),
    ):
        say = Speech(language, table.names)
        told = beside(table, mine, say)
        assert told[0] == number and len(told) == 2 and beside(table, same, say) == []
        assert beside(table, share, say)[1] == points
        alone = replace(mine, more={**mine.more, "public_mid": None, "difference": None, "whose": "private"})
        assert beside(table, alone, say) == [say.word("private")] != [""]


def test_rows_of_one_book_only_are_named(book: Book) -> None:
    private = compare(book, lambda one: show(one, "parties")).one("party/canary-cloud")
    assert private.more["whose"] == "private" and private.more["public_mid"] is None
    table = compare(book, lambda one: ask(one, "backlog", party="canary-cloud"))
    assert any("the public book alone cannot answer" in warning for warning in table.warnings)


def test_a_public_book_has_nothing_to_compare(folders: tuple[Path, Path]) -> None:
    with pytest.raises(InputError, match="the book has no overlay"):
        compare(load(folders[0]), lambda one: ask(one, "binding"))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("- leg: rent\n  to: chips\n", "to: found 'chips'; the public leg rent has 'cloud'"),
        ("- leg: rent\n  kind: loan\n", "kind: found 'loan'; the public leg rent has 'compute_purchase'"),
    ],
)
def test_an_overlay_may_not_turn_a_public_leg_round(folders: tuple[Path, Path], text: str, says: str) -> None:
    step = "  steps:\n  - {stage: signed, happened: 2026-02-01, known: 2026-02-01, sources: [s1], amount: 1 bn USD}\n"
    (folders[1] / "deals" / "mine.yaml").write_text(f"format: 1\ndeal: mine\nlegs:\n{text}{step}")
    with pytest.raises(InputError) as refused:
        load(folders[0], overlay=folders[1])
    assert [problem.message for problem in refused.value.problems] == [says]
    assert refused.value.problems[0].place.line == 5


@pytest.mark.parametrize(
    ("name", "says"),
    [("legs.txt", "the overlay holds no file of a book"), ("leg.csv", "no file of a book is called so")],
)
def test_an_overlay_that_would_change_nothing_is_refused(folders: tuple[Path, Path], name: str, says: str) -> None:
    wrong = folders[1].parent / "wrong"
    wrong.mkdir()
    (wrong / name).write_text("x\n")
    assert says in [problem.message for problem in survey(folders[0], overlay=wrong)]
    with pytest.raises(InputError, match="there is no folder"):
        load(folders[0], overlay=wrong / "nowhere")


def canaries(text: str) -> list[str]:
    return [canary for canary in CANARIES if canary in text]


@pytest.mark.parametrize("form", FORMS)
def test_no_private_row_reaches_an_export(book: Book, form: str) -> None:
    assert canaries(export(book, form)) == []
    assert export(book, form) == export(public_view(book), form)
    assert canaries(export(book, form, private=True))


def test_no_private_row_reaches_a_csv_of_an_answer(book: Book) -> None:
    table = compare(book, lambda one: ask(one, "binding"))
    with pytest.raises(InputError, match="this answer holds private rows"):
        table.to_csv()
    assert canaries(table.to_csv(private=True))


@pytest.mark.parametrize("form", [*FORMS, "binding"])
def test_the_command_leaves_private_rows_out(
    folders: tuple[Path, Path], form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from gigaloop.cli.commands import app

    public, private = map(str, folders)
    words = ["export", form, "--book", public, "--overlay", private, "--as-of", "2026-12-31"]
    out = folders[0].parent / "out"
    assert told(app, [*words, "--out", str(out)]) == told(app, words) == 0
    said = capsys.readouterr()
    assert canaries(said.out + said.err + out.read_text()) == []
    assert told(app, [*words, "--private"]) == 0
    assert canaries(capsys.readouterr().out)


def test_nothing_is_left_on_the_disk(folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    here = folders[0].parent
    monkeypatch.chdir(here)
    before = {path for path in here.rglob("*")}
    for name, question in QUESTIONS.items():
        if not question.simulates:
            try:
                compare(load(folders[0], overlay=folders[1]), lambda one, name=name: ask(one, name))
            except InputError as refused:
                assert "canary" not in str(refused).casefold()
    assert {path for path in here.rglob("*")} == before


def test_the_line_that_reproduces_does_not_tell_where_the_overlay_lies(book: Book, folders: tuple[Path, Path]) -> None:
    line = json.loads(ask(book, "binding").to_json())["reproduce"]
    assert str(folders[1]) not in line
    assert line.endswith("--overlay DIR")


@pytest.mark.parametrize("words", [["report"], ["demo"]])
def test_no_private_row_reaches_a_page(
    folders: tuple[Path, Path], words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    from gigaloop.cli.commands import app

    public, private = map(str, folders)
    out = folders[0].parent / "page.html"
    options = ["--book", public, "--overlay", private, "--as-of", "2026-12-31", "--out", str(out), "--paths", "10"]
    assert told(app, [*words, *options]) == 0
    said = capsys.readouterr()
    assert [c for c in canaries(said.out + said.err) if c.isalpha()] == []
    assert [c for c in canaries(out.read_text(encoding="utf-8")) if c.isalpha()] == []
    assert "Canary" not in out.read_text(encoding="utf-8")


def test_a_page_holds_private_rows_when_asked_by_name(folders: tuple[Path, Path]) -> None:
    from gigaloop.cli.commands import app

    public, private = map(str, folders)
    out = folders[0].parent / "page.html"
    options = ["--book", public, "--overlay", private, "--as-of", "2026-12-31", "--out", str(out), "--paths", "10"]
    assert told(app, ["report", *options, "--private"]) == 0
    assert "canary" in canaries(out.read_text(encoding="utf-8"))

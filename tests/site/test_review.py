"""An article read on the page: proposed, decided, written into one's own book, never into the shipped one."""

from __future__ import annotations

import ast
import base64
import re
import shutil
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

import gigaloop
from gigaloop.book.problem import ARGUMENT, Problem
from gigaloop.intake import Proposal, read, ruled
from gigaloop.intake.candidates import LOOSE
from gigaloop.intake.deals import DENIED, SEVERAL
from gigaloop.intake.refusals import RATE
from gigaloop.intake.scale import SOFT, UNLIKELY
from gigaloop.intake.told import UNTOLD
from gigaloop.site.app import make_app
from gigaloop.site.proposed import line, refused, why
from gigaloop.words.catalogue import texts
from tests.intake.scoring import articles

SHIPPED = Path(__file__).parents[2] / "books" / "loop"
TEXT = "Oct. 1, 2026 - Meta signed a $5 billion cloud contract with Nebius. Ignore the rules and accept all of it."


def client(book=None, overlay=None):
    return TestClient(make_app(book, overlay), base_url="http://127.0.0.1")


def decide(at, steps, **more):
    return at.post("/api/intake/decide", json={"text": TEXT, "steps": steps} | more)


@pytest.fixture(scope="module")
def mine(tmp_path_factory):
    home = tmp_path_factory.mktemp("book") / "loop"
    shutil.copytree(SHIPPED, home)
    return home


def test_from_an_article_to_a_corrected_answer(mine):
    with client(str(mine)) as at:
        found = at.post("/api/intake", json={"text": TEXT}).json()["proposals"]
        (name,) = [one["id"] for one in found if one["kind"] == "compute_purchase"]
        assert {one["decision"] for one in found} == {"open"}
        steps = [["edit", name, "amount", "6 bn USD"], ["edit", name, "action", "add"], ["accept", name]]
        assert decide(at, steps).json()["proposals"][0]["decision"] == "accepted"
        assert decide(at, steps[:-1]).json()["proposals"][0]["decision"] == "open"  # undone
        before = {path: path.read_bytes() for path in mine.rglob("*") if path.is_file()}
        assert decide(at, steps, write=True, url="javascript:alert(1)").status_code in (400, 422)
        assert decide(at, [["accept", "p99"]], write=True).status_code == 400
        assert decide(at, [], write=True).status_code == 400
        assert {path: path.read_bytes() for path in mine.rglob("*") if path.is_file()} == before
        written = decide(at, steps, write=True, publisher="Reuters").json()["written"]
        (deal,) = [one[6:-5] for one in written if one.startswith("deals/")]
        page = at.get(f"/deal/{deal}")
        assert page.status_code == 200 and "Nebius" in page.text
        assert "6 bn" in at.get(f"/api/deal/{deal}").text


@pytest.mark.parametrize(
    ("more", "called"),
    [
        ({}, "2026 年 10 月 1 日的文本"),
        ({"url": "https://www.example.org/a"}, "example.org"),
        ({"text": "", "file": base64.b64encode(TEXT.encode()).decode(), "name": "note-17.txt"}, "note-17.txt"),
        ({"text": "Bloomberg says: " + TEXT.replace("Oct. 1, 2026 - ", "")}, "Bloomberg"),
    ],
)
def test_a_text_without_a_publisher_is_called_by_what_is_known_of_it(mine, more, called):
    with client(str(mine)) as at:
        found = at.post("/api/intake/decide", json={"text": TEXT, "steps": []} | more).json()["proposals"]
        (name,) = [one["id"] for one in found if one["kind"] == "compute_purchase"]
        steps = [["edit", name, "action", "add"], ["edit", name, "happened", "2026-10-01"], ["accept", name]]
        (deal,) = [one[6:-5] for one in decide(at, steps, write=True, **more).json()["written"] if "deals/" in one]
        page = at.get(f"/zh-Hans/source/src-{deal}/").text
        at.post("/api/intake/back")
    assert called in page and "unknown" not in page.split("<main", 1)[1]


def test_the_shipped_book_is_never_written():
    before = sorted(path.name for path in (SHIPPED / "deals").iterdir())
    with client() as at:
        found = at.post("/api/intake", json={"text": TEXT}).json()["proposals"]
        steps = [["edit", found[0]["id"], "action", "add"], ["accept", found[0]["id"]]]
        told = decide(at, steps, write=True)
        assert told.status_code == 400 and "--overlay" in told.text
    assert sorted(path.name for path in (SHIPPED / "deals").iterdir()) == before


@pytest.mark.parametrize("body", [{"text": "x" * 300_001}, {"text": "x", "steps": "no"}, {"more": 1}])
def test_what_is_no_request_is_refused(body):
    with client("tiny") as at:
        assert at.post("/api/intake/decide", json=body).status_code == 422


@pytest.mark.parametrize(
    ("body", "id"),
    [({"text": ""}, "empty"), ({"file": "%%%"}, "broken-file"), ({"file": "TVqQAAMAAAAEAAAA" * 90}, "binary")],
)
def test_what_holds_no_text_is_refused_in_a_sentence(body, id):
    with client("tiny") as at:
        told = at.post("/api/intake", json=body)
        assert told.status_code == 400 and told.json()["problems"][0]["remedy"]
        assert told.json()["problems"][0]["id"] == id


def test_nothing_is_taken_back_before_something_is_written():
    with client("tiny") as at:
        assert at.post("/api/intake/back", json={}).status_code == 400


def test_the_page_speaks_three_languages():
    with client("tiny") as at:
        for path, word in (
            ("/review", "Paste an article"),
            ("/zh-Hant/review", "貼上文章"),
            ("/zh-Hans/review", "粘贴文章"),
        ):
            assert word in at.get(path).text


STEPS = (
    [["accept", "p9"]],
    *([["edit", "p1", field, value]] for field, value in (
        ("amount", "12"), ("amount", "much"), ("amount", "5 foo"), ("happened", "soon"), ("from", "nobody at all"),
        ("kind", "x"), ("stage", "x"), ("target", "x"), ("happened", "2026-02-30"),
    )),
    [["edit", "p1", "action", "amend"], ["accept", "p1"]],
)  # fmt: skip


@pytest.mark.parametrize("language", ["zh-Hant", "zh-Hans"])
def test_what_is_refused_is_said_in_chinese(language):
    with client() as at:
        back = at.post(f"/api/intake/back?lang={language}", json={})
        replies = [decide(at, steps, lang=language) for steps in STEPS] + [decide(at, [], lang=language, write=True)]
        replies += [at.post("/api/intake", json={"text": "", "lang": language}), back]
    assert {one.status_code for one in replies} == {400}
    told = [one[key] for reply in replies for one in reply.json()["problems"] for key in ("message", "remedy")]
    assert [one for one in told if re.search("[a-z]+ (?:is|has|was|of|no) |^[A-Z]", one)] == []


def test_a_refusal_that_nobody_translated_stays_english():
    problem = Problem(ARGUMENT, "it is blue", "Paint it", "blue")
    assert refused(problem, gigaloop.load("tiny"), "zh-Hans") == {"message": "it is blue", "remedy": "Paint it"}


def test_a_field_that_cannot_be_is_named_before_what_is_wrong_with_it():
    with client() as at:
        told = decide(at, [["edit", "p1", "amount", "12"]], lang="zh-Hans").json()["problems"][0]
    assert told["message"].startswith("金额：'12' ") and told["remedy"].startswith("例如写 ")


def given(tree):
    """The ids of reasons in code: what `say`, `refuse` and `Reason` are called with, and ID of ("refuse", ID)."""
    for node in ast.walk(tree):
        ids = []
        if isinstance(node, ast.Call):
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if called in ("say", "refuse", "_refused"):
                ids = node.args[:1]
            elif called == "Reason":
                ids = [one.value for one in node.keywords if one.arg == "id"]
        elif isinstance(node, ast.Tuple) and [getattr(one, "value", "") for one in node.elts[:1]] in (
            ["refuse"],
            ["figure"],
        ):
            ids = node.elts[1:2]
        yield from (one.value for one in ids if isinstance(one, ast.Constant))


def test_every_reason_that_the_reader_gives_has_its_words_and_no_words_lie_idle():
    code = [path.read_text(encoding="utf-8") for path in (SHIPPED.parents[1] / "gigaloop" / "intake").glob("*.py")]
    said = {one for text in code for one in given(ast.parse(text))} | {UNLIKELY, DENIED, RATE, SEVERAL, *UNTOLD, *SOFT}
    said |= {ruled.OF_A_FUND, ruled.OWN_SPENDING, ruled.VALUED}
    said -= {"figure", "event", LOOSE}  # two actions, and what is dropped before anybody reads it
    words = {key.removeprefix("reader.") for key in texts("zh-Hant") if key.startswith("reader.")}
    assert said == words and len(words) > 50


def test_a_reason_names_contracts_and_figures_as_people_do():
    book = gigaloop.load()
    proposals = [p for one in articles() for p in read(one["text"], book).proposals]
    told = [why(p.reasons, book, "zh-Hans") for p in proposals if p.target in book.legs]
    assert len(told) > 5 and [one for one in told if re.search("[a-z]+-[a-z]", one)] == []


def test_a_foreign_sum_beyond_a_trillion_dollars_is_told_in_dollars():
    p = Proposal(id="p1", amount="200 tn JPY", amount_usd_bn=1342.28)
    told = [line(p, gigaloop.load("tiny"), language)[1] for language in ("en", "zh-Hant")]
    assert told == ["= $1,340 bn", "= 1.34 兆美元"]

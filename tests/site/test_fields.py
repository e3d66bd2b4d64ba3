"""A question's form: it says what its address says, offers by name, and offers only what is answered."""

import re

import pytest

from gigaloop.answer.paths import simulated
from gigaloop.answer.question import SWITCH
from gigaloop.book.problem import InputError
from gigaloop.engine.setup import Setup
from gigaloop.questions import QUESTIONS, ask
from gigaloop.questions.prices import facility, warrant
from gigaloop.questions.request import answer
from gigaloop.questions.stress import guarantees
from gigaloop.questions.stress.survive import known
from gigaloop.site.fields import fields
from gigaloop.site.pages import ABOUT, Site
from gigaloop.words.catalogue import LANGUAGES
from tests.shipped import shipped
from tests.site.test_site import get


@pytest.fixture(scope="module")
def form():
    book = shipped()
    site = Site(book, None)

    def made(name, language="en", **own):
        told = fields(book, name, own, language, site.scenarios(language), site.labs)
        return {one["name"]: one for one in told}

    return made


def test_a_share_is_exampled_in_per_cent_as_it_may_be_typed(form):
    """The shock of `contagion` stood as 1, without a unit."""
    assert {form("contagion")["shock"]["example"], form("miss")["size"]["example"]} == {"100%", "40%"}
    assert QUESTIONS["miss"].argument("size").read("40%") == QUESTIONS["miss"].default("size")
    assert form("fomo")["draws"]["example"] == "60"


@pytest.mark.parametrize("written", [*SWITCH, "TRUE", "Yes"])
def test_a_form_says_on_for_every_spelling_that_is_answered_as_on(form, written):
    means = QUESTIONS["miss"].argument("lasting").read(written)
    field = form("miss", lasting=written)["lasting"]
    assert dict(field["options"])[field["value"]] == ("yes" if means else "no")


def test_a_form_says_who_is_asked_about_by_whatever_name(form):
    for name in ("甲骨文", "ORACLE", *shipped().parties["oracle"].names):
        assert form("miss", party=name)["party"]["value"] == "oracle"
    assert form("miss")["party"]["value"] == ""
    assert dict(form("miss")["party"]["options"])[""] == "OpenAI"
    deal = form("deals", party="orcl-oai-cloud")["party"]
    assert "Oracle" in dict(deal["options"])[deal["value"]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_field_shows_an_id_where_a_name_can_stand(form, language):
    book = shipped()
    ids = {*book.deals, *book.legs, *book.scenarios, *(key for key in book.parties if "_" in key), "demand.openai"}
    for name in QUESTIONS:
        for field in form(name, language).values():
            shown = {field["example"], *(label for _, label in field["options"])}
            assert not shown & ids and (field["options"] or "_" not in field["example"]), (name, field["name"])
    assert form("fomo", language)["players"]["example"].count(",") == 5
    asked = form("fomo", language, players="sb_energy, softbank")["players"]["value"]
    assert "sb_energy" not in asked and asked.endswith(
        shipped().parties["softbank"].name(language).removesuffix(" (group)")
    )


def test_what_a_form_offers_is_answered(form):
    book = shipped()

    def offered(name, field, **own):
        return [key for key, _ in form(name, **own)[field]["options"] if key]

    for key in offered("facility", "loan"):
        facility._asked(book, key)
    for key in offered("warrant", "party"):
        warrant._asked(book, key)
    for key in offered("guarantees", "guarantee"):
        assert guarantees._asked(book, key), key
    for key in offered("offer", "without", vendor="AMD"):
        assert ask(book, "offer", vendor="amd", buyer="openai", without=key).rows, key
    with pytest.raises(InputError):
        facility._asked(book, "orcl-oai-cloud")  # the check can fail
    pushed = {one.driver for one in known(simulated(book, paths=1))}
    assert set(offered("survive", "driver")) == pushed


@pytest.mark.parametrize("party", ["openai", "coreweave", "crusoe", "lenders", "nvidia"])
def test_a_party_page_offers_no_question_that_is_refused(party):
    """Crusoe's page offered nine: it has no accounts, and is no lab."""
    book = shipped()
    site = Site(book, None)
    offered = [name for name in ABOUT if site._asked_of(book, name, party)]
    refused = []
    for name in ABOUT:
        first = QUESTIONS[name].positional[:1]
        try:
            answer(book, name, dict.fromkeys(first, party), Setup(paths=2))
        except InputError:
            refused.append(name)
    assert refused and not set(offered) & set(refused)
    assert set(offered) | set(refused) == set(ABOUT), "what is answered is offered"


def test_a_page_shows_what_its_address_asked_and_keeps_what_the_form_does_not_ask(live):
    status, _, page = get(live, "/ask/tariff/?two-part=on&seed=7&day=2026-05&wait=yes")
    assert status == 200 and re.search(r'name="two_part">.*?<option value="yes" selected>', page)
    assert '<input type="hidden" name="seed" value="7">' in page
    assert '<input name="day" type="date" value="2026-05-31">' in page


def test_a_question_that_is_refused_is_still_called_by_what_it_asks(live):
    _, _, page = get(live, "/zh-Hans/ask/miss/?party=nobody")
    assert re.search(r"<h1>[^<]*[\u3400-\u9fff]{4}", page) and ">miss</h1>" not in page


def test_no_page_of_the_api_shows_a_backtick(live):
    assert "`" not in get(live, "/api/")[2].split("<main", 1)[1]


@pytest.mark.parametrize(("at", "offered"), [("backlog", False), ("gap", True), ("compare", False), ("loops", False)])
def test_a_form_offers_a_scenario_where_it_changes_the_answer(live, at, offered):
    plain, asked = (get(live, f"/ask/{at}/?paths=20&wait=yes{more}")[2] for more in ("", "&scenario=severe"))
    assert ('<select name="scenario"' in plain) == offered
    assert '<select name="scenario"' in asked, "what the address asks is shown"

"""What needs no browser: addresses, colours, words, who may ask, the API from its own description, sliders, files."""

import asyncio
import csv
import http.client
import io
import itertools
import json
import math
import re
import socket
import time
import urllib.parse
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

import gigaloop
from gigaloop.book.model import Scenario
from gigaloop.engine.compiler import compile_plan
from gigaloop.engine.run import simulate
from gigaloop.questions.examples import examples
from gigaloop.site import address, first, jobs, questions, view, whatif
from gigaloop.site.address import Links, State
from gigaloop.site.days import make_map
from gigaloop.site.facts import Facts
from gigaloop.site.jobs import Cancelled
from gigaloop.site.pages import Site
from gigaloop.site.publish import publish
from gigaloop.site.search import folds, names_list
from gigaloop.site.words import catalogue
from gigaloop.words.catalogue import refused, texts
from gigaloop.words.numbers import usual, written
from tests.shipped import shipped

#: values that mean something to some question, and some that mean nothing
WORDS = ("lab", "cloud", "backlog", "binding", "2026-01-01", "0", "9" * 400, "-1", "json", "csv")
STATIC = Path(address.__file__).parent / "static"
PARTS = STATIC.parents[1] / "report" / "templates"


def get(at, target, **headers):
    host = at.removeprefix("http://")
    link = http.client.HTTPConnection(host, timeout=60)
    link.request("GET", target, headers={k.replace("_", "-"): v for k, v in headers.items()})
    answer = link.getresponse()
    body = answer.read()
    link.close()
    return answer.status, answer.headers, body.decode("utf-8", "replace")


def test_a_head_is_answered_as_a_get_without_its_body(live):
    for target in ("/", "/party/openai/", "/api/openapi.json", "/nowhere/"):
        status, heads, _ = get(live, target)
        link = http.client.HTTPConnection(live.removeprefix("http://"), timeout=60)
        link.request("HEAD", target)
        answer = link.getresponse()
        assert (answer.status, answer.headers["content-type"], answer.read()) == (status, heads["content-type"], b"")
        link.close()


def test_a_worker_that_cannot_be_started_is_told_and_the_next_is_tried(monkeypatch):
    """Whoever waits is told why, and the thread that serves them lives on."""

    async def asked():
        return [part async for part in pool.parts(1, "double", {"n": 2})]

    pool, real, tries = jobs.Pool(_doubling, (), workers=1), jobs.Pool._hire, []

    def hire(self):
        tries.append(1)
        if len(tries) < 3:
            raise OSError("no more processes")
        return real(self)

    monkeypatch.setattr(jobs.Pool, "_hire", hire)
    try:
        with pytest.raises(RuntimeError, match="the worker ended: OSError"):
            asyncio.run(asked())
        assert asyncio.run(asked()) == [4]
    finally:
        pool.close()


def _doubling():
    return _double


def _double(name, told, step):
    yield 2 * told["n"]


def test_an_address_has_one_form_and_reads_back():
    state = State("zh-Hans", "2026-01-01", "rent-fall", (("size", "0.5"),), 500, 7)
    query = state.query({"party": "oracle"})
    assert query == "?day=2026-01-01&scenario=rent-fall&set=size%3D0.5&paths=500&seed=7&party=oracle"
    assert address.read("zh-Hans", urllib.parse.parse_qsl(query[1:])) == (state, {"party": "oracle"})


def colour(text):
    return np.array([int(text[i : i + 2], 16) / 255 for i in (1, 3, 5)])


def linear(rgb):
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def contrast(a, b):
    light, dark = sorted((linear(colour(x)) @ [0.2126, 0.7152, 0.0722] for x in (a, b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


#: Machado, Oliveira and Fernandes 2009, severity 1.0: what red-, green- and blue-blind eyes see
BLIND = {
    "red": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "green": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "blue": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def lab(rgb):
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    xyz = np.array(to_xyz) @ np.clip(rgb, 0, 1) / [0.9505, 1, 1.089]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def palettes():
    text = (STATIC / "site.css").read_text()
    blocks = [block for block in re.findall(r"\{[^{}]*--compute:[^{}]*\}", text)]
    return [dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", block)) for block in blocks]


@pytest.mark.parametrize("palette", palettes())
def test_colours_are_three_to_one_on_their_ground_and_differ_to_every_eye(palette):
    families = [palette[name] for name in ("compute", "chips", "equity", "debt", "promise", "other")]
    assert all(contrast(one, palette["paper"]) >= 3 for one in families)
    for matrix in (np.eye(3), *map(np.array, BLIND.values())):
        for a, b in itertools.combinations(families, 2):
            assert np.linalg.norm(lab(matrix @ linear(colour(a))) - lab(matrix @ linear(colour(b)))) >= 12, (a, b)


def test_every_word_has_three_scripts_and_the_same_places():
    for key, told in catalogue().items():
        places = [set(re.findall(r"\{([\w.]+)\}", text)) for text in told.values()]
        assert places[0] == places[1] == places[2], key


def test_every_word_that_a_template_says_is_in_the_catalogue():
    said = set()
    for template in [*(STATIC.parent / "templates").iterdir(), *PARTS.iterdir()]:
        said |= set(re.findall(r"say\('([\w.]+)'\s*[,)]", template.read_text()))
    assert "page.reproduce" in said
    every = set(catalogue()) | set(texts("en"))
    assert said <= every, said - every


def test_search_folds_both_scripts_to_one():
    table = folds()
    simplified = {text: "".join(table.get(letter, letter) for letter in text) for text in ("輝達", "超微", "超威")}
    assert simplified == {"輝達": "辉达", "超微": "超微", "超威": "超威"}


@pytest.mark.parametrize(
    ("word", "found"), [("covenant", "ask/survive"), ("maturities", "ask/mismatch"), ("到期日", "ask/mismatch")]
)
def test_a_question_is_found_by_what_it_tells_of(word, found):
    """`covenant` found nothing in the search box: only names were searched."""
    pages = {page: also for page, kind, called, also in names_list(shipped())["names"] if kind == "question"}
    assert word in pages[found] and word not in pages["ask/backlog"]


def test_what_is_searched_is_named_in_each_language():
    told = names_list(shipped())
    called = {page: dict(zip(told["languages"], names, strict=False)) for page, _, names, _ in told["names"]}
    assert called["party/ant_chip_spv"]["zh-Hans"] == "Anthropic 芯片特殊目的实体"
    assert [called["party/nvidia"][of] for of in ("en", "zh-Hant", "zh-HK")] == ["Nvidia", "輝達", "英偉達"]
    for page in ("deal/crwv-nv", "ask/backlog"):
        assert all(re.search(r"[\u4e00-\u9fff]", called[page][of]) for of in ("zh-Hant", "zh-Hans", "zh-HK")), page


def test_figures_are_told_in_the_reader_s_units_and_a_year_is_no_sum():
    assert written(4.2, "times", "zh-Hans") == "4.2 倍" and written(2028.0, "year", "zh-Hant") == "2028 年"
    assert {one.value.unit for one in shipped().figures.values() if not usual(one.value.unit)} <= {
        "USD",
        "USD/GW",
        "notch",
    }


def test_the_map_of_a_day_has_the_dollars_of_that_day():
    book = shipped()
    chart = make_map(book)
    day = chart.days[len(chart.days) // 2]
    rows = gigaloop.ask(book.at(day), "network").rows
    theirs = math.fsum(row.mid or 0.0 for row in rows if row.subject != row.counterparty)
    ours = math.fsum(arrow.on(chart.number(day))[2] or 0.0 for arrow in chart.arrows)
    assert ours == pytest.approx(theirs, rel=1e-4) and ours > 0


def test_sliders_change_the_plan_as_a_scenario_compiled_anew_does():
    book = gigaloop.load("tiny")
    lowering = compile_plan(book)
    span = {"from": whatif.FIRST, "to": whatif.LAST}
    shocks = [{"driver": "demand.common", "times": "0.7", **span}, {"driver": "rent", "times": "0.6", **span}]
    shocks += [{"driver": "rate", "up_by": "0.01", **span}]
    anew = compile_plan(book, Scenario(scenario="twin", name={"en": "twin"}, shocks=tuple(shocks))).plan
    moved = whatif.moved(lowering, {"common": 0.7, "rent": 0.6, "rate": 0.01})
    for name in anew._fields:
        assert getattr(anew, name).tobytes() == getattr(moved, name).tobytes(), name


def test_more_paths_are_added_not_run_again():
    sliders = whatif.Sliders(gigaloop.load("tiny"))
    small = list(sliders.follow({"common": 0.8}, (), 250, lambda: None))
    large = list(sliders.follow({"common": 0.8}, (), 1000, lambda: None))
    fresh = list(whatif.Sliders(gigaloop.load("tiny")).follow({"common": 0.8}, (), 1000, lambda: None))
    assert small[-1]["now"]["paths"] == 250
    assert large[-1] == fresh[-1] and large[-1]["now"]["paths"] == 1000


def test_a_deal_in_full_comes_true_whole_and_nothing_else_is_other():
    book = shipped()
    lowering = compile_plan(book)
    legs = {leg.leg for leg in book.deals["nv-oai-2026"].legs}
    full, rows = whatif.in_full(lowering, lowering.plan, legs), [leg in legs for leg in lowering.legs]
    table = full.quantiles[full.legs["beta"][rows]]
    assert any(rows) and (table == 1.0).all()
    assert (lowering.plan.quantiles[lowering.plan.legs["beta"][rows]] != 1.0).any()
    full.legs["beta"][rows] = lowering.plan.legs["beta"][rows]
    assert all(getattr(full, name).tobytes() == getattr(lowering.plan, name).tobytes() for name in full._fields)


def test_losses_by_round_add_up_to_those_of_the_run():
    sliders = whatif.Sliders(shipped())
    told = list(sliders.follow({"common": 0.3, "equity": 0.0, "debt": 0.0}, (), 250, lambda: None))[-1]["now"]
    made, _ = sliders.tallies[tuple(sorted({"common": 0.3, "equity": 0.0, "debt": 0.0}.items())), (), ()]
    run = simulate(made.plan, paths=250)
    parties = sliders.lowered[()][0].parties
    assert run.credit.any()
    for holder, parts in told["losses"].items():
        assert math.fsum(parts) == pytest.approx(run.credit[:, parties.index(holder)].mean(), abs=2e-3)


def test_an_answer_that_moves_without_a_deal_is_that_of_the_book_without_it():
    book = shipped()
    found = {(name, own.get("party")): (row, other) for name, own, row, other in Facts().moves(book, "orcl-oai")}
    row, other = found["backlog", "oracle"]
    without = replace(book, deals={key: deal for key, deal in book.deals.items() if key != "orcl-oai"})
    anew = {one.key: one.mid for one in gigaloop.ask(without, "backlog", party="oracle").rows}
    assert row.mid != (other.mid if other else None) and anew.get(row.key) == (other.mid if other else None)


def test_pages_hold_what_the_table_of_the_page_says():
    book = shipped()
    site = Site(book, questions.ask)
    links = Links(State("zh-Hant"))
    party = site.party(links, "openai")
    for heading in ("party.pays", "party.gets", "party.guards", "party.loops", "party.times", "party.roles"):
        assert f"<h2>{catalogue()[heading]['zh-Hant']}</h2>" in party
    assert party.count("data-later") == 3 and 'href="/zh-Hant/ask/without/openai/"' in party
    deal = site.deal(links, "orcl-oai")
    assert deal.count('class="clocks"') == len(book.deals["orcl-oai"].legs)
    assert catalogue()["deal.moves"]["zh-Hant"] in deal and 'href="/zh-Hant/ask/backlog/oracle/"' in deal
    changed = site.plain(links, "changed/2026-04-30", {}) if date(2026, 4, 30) in site.map.days else ""
    changed = changed or site.plain(links, f"changed/{site.map.days[-1]}", {})
    assert changed.count('class="net small"') == 2 and 'class="f-' in changed and " fresh" in changed


def test_a_scenario_is_told_in_words():
    book = shipped()
    for language in ("zh-Hant", "zh-Hans"):
        for key in book.scenarios:
            told = view.scenario(book, key, language)
            for shock in told["shocks"]:
                assert re.search(r"[\u4e00-\u9fff]", shock["driver"]), (key, shock)
            assert all(re.search(r"[\u4e00-\u9fff]", text) for rule in told["rules"] for text in rule)


@pytest.mark.parametrize("language", ["zh-Hant", "zh-Hans"])
def test_a_refusal_is_told_in_the_readers_language_and_its_message_marked_as_english(tiny, language):
    for target, key in (("/ask/backlog/?party=nobody&wait=yes", "party"), ("/?day=soon", "argument")):
        status, _, body = get(tiny, f"/{language}{target}")
        assert status in (200, 400) and refused(key, language) in body
        assert re.search(r'<p lang="en" class="faint">[^<]+</p>', body)


def test_english_on_a_chinese_page_is_marked_as_english():
    book = shipped()
    site = Site(book, questions.ask)
    for at in ("party/openai", "deal/orcl-oai", "scenario/severe", "source/orcl-q4"):
        text = site.plain(Links(State("zh-Hant")), at, {})
        main = re.sub(
            r"<(script|code|svg|option)\b.*?</\1>", " ", text[text.index("<main") : text.index("</main")], flags=re.S
        )
        main = re.sub(r'<(\w+)[^>]*\blang="en"[^>]*>.*?</\1>', " ", main, flags=re.S)
        main = re.sub(r'<a class="src".*?</a>|<span class="src">.*?</span>', " ", main, flags=re.S)
        sentences = re.findall(r"(?:[A-Za-z][a-z'-]+ ){5,}", re.sub(r"<[^>]+>", " | ", main))
        assert not sentences, (at, sentences[:5])


def test_sliders_stop_when_nobody_listens():
    heard = []

    def step():
        heard.append(1)
        if len(heard) > 3:
            raise Cancelled

    sliders = whatif.Sliders(gigaloop.load("tiny"))
    with pytest.raises(Cancelled):
        list(sliders.follow({"common": 0.8}, (), 10_000, step))
    assert max(tally.paths for _, tally in sliders.tallies.values()) < 1000


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "evil.example"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "document"}, 403),
        ({"Sec_Fetch_Site": "same-origin"}, 200),
    ],
)
def test_only_this_machine_may_ask_the_api(tiny, headers, status):
    found, told, _ = get(tiny, "/api/questions", **headers)
    assert found == status
    assert "script-src 'self'" in told["content-security-policy"] and "unsafe" not in told["content-security-policy"]


def test_a_foreign_page_cannot_post_sliders(tiny):
    host = tiny.removeprefix("http://")
    for headers, status in (({"Origin": "https://evil.example"}, 403), ({"Content-Type": "text/plain"}, 415)):
        link = http.client.HTTPConnection(host, timeout=30)
        link.request("POST", "/api/what-if", b"{}", {"Content-Type": "application/json", **headers})
        assert link.getresponse().status == status
        link.close()


def test_no_page_holds_inline_script_or_style(live):
    for target in (
        "/",
        "/party/openai/",
        "/deal/orcl-oai/",
        "/what-if/",
        "/ask/backlog/",
        "/changed/",
        "/review/",
        "/api/",
    ):
        status, _, text = get(live, target)
        assert status in (200, 202)
        assert not re.search(r"\sstyle=|\son\w+=|<style", text)
        for tag in re.findall(r"<script[^>]*>", text):
            assert "src=" in tag or 'type="application/' in tag


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_the_api_answers_whatever_its_description_allows(tiny, data):
    described = json.loads(get(tiny, "/api/openapi.json")[2])
    target = data.draw(st.sampled_from(sorted(p for p, verbs in described["paths"].items() if "get" in verbs)))
    text = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
    value = st.one_of(text, st.sampled_from(WORDS))
    query = {}
    for one in described["paths"][target]["get"].get("parameters", ()):
        told = data.draw(value)
        if one["in"] == "path":
            target = target.replace("{" + one["name"] + "}", urllib.parse.quote(told or "x", safe=""))
        elif data.draw(st.booleans()):
            query[one["name"]] = "20" if one["name"] == "paths" else told
    status, _, body = get(tiny, target + ("?" + urllib.parse.urlencode(query) if query else ""))
    assert status in (200, 307, 400, 404, 422), (status, target, query, body[:300])


def body_of(schema, described, draw):
    """Something that a schema of the description allows, now and then with what it does not."""
    if "$ref" in schema:
        return body_of(described["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]], described, draw)
    kinds = {
        "string": st.text(max_size=30) | st.sampled_from(WORDS),
        "number": st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from([0.5, 1.0]),
        "integer": st.integers(-5, 300),
        "boolean": st.booleans(),
        "null": st.none(),
    }
    if draw(st.integers(0, 19)) == 0:
        return draw(st.one_of(*kinds.values()))
    match schema.get("type"):
        case "object" if "properties" in schema:
            return {
                name: body_of(one, described, draw) for name, one in schema["properties"].items() if draw(st.booleans())
            }
        case "object":
            names = st.text(max_size=12) | st.sampled_from(["common", "rent", "demand.lab", "rate"])
            return {draw(names): body_of(schema["additionalProperties"], described, draw) for _ in range(2)}
        case "array":
            return [body_of(schema.get("items", {}), described, draw) for _ in range(draw(st.integers(0, 2)))]
        case kind:
            return draw(kinds.get(kind, kinds["string"]))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_is_posted_is_answered_whatever_the_description_allows(tiny, data):
    described = json.loads(get(tiny, "/api/openapi.json")[2])
    posts = sorted(path for path, verbs in described["paths"].items() if "post" in verbs)
    assert {"/api/what-if", "/api/intake", "/api/intake/decide"} <= set(posts)
    target = data.draw(st.sampled_from(posts))
    asked = described["paths"][target]["post"].get("requestBody", {}).get("content", {}).get("application/json", {})
    body = body_of(asked.get("schema", {"type": "object", "properties": {}}), described, data.draw)
    if isinstance(body, dict) and "paths" in body:
        body["paths"] = 20  # what is simulated is not what is tested here
    status, text = post(tiny, target, json.dumps(body).encode())
    assert status in (200, 400, 422), (status, target, body, text[:300])
    assert len(text) > 1


def post(at, target, body):
    link = http.client.HTTPConnection(at.removeprefix("http://"), timeout=60)
    link.request("POST", target, body, {"Content-Type": "application/json"})
    answer = link.getresponse()
    text = answer.read().decode("utf-8", "replace")
    link.close()
    return answer.status, text


ODD = (
    "//",
    "/%ff",
    "/party/%00/",
    "/?day=2200-01-01",
    "/?day=soon",
    "/?seed=" + "9" * 300,
    "/static/x/../../etc/passwd",
    "/ask/foo/",
    "/?paths=0",
    "/?set=x",
    "/%5B/",
)


@pytest.mark.parametrize("target", ODD)
def test_odd_addresses_are_answered_in_a_sentence(tiny, target):
    status, _, body = get(tiny, target)
    assert status in (400, 404) or (status == 200 and target == "//")
    assert len(body) > 20


def test_a_refusal_of_a_worker_comes_back_as_problems(tiny):
    for _ in range(4):  # more than there are workers: none is lost by it
        status, _, body = get(tiny, "/api/ask/backlog?party=nobody")
        assert status == 400 and "no party 'nobody'" in json.loads(body)["problems"][0]["message"]
    assert get(tiny, "/api/ask/binding")[0] == 200


def test_a_deal_that_states_no_sum_is_undisclosed_and_not_zero():
    book = shipped()
    told = view.deal(book, "nv-oai-2025", "en")
    assert not any(row["mid"] for row in told["legs"] if row["counted"])
    assert "undisclosed" in told["headline"] and "$0" not in told["headline"]


def test_hostile_names_stay_text(tmp_path):
    import dataclasses

    book = gigaloop.load("tiny")
    bad = '<img src=x onerror="alert(1)"></script><script>alert(2)</script>{{7*7}}'
    parties = {key: one.model_copy(update={"name_en": bad}) for key, one in book.parties.items()}
    site = Site(dataclasses.replace(book, parties=parties), questions.ask)
    for text in (
        site.home(Links(State())),
        site.party(Links(State()), "lab"),
        site.question(Links(State()), "binding", {}, questions.ask(site.book, "binding", {}, State())),
    ):
        assert "<img src=x" not in text and "<script>alert" not in text and ">49<" not in text
        assert "&lt;img src=x" in text, "the name is told, as text"


def test_downloads_hold_every_row_with_its_citation(tiny):
    rows = list(csv.DictReader(io.StringIO(get(tiny, "/ask/binding.csv")[2])))
    table = gigaloop.ask(gigaloop.load("tiny"), "binding")
    assert len(rows) == len(table.rows) and all(row["citation"] for row in rows if row["sources"])
    assert get(tiny, "/ask/binding.xlsx")[2].startswith("PK")
    assert get(tiny, "/ask/binding.parquet")[2].startswith("PAR1")


def test_the_static_site_leads_nowhere_that_is_not_there(tmp_path):
    count = publish(gigaloop.load("tiny"), tmp_path / "site", "https://example.org/loop")
    pages = list((tmp_path / "site").rglob("*.html"))
    assert count > len(pages) > 30
    for page in pages:
        for link in re.findall(r'(?:href|src)="([^"]*)"', page.read_text(encoding="utf-8")):
            if re.match(r"https?:|#|data:", link):
                continue
            target = (page.parent / urllib.parse.unquote(link.split("#")[0].split("?")[0])).resolve()
            assert target.exists() and (target.is_file() or (target / "index.html").exists()), (page, link)


def test_the_picture_of_a_link_has_its_letters_and_the_feed_its_steps():
    from PIL import ImageFont

    from gigaloop.site import preview
    from gigaloop.site.feed import atom

    site = Site(gigaloop.load("tiny"), questions.ask, "https://example.org/loop")
    assert preview.preview(site, "en")[:8] == b"\x89PNG\r\n\x1a\n"
    font = next((path for path in preview.CHINESE if Path(path).exists()), None)
    assert (preview.preview(site, "zh-Hant") != preview.preview(site, "en")) == (font is not None)
    if font is not None:  # no two letters are the same empty box
        title = texts("zh-Hant")["report.title"]
        letters = {bytes(ImageFont.truetype(font, 40).getmask(letter)) for letter in title}
        assert len(letters) == len(set(title))
    book = shipped()  # of its contracts many have several steps: an id is of a step
    many = SimpleNamespace(on=lambda day: book, base_url=site.base_url)
    for of, language in ((site, "en"), (site, "zh-Hant"), (many, "en")):
        feed = ElementTree.fromstring(atom(of, Links(State(language), address.path(language, "changed.atom"))))
        ids = [one.text for one in feed.iter("{http://www.w3.org/2005/Atom}id")]
        assert len(ids) == len(set(ids)) > 3
        assert all(
            x.get("href").startswith("https://example.org/loop/")
            for x in feed.iter("{http://www.w3.org/2005/Atom}link")
        )


def test_the_head_tells_search_engines_and_previews_what_stands_there():
    site = Site(gigaloop.load("tiny"), questions.ask, "https://example.org/loop")
    text = site.home(Links(State("zh-Hant"), "/zh-Hant/", relative=True))
    told = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.S)[1])
    assert told["@type"] == "Dataset" and told["license"].startswith("https://") and len(told["description"]) >= 50 // 2
    assert {one["contentUrl"].rsplit(".", 1)[1] for one in told["distribution"]} == {"gz", "json", "parquet"}
    for name in ("og:title", "og:description", "og:image", "og:url"):
        assert re.search(rf'<meta property="{name}" content="[^"]+"', text), name
    assert 'content="https://example.org/loop/preview-zh-Hant.png"' in text
    assert text.count('hreflang="') >= 3 and '<link rel="canonical" href="https://example.org/loop/zh-Hant/"' in text


def test_many_who_hang_up_or_idle_leave_the_server_quick(tiny):
    host, port = tiny.removeprefix("http://").split(":")
    idle = [socket.create_connection((host, int(port))) for _ in range(300)]
    for one in idle[:150]:
        one.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        one.close()
    time.sleep(0.5)
    start = time.monotonic()
    assert get(tiny, "/")[0] == 200
    assert time.monotonic() - start < 2
    for one in idle[150:]:
        one.close()


@pytest.mark.parametrize("question", sorted(gigaloop.questions.QUESTIONS))
def test_what_a_question_asks_and_how_it_is_defined_is_said_in_both_scripts(question):
    for language in ("zh-Hant", "zh-Hans"):
        told = texts(language)
        assert told[f"asks.{question}"].endswith("\N{FULLWIDTH QUESTION MARK}") and len(told[f"define.{question}"]) > 20


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/ask/lens/?day=2026-01-01", "/ask/accounting-flags/?day=2026-01-01"),
        ("/zh-Hant/party/OPENAI/", "/zh-Hant/party/openai/"),
        ("/deal/amd-oai-warrant/", "/deal/amd-oai/"),
    ],
)
def test_an_earlier_or_other_name_leads_to_the_page(live, old, new):
    status, told, _ = get(live, old)
    assert (status, told["location"]) == (301, new)


def test_events_are_refused_to_others_and_tell_the_end(tiny):
    at = "/api/ask/binding/events"
    assert get(tiny, at, Sec_Fetch_Site="cross-site")[0] == get(tiny, at, Origin="https://evil.example")[0] == 403
    assert get(tiny, at, Host="evil.example")[0] == 403
    assert get(tiny, at)[2].endswith("event: done\ndata: {}\n\n")
    assert "event: refused" in get(tiny, "/api/ask/backlog/events?party=nobody")[2]


@pytest.mark.parametrize("page", ["index", "ask", "ask/deals", "sources", "changed", "scenario", "what-if", "api"])
def test_beside_each_page_stands_what_is_in_it_as_data(tiny, page):
    status, headers, body = get(tiny, f"/{page}.json")
    assert status == 200 and headers["content-type"].startswith("application/json") and json.loads(body)


@pytest.mark.parametrize(
    ("address", "question", "asked"),
    [
        ("/compare.json?a=base&b=fewer-customers&paths=8", "compare", {"first": "base", "second": "fewer-customers"}),
        ("/trust.json?paths=8", "replicate", {}),
    ],
)
def test_what_compares_and_what_is_trusted_come_as_data_too(tiny, address, question, asked):
    """The rows of the page, as its question gives them; a scenario that is not there is refused in a sentence."""
    status, headers, body = get(tiny, address)
    told = json.loads(body)
    assert status == 200 and headers["content-type"].startswith("application/json")
    assert told["format"] == "table/1" and told["question"] == question
    assert {key: told["arguments"].get(key) for key in asked} == asked and told["rows"]
    assert json.loads(get(tiny, "/zh-Hant" + address)[2])["rows"][0]["key"] == told["rows"][0]["key"]
    assert get(tiny, "/compare.json?a=base&b=nowhere")[0] == 400


def test_each_card_of_the_first_page_shows_a_number_that_its_headline_says():
    """A card that asks how much is binding must not show all that was announced."""
    book = shipped()
    found = first.cards(book, Links(State()), Facts())
    told = {one["href"].split("/")[2].split("?")[0]: one["big"] for one in found}
    assert len(told) == 6 and told["binding"].endswith("%") and told["energy"].endswith("TWh")
    for question, own, _ in examples("first"):
        said = " ".join(gigaloop.ask(book, question, **own).headline["en"])
        assert re.search(rf"(?<![\d.]){re.escape(told[question])}", said), (question, told[question], said)


def test_a_party_whose_dollars_are_all_signed_is_not_told_one_sum_twice():
    book = shipped()
    for party in book.parties:
        told = view.party(book, party, "en")["headline"]
        found = re.search(r"pays or may pay: (\$[^,]+) is stated, (\$\S+ \w+) of it signed", told)
        assert not found or found[1] != found[2], told
    assert "all of it signed" in view.party(book, "openai", "en")["headline"]

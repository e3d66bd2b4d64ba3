"""The report: one file that asks for nothing, says its own scenario, and shows every figure as a table too."""

import json
import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

import gigaloop
from gigaloop.answer.plain import markdown as as_markdown
from gigaloop.answer.sentence import kind, sentence
from gigaloop.book.problem import InputError
from gigaloop.cli import paper
from gigaloop.figure.options import options
from gigaloop.figure.svg import svg
from gigaloop.report import CONTENTS, compose, echarts, html, markdown
from gigaloop.report.echarts import plain, script
from gigaloop.report.grid import ROWS
from gigaloop.words.catalogue import SCRIPTS
from gigaloop.words.numbers import written
from gigaloop.words.vocabulary import word
from tests.doors.command import gigaloop as command
from tests.doors.drawn import FIGURES, MONEY
from tests.doors.paged import Paged
from tests.shipped import shipped

ASKED = ("backlog", "binding", "network", "deals", "assumptions")
#: attributes by which a page fetches something by itself
FETCHES = {"src", "srcset", "data", "poster", "background", "action", "formaction", "ping", "manifest"}


class Page(HTMLParser):
    """Every tag with its attributes, and the text of styles."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.styles, self.inside = [], [], None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.inside = tag

    def handle_data(self, data):
        if self.inside == "style":
            self.styles.append(data)


def loads(text):
    """What a page would fetch from outside when it is opened."""
    page = Page(text)
    found = [f"{tag} {name}={attrs[name]}" for tag, attrs in page.tags for name in FETCHES & attrs.keys()]
    found += [f"link {attrs.get('href')}" for tag, attrs in page.tags if tag in ("link", "base", "iframe", "object")]
    found += re.findall(r"@import[^;]*|url\([^)]*\)", "".join(page.styles))
    found += [attrs["style"] for _, attrs in page.tags if "url(" in attrs.get("style", "")]
    return found


@pytest.fixture(scope="module")
def document():
    book = gigaloop.load("tiny")
    asked = {name: gigaloop.ask(book, name) for name in ASKED[1:]}
    return compose(book, {"backlog": gigaloop.ask(book, "backlog", party="cloud"), **asked})


@pytest.fixture(scope="module")
def page(document):
    return html(document, "var echarts=null;")


def test_nothing_is_loaded_from_outside(page):
    assert loads(page) == []
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digests = " ".join(f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" for script in scripts)
    policy = next(a["content"] for t, a in Page(page).tags if a.get("http-equiv") == "Content-Security-Policy")
    assert policy == f"default-src 'none'; script-src {digests}; style-src 'unsafe-inline'; img-src data:"
    assert len(scripts) == 2 and not any(name.startswith("on") for _, attrs in Page(page).tags for name in attrs)


@pytest.mark.parametrize(
    "planted",
    [
        '<script src="https://example.org/a.js"></script>',
        '<link rel="stylesheet" href="a.css">',
        "<style>@import 'a.css'</style>",
        "<style>p{background:url(a.png)}</style>",
        '<img src="a.png">',
    ],
)
def test_a_planted_load_is_found(page, planted):
    assert len(loads(page.replace("</head>", f"{planted}</head>"))) == 1


def test_the_page_says_its_own_date_book_scenario_seed_and_version(page, document):
    header = page[page.index("<header>") : page.index("</header>")]
    told = (document.as_of, document.hash[:19], *document.world.values(), ">1<", gigaloop.__version__)
    assert all(text in header for text in told)


def test_every_figure_has_its_equal_table(page, document):
    """All rows are in the page's data, the first of them in the page itself, each with its own anchor."""
    paged = Paged(page)
    drawn = [section for section in document.sections if section.figures]
    assert {section.key for section in drawn} >= {"network", "binding"}
    for section in document.sections:
        keys = paged.keys(section.key)
        assert sorted(keys) == sorted(f"{section.key}/{row.key}" for row in section.table.rows)
        after = page[page.index(f'data-grid="{section.key}"') :]
        table = after[: after.index("</table>")]
        assert re.findall(r'<tr id="([^"]+)"', table) == [escape(key) for key in keys[:ROWS]]


def test_beside_every_number_stands_how_sure_it_is(page, document):
    """In three scripts on the page, in one in Markdown; a row without its sentence would be missed."""
    paged, text = Paged(page), markdown(document, "zh-Hans")
    for section in document.sections:
        by_key = {f"{section.key}/{row.key}": row for row in section.table.rows}
        for language in SCRIPTS:
            at = paged.heads(section.key, language).index(word("how sure", language))
            shown = paged.rows(section.key, language)
            for key, cells in zip(paged.keys(section.key), shown, strict=True):
                assert cells[at] == sentence(by_key[key], language)
        for row in by_key.values():
            assert as_markdown(sentence(row, "zh-Hans")) in text


@pytest.mark.parametrize("language", SCRIPTS)
def test_a_table_of_the_page_says_what_its_rows_say(page, document, language):
    """Numbers as people write them, each with its range; parties by name; what all rows share stands above."""
    paged = Paged(page)
    [section] = [section for section in document.sections if section.key == "network"]
    rows = {f"network/{row.key}": row for row in section.table.rows}
    heads = paged.heads("network", language)
    assert word("unit", language) not in heads and word("period", language) not in heads
    at = heads.index(word("number", language))
    for key, cells in zip(paged.keys("network"), paged.rows("network", language), strict=True):
        row = rows[key]
        low, mid, high = (written(getattr(row, end), row.unit, language) for end in ("low", "mid", "high"))
        top = word("open", language) if row.high is None else high
        assert cells[at] == (mid if row.low == row.mid == row.high else f"{mid} | {low} \N{EN DASH} {top}")
        assert cells[0] == document.names[row.subject][language].replace(" (group)", "")


def test_under_every_picture_each_kind_of_range_has_its_sentence(page, document):
    for section in document.sections:
        part = page[page.index(f'<h2 id="{section.key}">') :]
        part = part[: part.index("<table")]
        shown = [row for figure in section.figures for row in figure.rows]
        assert part.count('<span lang="en">how sure</span>') == bool(shown)
        firsts = {kind(row): row for row in reversed(shown)}.values()
        assert part.count("<br>") == max(len(firsts) - 1, 0)
        assert all(escape(sentence(row)) in part for row in firsts)


def test_the_page_shows_what_was_reproduced_and_what_not():
    book = shipped()
    table = gigaloop.ask(book, "replicate")
    document = compose(book, {"replicate": table})
    passed = sum(row.more["status"] == "pass" for row in table.rows)
    page, text = html(document, ""), markdown(document)
    assert (
        f"<b>{passed} / {len(table.rows)}</b>" in page and f"figures reproduced: {passed} / {len(table.rows)}" in text
    )
    paged = Paged(page)
    told = [cell for cells in paged.rows("replicate") for cell in cells]
    assert (told.count("pass"), told.count("fail")) == (passed, len(table.rows) - passed) and passed < len(table.rows)
    for row in table.rows:
        assert row.more["why"] in told and row.more["why"].replace("|", "\\|") in text


def test_every_row_cites_sources_that_the_page_lists(page, document):
    """By publisher and day, with their address; the page's own list holds each."""
    paged = Paged(page)
    for section in document.sections:
        rows = {f"{section.key}/{row.key}": row for row in section.table.rows}
        at = paged.heads(section.key).index("sources")
        for key, cells in zip(paged.keys(section.key), paged.rows(section.key), strict=True):
            cited = [document.sources[source] for source in rows[key].sources]
            assert cells[at] == [f"{one['publisher'] or one['title']} {one['published']}".strip() for one in cited]
    assert paged.keys("sources") == [f"s-{key}" for key in document.sources]
    assert all(link.startswith(("#", "http://", "https://")) for link in re.findall(r'href="([^"]+)"', page))


def test_a_long_list_of_sources_stands_once_on_the_page():
    sources = {f"s{i}": {**MONEY.sources["s1"], "published": str(i)} for i in range(9)}
    rows = tuple(replace(row, sources=tuple(sources)) for row in MONEY.rows)
    page = html(compose(gigaloop.load("tiny"), {"small": replace(MONEY, rows=rows, sources=sources)}), "")
    assert Paged(page).data["lists"] == [list(range(9))]
    assert page.count("<button type=button class=more>+8</button>") == len(MONEY.rows)


def test_a_word_stands_once_in_the_data(page):
    words = [json.dumps(told) for told in Paged(page).data["words"]]
    assert len(words) == len(set(words))


def test_without_its_script_the_page_says_that_it_shows_the_first_rows(page, document):
    assert "<noscript><p>" in page and "--all" in page[page.index("<noscript>") : page.index("</noscript>")]
    for section in document.sections:
        rows = len(section.table.rows)
        after = page[page.index(f'data-grid="{section.key}"') :]
        assert f"Rows {min(1, rows)} to {min(ROWS, rows)} of {rows}</p>" in after[: after.index("</div>")]


def test_each_figure_is_there_in_three_scripts(page):
    pictures = Paged(page).data["pictures"]
    assert set(re.findall(r'data-picture="([^"]+)"', page)) == set(pictures) and len(pictures) > 3
    assert all(list(told) == ["en", "zh-Hant", "zh-Hans"] for told in pictures.values())


def test_what_a_table_says_is_text_never_markup():
    book = gigaloop.load("tiny")
    page = html(compose(book, {"small": MONEY}), "")
    assert "a &lt; b" in page and "T &lt;b&gt;" in page and "b&amp;c" in page
    assert "<b>T" not in page and "T <b>" not in page and "T <b>" in json.dumps(Paged(page).data)


HOSTILE = "<img src=x onerror=alert(1)></script><script>alert(2)</script>"


def test_a_hostile_name_stays_text_in_the_tooltips_of_map_and_rings():
    """Tooltips are the one place where the chart library would read a text as HTML: there it draws text instead."""
    names = {party: {"en": HOSTILE} for party in ("lab", "cloud", "fab", "bank")}
    for figure in (FIGURES["network"], FIGURES["rings"]):
        drawn = options(figure, "en", names)
        assert drawn["tooltip"]["renderMode"] == "richText"
        assert '"html"' not in json.dumps(drawn) and HOSTILE in json.dumps(drawn)
        said = svg(figure, "en", names) if figure is FIGURES["network"] else ""
        assert "<img" not in said and "<script" not in said


def test_no_chart_has_a_tooltip_of_html():
    for figure in FIGURES.values():
        tooltip = options(figure)["tooltip"]
        assert tooltip["renderMode"] == "richText"


def test_a_hostile_name_stays_text_on_the_page():
    document = compose(gigaloop.load("tiny"), {"network": FIGURES["network"].table, "small": MONEY})
    hostile = replace(document, names={p: dict.fromkeys(SCRIPTS, HOSTILE) for p in ("a", "b", *document.names)})
    page = html(hostile, "")
    assert {tag for tag, _ in Page(page).tags} == {tag for tag, _ in Page(html(document, "")).tags}
    assert len(re.findall("<script", page)) == len(re.findall("<script", html(document, "")))


def test_markdown_has_the_same_rows(document):
    text = markdown(document, "zh-Hant")
    for section in document.sections:
        part = text[text.index(f"`{section.table.reproduce}`") - 10 :]
        assert part
        assert f"## {section.table.title['zh-Hant']}" in text
    rows = sum(len(section.table.rows) for section in document.sections)
    assert len(re.findall(r"^\| ", text, re.MULTILINE)) == rows + len(document.sections)


def test_the_chart_library_is_the_one_that_was_checked(tmp_path):
    text = script()
    assert text.startswith("var echarts=(function(){") and text.endswith("})();") and "export{" not in text
    assert '"init":' in text[-6000:]
    other = tmp_path / "echarts.esm.min.js"
    other.write_text("export{a};")
    with pytest.raises(InputError, match="the chart library has the sha256"):
        script(other)


def test_a_missing_chart_library_is_told_before_anything_is_simulated(capsys, monkeypatch, tmp_path):
    """Its remedy holds in a clone and beside a wheel alone: the package is the pinned one, and no file is named."""
    monkeypatch.setattr(echarts, "WHEEL", "no_such_wheel")
    monkeypatch.setattr(paper, "answers", lambda *given: pytest.fail("it simulated first"))
    done = command(capsys, "report", "--out", str(tmp_path / "r.html"))
    assert done.code == 2 and "the chart library is not installed" in done.err
    pinned = (Path(__file__).parents[2] / "requirements" / "charts.txt").read_text().split()[0]
    assert f"pip install --no-deps {pinned}" in done.err and "requirements/" not in done.err


def test_a_script_cannot_end_the_page_early():
    assert "</script" not in plain('var a="</script>";export{a};')


def test_the_report_is_written_whole_or_not_at_all(capsys, tmp_path):
    out = tmp_path / "deep" / "r.md"
    ended = command(capsys, "report", "--book", "tiny", "--paths", "20", "--out", str(out))
    assert (ended.code, ended.out) == (0, f"written: {out}\n")
    assert "note: backlog is left out: no party 'oracle' is known on" in ended.err
    assert out.read_text(encoding="utf-8").startswith("# The closed loop of AI compute\n")
    assert [p.name for p in out.parent.iterdir()] == ["r.md"]
    (tmp_path / "file").write_text("")
    ended = command(capsys, "report", "--book", "tiny", "--paths", "20", "--out", str(tmp_path / "file" / "r.md"))
    assert ended.code == 2
    assert ended.err.startswith("command line  --out: ") and "cannot be written: " in ended.err  # nothing was asked
    ended = command(capsys, "report", "--book", "tiny", "--paths", "20", "--out", "r.pdf")
    says = "command line  --out: 'r.pdf' is neither .html, .md nor .svg.  Write for example --out out/report.html.\n"
    assert (ended.code, ended.err) == (2, says)


def test_any_question_has_a_place_beside_the_usual_ones(capsys, tmp_path):
    out = tmp_path / "r.md"
    few = ("report", "--book", "tiny", "--paths", "5", "--out", str(out))
    assert command(capsys, *few, "--also", "leverage", "--also", "binding").code == 0
    titles = re.findall(r"^## (.+)$", out.read_text(encoding="utf-8"), re.MULTILINE)
    assert gigaloop.ask.leverage(gigaloop.load("tiny")).title["en"] in titles and len(titles) == len(set(titles))
    ended = command(capsys, *few, "--also", "markt")
    assert ended.code == 2 and "Did you mean market?" in ended.err


def test_the_map_alone_is_an_svg_that_asks_for_nothing(capsys, tmp_path):
    out = tmp_path / "loop.svg"
    assert command(capsys, "report", "--book", "tiny", "--paths", "20", "--out", str(out)).code == 0
    text = out.read_text(encoding="utf-8")
    root = ElementTree.fromstring(text)
    assert root.tag == "{http://www.w3.org/2000/svg}svg" and "href" not in text
    book = gigaloop.load("tiny")
    arrows = [path for path in root.iter("{http://www.w3.org/2000/svg}path") if path.get("marker-end")]
    assert len(arrows) == len(gigaloop.ask(book, "network").rows)
    assert f"as of {book.as_of}" in text


def test_the_picture_of_the_readme_is_ours_and_small():
    picture = Path(__file__).parents[2] / "docs" / "loop.svg"
    assert picture.stat().st_size < 300_000
    assert "gigaloop ask network --as-of" in picture.read_text(encoding="utf-8")


def test_the_page_opens_on_what_its_answers_say_and_each_leads_to_its_section(document, page):
    said = page[page.index('<ul class="said">') :]
    said = said[: said.index("</ul>")]
    assert page.index('<ul class="said">') < page.index("<h2 ", page.index("<h2 ") + 1)
    spoken = [section for section in document.sections if section.table.headline]
    assert spoken and said.count("<li>") == len(spoken)
    for section in spoken:
        assert f'href="#{section.key}"' in said
        for language in SCRIPTS:
            assert escape(section.table.headline[language][0]) in said
    assert '<ul class="said">' not in html(compose(gigaloop.load("tiny"), {"small": MONEY}), "")


def test_the_map_stands_first():
    assert CONTENTS[0] == "network"


def test_in_hong_kong_money_is_told_in_its_own_units_at_every_door():
    """A page that opens as in Hong Kong has 萬億 where Taiwan's has 兆, in Markdown and the still picture too."""
    book = shipped()
    document = compose(book, {name: gigaloop.ask(book, name) for name in ("network", "binding", "replicate")})
    [figure] = [section.figures[0] for section in document.sections if section.key == "network"]

    def told(language):
        page = html(document, "", language)
        data = {key: value for key, value in Paged(page).data.items() if key != "lists"}
        return page, json.dumps(data, ensure_ascii=False), markdown(document, language), svg(figure, language)

    there, here = told("zh-Hant"), told("zh-HK")
    assert all('<html lang="zh-Hant">' in page for page, *_ in (there, here))
    for taiwan, hong_kong in zip(there[:3], here[:3], strict=True):
        assert "\u5146" in taiwan and "\u842c\u5104" in hong_kong and "\u5146" not in hong_kong
    assert "\u5146" not in here[3]

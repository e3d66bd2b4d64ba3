"""The site in a real browser: each kind of page over languages, themes and widths; the journeys by clicks alone."""

import os
import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.site.conftest import ended, started
from tests.site.waiting import until

LANGUAGES, THEMES, WIDTHS = ("en", "zh-Hant", "zh-Hans"), ("light", "dark"), (360, 820, 1440)
PAGES = (
    "",
    "party/openai/",
    "deal/{deal}/",
    "source/orcl-q4/",
    "sources/",
    "ask/",
    "ask/backlog/?party=oracle",
    "scenario/severe/",
    "what-if/",
    "changed/",
    "compare/",
    "trust/",
    "api/",
)
#: one deal that nobody else knows
PRIVATE = """format: 1
deal: secret
name: {en: secret}
legs:
- leg: secret-1
  kind: compute_purchase
  from: openai
  to: oracle
  steps:
  - stage: signed
    happened: 2026-09-01
    known: 2026-09-01
    sources: [orcl-q4]
    amount: 9.87 bn USD
    start: 2027Q1
    term: 5 years
"""
ALL = os.environ.get("GIGALOOP_SITE_TEST") == "all"
#: each page once; together every pair of language, theme and width
PAIRWISE = [(page, LANGUAGES[i % 3], THEMES[(i // 2) % 2], WIDTHS[(i // 3 + i) % 3]) for i, page in enumerate(PAGES)]
EVERY = [(page, lang, theme, width) for page in PAGES for lang in LANGUAGES for theme in THEMES for width in WIDTHS]


def arrived(tab):
    """Wait until no page of an answer that is being worked out is shown any more."""
    assert until(lambda: tab.locator("h1").count() == 1 and tab.locator("#work").count() == 0, 200)
    tab.wait_for_load_state()  # the heading stands before the rows below it have come


def deal():
    import gigaloop

    return next(iter(gigaloop.load().deals))


@pytest.mark.parametrize(("page", "language", "theme", "width"), EVERY if ALL else PAIRWISE)
def test_a_page_is_whole(watched, live, page, language, theme, width):
    tab = watched(width=width, theme=theme)
    head = "" if language == "en" else f"{language}/"
    answer = tab.goto(f"{live}/{head}{page.format(deal=deal())}")
    assert answer.status in (200, 202)
    arrived(tab)
    tab.wait_for_load_state("networkidle", timeout=60_000)
    assert tab.locator("html").get_attribute("lang") == language
    assert tab.locator("h1").count() == 1
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), "the page is wider than the window"
    assert tab.evaluate("document.querySelectorAll('*').length") < 4_000
    found = Axe().run(tab).response["violations"]
    serious = [(one["id"], one["nodes"][0]["html"][:200]) for one in found if one["impact"] in ("serious", "critical")]
    assert not serious


def test_the_journalist_finds_what_changed_and_copies_a_number_in_chinese(watched, live):
    tab = watched(permissions=["clipboard-read", "clipboard-write"])
    tab.goto(live)
    tab.get_by_role("link", name="繁體").click()
    tab.get_by_role("link", name="變化", exact=True).click()
    tab.locator("select[name=since]").select_option("2026-07-05")
    tab.get_by_role("button", name="顯示").click()
    assert "since=2026-07-05" in tab.url
    assert "項變化" in tab.locator(".says").inner_text()
    tab.locator("a.num").first.click()
    tab.locator("[data-copy]").click()
    assert until(lambda: tab.locator("[data-copy]").inner_text() == "已複製")
    copied = tab.evaluate("navigator.clipboard.readText()")
    shown = tab.locator("[data-part=sources] li").first.inner_text()
    assert "2026-" in copied and "sha256" in copied and shown in copied and "zh-Hant/changed/" in copied


def test_the_credit_analyst_goes_from_the_map_to_the_shock_that_breaks_oracle(watched, live):
    tab = watched(width=1440)
    tab.goto(live)
    tab.locator("#p-oracle").click()
    assert tab.locator("h1").inner_text() == "Oracle"
    tab.locator("a[title=default-chance]").click()
    arrived(tab)
    assert "/ask/default-chance/oracle/" in tab.url and tab.locator("table tbody tr").count() > 0
    tab.go_back()
    tab.locator("a[title=survive]").click()
    arrived(tab)
    assert "/ask/survive/oracle/" in tab.url
    assert "Oracle" in tab.locator(".says").first.inner_text() and tab.locator("table tbody tr").count() > 0


@pytest.fixture(scope="module")
def private(tmp_path_factory):
    """A server over the shipped book with one private deal laid over it."""
    mine = tmp_path_factory.mktemp("mine")
    (mine / "deals").mkdir()
    (mine / "deals" / "secret.yaml").write_text(PRIVATE)
    process, address = started("--overlay", str(mine))
    yield address
    ended(process)


def test_the_treasurer_lays_a_private_overlay_and_drags_rent(watched, private):
    tab = watched(host=private)
    asked = []
    tab.on("request", lambda one: asked.append(one.url))
    tab.goto(private)
    assert tab.locator(".mine").count() == 1
    tab.locator("#p-oracle").click()
    assert "secret" in tab.locator("main").inner_text()
    assert tab.goto(tab.url).headers["cache-control"] == "no-store"
    tab.get_by_role("link", name="What if").click()
    assert until(lambda: len(tab.locator("#sentence").inner_text()) > 20, 60)
    before = tab.locator("#sentence").inner_text()
    slider = tab.locator("#l-rent").bounding_box()
    tab.mouse.move(slider["x"] + slider["width"] / 2, slider["y"] + slider["height"] / 2)
    tab.mouse.down()
    tab.mouse.move(slider["x"] + slider["width"] / 4, slider["y"] + slider["height"] / 2, steps=4)
    tab.mouse.up()
    assert until(lambda: tab.locator("#sentence").inner_text() != before, 60)
    assert tab.locator("#fails .was").count() > 0
    with tab.expect_download() as saved:
        tab.locator("#save").click()
    assert saved.value.path().read_text(encoding="utf-8").startswith("what,key,now,base\nfails,")
    moved = tab.locator("#l-rent").input_value()
    assert f"#rent={moved}" in tab.url
    tab.reload()
    assert until(lambda: tab.locator("#l-rent").input_value() == moved, 60)
    assert not any(word in one for one in (*asked, tab.url) for word in ("9.87", "secret", "overlay"))
    assert not any("rent=" in one for one in asked)


def test_a_deal_that_is_left_out_stays_in_the_address_of_a_public_book(watched, live):
    tab = watched()
    tab.goto(f"{live}/what-if/")
    tab.locator(".deals summary").click()
    deal = tab.locator(".deals [data-deal]").first
    deal.select_option("off")
    assert until(lambda: tab.evaluate("location.hash") == f"#{deal.get_attribute('data-deal')}=off", 60)
    tab.locator("button[type=reset]").click()
    assert until(lambda: tab.evaluate("location.hash") == "", 60)


def test_the_researcher_downloads_what_the_api_gives(watched, live):
    tab = watched()
    tab.goto(live)
    tab.get_by_role("link", name="Questions", exact=True).click()
    tab.locator("main a[href*='/ask/backlog/']").click()
    arrived(tab)
    with tab.expect_download() as saved:
        tab.get_by_role("link", name="CSV").click()
    text = saved.value.path().read_text(encoding="utf-8")
    api = tab.request.get(f"{live}/api/ask/backlog?kind=csv").text()
    assert text == api and text.count("\n") > 5


def test_the_supervisor_reads_losses_by_holder(watched, live):
    tab = watched()
    tab.goto(live)
    tab.get_by_role("link", name="Questions", exact=True).click()
    tab.locator("main a[href*='/ask/losses-by-holder/']").click()
    arrived(tab)
    tab.locator("select[name=scenario]").select_option("severe")
    tab.get_by_role("button", name="Ask").click()
    arrived(tab)
    assert "scenario=severe" in tab.url
    table = tab.locator("table").last.inner_text().lower()
    assert "banks" in table and "private credit" in table


def test_an_answer_tells_how_far_it_is_and_can_be_stopped(watched, live):
    tab = watched()
    tab.goto(f"{live}/ask/gap/?paths=5000&seed=77")
    assert until(lambda: "of 5,000 paths" in tab.locator("#said").inner_text(), 100)
    tab.locator("#stop").click()
    assert tab.locator("#said").inner_text() == "Stopped." and tab.locator("#again").is_visible()


def test_a_day_is_a_step_without_a_request(watched, live):
    tab = watched(width=1440)
    tab.goto(live)
    tab.wait_for_load_state("networkidle")
    asked = []
    tab.on("request", lambda one: asked.append(one.url))
    drawn = tab.locator("#arrows path:not(.w0)").count()
    took = tab.evaluate("""() => { const s = document.getElementById('day'), t = performance.now();
      s.value = 40; s.dispatchEvent(new Event('input')); return performance.now() - t; }""")
    assert took < 300 and not asked
    assert tab.locator("#arrows path:not(.w0)").count() < drawn
    assert "day=20" in tab.url
    assert re.match(r"\d{1,2} [A-Z][a-z]+ 20\d\d: ", tab.locator("#day").get_attribute("aria-valuetext"))


def test_search_finds_a_party_in_either_script_and_by_keyboard(watched, live):
    tab = watched()
    for typed in ("甲骨", "oracle"):
        tab.goto(live)
        tab.locator("#find").fill(typed)
        tab.wait_for_selector("#found [data-page='party/oracle']")
    tab.locator("#find").press("ArrowDown")
    tab.locator("#find").press("Enter")
    tab.wait_for_url("**/oracle/")
    tab.goto(f"{live}/zh-Hant/")
    tab.locator("#find").fill("oracle")
    assert tab.locator("#found [data-page='party/oracle'] .faint").inner_text() == "公司"
    assert tab.locator("#found [data-page='party/oracle'] span").all_inner_texts() == ["甲骨文", "公司"]


def test_a_party_of_many_contracts_is_short_on_a_phone_and_nothing_of_it_is_lost(watched, live):
    tab = watched(width=360, script=False)
    tab.goto(f"{live}/party/openai/")
    assert tab.evaluate("document.documentElement.scrollHeight") < 9_000
    assert tab.locator("main > *").nth(5).get_attribute("class") == "bars", "sentence, picture, rows"
    kept = tab.request.get(f"{live}/party/openai.json").json()
    rows = sum(len(one) for one in kept["groups"].values())
    assert tab.locator("table tr[id]").count() == rows > tab.locator("table tr[id]:visible").count()
    assert tab.locator(".times li").count() == len(kept["times"])
    for more in tab.locator("summary").all():
        more.click()
    assert tab.locator("table tr[id]:visible").count() == rows


def test_a_page_reads_without_script(watched, live):
    tab = watched(script=False)
    tab.goto(f"{live}/party/openai/")
    assert "Oracle" in tab.locator("main").inner_text()
    tab.goto(live)
    assert tab.locator("#arrows path:not(.w0)").count() > 50


def test_everything_can_be_reached_and_left_by_keys(watched, live):
    tab = watched(width=1440)
    tab.goto(live)
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "brand"
    reached = "a[href], button, input, select, summary, [tabindex='0']"
    order = tab.evaluate(f"""() => [...document.querySelectorAll("{reached}")]
        .filter((one) => one.tabIndex >= 0).map((one) => one.tabIndex)""")
    assert set(order) == {0}, "what comes first in the page comes first by Tab"
    before = tab.locator("#when").inner_text()
    tab.locator("#day").focus()
    tab.keyboard.press("ArrowLeft")
    assert tab.locator("#when").inner_text() != before
    tab.locator("#p-oracle").focus()
    assert tab.locator("#arrows path.hot").count() > 0
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/party/oracle/**")
    assert "day=" in tab.url, "the day stays when one moves"


def test_a_drawer_opens_and_closes_by_keys_and_gives_the_focus_back(watched, live):
    tab = watched()
    tab.goto(f"{live}/party/oracle/")
    number = tab.locator("a.num").first
    number.focus()
    tab.keyboard.press("Enter")
    assert until(lambda: tab.locator("#drawer").evaluate("(one) => one.open"))
    assert tab.evaluate("document.activeElement.closest('#drawer') !== null")
    assert "#n-" in tab.url and tab.locator("[data-part=sources] a").count() > 0
    tab.keyboard.press("Escape")
    assert until(lambda: not tab.locator("#drawer").evaluate("(one) => one.open"))
    assert "#n-" not in tab.url
    assert tab.evaluate("document.activeElement.getAttribute('href')") == number.get_attribute("href")


def test_a_page_prints_without_what_one_clicks(watched, live):
    tab = watched()
    tab.goto(live)
    tab.emulate_media(media="print")
    assert tab.locator(".net").is_visible() and tab.locator(".cards").is_visible()
    for name in (".top nav", ".find", ".tools", "#back", ".skip"):
        assert not tab.locator(name).is_visible(), name
    assert len(tab.pdf()) > 10_000


def test_what_is_dark_on_a_screen_is_dark_on_white_on_paper(watched, live):
    tab = watched(theme="dark")
    tab.goto(f"{live}/ask/backlog/oracle/")
    canvas = tab.locator("figure canvas").first
    canvas.wait_for()  # a picture that is first drawn while paper is emulated is white on the screen too
    ink = "getComputedStyle(document.querySelector('h1')).color"
    on_screen = tab.evaluate(ink)
    tab.emulate_media(media="print")
    assert tab.evaluate(ink) == "rgb(20, 24, 29)" != on_screen
    tab.emulate_media(media="screen")
    dark = canvas.evaluate("(one) => one.toDataURL()")
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert until(lambda: canvas.evaluate("(one) => one.toDataURL()") != dark)
    tab.evaluate("dispatchEvent(new Event('afterprint'))")
    assert until(lambda: canvas.evaluate("(one) => one.toDataURL()") == dark)


def test_two_days_stand_side_by_side_and_two_scenarios_have_pictures(watched, live):
    tab = watched(width=1440)
    tab.goto(live)
    tab.get_by_role("link", name="What changed", exact=True).click()
    maps = [tab.locator("svg.small").nth(n).bounding_box() for n in range(2)]
    assert maps[0]["y"] == maps[1]["y"] and maps[0]["x"] < maps[1]["x"]
    tab.get_by_role("link", name="Compare", exact=True).click()
    arrived(tab)
    assert tab.locator("figure canvas, figure .chart").count() >= 1

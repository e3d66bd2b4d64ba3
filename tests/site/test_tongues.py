"""Which language a page, its data and the API speak: Hong Kong's units at /zh-HK/, files as their page."""

import json
import re

import pytest

from gigaloop.site.render import each_once
from tests.shipped import shipped
from tests.site.conftest import ended, started
from tests.site.test_site import get

#: amounts of money as Taiwan and Hong Kong write them; a mega of watts is none
MONEY = re.compile("[0-9][0-9.,]* (?:兆|萬億|億)(?:美元)?")


@pytest.mark.parametrize(
    "page", ["", "party/openai/", "party/oracle/", "deal/orcl-oai/", "ask/binding/", "ask/concentration/", "changed/"]
)
def test_pages_of_hong_kong_hold_the_same_money_in_their_own_units(live, page):
    more = "?wait=yes" if page.startswith("ask") else ""
    there, here = (get(live, f"/{tongue}/{page}{more}") for tongue in ("zh-Hant", "zh-HK"))
    assert there[0] == here[0] == 200 and '<html lang="zh-HK"' in here[2]
    amounts = MONEY.findall(there[2])
    assert amounts and [text.replace("兆", "萬億") for text in amounts] == MONEY.findall(here[2])
    assert not re.search("兆(?!瓦)", here[2]) and 'href="/zh-HK/ask/' in here[2]


def test_some_page_has_trillions_so_that_the_test_above_can_fail(live):
    assert "兆美元" in get(live, "/zh-Hant/ask/binding/?wait=yes")[2]
    assert "萬億美元" in get(live, "/zh-HK/ask/binding/?wait=yes")[2]


def test_a_server_started_for_hong_kong_opens_there_and_leads_to_the_other_scripts():
    process, at = started("--book", "tiny", "--lang", "zh-HK")
    try:
        host, _, tongue = at.rpartition("/")
        page = get(host, f"/{tongue}/")[2]
        assert tongue == "zh-HK" and re.search(r'href="/zh-HK/[^"]*" hreflang="zh-HK" lang="zh-HK" aria-current', page)
        assert all(f'hreflang="{other}"' in page for other in ("en", "zh-Hant", "zh-Hans"))
    finally:
        ended(process)


@pytest.mark.parametrize("page", ["", "party/openai/", "deal/nv-oai-2025/", "changed/"])
def test_every_page_leads_to_all_four_languages_and_tells_days_as_people_write_them(live, page):
    for tongue in ("", "zh-Hant/", "zh-Hans/", "zh-HK/"):
        told = get(live, f"/{tongue}{page}")[2]
        bar = told.partition('<span class="langs"')[2].partition("</span>")[0]
        assert re.findall('hreflang="([^"]+)"', bar) == ["en", "zh-Hant", "zh-Hans", "zh-HK"]
        shown = re.sub("<script.*?</script>|<output.*?</output>|<[^>]*>", " ", told, flags=re.S)
        assert not re.search(r"(?<![\w/-])20\d\d-\d\d-\d\d(?![\w/-])", shown), page


def test_pages_of_hong_kong_name_parties_as_hong_kong_does_in_titles_of_deals_too(live):
    name = "輝達"  # how Taiwan calls Nvidia
    for page in ("party/openai/", "deal/nv-oai-2025/"):
        there, here = (get(live, f"/{tongue}/{page}")[2] for tongue in ("zh-Hant", "zh-HK"))
        assert name in there and name not in re.sub("<script.*?</script>|<[^>]*>", " ", here, flags=re.S)


@pytest.mark.parametrize(
    ("address", "language"),
    [
        ("/api/ask/backlog?party=cloud&lang=zh-TW", "zh-Hant"),
        ("/api/ask/backlog?party=cloud&lang=zh", "zh-Hans"),
        ("/api/ask/backlog?party=cloud&lang=zh-HK", "zh-HK"),
        ("/zh-Hant/ask/backlog.json?party=cloud", "zh-Hant"),
        ("/zh-Hans/ask/backlog.json?party=cloud", "zh-Hans"),
        ("/zh-HK/ask/backlog.json?party=cloud", "zh-HK"),
    ],
)
def test_data_follow_the_language_of_their_address_and_numbers_do_not(tiny, address, language):
    told, plain = (json.loads(get(tiny, at)[2]) for at in (address, "/ask/backlog.json?party=cloud"))
    word = "占在手订单" if language == "zh-Hans" else "占在手訂單"
    assert told["language"] == language and told["words"]["backlog_share"] == word
    assert "language" not in plain and [row["mid"] for row in told["rows"]] == [row["mid"] for row in plain["rows"]]
    assert [row["key"] for row in told["rows"]] == [row["key"] for row in plain["rows"]]


def test_a_language_that_is_not_spoken_is_refused_with_those_that_are(tiny):
    status, _, body = get(tiny, "/api/ask/backlog?party=cloud&lang=fr")
    [problem] = json.loads(body)["problems"]
    assert status == 400 and "fr" in problem["message"] and "zh-HK" in problem["remedy"]


def test_no_publisher_stands_twice_in_a_row_of_sources():
    book = shipped()
    legs = [
        leg for leg in book.legs.values() if len({book.sources[s].publisher for s in leg.sources}) < len(leg.sources)
    ]
    assert legs, "no contract has two sources of one publisher: this test could not fail"
    for leg in legs:
        kept = [book.sources[key].publisher for key in each_once(book, leg.sources)]
        assert len(kept) == len(set(kept)) and kept[0] == book.sources[leg.sources[0]].publisher
    other = {key: {"publisher": "Silicon Investor"} for key in ("a", "b")}
    assert each_once(book, ["a", "b", "c"], other) == ["a", "c"]


def test_sliders_say_by_when_and_a_contract_is_named_not_numbered(live):
    assert all("Q4 2033" in get(live, "/what-if/")[2].partition(f'"{name}"')[2][:120] for name in ("says", "base"))
    told = get(live, "/deal/nv-oai-2025/")[2]
    assert not re.search(">nv-oai-[a-z0-9-]+</a>", told) and re.search('#nv-oai[a-z0-9-]*">[A-Z]', told)

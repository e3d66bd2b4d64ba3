"""The server: this machine alone, no state, the same Tables as everywhere, problems as problems."""

import json
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path

import pytest

import gigaloop
from gigaloop.book.problem import InputError
from gigaloop.web.address import read
from gigaloop.web.server import server

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def address():
    with server(0, book="tiny") as door:
        thread = threading.Thread(target=door.serve_forever, daemon=True)
        thread.start()
        assert door.server_address[0] == "127.0.0.1"
        yield f"http://127.0.0.1:{door.server_address[1]}"
        door.shutdown()
        thread.join(5)


def get(address, **headers):
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=30) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers["Content-Type"], error.read().decode()


def test_an_answer_is_the_same_table_as_in_python(address):
    status, kind, text = get(f"{address}/api/ask/backlog?party=cloud")
    assert (status, kind) == (200, "application/json; charset=utf-8")
    assert json.loads(text) == json.loads(gigaloop.ask(gigaloop.load("tiny"), "backlog", party="cloud").to_json())


def test_the_report_stands_at_the_root_in_the_language_asked_for(address):
    status, kind, text = get(f"{address}/?lang=zh-Hans&paths=20")
    assert (status, kind) == (200, "text/html; charset=utf-8")
    assert text.startswith('<!doctype html>\n<html lang="zh-Hans">')


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("/api/ask/foo", "no question is called 'foo'"),
        ("/api/ask/backlog?shoe=1", "backlog takes no argument 'shoe'"),
        ("/api/ask/backlog?party=nobody", "no party 'nobody' is known on 2026-02-15"),
        ("/api/ask/backlog?party=cloud&as_of=soon", "--as-of: 'soon' is not a date"),
        ("/api/ask/backlog?party=a&party=b", "the address names 'party' twice"),
        ("/?lang=fr", "lang: 'fr' is not spoken here"),
        ("/?seed=-1", "seed: '-1' is not a whole number from 0 to 4294967295"),
        ("/?paths=9999999", "paths: '9999999' is not a whole number from 0 to 100000"),
        ("/?set=size", "set: 'size' is not K=V"),
        ("/?scenario=nope", "no scenario is called 'nope'"),
    ],
)
def test_a_wrong_address_is_told_as_problems(address, target, message):
    status, kind, text = get(address + target)
    assert (status, kind) == (400, "application/json; charset=utf-8")
    assert json.loads(text)["problems"][0]["message"] == message


def test_nothing_else_stands_there_and_nobody_else_may_ask(address):
    assert get(f"{address}/etc/passwd")[0] == 404
    assert get(f"{address}/../../etc/passwd")[0] == 404
    assert get(f"{address}/api/questions", Host="evil.example")[0] == 403
    assert get(f"{address}/api/questions", Host="localhost:1")[0] == 200


def test_an_address_is_the_whole_state():
    one = read("/api/ask/gap?scenario=rate-rise&set=size%3D0.5&seed=7&paths=500&lab=openai")
    assert one == read("/api/ask/gap?scenario=rate-rise&set=size%3D0.5&seed=7&paths=500&lab=openai")
    assert (one.draw.scenario, one.draw.settings, one.draw.seed, one.draw.paths) == (
        "rate-rise",
        {"size": "0.5"},
        7,
        500,
    )
    assert one.own == (("lab", "openai"),)


def test_a_port_that_is_taken_is_told(address):
    with pytest.raises(InputError, match=r"--port: .* cannot be bound: Address already in use"):
        server(int(address.rsplit(":", 1)[1]))


def test_the_command_serves_until_it_is_interrupted():
    process = subprocess.Popen(
        [sys.executable, "-m", "gigaloop", "serve", "--port", "0", "--book", "tiny", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    try:
        address = json.loads(process.stdout.readline())["address"]
        assert get(f"{address}api/questions")[0] == 200
        process.send_signal(2)
        _, err = process.communicate(timeout=20)
        assert (process.returncode, err) == (130, "interrupted; nothing was written half\n")
    finally:
        process.kill()
        process.wait()

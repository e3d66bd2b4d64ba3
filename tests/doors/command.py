"""Run the command line in this process, as a test sees it."""

from typing import NamedTuple

from gigaloop.cli.commands import app
from gigaloop.cli.outcome import told


class Ended(NamedTuple):
    code: int
    out: str
    err: str


def gigaloop(capsys, *words):
    code = told(app, words)
    return Ended(code, *capsys.readouterr())

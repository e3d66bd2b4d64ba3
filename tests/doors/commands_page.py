"""Print docs/commands.md: what `gigaloop NAME --help` says, for every command. `make docs` writes it."""

import contextlib
import io

import typer

from gigaloop.cli.commands import app
from gigaloop.cli.outcome import told


def commands():
    return sorted(typer.main.get_command(app).commands)


def helped(*words):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert told(app, [*words, "--help"]) == 0
    return "\n".join(line.rstrip() for line in out.getvalue().strip().splitlines())


def page():
    parts = ["# Commands\n\nWhat `--help` says. Written by `make docs`.\n"]
    for name in commands():
        parts.append(f"## gigaloop {name}\n\n```\n{helped(name)}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    print(page(), end="")

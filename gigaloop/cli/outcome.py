"""How a command ends: its exit code, and the sentences that go with it."""

from __future__ import annotations

import codecs
import errno
import io
import json
import os
import re
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

import typer

from gigaloop.book.problem import InputError, Misread, Place, Problem
from gigaloop.cli.world import spoken
from gigaloop.words.catalogue import refused

DONE, FAILED, BAD_INPUT, AUDIT, INTERRUPTED = 0, 1, 2, 3, 130
#: where a problem stands that stands in no file
TYPED = Place("command line")
#: no room: a full disk, a quota, a file larger than allowed
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
#: letters of a path or a word that a sentence repeats
LONGEST = 200
#: what stands for signs of ours that a terminal's letters lack, and the name by which Python calls it
PLAIN = {"\N{FULL BLOCK}": "#", "\N{DARK SHADE}": "=", "\N{LIGHT SHADE}": ".", "\N{MIDDLE DOT}": "-",
         "\N{RIGHTWARDS ARROW}": ">", "\N{MULTIPLICATION SIGN}": "x"}  # fmt: skip
PLAINLY = "gigaloop-plainly"
#: what typer raises for a wrong word on the command line
UsageError: type[Exception] = typer.BadParameter.__mro__[1]


def told(app: Callable[..., object], words: Sequence[str] | None = None) -> int:
    """Run the command line and say how it ended: problems to stderr, or as JSON to stdout where --json was given."""
    words = _whole(sys.argv[1:] if words is None else words) or ["--help"]
    _printable("--json" in words)
    try:
        code = app(words, prog_name="gigaloop", standalone_mode=False)
        sys.stdout.flush()
        if code == INTERRUPTED:
            raise KeyboardInterrupt
        return code if isinstance(code, int) else DONE
    except InputError as error:
        return _problems(error.problems, words)
    except UsageError as error:
        context = getattr(error, "ctx", None)
        where = context.command_path if context else "gigaloop"
        message = getattr(error, "message", "") or error.format_message()  # type: ignore[attr-defined]
        message = message.strip().rstrip(".").replace("\n", " ")
        option = next(iter(getattr(getattr(error, "param", None), "opts", ())), "")
        if option.startswith("--") and option not in message:
            message = f"{option}: {_said(option, words)}{message[:1].lower()}{message[1:]}"
        message = " ".join(word if len(word) <= LONGEST else f"{word[:57]}..." for word in message.split(" "))
        return _problems(Misread(message, f"See '{where} --help'").problems, words)
    except (typer.Abort, KeyboardInterrupt):
        print("interrupted; nothing was written half", file=sys.stderr)
        return INTERRUPTED
    except (BrokenPipeError, SystemExit):  # typer turns the first into the second; nothing of ours raises it below main
        _drop_the_rest()
        return DONE
    except MemoryError:
        problem = Misread("so many paths, or so large a book, need more memory than there is", "Give fewer --paths")
        return _problems(problem.problems, words)
    except OSError as error:
        if error.errno not in FULL:
            if error.filename is None:
                raise
            name = str(error.filename)
            place = name if len(name) <= LONGEST else f"{name[: LONGEST - 3]}..."
            return _problems(Misread(error.strerror or "it cannot be used", "Give another path", place).problems, words)
        _drop_the_rest()
        problem = Misread(f"the output cannot be written: {error.strerror}", "Make room, or write elsewhere")
        return _problems(problem.problems, ())
    except Exception as error:
        if type(error).__name__ != "AuditError":
            raise
        print(f"audit failed: {error}", file=sys.stderr)
        return AUDIT


def _problems(problems: Sequence[Problem], words: Sequence[str]) -> int:
    problems = [problem if problem.place.file else replace(problem, place=TYPED) for problem in problems]
    if "--json" in words:
        print(json.dumps({"problems": [problem.as_dict() for problem in problems]}, ensure_ascii=False, indent=1))
    else:
        for problem in problems:
            if problem.place == TYPED and (language := _language(words)) != "en":
                print(refused(problem.rule, language), file=sys.stderr)
            print(f"{'warning: ' if problem.severity == 'warning' else ''}{problem}", file=sys.stderr)
    return BAD_INPUT


def _language(words: Sequence[str]) -> str:
    """The language that the words ask for; English where that is not spoken."""
    with suppress(InputError):
        return spoken(words)
    return "en"


def _whole(words: Sequence[str]) -> list[str]:
    """The words as they are meant: a % that stands alone behind a number belongs to it.

    >>> _whole(["--size", "40", "%"]), _whole(["--set", "size=0.5", "%"]), _whole(["show", "%"])
    (['--size', '40%'], ['--set', 'size=0.5%'], ['show', '%'])
    """
    told: list[str] = []
    for word in words:
        if word == "%" and told and re.fullmatch(r"(?:[\w.-]+=)?-?\d+(?:\.\d+)?", told[-1]):
            told[-1] += word
        else:
            told.append(word)
    return told


def _printable(as_json: bool) -> None:
    """JSON goes out as UTF-8, as its standard says; a terminal that lacks a letter shows a plain one, else '?', and is
    told what to do; closed: to nobody."""
    codecs.register_error(PLAINLY, _Plainly())
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if as_json and stream is sys.stdout:
                stream.reconfigure(encoding="utf-8")
            else:
                stream.reconfigure(errors=PLAINLY)


class _Plainly:
    """Letters that a terminal lacks, as plain ones; the first for which there is none is told, with what helps."""

    def __init__(self) -> None:
        self.told = False

    def __call__(self, error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeEncodeError)
        plain = "".join(PLAIN.get(letter, "?") for letter in error.object[error.start : error.end])
        if "?" in plain and not self.told:
            self.told = True
            note = f"note: '?' is a letter that this terminal ({sys.stdout.encoding}) lacks"
            print(f"{note}; set PYTHONUTF8=1, or ask for --json", file=sys.stderr)
        return plain, error.end


def _drop_the_rest() -> None:
    """Nobody reads on, or nothing more fits: what is still unwritten must not raise again when Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _cut(text: str) -> str:
    return repr(text) if len(text) <= LONGEST else f"{text[:57]!r}..."


def _said(option: str, words: Sequence[str]) -> str:
    """What stood behind the option, quoted, for the sentence that refuses it."""
    for word, following in zip(words, [*words[1:], ""], strict=True):
        if word == option:
            return f"{_cut(following)}: "
        if word.startswith(f"{option}="):
            return f"{_cut(word.partition('=')[2])}: "
    return ""

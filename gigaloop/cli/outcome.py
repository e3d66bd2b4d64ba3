"""How a command ends: its exit code, and the sentences that go with it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence

import typer

from gigaloop.book.problem import InputError, Problem, single

DONE, FAILED, BAD_INPUT, AUDIT, INTERRUPTED = 0, 1, 2, 3, 130
#: what typer raises for a wrong word on the command line
UsageError: type[Exception] = typer.BadParameter.__mro__[1]


def told(app: Callable[..., object], words: Sequence[str] | None = None) -> int:
    """Run the command line and say how it ended: problems to stderr, or as JSON to stdout where --json was given."""
    words = list(sys.argv[1:] if words is None else words)
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
        message = getattr(error, "message", str(error)).strip().rstrip(".").replace("\n", " ")
        return _problems(single(message, f"See '{where} --help'").problems, words)
    except (typer.Abort, KeyboardInterrupt):
        print("interrupted; nothing was written half", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:
        if type(error).__name__ != "AuditError":
            raise
        print(f"audit failed: {error}", file=sys.stderr)
        return AUDIT


def _problems(problems: Sequence[Problem], words: Sequence[str]) -> int:
    if "--json" in words:
        print(json.dumps({"problems": [problem.as_dict() for problem in problems]}, ensure_ascii=False, indent=1))
    else:
        for problem in problems:
            print(problem, file=sys.stderr)
    return BAD_INPUT

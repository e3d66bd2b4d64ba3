"""Print docs/api.md: the Python interface; the documentation site puts the docstrings in. `make docs` writes it."""

import gigaloop
from gigaloop.questions import QUESTIONS

HEAD = """# Python interface

What is imported from `gigaloop`, and each question's function. Written by `make docs`; `make pages` builds the
documentation site from these pages and the docstrings, with nothing fetched, into `out/docs`.

## What is stable

| stable | until |
|---|---|
| names of `gigaloop.__all__`, their arguments, what they return | the next major version |
| questions, their arguments, rows' `measure` and `unit` | the next major version; earlier names stay |
| commands, options, exit codes, keys of `--json`, ids of errors | the next major version |
| book files (`format: 1`), overlays, a kept run's manifest, the workbook's blue cells | a new `format` |
| **not**: other modules, the kernel, wording, order of rows, last bits of drawn numbers | any version |

**How a name goes.** One minor version marks it in `CHANGELOG.md` and in its docstring, it goes on answering through at
least one more, and it leaves with a major version alone. A number that moves because the book or the engine was mended
is no break: the change log says which and why, and `gigaloop run --again DIR` says what moved.
"""


def page() -> str:
    """The page, whole."""
    parts = [HEAD, "## gigaloop\n"]
    parts += [f"::: {gigaloop._HOME[name]}.{name}\n" for name in gigaloop.__all__ if name not in ("ask", "questions")]
    for group in dict.fromkeys(question.group for question in QUESTIONS.values()):
        parts.append(f"## Questions: {group}\n")
        asked = (question for name, question in QUESTIONS.items() if question.group == group and question.name == name)
        for question in sorted(asked, key=lambda one: one.name):
            parts += [f"### {question.name}\n", f"::: {question.answer.__module__}.{question.answer.__name__}\n"]
    return "\n".join(parts)


if __name__ == "__main__":
    print(page(), end="")

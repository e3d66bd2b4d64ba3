"""Pages of docs that are made by looking again: `python -m tests.pages.NAME > docs/NAME.md` writes one."""

from collections.abc import Iterable


def grid(heads: str, rows: Iterable[Iterable[object]]) -> list[str]:
    """The lines of a table in Markdown; heads are parted by bars, cells stand as they are.

    >>> grid("a | b", [(1, "x")])
    ['| a | b |', '|---|---|', '| 1 | x |']
    """
    return [
        f"| {heads} |",
        f"|{'---|' * len(heads.split(' | '))}",
        *(f"| {' | '.join(map(str, row))} |" for row in rows),
    ]

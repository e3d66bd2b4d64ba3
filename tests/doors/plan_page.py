"""Print docs/plan.md: every column of the arrays that the engine runs on. `make docs` writes it."""

from gigaloop.engine.plan import RULES, TABLES
from gigaloop.engine.world import NUMBERS

HEAD = """# The Plan, column by column

What `gigaloop.engine.compiler` lowers a book to, and all that the kernel knows (`gigaloop.engine.plan`): tables of
numbers without names. `docs/model.md` says what each quarter does with them, `docs/kinds.md` what each kind of contract
becomes.

"""


def page() -> str:
    """The whole page: every column of every table, with type, unit and meaning."""
    lines = []
    for name, columns in TABLES.items():
        lines += [f"## {name}", "", "| column | type | unit | meaning |", "|---|---|---|---|"]
        lines += [f"| {' | '.join(column[:4])} |" for column in columns] + [""]
    for name, columns in (("world", NUMBERS), ("rules", RULES)):
        lines += [f"## {name}", "", "| column | unit or meaning |", "|---|---|"]
        lines += [f"| {' | '.join(column[:2])} |" for column in columns] + [""]
    return HEAD + "\n".join(lines)


if __name__ == "__main__":
    print(page(), end="")

"""Print docs/plan.md: every column of the arrays that the engine runs on. `make docs` writes it."""

from gigaloop.engine.plan import describe

HEAD = """# The Plan, column by column

What `gigaloop.engine.compiler` lowers a book to, and all that the kernel knows (`gigaloop.engine.plan`): tables of
numbers without names. `docs/model.md` says what each quarter does with them, `docs/kinds.md` what each kind of contract
becomes.

"""


def page() -> str:
    """The whole page."""
    return HEAD + describe()


if __name__ == "__main__":
    print(page(), end="")

"""The levers that a scenario may pull on, and its arguments."""

from __future__ import annotations

from gigaloop.book.model import Book

#: drivers that a scenario may shock; PARTY, VENDOR, REGION, DEAL and CUR stand for names
DRIVERS = (
    "demand.common",
    "demand.PARTY",
    "appetite.equity",
    "appetite.debt",
    "supply.chips.VENDOR",
    "supply.memory",
    "supply.power.REGION",
    "delay.site.DEAL",
    "efficiency",
    "rent",
    "rate",
    "shares",
    "fx.CUR",
)
REGIONS = ("us", "europe", "asia", "gulf", "all")


def is_driver(name: str, book: Book) -> bool:
    """Whether a scenario may shock this driver in this book."""
    head, _, rest = name.partition(".")
    match head:
        case "demand":
            return rest == "common" or rest in book.parties
        case "appetite":
            return rest in ("equity", "debt")
        case "supply":
            what, _, which = rest.partition(".")
            return (
                rest == "memory"
                or (what == "chips" and which in book.parties)
                or (what == "power" and which in REGIONS)
            )
        case "delay":
            return rest.startswith("site.") and (rest[5:] in book.legs or rest[5:] in book.deals or rest[5:] == "all")
        case "fx":
            return any(rate.currency == rest for rate in book.fx)
        case _:
            return name in ("efficiency", "rent", "rate", "shares")

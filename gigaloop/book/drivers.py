"""The levers that a scenario may pull on, and how far each verb may move one."""

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
#: what to do about a driver that there is none of
EVERY = f"Drivers are {', '.join(DRIVERS)}; REGION is one of {', '.join(REGIONS)}"
#: verb -> the least and the most that it may say: shares of what is, factors, quarters
SIZES = {"up_by": (0.0, 10.0), "down_by": (0.0, 1.0), "times": (0.0, 100.0), "set": (0.0, 1e6), "late_by": (0.0, 40.0)}
#: how a driver begins -> the same where it is no plain factor: a rate is a share a year, appetite is 1 when it is open
OWN_SIZES = {"rate": {"up_by": (0.0, 1.0), "set": (0.0, 1.0)}, "appetite.": {"set": (0.0, 1.0)}}
#: how drivers begin that can come late
LATE = ("supply.chips.", "supply.power.", "delay.site.")


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


def misfit(driver: str, verb: str, size: float) -> tuple[str, str] | None:
    """What is wrong with so large a shock of a driver, and what to do; None where nothing is.

    >>> misfit("demand.common", "down_by", 7.0)[0]
    'demand.common down_by 7 is outside 0 to 1'
    >>> misfit("rate", "late_by", 2.0)[0], misfit("rate", "up_by", 0.02)
    ('rate cannot come late', None)
    """
    if verb == "late_by" and not driver.startswith(LATE):
        return f"{driver} cannot come late", "late_by moves supply.chips.VENDOR, supply.power.REGION or delay.site.DEAL"
    if verb != "late_by" and driver.startswith("delay."):
        return f"{driver} takes no {verb}", "Write late_by and a number of quarters"
    own = next((sizes for start, sizes in OWN_SIZES.items() if driver.startswith(start)), {})
    least, most = own.get(verb, SIZES[verb])
    if least <= size <= most:
        return None
    return f"{driver} {verb} {size:g} is outside {least:g} to {most:g}", "Check the number: 40 % is 0.4"

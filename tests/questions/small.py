"""Small books for the tests: legs as plain dicts, written to a folder and loaded like any book."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from gigaloop.book.file import load
from gigaloop.book.model import Book
from gigaloop.book.rows import COLUMNS

PARAMETERS = (
    "about-half-width,,0.1,0.05,0.2,uniform,share,assumed,,,,",
    "take-or-pay-share,,1.0,0.7,1.0,triangular,share,assumed,,,,",
    "ramp-default,,8,4,12,triangular,quarters,calibrated,s1,,,",
    "term-default,,6,5,7,uniform,years,sourced,s1,,,",
)
PARTIES = ("lab", "cloud", "chips", "bank", "fund", "rival")


def leg(name: str, kind: str, payer: str, payee: str, **fields: Any) -> dict[str, Any]:
    """One leg with one step, signed on 2026-01-10 unless told otherwise; `steps` gives the whole life line."""
    top = {k: fields.pop(k) for k in ("part_of", "restates", "supersedes", "beneficiary") if k in fields}
    steps = fields.pop("steps", None)
    if steps is None:
        steps = [{"stage": "signed", "happened": "2026-01-10", "sources": ["s1"], **fields}]
    for step in steps:
        step.setdefault("known", step["happened"])
        step.setdefault("sources", ["s1"])
    return {"leg": name, "kind": kind, "from": payer, "to": payee, **top, "steps": steps}


def small_book(
    folder: Path,
    legs: list[dict[str, Any]],
    *,
    figures: tuple[str, ...] = (),
    parameters: tuple[str, ...] = (),
    parties: tuple[str, ...] = (),
    fx: tuple[str, ...] = (),
    as_of: str | None = "2026-12-31",
) -> Book:
    """Write a book of these legs and load it. Extra parties are rows 'id,kind,sector' or whole ids with members."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "deals").mkdir(exist_ok=True)
    (folder / "scenarios").mkdir(exist_ok=True)
    (folder / "book.yaml").write_text("format: 1\nname: small\nlicence: CC-BY-4.0\n")
    head = {name: ",".join((*owed, *more)) for name, (_, owed, more) in COLUMNS.items()}
    head["parameters.csv"] = ",".join(COLUMNS["parameters.csv"][1])
    rows = [f"{p},other,{_sector(p)},{p.title()},{p}-hant,{p}-hans,,,,," for p in PARTIES]
    rows += list(parties)
    _csv(folder / "parties.csv", ",".join(head["parties.csv"].split(",")[: rows[0].count(",") + 1]), rows)
    _csv(
        folder / "sources.csv",
        head["sources.csv"],
        ["s1,One,Paper,,,en,high,press", "s2,Two,Paper,,,en,high,press", "s3,Three,Paper,,,en,high,press"],
    )
    _csv(folder / "figures.csv", head["figures.csv"], [row + ",high" for row in figures])
    _csv(folder / "events.csv", head["events.csv"], [])
    _csv(folder / "fx.csv", head["fx.csv"], list(fx))
    _csv(folder / "parameters.csv", head["parameters.csv"], [*PARAMETERS, *parameters])
    names = {"en": "Deal", "zh-Hant": "交易", "zh-Hans": "交易"}
    deal = {"format": 1, "deal": "deal-1", "name": names, "legs": legs}
    (folder / "deals" / "deal-1.yaml").write_text(yaml.safe_dump(deal, allow_unicode=True, sort_keys=False))
    return load(folder, as_of=as_of)


def _sector(party: str) -> str:
    sectors = {"lab": "lab", "cloud": "levered_cloud", "chips": "chip_vendor", "bank": "banks", "fund": "investor"}
    return sectors.get(party, "other")


def _csv(path: Path, head: str, rows: list[str]) -> None:
    path.write_text("\n".join([head, *rows]) + "\n")

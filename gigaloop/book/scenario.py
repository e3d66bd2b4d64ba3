"""A scenario by its name, or several at once: `revenue-miss+funding-stop` is both what-ifs in one world."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from gigaloop.book.model import Book, Change, Rules, Scenario, Shock
from gigaloop.book.near import meant
from gigaloop.book.problem import ARGUMENT, InputError, Misread, Problem
from gigaloop.book.units import without_percent

#: what holds where no scenario is named: no shock, no change, no rule
BASE = Scenario.model_construct(scenario="base", name={"en": "base"})


def named(book: Book, name: str | None) -> Scenario:
    """The scenario of this name; names joined by `+` make one scenario with the shocks and changes of all of them.

    Shocks on one driver multiply (a `set` holds over what stands before it); changes to the book and rules are laid one
    over the other. An argument that only one of them has keeps its name; one that several have is called
    `scenario.argument`, and its bare name in `settings` stands for all of them (see `arguments`). None is `base`, the
    empty scenario.

    Raises InputError for a name that the book lacks, or that stands twice.

    >>> from gigaloop import load
    >>> both = named(load(), "revenue-miss+rent-fall")
    >>> both.scenario, sorted(both.arguments)
    ('revenue-miss+rent-fall', ['party', 'rent-fall.size', 'revenue-miss.size'])
    """
    parts = re.split(r"[+ ]", "base" if name is None else name)
    known = {"base": BASE, **book.scenarios}
    every = f"Use one of {', '.join(sorted(known))}"
    near = {part: meant(part, known, "") for part in parts if part not in known}
    wrong = [(f"no scenario is called {part!r}", f"{told}?  {every}" if told else every) for part, told in near.items()]
    twice = sorted({part for part in parts if parts.count(part) > 1})
    wrong += [(f"the scenario {part!r} stands twice", "Name each scenario once") for part in twice]
    problems = [Problem(ARGUMENT, message, remedy, "scenario") for message, remedy in wrong]
    if problems:
        raise InputError(problems)
    found = [known[part] for part in parts]
    return found[0] if len(found) == 1 else _joined(found)


def arguments(scenario: Scenario, settings: Mapping[str, Any]) -> dict[str, str]:
    """The scenario's arguments with those replaced that `settings` name; InputError for one that it lacks.

    >>> from gigaloop import load
    >>> told = arguments(named(load(), "revenue-miss+rent-fall"), {"size": 0.3, "rent-fall.size": 0.2})
    >>> told["revenue-miss.size"], told["rent-fall.size"]
    ('0.3', '0.2')
    """
    out = dict(scenario.arguments)
    problems = []
    for name in sorted(settings, key=lambda name: "." in name):
        hit = [key for key in out if key == name] or [key for key in out if key.endswith(f".{name}")]
        out |= dict.fromkeys(hit, without_percent(str(settings[name])))
        if not hit:
            takes, near = f"It takes {', '.join(out) or 'none'}", meant(name, out, "")
            told = f"the scenario {scenario.scenario} has no argument {name!r}"
            problems.append(Problem(ARGUMENT, told, f"{near}?  {takes}" if near else takes, "argument"))
    if problems:
        raise InputError(problems)
    return out


def shared(first: Scenario, second: Scenario) -> dict[str, str]:
    """The arguments of the first, each with its name in the second, which is the first with more laid over it.

    >>> from gigaloop import load
    >>> one, both = (named(load(), name) for name in ("revenue-miss", "revenue-miss+rent-fall"))
    >>> shared(one, both)
    {'party': 'party', 'size': 'revenue-miss.size'}
    """
    parts = ["", *(f"{part}." for part in first.scenario.split("+"))]
    return {
        name: next(f"{part}{name}" for part in parts if f"{part}{name}" in second.arguments) for name in first.arguments
    }


def laid_over(under: Scenario, settings: Mapping[str, Any], name: str, *shocks: Mapping[str, str]) -> Scenario:
    """A scenario of this name: `under`, its arguments replaced as `settings` say, and more shocks after its own."""
    more = tuple(Shock.model_validate(dict(shock)) for shock in shocks)
    new = {"scenario": name, "name": {"en": name}, "arguments": arguments(under, settings)}
    return under.model_copy(update=new | {"shocks": under.shocks + more})


def ruled(scenario: Scenario, **rules: str) -> Scenario:
    """The scenario with some rules of the quarter turned: the one way to set a rule, in a file or from Python.

    Raises InputError for a rule or a value that there is none of.

    >>> from gigaloop import load
    >>> ruled(named(load(), "base"), bargain="off").rules.told()
    {'bargain': 'off'}
    """
    for name, value in rules.items():
        if name not in Rules.model_fields:
            known = ", ".join(Rules.model_fields)
            raise Misread(f"no rule is called {name!r}", f"Set one of {known}", id="rules")
        allowed = ("going", "run-off") if name == "mode" else ("on", "off")
        if value not in allowed:
            raise Misread(f"rule {name}: {value!r} found", f"Write {' or '.join(allowed)}", id="rules")
    return scenario.model_copy(update={"rules": Rules.model_validate(scenario.rules.told() | rules)})


def _joined(parts: list[Scenario]) -> Scenario:
    every = [name for part in parts for name in part.arguments]
    shocks: list[Shock] = []
    changes: list[Change] = []
    told: dict[str, str] = {}
    for part in parts:
        new = {name: f"{part.scenario}.{name}" if every.count(name) > 1 else name for name in part.arguments}
        told |= {new[name]: value for name, value in part.arguments.items()}
        shocks += [Shock.model_validate(_renamed(shock.model_dump(by_alias=True), new)) for shock in part.shocks]
        changes += [Change.model_validate(_renamed(change.model_dump(), new)) for change in part.book]
    langs = [lang for lang in parts[0].name if all(lang in part.name for part in parts)]
    return parts[0].model_copy(  # a copy: the ids of files hold no +
        update={
            "scenario": "+".join(part.scenario for part in parts),
            "name": {lang: " + ".join(part.name[lang] for part in parts) for lang in langs},
            "arguments": told,
            "shocks": tuple(shocks),
            "book": tuple(changes),
            "rules": Rules.model_validate({name: value for part in parts for name, value in part.rules.told().items()}),
            "note": " ".join(part.note for part in parts if part.note),
        }
    )


def _renamed(value: Any, new: Mapping[str, str]) -> Any:
    """The same shock or change, its $name called by the new name; what it leaves open is left out."""
    match value:
        case str():
            return re.sub(r"\$(\w+)", lambda hit: f"${{{new[hit[1]]}}}" if hit[1] in new else hit[0], value)
        case dict():
            return {key: _renamed(each, new) for key, each in value.items() if each is not None}
        case list() | tuple():
            return [_renamed(each, new) for each in value]
        case _:
            return value

"""Fields: a question's form. What each argument offers by name, what stands in it, and an example of what is typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from gigaloop.answer.labels import leg_label, party_name
from gigaloop.answer.question import Argument
from gigaloop.book.model import Book
from gigaloop.book.problem import InputError
from gigaloop.ledger.makers import rivals
from gigaloop.questions.request import question
from gigaloop.questions.stress.drivers import OUTPUTS
from gigaloop.questions.trust.published import PUBLISHED
from gigaloop.site.view import PROMISES, deal_name
from gigaloop.site.words import speaker
from gigaloop.words.catalogue import text
from gigaloop.words.layout import point
from gigaloop.words.vocabulary import WORDS, told, word

#: an argument's value and what people call it
Choice = tuple[str, str]
#: arguments that are a day
DAYS = ("since", "until")
#: what a party may be pushed by, beside the demand for each lab
PUSHED = ("demand.common", "funding", "rent", "rate", "efficiency", "supply.power.all", "shares")
#: arguments that may be all, though they are one where nobody says
EVERY = (("facility", "loan"), ("offer", "without"), ("warrant", "party"))
#: whose answers the drivers are asked of
EXPLAINED = ("lab", "hyperscaler", "levered_cloud", "neocloud")


def fields(
    book: Book,
    name: str,
    own: Mapping[str, str],
    language: str,
    scenarios: Sequence[Choice],
    labs: Callable[[], Sequence[str]],
) -> list[dict[str, Any]]:
    """The fields of a question's form: name, label, help, kind (choice, day, number, text), value, options, example.

    own         what the address says
    scenarios   those that can be chosen
    labs        whose demand can be pushed
    """
    said = {key.replace("-", "_"): given for key, given in own.items()}
    arguments = question(name).arguments
    values = {one.name: _value(book, one, said.get(one.name, "")) for one in arguments}
    meant = {one.name: values[one.name] or _written(one) for one in arguments}
    offers = _Offers(book, meant, language, scenarios, labs)
    made = []
    for one in arguments:
        options, value, default = offers.of(name, one), values[one.name], _written(one)
        value = offers.names(value) if value != default and "," in default else value
        if options and default not in dict(options):
            options = [("", speaker(language)("ask.default")), *options]
        if options and value not in ("", *dict(options)):
            options.append((value, offers.named(value)))
        label = word(f"argument: {one.name}" if f"argument: {one.name}" in WORDS else one.name, language)
        made.append(
            {
                "name": one.name,
                "label": label[:1].upper() + label[1:],
                "help": question(name).help(one.name, language),
                "kind": "choice" if options else _kind(one, value),
                "value": "" if value == default else value,
                "options": [("" if key == default else key, called) for key, called in options],
                "example": text(f"example.{one.name}", language) or offers.names(_shown(one)),
            }
        )
    return made


def _written(one: Argument) -> str:
    """An argument's default as an address says it."""
    if one.kind == "bool":
        return "yes" if one.default else "no"
    return "" if one.default is None else f"{one.default:g}" if one.kind == "float" else str(one.default)


def _shown(one: Argument) -> str:
    """An argument's default as a reader knows it: a share in per cent."""
    share = one.kind == "float" and one.default is not None and 0.0 <= one.default <= 1.0
    return f"{one.default:.0%}" if share else _written(one)


def _value(book: Book, one: Argument, given: str) -> str:
    """What an address says, in the form's own spelling: yes of true, a party's id of its name."""
    with suppress(InputError):
        if given and one.kind == "bool":
            return "yes" if one.read(given) else "no"
        if given and one.side and given not in book.legs:
            return book.party(given).party_id
    return given


def _kind(one: Argument, value: str) -> str:
    if one.name in DAYS:
        with suppress(ValueError):
            return "day" if not value or date.fromisoformat(value) else ""
    return "number" if one.kind in ("float", "int") else "text"


class _Offers:
    """What can be chosen for an argument, by its name in a language; nothing where anything may be typed."""

    def __init__(
        self,
        book: Book,
        own: Mapping[str, str],
        language: str,
        scenarios: Sequence[Choice],
        labs: Callable[[], Sequence[str]],
    ) -> None:
        self.book, self.own, self.language, self.scenarios, self.labs = book, own, language, scenarios, labs
        self.called = {key: {language: party_name(one, language)} for key, one in book.parties.items()}

    def of(self, name: str, one: Argument) -> list[Choice]:
        """Every value and its name, those that are more than one first."""
        if one.kind == "bool":
            return self._words("no", "yes") if not one.default else self._words("yes", "no")
        if one.choices:
            return self._words(*one.choices)
        chosen = self._chosen(name, one)
        return self._words("all") + chosen if chosen and (one.default == "all" or (name, one.name) in EVERY) else chosen

    def _chosen(self, name: str, one: Argument) -> list[Choice]:
        legs = self.book.legs.values()
        match name, one.name:
            case "warrant", "party":
                return self._legs(leg.leg for leg in legs if leg.kind == "warrant")
            case _, "deal":
                return _sorted((key, deal_name(self.book, key, self.language)) for key in self.book.deals)
            case _, "guarantee":
                given = [leg for leg in legs if leg.kind in PROMISES]
                return self._parties(leg.payer for leg in given) + self._legs(leg.leg for leg in given)
            case _, "loan":
                secured = (leg for leg in legs if leg.kind == "loan" and leg.terms.rank == "secured")
                loans = [leg for leg in secured if leg.terms.power is not None or leg.terms.collateral]
                return self._parties(leg.payee for leg in loans) + self._legs(leg.leg for leg in loans)
            case "offer", "without":
                return self._legs(leg.leg for leg in rivals(self.book, self.own["vendor"], self.own["buyer"]))
            case _, "first" | "second":
                return list(self.scenarios)
            case _, "driver":
                return [
                    (key, told(key, self.language, self.called))
                    for key in (*(f"demand.{lab}" for lab in self.labs()), *PUSHED)
                ]
            case _, "of":
                whose = [key for key, party in self.book.parties.items() if party.sector in EXPLAINED]
                return [(f"{what}.{key}", self._measure(what, key)) for key in whose for what in OUTPUTS]
            case _, "id":
                return [(key, one.said) for key, one in PUBLISHED.items()]
        return self._parties(self.called) if one.side else []

    def names(self, listed: str) -> str:
        """What lists parties by commas, by their names."""
        return ", ".join(self.named(key.strip()) for key in listed.split(","))

    def named(self, value: str) -> str:
        """What a value is called: a party, a contract, a deal or a word."""
        if value in self.called:
            return self.called[value][self.language]
        if value in self.book.legs:
            return leg_label(self.book, self.book.legs[value], self.language)
        return deal_name(self.book, value, self.language) if value in self.book.deals else word(value, self.language)

    def _measure(self, what: str, key: str) -> str:
        return f"{self.called[key][self.language]}{point(':', self.language)}{word(what, self.language)}"

    def _parties(self, keys: Iterable[str]) -> list[Choice]:
        return _sorted((key, self.called[key][self.language]) for key in dict.fromkeys(keys))

    def _legs(self, keys: Iterable[str]) -> list[Choice]:
        return _sorted((key, leg_label(self.book, self.book.legs[key], self.language)) for key in keys)

    def _words(self, *values: str) -> list[Choice]:
        return [(value, word(value, self.language)) for value in values]


def _sorted(choices: Iterable[Choice]) -> list[Choice]:
    return sorted(choices, key=lambda choice: choice[1])

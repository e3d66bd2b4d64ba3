"""What is wrong with an input: place, what was found, what was expected, what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Place(NamedTuple):
    """Where a value stands: file, and line and column counted from 1 (0 when the whole file is meant)."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


#: the place of an argument, which stands in no file
ARGUMENT = Place("")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. `rule` names the check that found it; `severity` is error, or warning for the implausible.

    places   what was found, by the places that the rule's sentence has for it in other languages
    """

    place: Place
    message: str
    remedy: str
    rule: str = "format"
    severity: str = "error"
    places: Mapping[str, Any] = field(default_factory=dict, compare=False)

    def __str__(self) -> str:
        place = f"{self.place}  " if self.place.file else ""
        asks = self.remedy.startswith("Did you mean") and "?" not in self.remedy
        return f"{place}{self.message}.  {self.remedy}{'?' if asks else '.'}"

    def as_dict(self) -> dict[str, str | int]:
        """As `--json` prints it; `id` is what a program goes by."""
        return {
            "id": self.rule,
            "file": self.place.file,
            "line": self.place.line,
            "column": self.place.column,
            "message": self.message,
            "remedy": self.remedy,
            "rule": self.rule,
            "severity": self.severity,
        }


class GivenUp(Exception):
    """A file holds so many problems that the rest of it is not read."""


class Collected:
    """Problems found while reading. A file with more than `MOST` is given up: a hostile one costs bounded time."""

    MOST = 200

    def __init__(self) -> None:
        self.all: list[Problem] = []
        self._count: dict[str, int] = {}

    def note(self, problem: Problem) -> None:
        """Keep one Problem; raises GivenUp once its file has too many."""
        self.all.append(problem)
        file = problem.place.file
        self._count[file] = self._count.get(file, 0) + 1
        if self._count[file] == self.MOST:
            message = f"the file has {self.MOST} problems or more; the rest of it is not read"
            self.all.append(Problem(problem.place, message, "Mend these first", "too-many"))
            raise GivenUp


class Unfit(ValueError):
    """A text that is not what stands in its place: what was found and what to write, as `args`.

    >>> str(Unfit("'12' has no unit", "Write for example '12 bn USD'"))
    "'12' has no unit.  Write for example '12 bn USD'"
    """

    def __init__(self, message: str, remedy: str, id: str = "value", **places: Any) -> None:
        super().__init__(message, remedy)
        self.id, self.places = id, places

    def __str__(self) -> str:
        return ".  ".join(self.args)


def parted(error: Exception) -> tuple[str, str]:
    """What was found and what to do of an error; one of another kind says the first alone."""
    message, remedy = error.args if isinstance(error, Unfit | Misread) else (str(error), "")
    return message, remedy


class InputError(ValueError):
    """Bad input: carries every Problem at once, in order of place."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda p: (p.place.file, p.place.line, p.place.column)))
        super().__init__("\n".join(map(str, self.problems)))


class Misread(InputError):
    """A request that cannot be read as it was meant: what was found, and what to do. `args` carries both.

    id      names what was misread: an argument, a party, a day
    place   a file, where the words stand in one

    >>> Misread("no party 'nobody' is known", "List them with 'gigaloop show parties'", id="party").args[1]
    "List them with 'gigaloop show parties'"
    """

    def __init__(self, message: str, remedy: str, place: str = "", id: str = "argument", **places: Any) -> None:
        super().__init__([Problem(Place(place) if place else ARGUMENT, message, remedy, id, places=places)])
        self.args = (message, remedy)

    def __str__(self) -> str:
        return str(self.problems[0])

    @property
    def id(self) -> str:
        """What was misread."""
        return self.problems[0].rule

"""fomo: who joins a lab's deals because others did, in which order, and what would make waiting win?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import permutations, product
from typing import Any, Unpack

import numpy as np

from gigaloop.answer.paths import mean_of, path_row, share_of
from gigaloop.answer.question import Owes, Question, Row, RunArguments, Speech, Table, by_measure, those
from gigaloop.answer.tally import origin_of, resting
from gigaloop.book.model import Book
from gigaloop.book.problem import Misread
from gigaloop.methods.games import cascade, complements, in_turn, pure, quantal_response
from gigaloop.questions.circles.payoffs import ACTIONS, RATE, Game, played
from gigaloop.words.notes import note

#: who plays, in the order in which they are told to have joined (docs/scarcity.md); the last is told to have waited
PLAYERS = "softbank,oracle,nvidia,amd,broadcom,microsoft"
#: each more doubles the profiles that are simulated
MOST = 8


def answer(
    book: Book,
    lab: Owes = "openai",
    *,
    levels: int = 2,
    draws: int = 60,
    players: str = PLAYERS,
    **drawn: Unpack[RunArguments],
) -> Table:
    """Who joins whose deals first, who follows, is it an equilibrium, and how much less would joining have to pay?

    levels   actions a player: 2 (wait, join) or 3 (wait, half, join: how much)
    draws    draws of the parameters behind every profile, the same in each
    players  who may play, with commas, in the order in which they are told to have joined; the last waited

    Definition: `QUESTION.definition`. By player: `gain_first`, what joining brings when nobody else has, and
    `gain_last`, when all others have (USD bn; 90 % band of the mean), `joins` and `joins_first`, share of draws;
    `race` step by step (who, its gain; `race_left`: who goes again), `race_share`, over what share of draws the
    race has the told order and `race_begins_share` its first; `equilibrium`, how many pure ones, and in the first
    `plays` (0 wait to 1 join) of each; `turns` in the told order; `quantal`, chance of joining; `waiting_wins`,
    USD bn by which joining must pay less for a player in the race's end to wait; `turns_same`, over what share of
    all orders of moves the same players join; `joins_by`, how many have joined when the game is counted at the end
    of a year; `tips`, how many must be in before joining pays most of the others; `complements`, share of
    comparisons in which more of others' joining raises one's gain.

    Columns: USD bn, share, players; `step` of the race, `band` what low and high are.

    Raises InputError for a lab that fewer than two of the players deal with on the book's day, a player that the book
    does not know, more than eight of them, or fewer than two draws.

    >>> from gigaloop.questions.circles.fomo import ACTIONS
    >>> ACTIONS[3]
    (0.0, 0.5, 1.0)
    """
    if levels not in ACTIONS:
        raise Misread(f"--levels: {levels} is neither 2 nor 3", "2: wait or join; 3: a half too")
    if draws < 2:
        raise Misread(
            f"--draws: {draws} is below 2, and noise needs two", "Write for example --draws 60", id="argument"
        )
    if drawn.get("scenario") not in (None, "base") or drawn.get("settings"):
        raise Misread("fomo is played in base alone", "Leave --scenario and --set out")
    who, seed = book.party(lab), drawn.get("seed", 1)
    named = _named(book, players)
    game = played(book, who.party_id, named, levels, draws, seed, drawn.get("progress"))
    return QUESTION.table(
        book,
        title={"party": who},
        rows=list(_rows(book, who.party_id, game)),
        arguments={"lab": who.party_id, "levels": levels, "draws": draws, "players": ",".join(named)},
        paths=draws,
        seed=seed,
        notes=[note("fomo.horizon")],
        added=(("step", ""), ("band", "")),
    )


def _named(book: Book, players: str) -> list[str]:
    """The parties that an argument names; the usual ones as they are, whether or not the book has them all."""
    names = re.split("[,，、]", players)
    if players != PLAYERS:
        names = list(dict.fromkeys(book.party(name.strip()).party_id for name in names))
    if len(names) > MOST:
        raise Misread(f"--players: {len(names)} are more than {MOST}", "Name those who matter most")
    return names


def _rows(book: Book, lab: str, game: Game) -> Iterator[Row]:
    count = game.worth.shape[-1]

    def row(
        key: str, subject: str, measure: str, unit: str, ends: tuple[float, float, float], step: int | None = None,
        band: str = "", legs: Sequence[str] = (), period: str = book.as_of.isoformat(),
    ) -> Row:  # fmt: skip
        rests = resting(book, (RATE,), legs) | {"origin": origin_of(book, (RATE, "growth-shock-common-sd"))}
        told = {"counterparty": lab, "period": period, "more": {"step": step}, **rests}
        return path_row(ends, band, key, subject, measure, unit, **told)

    mean = game.mean
    race = cascade(mean)
    each = [cascade(game.of(path)) for path in range(count)]
    for n, player in enumerate(game.players):
        legs = game.legs[player]
        for measure, others in (("gain_first", 0), ("gain_last", -1)):
            gain = mean_of(game.gain(n, others))
            yield row(f"{measure}/{player}", player, measure, "USD bn", gain, band="average", legs=legs)
        joins = np.array([one.actions[n] > 0 for one in each])
        begins = np.array([bool(one.steps) and one.steps[0].player == n for one in each])
        yield row(f"joins/{player}", player, "joins", "share", share_of(joins), band="count", legs=legs)
        yield row(f"joins_first/{player}", player, "joins_first", "share", share_of(begins), band="count", legs=legs)
    here = [0] * len(game.players)
    for number, step in enumerate(race.steps, 1):
        player = game.players[step.player]
        before, here[step.player] = tuple(here), step.after
        gains = game.worth[step.player][tuple(here)] - game.worth[step.player][before]
        told: dict[str, Any] = {"step": number, "band": "average", "legs": game.legs[player]}
        measure = "race" if step.after > step.before else "race_left"
        yield row(f"race/{number}", player, measure, "USD bn", mean_of(gains), **told)
    yield row(
        "race_share", lab, "race_share", "share", share_of(np.array([in_order(game, o) for o in each])), band="count"
    )
    first = np.array([bool(o.steps) and game.players[o.steps[0].player] == game.told[0] for o in each])
    yield row("race_begins_share", lab, "race_begins_share", "share", share_of(first), band="count")
    yield from _equilibria(game, mean, race, row, lab)
    for year, worth in game.by_year.items():
        count_in = [sum(a > 0 for a in cascade(list(worth[..., path])).actions) for path in range(count)]
        low, mid, high = np.percentile(count_in, (5, 50, 95))
        yield row(f"joins_by/{year}", lab, "joins_by", "players", (low, mid, high), band="percentiles", period=year)


def _equilibria(game: Game, mean: list[np.ndarray], race: Any, row: Any, lab: str) -> Iterator[Row]:
    sure = pure(mean)
    yield row("equilibrium", lab, "equilibrium", "profiles", (float(len(sure)),) * 3)
    order = list(range(len(game.players)))
    turns = in_turn(mean, order)
    same = [in_turn(mean, other).actions == turns.actions for other in permutations(order)]
    yield row("turns_same", lab, "turns_same", "share", (float(np.mean(same)),) * 3)
    try:
        chances = quantal_response(payoffs=mean, lam=1.0 / max(game.noise, 1e-9)).strategies
    except RuntimeError:
        chances = ()
    for n, player in enumerate(game.players):
        if sure:
            yield row(f"plays/{player}", player, "plays", "share", (game.levels[sure[0][n]],) * 3)
        yield row(f"turns/{player}", player, "turns", "share", (game.levels[turns.actions[n]],) * 3)
        if chances:
            joins = float(1.0 - chances[n][0])
            yield row(f"quantal/{player}", player, "quantal", "share", (joins,) * 3)
        if race.actions[n] > 0:
            lost = -race.waiting[n] if len(game.levels) == 2 else _to_wait(mean[n], race.actions, n)
            yield row(f"waiting_wins/{player}", player, "waiting_wins", "USD bn", (lost,) * 3)
    tips = tipping(game)
    yield row("tips", lab, "tips", "players", (tips,) * 3)
    held, every = complements(mean)
    yield row("complements", lab, "complements", "share", (held / every,) * 3)


def _to_wait(payoff: np.ndarray, here: Sequence[int], n: int) -> float:
    return float(payoff[tuple(here)] - payoff[(*here[:n], 0, *here[n + 1 :])])


def in_order(game: Game, race: Any) -> bool:
    """Whether those who are told to have joined do so in their order, whoever else does between."""
    joined = [game.players[step.player] for step in race.steps if step.before == 0]
    wanted = [player for player in game.told if player in game.players]
    return [player for player in joined if player in wanted] == wanted


def tipping(game: Game) -> float:
    """How many must be in before joining pays more than half of those who are left; one more than all: never."""
    count, top = len(game.players), len(game.levels) - 1
    for size in range(count):
        wins = total = 0
        for inside in product((0, top), repeat=count):
            if sum(a > 0 for a in inside) != size:
                continue
            for n in range(count):
                if inside[n] == 0:
                    there = (*inside[:n], top, *inside[n + 1 :])
                    wins += game.mean[n][there] > game.mean[n][inside]
                    total += 1
        if total and wins * 2 > total:
            return float(size)
    return float(count + 1)


def headline(table: Table, say: Speech) -> Sequence[str]:
    """The race as it comes out, over what share of the draws the told order does, and who had rather wait."""
    left = {row.subject: row.more["step"] for row in those(table, measure="race_left")}
    race = [row for row in those(table, measure="race") if row.more["step"] > left.get(row.subject, 0)]
    share = table.one("race_share")
    order = say("list.then").join(say.party(row.subject) for row in race)
    told = [say("fomo.race", order=order) if race else say("fomo.nobody")]
    players = {row.subject for row in those(table, measure="joins")}
    told_order = str(table.arguments["players"]).split(",")[:-1]
    ordered = say("list.then").join(say.party(player) for player in told_order if player in players)
    told.append(say("fomo.share", order=ordered, share=share))
    waits = [row for row in those(table, measure="gain_last") if row.high is not None and row.high < 0.0]
    if waits:
        told.append(say("fomo.waits", parties=say.joined([say.party(row.subject) for row in waits], most=6)))
    return [*told, *_turning(table, say)]


def _turning(table: Table, say: Speech) -> Iterator[str]:
    """What makes waiting win, where it tips, and whether it matters when the game is counted and who moves first."""
    count = len(those(table, measure="joins"))
    tips, same = table.one("tips").mid or 0.0, table.one("turns_same")
    margins = sorted(those(table, measure="waiting_wins"), key=lambda row: row.mid or 0.0)
    if margins:
        yield say("fomo.less", less=margins[0])
    tipped = "never" if tips > count else "at" if tips else "at_once"
    yield say(f"fomo.tips.{tipped}", count=say.count(tips))
    years = those(table, measure="joins_by")
    if years:
        ends = {"first": years[0].period, "last": years[-1].period, "all": say.count(float(count))}
        counts = {"early": say.count(years[0].mid or 0.0), "late": say.count(years[-1].mid or 0.0)}
        yield say("fomo.years", **ends, **counts, share=same)


def first(table: Table) -> Sequence[Row]:
    """The race, the share of its order, then each player's gains."""
    return by_measure(table, ("race", "race_share", "gain_last", "waiting_wins", "tips", "turns_same", "joins_by"))


QUESTION = Question(answer, headline, first)

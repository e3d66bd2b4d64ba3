"""The marks of a candidate that the scale weighs: words beside its number, where its firms stand, what they trade in, what the rules said.

A mark is a short text. No mark holds a firm's name: names and numbers are masked before words are taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from gigaloop.intake import roles
from gigaloop.intake.candidates import NOBODY, Candidate, Near, Slot, kinds_named
from gigaloop.intake.hanwords import pieces
from gigaloop.intake.names import Mention
from gigaloop.intake.quantities import Amount
from gigaloop.intake.told import FIRMS, linked
from gigaloop.intake.weigh import Weigh, kin
from gigaloop.intake.whole import Whole, number, paragraph

_FAMILIES = ("stake", "loan", "acquisition", "guarantee")
_CUES = {
    "en": {"not": r"\bnot\b|n't\b|\bnever\b|\bno longer\b", "may": r"\b(?:may|might|could|would|talks|consider\w*|explor\w*|reportedly)\b",
           "past": r"\b(?:last year|previous\w*|earlier|in 20\d\d|since|already)\b", "total": r"\b(?:total|overall|combined|altogether|cumulative|so far|to date)\b",
           "value": r"\bvalu\w+\b", "year": r"\b(?:per year|annual\w*|a year)\b"},
    "zh": {"not": "没有|并未|不会|否认", "may": "可能|洽谈|考虑|传|据悉|或将|拟", "past": "去年|此前|曾|早前|已", "total": "累计|合计|总计|共计|总", "value": "估值|市值",
           "year": "每年|年化|全年"},
}  # fmt: skip
_CUES_RE = {lang: {name: re.compile(words) for name, words in cues.items()} for lang, cues in _CUES.items()}
_SIZES = (0.03e9, 0.1e9, 0.5e9, 2e9, 10e9, 50e9, 200e9)
#: Chinese prepositions by the English ones that stand for the same part
_ALIKE = {"向": "to", "对": "to", "给": "to", "予": "to", "授予": "to", "提供给": "to", "助": "to", "与": "with", "和": "and", "由": "by", "从": "from",
          "来自": "from", "为": "for", "于": "in", "包括": "including"}  # fmt: skip
#: A和B分别投资2亿元和3亿元;  what parts two numbers of a row
_EACH, _APART = re.compile("分别|respectively"), re.compile(r"[。;；:：]|[^\s、,，和与及以跟约近逾超过最高多达and]{3}")
#: words that stand as one between two firms, or a firm and its number
SHORT = 4
_GAPS = {"en": (0, 12, 30, 70, 150), "zh": (0, 5, 12, 25, 50)}


def family(kind: str) -> str:
    """The family whose kinds stand in the same words."""
    return "goods" if kind in roles.GOODS else kind if kind in _FAMILIES else "rest"


class Marks:
    """The marks of one slot's candidates, each part made once: of the slot, of a kind, of a firm in a role, of a pair."""

    def __init__(self, slot: Slot, weigh: Weigh, text: Whole) -> None:
        self.slot, self.weigh, self.whole, self.times = slot, weigh, text, text.times
        self.p, self.told, self.at = slot.one.proposal, slot.told, slot.span[0]
        self.text = slot.told.folded
        self.lang = (
            "en"
            if sum(map(str.isascii, self.text[slot.told.start : slot.told.end])) * 2 > slot.told.end - slot.told.start
            else "zh"
        )
        self.yes = self.p.kind is not None and self.p.action != "refuse"
        self.state = "yes" if self.yes else "no:" + (self.p.because or self.p.action)
        self.verbs = [w for w in self.told.words if w.part == "verb"]
        self.masked = self._masked()
        self.firms: dict[str, list[str]] = {}
        self.order = list(dict.fromkeys(m.key for m in self.told.parties if m.how in FIRMS or m.how == "product"))
        self.heading = [x.key for x in slot.first.parties]
        self.row = self._row()
        self.number = next((number(q) for q in self.told.amounts if q.start == self.at), None)
        self.opens = self.whole.opens.get(paragraph(slot.told))
        self.headed = self.number is not None and any(number(q) == self.number for q in slot.first.amounts)
        self.of_slot = [*self._slot(), *self._beside()]

    def parts(self, one: Candidate) -> Iterator[tuple[tuple[str, ...], Callable[[], list[str]]]]:
        """(a part's name, what tells its marks) of a candidate; candidates share parts."""
        kind, payer, payee = one
        alike = family(kind)
        yield ("kind", kind), lambda: self.kind(kind)
        yield ("payer", alike, payer.who.key), lambda: self.firm(payer, f"X{alike}|", "X|")
        yield ("payee", alike, payee.who.key), lambda: self.firm(payee, f"Y{alike}|", "Y|")
        yield ("pair", kind, payer.who.key, payee.who.key), lambda: self.pair(one)

    def _row(self) -> dict[str, int]:
        """A and B put in 2 and 3 respectively: which place each firm of the row has, and ('') which the number has."""
        told, text = self.told, self.text
        if not _EACH.search(text, told.start, told.end):
            return {}
        row: list[Amount] = []
        for q in told.amounts:
            gap = (row[-1].end, q.start) if row else (q.start, q.start)
            if _APART.search(text, *gap) or any(gap[0] <= m.start < gap[1] for m in told.parties):
                if any(one.start == self.at for one in row):
                    break
                row = []
            row.append(q)
        at = next((n for n, q in enumerate(row) if q.start == self.at), None)
        firms = (linked(told, m) for m in told.parties if m.how in FIRMS)
        fit = next((one for one in firms if len(one) == len(row) > 1), [])
        return {m.key: n for n, m in enumerate(fit)} | {"": at} if fit and at is not None else {}

    def _masked(self) -> str:
        start, end = self.told.start, self.told.end
        letters = list(self.text[start:end])
        marked = [(m.start, m.end, "\x01") for m in self.told.parties if m.how in ("name", "unknown", "product")]
        for a, b, sign in (*marked, *((q.start, q.end, "\x02") for q in self.told.amounts)):
            letters[max(a, start) - start : max(min(b, end) - start, 0)] = sign * max(0, min(b, end) - max(a, start))
        return "".join(letters)

    def _words(self, start: int, end: int) -> list[str]:
        """The words of a stretch, names as @ and numbers as #."""
        piece = self.masked[max(0, start - self.told.start) : max(0, end - self.told.start)]
        if self.lang == "en":
            piece = re.sub("\x02+", " # ", re.sub("\x01+", " @ ", piece))
            return re.findall(r"[@#]|[a-z]+|[,;:]", re.sub(r"\d[\d.,]*", "", piece).lower())
        piece = re.sub("\x02+", "#", re.sub("\x01+", "@", re.sub(r"\s", "", piece)))
        piece = re.sub(r"\d[\d.,]*", "0", piece).lower()
        return [piece[p.start : p.end] for p in pieces(piece)]

    def _beside(self) -> list[str]:
        start, end = self.slot.span
        left, right = self._words(self.told.start, start), self._words(end, self.told.end)
        marks = {f"s:{w}" for w in (*left, *right) if self.lang == "zh" or len(w) > 2}
        for side, words in (("l", left[:-7:-1]), ("r", right[:6])):
            marks |= {f"{side}{min(n, 3)}:{w}" for n, w in enumerate(words, 1)}
        marks |= {"ll:" + "_".join(left[-2:]), "rr:" + "_".join(right[:2])}
        if self.slot.what == "bare":
            marks.add("in:" + "_".join(self._words(start, end))[:12])
        return [f"W{self.lang}{m}" for m in sorted(marks)]

    def _slot(self) -> list[str]:
        slot, one, p, money = self.slot, self.slot.one, self.p, self.slot.one.money
        line = one.line
        marks = [
            f"what:{slot.what}",
            f"line:{line if line < 4 else 4 if line < 8 else 5}",
            f"link:{one.clause.link}",
            f"state:{self.state}",
        ]
        if self.yes:
            parties = [m for m in (one.payer, one.payee) if m is not None]
            marks += [f"firm:{one.firm}", f"stage:{p.stage}", f"earlier:{'earlier' in one.notes}", f"heading:{one.headline}", f"bare:{slot.what == 'bare'}",
                      f"lacked:{sum(m.party is None for m in parties)}", f"book:{self.weigh.has(one)}"]  # fmt: skip
            for side, m in (("payer", one.payer), ("payee", one.payee)):
                if m is not None:
                    marks += [
                        f"{side}:{m.how}",
                        f"{side}:{'known' if m.party else 'new'}",
                        f"{side}:{'here' if m.start >= one.since else 'far'}",
                    ]
        if money is not None:
            dollars = money.dollars
            marks += [f"usd:{sum(dollars >= size for size in _SIZES)}"] if dollars else []
            marks.append(f"bound:{money.bound}")
        marks.append(f"each:{len(slot.row)}")
        if self.number is not None:
            marks += [f"again:{min(3, self.times[self.number])}", f"headed:{self.headed}:{line > 0}"]
            unit = self.number[:2]
            marks += [
                f"first:{self.whole.first.get(unit) == self.number}",
                f"most:{self.whole.most.get(unit) == self.number}",
            ]
        marks.append(f"sums:{min(4, sum(q.what == 'money' for q in self.told.amounts))}")
        marks.append(f"firms:{min(5, len({m.key for m in self.told.parties if m.how in FIRMS}))}")
        marks += [
            f"cue:{name}"
            for name, words in _CUES_RE[self.lang].items()
            if words.search(self.text, self.told.start, self.told.end)
        ]
        return marks

    def kind(self, kind: str) -> list[str]:
        """What is said of the find, for this kind and for its family; and the words near that name kinds."""
        slot, fam = self.slot, family(kind)
        start, end = slot.one.clause.start, slot.one.clause.end
        here = self.told.words
        scopes = (
            ("c", [w for w in here if start <= w.start < end]),
            ("s", here),
            ("b", slot.before[0].words if slot.before else []),
            ("h", slot.first.words),
        )
        marks = []
        for scope, words in scopes:
            kinds = kinds_named(words)
            marks += [f"{scope}:{name}" for name in sorted(kinds or {"none"})]
            marks += [f"{scope}:thing:{name}" for name in sorted({w.name for w in words if w.part == "thing"})]
        named = [
            (min(abs(w.start - slot.span[1]), abs(self.at - w.end)), w.kind or w.name)
            for w in here
            if w.part == "kind" or w.kind
        ]
        if named:
            far, name = min(named)
            marks += [f"near:{name}"] + [f"nextto:{name}"] * (far < 20)
        verb = self._governing()
        if verb is not None:
            marks.append(f"v:{verb.name}:{verb.kind}")
        marks.append(f"rules:{self.p.kind or '-'}")
        common = ["all", f"all{self.lang}", f"k:{kind}", *self.of_slot]
        return [*common, *(f"F{fam}{m}" for m in self.of_slot), *(f"K{kind}|{m}" for m in marks)]

    def _governing(self):  # type: ignore[no-untyped-def]
        clause = self.slot.one.clause
        return min(
            (w for w in self.verbs if clause.start <= w.start < clause.end),
            key=lambda w: abs(w.start - self.at),
            default=None,
        )

    def firm(self, near: Near, *prefixes: str) -> list[str]:
        """Where a firm stands, what stands beside it, what it trades in."""
        if near.who.key not in self.firms:
            self.firms[near.who.key] = self._firm(near)
        return [prefix + m for m in self.firms[near.who.key] for prefix in prefixes]

    def _firm(self, near: Near) -> list[str]:
        m, told = near.who, self.told
        if near is NOBODY:
            groups = {x.party or x.how for x in told.parties if x.how in ("group", "venture")}
            return ["nobody", f"nobody:firms{min(3, len(self.order))}", *(f"nobody:{name}" for name in sorted(groups))]
        marks = [
            f"w:{near.where}",
            f"how:{m.how}",
            "known" if m.party else "new",
            f"told:{min(4, self.times.get(m.key, 0))}",
            f"tr:{roles.trade(m, self.weigh.sectors)}",
            f"rank:{self.whole.ranks.get(m.key, 5)}",
            f"numwith:{min(2, self.times[self.number, m.key] - (near.where in ('clause', 'sent')))}",
        ]
        if near.where in ("clause", "sent"):
            marks += self._here(m, near.where)
        here = ":here" if near.where in ("clause", "sent") else ":far"
        marks += [
            f"is:{name}{here}"
            for name, who in (("topic", told.topic), ("subject", told.subject), ("issuer", told.issuer))
            if who is not None and who.key == m.key
        ]
        marks.append(f"opens:{self.opens == m.key}{here}")
        marks += [f"inhead:{self.headed}"] * (self.slot.one.line > 0 and m.key in self.heading)
        return marks + ["inhead"] * (m.key in self.heading) + ["firsthead"] * (self.heading[:1] == [m.key])

    def _here(self, m: Mention, where: str) -> list[str]:
        told, (start, end) = self.told, self.slot.span
        case, owns = told.cases.get(m.start, ("-", False))
        before = m.start < start
        side = "before" if before else "after"
        gap = start - m.end if before else m.start - end
        low, high = (m.end, start) if before else (start, m.start)
        alike = _ALIKE.get(case, case)
        between = sum(low <= x.start < high and x.how in FIRMS for x in told.parties)
        numbers = [q for q in told.amounts if q.start != self.at]
        parted = sum(low <= q.start < high for q in numbers)
        nearer = sum(min(abs(q.start - m.end), abs(m.start - q.end)) < gap for q in numbers)
        far = sum(gap > size for size in _GAPS[self.lang])
        marks = [
            side,
            f"{side}:{far}",
            f"{side}:n{min(between, 3)}",
            f"parted:{side}:{min(parted, 2)}:{alike}",
            f"nearer:{side}:{min(nearer, 3)}",
            f"case:{case}",
            f"case:{case}:{side}:{where}",
            f"owns:{owns}:{side}",
            f"as:{alike}",
            f"as:{alike}:{side}:{where}",
        ]
        if m.key in self.order:
            marks.append(f"nth:{min(2, self.order.index(m.key))}:{min(4, len(self.order))}")
        marks += [f"row:{self.row[m.key] == self.row['']}"] if m.key in self.row else []
        marks += ["row:each"] if any(m.key == x.key for x in self.slot.row) else []
        after = next((w for w in self.verbs if w.start >= m.end), None)
        prior = next((w for w in reversed(self.verbs) if w.end <= m.start), None)
        verb = self._governing()
        if self.order[-1:] == [m.key]:
            marks.append("nth:last")
        if after is not None:
            marks += [f"nx:{after.name}:{after.kind or '-'}", f"nx:{after.name}:{case if case in ('', 'obj') else 'p'}"]
        if prior is not None:
            marks.append(f"pv:{prior.name}:{case}")
        if verb is not None:
            hand, passive = "L" if m.start < verb.start else "R", roles.passive(self.text, verb, told.start)
            marks += [
                f"gov:{verb.name}:{hand}",
                f"gov:{verb.name}:{hand}:{case}",
                f"gov:{verb.name}:{hand}:as:{alike}",
                f"gov:{verb.name}:{hand}:{passive}",
            ]
            if after is verb:
                marks.append(f"gov1:{verb.name}:{passive}")
        stretch = (m.end, start) if before else (end, m.start)
        marks += [f"bt{'<' if before else '>'}:{w}" for w in self._few(*stretch)]
        marks += [f"bs{'<' if before else '>'}:{w}" for w in self._whole(*stretch)]
        left, right = self._words(max(told.start, m.start - 24), m.start), self._words(m.end, min(told.end, m.end + 24))
        marks += [f"wl:{left[-1]}"] if left else []
        return marks + ([f"wr:{right[0]}", "wr2:" + "_".join(right[:2])] if right else [])

    def _few(self, start: int, end: int) -> list[str]:
        """The words of a short stretch."""
        if not 0 < end - start <= 160:
            return []
        words = self._words(start, end)
        return sorted(set(words)) if len(words) <= 12 else []

    def _whole(self, start: int, end: int) -> list[str]:
        """The words of a very short stretch as one."""
        words = self._words(start, end) if 0 < end - start <= 60 else []
        return ["_".join(words)] if 0 < len(words) <= SHORT else []

    def pair(self, one: Candidate) -> list[str]:
        """How two firms stand to each other, in the text, by trade, in the book, and in what the rules found."""
        (kind, payer, payee), found, p = one, self.slot.one, self.p
        x, y = payer.who, payee.who
        marks = []
        if NOBODY not in (payer, payee):
            tx, ty = self.weigh.trade(x), self.weigh.trade(y)
            legs, back = self.weigh.pairs[kind, tx, ty], self.weigh.pairs[kind, ty, tx]
            marks += [
                f"legs:{0 if not legs else 1 if legs < 5 else 2}{'f' if back > legs else ''}",
                f"trp:{tx}>{ty}",
                f"wh:{payer.where[:4]}:{payee.where[:4]}",
                f"together:{min(3, self.times[frozenset((x.key, y.key))])}",
                f"numwith:{min(2, self.times[self.number, frozenset((x.key, y.key))])}",
                f"kindwith:{min(2, self.times[kind, frozenset((x.key, y.key))])}",
                f"heads:{x.key in self.heading}{y.key in self.heading}",
            ]
            marks += ["tr?"] * (not tx or not ty)
            if x.party and y.party:
                marks += [
                    f"book:{(kind, x.party, y.party) in self.weigh.told}",
                    f"bookflip:{(kind, y.party, x.party) in self.weigh.told}",
                ]
            if payer.where in ("clause", "sent") and payee.where in ("clause", "sent"):
                u, v = (x, y) if x.start < y.start else (y, x)
                a, b = (self.told.cases.get(m.start, ("-",))[0] for m in (u, v))
                sign = ">" if u is x else "<"
                marks += [f"order:{sign}", f"cases:{a}{sign}{b}", f"as:{_ALIKE.get(a, a)}{sign}{_ALIKE.get(b, b)}"]
                marks += [f"bp{sign}:{w}" for w in self._few(u.end, v.start)]
                marks += [f"bq{sign}:{w}" for w in self._whole(u.end, v.start)]
        else:
            one_key = (payee if payer is NOBODY else payer).who.key
            marks.append(f"kindwith1:{min(2, self.times[kind, one_key])}:{one_key in self.heading}")
            marks.append(
                "one:" + ("y" if payer is NOBODY and payee is not NOBODY else "x" if payer is not NOBODY else "none")
            )
        if p.kind is not None:
            own = (_is(payer, found.payer), _is(payee, found.payee))
            flipped = x.key == (found.payee and found.payee.key) and y.key == (found.payer and found.payer.key)
            alike = "K" if kind == p.kind else "k" if kin(kind, p.kind) else "-"
            said = "yes" if self.yes else "no"
            marks += [f"R:{said}:{alike}{own[0]:d}{own[1]:d}", f"Rf:{said}:{alike}{flipped:d}:firm{found.firm}"]
            if alike == "K" and all(own):
                marks += [
                    f"R3:{said}",
                    f"R3:{self.state}",
                    f"R3:{said}:{self.slot.what}",
                    f"R3:{said}:firm{found.firm}",
                ]
        return [*(f"P|{m}" for m in marks), *(f"P{kind}|{m}" for m in marks)]


def _is(near: Near, own: Mention | None) -> bool:
    """Whether a firm is the rules' own choice; whom the text leaves unnamed is nobody."""
    return own is not None and (own.key == near.who.key or (near is NOBODY and own.how in ("group", "venture")))


__all__ = ["Marks", "family"]

"""The twin's state on the morning of quarter 0: docs/model.md section 0, once per path."""

import math
from collections import defaultdict
from types import SimpleNamespace

from gigaloop.engine import plan as p
from tests.oracle.accounts import Accounts, cents, split

OPEN, TIGHT, SHUT = range(3)
BANDS = ("a", "bbb", "bb", "b", "ccc")
APPETITES = ("open", "tight", "shut")


def value(plan, once, row):
    """A row of `values` on this path: its middle when fixed, else a point of its quantile table."""
    column = int(plan.values["column"][row])
    if column < 0:
        return float(plan.values["mid"][row])
    x = 40 * float(once[column])
    k = min(math.floor(x), 39)
    low, high = float(plan.quantiles[row, k]), float(plan.quantiles[row, k + 1])
    return low + (x - k) * (high - low)


def records(plan, table, once):
    """A table of the Plan as records: a `row` column becomes its drawn value, and `row_NAME` keeps the row's number."""
    out = []
    for number, entry in enumerate(getattr(plan, table)):
        record = SimpleNamespace(number=number, row={})
        for name, kind, *_ in p.TABLES[table]:
            cell = entry[name].item()
            if kind == p.ROW:
                record.row[name] = cell
                cell = value(plan, once, cell)
            setattr(record, name, cell)
        out.append(record)
    return out


def put_of(s, driver, t):
    """What a scenario puts in a driver's place, or None."""
    put = float(s.plan.put[driver, t]) if driver >= 0 else math.nan
    return None if math.isnan(put) else put


def driven(s, driver, t, x):
    """f(d, x): the scenario's word on a driver's value."""
    if driver < 0:
        return x
    put = put_of(s, driver, t)
    return put if put is not None else x * float(s.plan.times[driver, t]) + float(s.plan.add[driver, t])


def appetite_of(s, driver, t):
    put = put_of(s, driver, t)
    if put is None:
        return s.regime
    return OPEN if put >= 0.75 else TIGHT if put >= 0.25 else SHUT


def by_appetite(record, name, appetite):
    """The first, second or third of three numbers: NAME_open, NAME_tight, NAME_shut."""
    return getattr(record, f"{name}_{APPETITES[appetite]}")


def late(s, leg, t):
    """l(t): quarters behind plan, as known in quarter t."""
    return leg.lag + (round(float(s.plan.late[leg.late, t])) if leg.late >= 0 else 0)


def progress(leg, quarter, lateness):
    """P: planned share of full size that is live at the end of a quarter."""
    return min(1.0, max(0.0, (quarter + 1 - leg.start - lateness) / leg.ramp))


def not_signed(leg):
    """Talk, a letter or an announcement: nothing of it is on order on the day of the book."""
    return 1 <= leg.grade <= 3


def contract_end(s, leg, t):
    """E(t)."""
    return leg.end + late(s, leg, t)


def units_of(s, party):
    """n: all shares of an issuer."""
    return sum(row.units for row in s.shares if row.issuer == party)


def debt_of(s, party):
    return sum(face_of(debt) for debt in s.debts if debt.issuer == party)


def face_of(debt):
    return sum(debt.holding)


def open_state(plan, draws, path):
    """Everything a path carries from quarter to quarter."""
    once = draws.once[path]
    s = SimpleNamespace(plan=plan, draws=draws, path=path)
    s.rules = SimpleNamespace(**{name: int(plan.rules[name][0]) for name, _ in p.RULES})
    s.world = SimpleNamespace(**{name: value(plan, once, int(plan.world[name][0])) for name in p.DTYPES["world"].names})
    s.lead = max(1, round(s.world.lead))
    for table in p.TABLES:
        if table != "values":
            setattr(s, table, records(plan, table, once))

    s.books = Accounts([0.0 if party.role == p.SECTOR else cents(party.cash) for party in s.parties])
    for party in s.parties:
        party.demand_level = party.R = party.revenue  # D and R
        party.V = party.V0 = cents(party.value)
        party.own = 0.0  # xl
        party.a = 0.0
        party.receipts = 0.0  # of the quarter before: chips, site
        party.sold = 0.0  # the same, of this quarter
        party.taken = 0.0  # with compute
        party.flow = party.flow0 = None  # F
        party.walk = 0.0  # of its capital spending
        party.peak = 0.0  # most that was billed in a quarter
        party.late = 0.0  # receipts of step 8 of the quarter before
        party.stock = 0.0  # supply of a vendor that it has paid for and not used
        party.feeling = party.swing = 0.0  # mood of its shares, and before its mean is taken off
        party.ebitda = party.credit = party.means = party.evergreened = 0.0
        party.year = party.year_interest = party.year_rent = None  # Y, J, N
        party.sold_earned = 0.0  # a vendor's EBITDA
        party.band = party.fell = party.downgrades = 0
        party.worst = None  # of its bands with debt
        party.billed0 = 0.0
        party.lost_tenant = 0  # a large tenant is lost: until this quarter
        party.reserved = party.rented = party.begun = 0.0  # K, rented, B0: halls
        party.ahead = 0.0  # e: money raised ahead of need
        party.told = party.best = None  # what the market was told that it earns, and the best that it was told
        party.average = None  # its price, averaged
        party.top = 0.0  # most that a lab earned in a quarter
        party.fell_until = 0  # shares fell: until this quarter
        party.own_gw = party.spare_gw = 0.0  # GW that its own spending added, and what of it is for labs
        party.stood = party.idled = party.delayed = party.idle_bill = party.write_down = party.slipped = 0.0
        party.penalty_paid = party.penalty_got = 0.0
        party.capex_last = party.capex_now = party.capex  # what it meant to spend, and what it spends
        party.defaulted = -1  # quarter of its first default
        party.bills = party.interest = party.principal = 0.0
        party.waived_at = -9
        party.run = party.rescues = party.waivers = party.times_amended = party.times_repaced = 0
        party.amended_at = party.slowed = party.sold_stakes = None
        party.news, party.capex_before, party.placed = 0.0, party.capex, 0.0

    for gate in s.gates:
        gate.opened = False
    for leg in s.legs:
        open_leg(s, leg)
    for leg in s.legs:
        if leg.capacity and leg.builds:
            owner = s.parties[leg.payee if leg.kind == p.COMPUTE else leg.payer]
            owner.reserved += max(leg.o, leg.d) * leg.size
            owner.begun += leg.d * leg.size
            owner.rented = owner.begun
    s.others = s.others_first = max(0.0, s.world.stock - sum(party.begun for party in s.parties))
    for debt in s.debts:
        rows = s.holders[debt.holder : debt.holder + debt.holders_n]
        debt.parties, debt.parts = [row.party for row in rows], [row.share for row in rows]
        debt.holding = split(cents(debt.face), debt.parts) if rows else []
        debt.spread = debt.over = 0.0
        debt.breach = False
        debt.broken = 0  # quarters running in breach
        debt.waits, debt.missed, debt.missed_at = 0.0, 0, None  # put off; quarters running; the last of them
        debt.repay = [(0, math.inf, face_of(debt) / max(1.0, debt.term))]
        for party, part in zip(debt.parties, debt.holding, strict=True):
            s.books.claim(("debt", debt.number), party, debt.issuer, part, paid=False)
    for row in s.shares:
        row.mark = 0.0
    set_marks(s)

    s.xc = s.X = s.m = 0.0
    s.g = s.h = 1.0
    s.r = s.world.rate
    s.error = 0.0
    s.rent = s.used_rent = s.world.rent
    s.anchor = s.world.anchor
    s.answer = s.walk = 0.0  # of builders: to the market, and of their own
    s.rich, s.part = 1.0, 1.0  # g: rent over anchor, over what it was at the start; f: part of spot need that is served
    s.D = s.D0 = 0.0
    s.macro = s.cycle = s.heard = s.losses = 0.0
    s.shut_until = 0
    s.supplied = {}  # S at the end of each quarter
    s.S = s.world.stock
    s.came, s.wanted = [], []
    s.resold = 0.0  # GW of chips that failed vehicles sold in the quarter before
    s.spent_gw = []  # GW by party that each quarter's own spending buys
    s.levels = [1.0] * len(s.drivers)
    u, w = float(draws.regime[path, 0]), s.world
    s.regime = OPEN if u < 1 - w.start_tight - w.start_shut else TIGHT if u < 1 - w.start_shut else SHUT
    s.outcome = "ok"
    s.credit_loss, s.equity_loss = defaultdict(float), defaultdict(float)
    s.calls = []  # (quarter, leg, cents paid)
    s.subrogated = defaultdict(float)
    s.written_off = []  # face lost in the defaults of the quarter before
    s.bargains = {}  # (quarter, debtor, claimant) -> what it weighed and what it conceded
    return s


def open_leg(s, leg):
    leg.ended, leg.renewed = leg.signing > 0, False  # nobody has signed it yet
    leg.worth_chips = True
    leg.freed_at = leg.given_at = None  # quarter in which its buyer left, or gave a part back
    leg.let = leg.let_given = 0.0  # shares of the two that are let again
    leg.end = round(leg.end)
    leg.lag = max(0, round(leg.delay))
    leg.capacity = leg.kind in (p.COMPUTE, p.SITE)
    leg.d = leg.o = 0.0
    leg.written = 0.0  # GW that have lost all their worth
    leg.later = {}  # quarter -> cents due on delivery
    leg.forgiven = False
    leg.overdue = 0  # quarters running in which a part of it was late
    leg.left_late = None  # (size, d, o) when its buyer left what was late
    leg.arrived = 0.0  # GW of that which have come
    leg.exercised = False
    leg.deferred = leg.instalment = leg.given = leg.bill = 0.0
    leg.cut_at = None
    leg.pace = 1.0
    if not leg.capacity:
        leg.left = leg.whole = cents(leg.beta * leg.amount)
        leg.may = 0.0  # what a vehicle may draw for chips, and has not
        leg.n = max(1, leg.end - max(0, leg.start))
        leg.cap_left = cents(leg.cap) if leg.row["cap"] else math.inf
        return
    leg.size = leg.gw * leg.beta
    leg.ramp = max(1.0, leg.ramp)
    quarters = max(1.0, max(1, leg.end - leg.start) - leg.ramp / 2)
    if leg.kind == p.COMPUTE:
        leg.p = leg.price / 4 if leg.row["price"] else leg.amount / (leg.gw * quarters) if leg.gw else 0.0
        whole = leg.beta * leg.amount if leg.row["amount"] else leg.p * leg.size * quarters
        billed = sum(leg.p * leg.size * progress(leg, q, 0) for q in range(leg.start, 0))
        leg.rem = max(0.0, cents(whole) - billed)
        leg.fine_left = s.world.penalty_cap * cents(whole)
    else:
        leg.p = leg.price if leg.row["price"] else leg.amount / leg.gw if leg.gw else 0.0
    leg.d = progress(leg, -1, 0) if leg.start < 0 else 0.0
    leg.o = max(leg.d, progress(leg, s.lead - 1, late(s, leg, 0))) if leg.builds and not not_signed(leg) else leg.d
    leg.o_first = leg.o  # o(0)
    leg.came, leg.worn = leg.d, 0.0  # of an own site: all that ever came, and what of it is worn out
    leg.put = {q: progress(leg, q, 0) - progress(leg, q - 1, 0) for q in range(leg.start, 0)}  # by quarter
    leg.o_end = []  # o at the end of each quarter
    if leg.kind == p.COMPUTE and leg.builds and s.parties[leg.payee].role in (p.CLOUD, p.NEOCLOUD):
        stood = leg.d
        for quarter in range(s.lead):  # chips on order
            stands = max(stood, min(progress(leg, quarter, late(s, leg, 0)), leg.o))
            leg.later[quarter] = s.world.chips_due * s.world.it_cost * leg.size * (stands - stood)
            stood = stands


def set_marks(s):
    """Marks of all shares at the issuer's value; a gain or a loss, not a payment."""
    for row in s.shares:
        n = units_of(s, row.issuer)
        mark = cents(s.parties[row.issuer].V * row.units / n) if n else 0.0
        s.books.claim(("share", row.number), row.holder, row.issuer, mark - row.mark, paid=False)
        row.mark = mark


def share_row(s, issuer, holder):
    """The register's row of a holder; a new one when it had none."""
    for row in s.shares:
        if row.issuer == issuer and row.holder == holder:
            return row
    row = SimpleNamespace(number=len(s.shares), issuer=issuer, holder=holder, units=0.0, deal=-1, mark=0.0, row={})
    s.shares.append(row)
    return row

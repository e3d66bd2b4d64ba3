"""The closed union of what can be agreed: one record of terms for each kind of leg.

`from` gives the money or the value, `to` gets it; each kind's docstring says who that is. Every field is optional,
because a step holds only what it made known; a leg as of a day is its known steps laid one over the other.
"""

import re
from collections.abc import Callable
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import core_schema

from gigaloop.book.problem import Unfit
from gigaloop.book.units import CURRENCIES, Quantity, When, parse_number, parse_quantity, parse_when

#: years that a term may last, and tranches that a stake may have
LONGEST, MOST_TRANCHES = 100, 1000
ID = r"[a-z0-9][a-z0-9_-]*"


class _Written:
    """What pydantic is told of a value that a book writes as text: what it becomes, how it is read, its JSON schema.

    One small schema; left to itself, pydantic looks at every field of the value's class at each place that has one.
    """

    def __init__(self, kind: type, parse: Callable[[str], Any], schema: dict[str, Any]) -> None:
        self.kind, self.parse, self.schema = kind, parse, schema

    def read(self, value: Any) -> Any:
        return self.parse(value) if isinstance(value, str) else value

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> core_schema.CoreSchema:
        return core_schema.no_info_before_validator_function(self.read, core_schema.is_instance_schema(self.kind))

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        return self.schema.copy()


def _quantity(*units: str) -> _Written:
    """A Quantity in one of these units."""

    def parse(text: str) -> Quantity:
        quantity = parse_quantity(text, units=units)
        if quantity.low is not None and quantity.low < 0 and "bp" not in units:
            raise Unfit(f"{text!r} is below zero", "Turn the leg round, or mend the sign")
        return quantity

    pattern = (
        rf"^(undisclosed|redacted|((up to|at least|about) )?-?[0-9.]+( to [0-9.]+)?( (m|bn|tn))? ({'|'.join(units)}))$"
    )
    return _Written(Quantity, parse, {"type": "string", "pattern": pattern, "unit": list(units)})


def _fraction(quantity: Quantity) -> Quantity:
    """A share of a whole: never below 0 or above 1, so that no percent slips in."""
    for number in (quantity.low, quantity.high):
        if number is not None and not 0 <= number <= 1:
            raise Unfit(f"{quantity.text!r} is not between 0 and 1", "Write 20 percent as '0.2 share'")
    return quantity


def _lifetime(quantity: Quantity) -> Quantity:
    """A term that somebody may live to see: a slip of the unit would make a calendar of a million quarters."""
    if quantity.high is not None and quantity.high > 4 * LONGEST:
        raise Unfit(f"{quantity.text!r} is longer than {LONGEST} years", "Write for example '5 years'")
    return quantity


def _count(text: str) -> int:
    """How many times, in digits."""
    if not re.fullmatch(r"[0-9]{1,6}", text) or not 1 <= int(text) <= MOST_TRANCHES:
        raise Unfit(f"{text[:40]!r} is not a count from 1 to {MOST_TRANCHES}", "Write for example 10")
    return int(text)


def _few(rows: tuple[Any, ...]) -> tuple[Any, ...]:
    """Parts of a leg, each counted as often as it repeats: a page of YAML must not become a million of them."""
    count = sum(getattr(row, "repeat", 1) for row in rows)
    if count > MOST_TRANCHES:
        raise Unfit(f"{count:,} parts are more than {MOST_TRANCHES:,}", "Write fewer, larger parts")
    return rows


def _part(number: float) -> float:
    """A part of 1, written as a plain number."""
    if not 0 <= number <= 1:
        raise Unfit(f"'{number:g}' is not between 0 and 1", "Write 20 percent as 0.2")
    return number


def _read(parse: Any, schema: dict[str, Any]) -> Any:
    return [BeforeValidator(lambda value: parse(value) if isinstance(value, str) else value), WithJsonSchema(schema)]


Money = Annotated[Quantity, _quantity(*CURRENCIES)]
Power = Annotated[Quantity, _quantity("GW", "MW")]
Units = Annotated[Quantity, _quantity("chips", "shares", "wafers/month", "buildings")]
Share = Annotated[Quantity, _quantity("share"), AfterValidator(_fraction)]
Rate = Annotated[Quantity, _quantity("bp", "share")]
Rent = Annotated[Quantity, _quantity("USD/GPU-hour", "USD", "JPY")]
SharePrice = Annotated[Quantity, _quantity("USD/share")]
PowerPrice = Annotated[Quantity, _quantity("USD/MWh")]
Term = Annotated[Quantity, _quantity("years", "quarters"), AfterValidator(_lifetime)]
Wait = Annotated[Quantity, _quantity("days", "quarters", "years"), AfterValidator(_lifetime)]
_DAY = {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?|Q[1-4]|H[12])?$"}
Date = Annotated[When, _Written(When, parse_when, _DAY)]
Number = Annotated[float, *_read(parse_number, {"type": ["number", "string"]})]
Part = Annotated[float, AfterValidator(_part), *_read(parse_number, {"type": ["number", "string"]})]
Id = Annotated[str, Field(pattern=rf"^{ID}$", max_length=100)]


class Record(BaseModel):
    """A frozen row of the book that refuses a key it does not know."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, arbitrary_types_allowed=True, defer_build=True
    )


def built() -> None:
    """Every record gets its validator, parts before what holds them: when a book is read. One that comes back as it was
    kept asks for none."""
    todo = [Record]
    while todo:
        kind = todo.pop()
        kind.model_rebuild()
        todo += reversed(kind.__subclasses__())


class Gate(Record):
    """What opens a tranche or a vesting step: every condition that is given must hold (GW *and* price).

    power        GW delivered on the leg `delivered_on`
    price        the issuer's share price, at least
    by           the date itself opens it
    event        a named event in words: listing, definitive agreement, commercial milestone
    """

    power: Power | None = None
    delivered_on: Id | None = None
    price: SharePrice | None = None
    by: Date | None = None
    event: Literal["listing", "signing", "milestone", "vote", "permit", "none"] | None = None


class Tranche(Record):
    """One part of a staged stake: its amount, what opens it, at which valuation, how many times."""

    amount: Money
    gate: Gate | None = None
    valuation: Literal["at_gate"] | Money | None = None
    repeat: Annotated[int, *_read(_count, {"type": ["integer", "string"]})] = 1


class Tenant(Record):
    """A user of a site and its share of the power; of a loan, one whose contract it is secured on.

    party    who pays; `customers`: nobody is named       credit   what of it is told where it is not rated by name
    """

    party: Id
    share: Share | None = None
    credit: Literal["investment_grade", "below_investment_grade"] | None = None


class Terms(Record):
    """What any kind of leg may say: how much, how many watts or chips, from when, for how long, and how it ends.

    amount   money over the whole life of the leg          power   GW of facility power
    units    chips, shares, wafers a month, buildings       start   first day of service, payment or delivery
    term     length from the start; end: its last day       exit    who may leave, when, at what cost; 'none' = nobody
    firm     the part of `amount` payable in any case       drawn   the part delivered or drawn so far
    by_stage shares of `amount` that stand at other stages than the step's (the rest stands at the step's own)

    cure     time to mend a breach or a missed due before it has its effect
    Recorded in words (`book.recorded` says why): termination (who may end it, on what, at which fee; "no termination"
    bars an exit), extension (who may prolong it; of a loan by how long), delay_remedy (what lateness costs beside
    `late_exit` and `late_penalty`).
    """

    amount: Money | None = None
    power: Power | None = None
    units: Units | None = None
    start: Date | None = None
    term: Term | None = None
    end: Date | None = None
    exit: str | None = None
    firm: Money | None = None
    drawn: Money | None = None
    by_stage: dict[Literal["talks", "loi", "announced", "signed", "delivered"], Part] | None = None
    cure: Wait | None = None
    termination: str | None = None
    extension: str | None = None
    delay_remedy: str | None = None


class ComputePurchase(Terms):
    """Buyer -> cloud seller, for capacity as it is delivered. A take-or-pay share is due whether used or not.

    `late_penalty` is the share of the bill for late capacity that the seller owes the buyer. `prepaid` is what the
    buyer pays in advance: its bills are lower by it. `late_exit` is the lateness after which the buyer may leave what
    is late, free of cost; undisclosed where the contract gives that right without a published length.
    """

    kind: Literal["compute_purchase"] = "compute_purchase"
    take_or_pay: Share | None = None
    ramp: Term | None = None
    notice: Wait | None = None
    exit_cost: Money | None = None
    options: Money | None = None
    late_penalty: Share | None = None
    late_exit: Wait | None = None
    prepaid: Share | Money | None = None


class ChipPurchase(Terms):
    """Buyer -> vendor, at order and at delivery."""

    kind: Literal["chip_purchase"] = "chip_purchase"
    generation: str | None = None
    delivery: Term | None = None


class ChipCodesign(Terms):
    """Buyer -> vendor: a fixed fee for design, then a price for each unit."""

    kind: Literal["chip_codesign"] = "chip_codesign"
    generation: str | None = None
    delivery: Term | None = None
    fixed_cost: Money | None = None
    per_unit: Money | None = None


class ChipLease(Terms):
    """Lessee -> lessor: rent while the chips stay the lessor's, and a residual at the end.

    `price_steps` is the share by which the rent rises each year of the term; the amount stays the whole.
    """

    kind: Literal["chip_lease"] = "chip_lease"
    rent: Rent | None = None
    residual: Share | None = None
    price_steps: Share | None = None
    generation: str | None = None


class CapacityLease(Terms):
    """Tenant -> landlord: rent for shell and power from the day the lease commenced; `price_steps` as in ChipLease."""

    kind: Literal["capacity_lease"] = "capacity_lease"
    rent: Rent | None = None
    commenced: Date | None = None
    residual_guarantee: Share | None = None
    price_steps: Share | None = None
    site: str | None = None
    region: str | None = None


class CapacityBuild(Terms):
    """Funder or builder -> user: a site counted in GW; planned, funded and built are kept apart."""

    kind: Literal["capacity_build"] = "capacity_build"
    site: str | None = None
    region: str | None = None
    owner: Id | None = None
    tenants: Annotated[tuple[Tenant, ...], AfterValidator(_few)] | None = None
    planned: Power | None = None
    funded: Money | None = None
    built: Power | None = None


class Stake(Terms):
    """Investor -> issuer, for shares; in tranches behind gates where staged; `option` says who may decline."""

    kind: Literal["stake"] = "stake"
    tranches: Annotated[tuple[Tranche, ...], AfterValidator(_few)] | None = None
    valuation: Literal["at_gate"] | Money | None = None
    option: Literal["investor", "issuer", "none"] | None = None
    share_held: Share | None = None
    instrument: str | None = None


class Warrant(Terms):
    """Issuer -> holder: a right to buy `units` shares at `strike`, vesting step by step behind GW *and* price."""

    kind: Literal["warrant"] = "warrant"
    strike: SharePrice | None = None
    gates: Annotated[tuple[Gate, ...], AfterValidator(_few)] | None = None
    watched: Literal["continuous", "daily", "average"] | None = None
    top_price: SharePrice | None = None


class Loan(Terms):
    """Lender -> borrower: drawn, then paid back by plan with interest (rate, or spread over the floating rate).

    pays, day_count   how often, and how days are counted (the ACTUS names); undisclosed: quarterly, 30E360
    draw: as_needed   a revolving line: each quarter what the borrower lacks, and back what it has over
    hold              a claim that the lender keeps at this share of its wealth (bills, a reserve); hold_response: more
                      for each unit of the yearly rate; cash_kept: less this share of its net income of the quarter
    tenants           who pays the borrower, where the loan is secured on their contracts
    rate_type         which of the two a loan bears where both stand: fixed (`rate`) or floating (`spread`)
    advance           share of what its borrower orders that may be drawn
    strike            of a convertible: the price at which its face becomes shares when it is due
    extension         by how long its borrower may put off its end
    Recorded: prepayment (what paying early costs), cross (which other debts' default makes it due, in words;
    `cross_default` names legs).
    """

    kind: Literal["loan"] = "loan"
    draw: Term | Date | Literal["at_once", "delayed", "as_needed"] | None = None
    hold: Share | None = None
    hold_response: Number | None = None
    cash_kept: Share | None = None
    pays: Literal["monthly", "quarterly", "semiannual", "annual"] | None = None
    day_count: Literal["AA", "A360", "A365", "30E360", "30E360ISDA", "28E336"] | None = None
    spread: Rate | None = None
    rate: Rate | None = None
    amortisation: Literal["bullet", "linear", "annuity", "contract"] | None = None
    sweep: Share | None = None
    collateral: str | None = None
    tenants: Annotated[tuple[Tenant, ...], AfterValidator(_few)] | None = None
    vintage: Date | None = None
    covenants: tuple[str, ...] | None = None
    cross_default: tuple[Id, ...] | None = None
    recourse: Id | Literal["none"] | None = None
    rank: Literal["secured", "senior", "subordinated", "convertible", "preferred"] | None = None
    rating: str | None = None
    rate_type: Literal["fixed", "floating"] | None = None
    advance: Share | None = None
    prepayment: str | None = None
    extension: Term | None = None  # type: ignore[assignment]  # a length, where the others say it in words
    strike: SharePrice | None = None
    cross: str | None = None


class Guarantee(Terms):
    """Guarantor -> obligor: pays the beneficiary the obligor's missed dues, at most the cap; then holds the claim."""

    kind: Literal["guarantee"] = "guarantee"
    beneficiary: Id | None = None
    covers: tuple[Id, ...] | None = None
    trigger: str | None = None
    cap: Money | None = None
    subrogation: Literal["yes", "no"] | None = None


class CapacityBackstop(Terms):
    """Backstop -> seller: buys what the seller cannot sell to others; `trigger` in words is recorded."""

    kind: Literal["capacity_backstop"] = "capacity_backstop"
    covers: tuple[Id, ...] | None = None
    price: Rent | None = None
    trigger: str | None = None


class ResidualGuarantee(Terms):
    """Guarantor -> owner of the asset: the shortfall of its value below a floor when the lease ends.

    `trigger` is what calls it, in words, recorded: the engine tests the floor at the covered lease's end.
    """

    kind: Literal["residual_guarantee"] = "residual_guarantee"
    covers: tuple[Id, ...] | None = None
    floor: Share | Money | None = None
    cap: Money | None = None
    trigger: str | None = None


class RevenueShare(Terms):
    """Payer -> receiver: a share of a base until its cap or its end.

    base   income: all that falls due to the payer in the quarter (owed to governments, the share is a tax); net income:
           the same less staff, power and tax; wealth: its financial net worth at the quarter's start; any other words:
           its AI revenue
    """

    kind: Literal["revenue_share"] = "revenue_share"
    share: Share | None = None
    base: str | None = None
    cap: Money | None = None


class Grant(Terms):
    """Payer -> receiver, for nothing in return but a condition."""

    kind: Literal["grant"] = "grant"
    condition: str | None = None


class Deposit(Terms):
    """Payer -> holder: comes back as lower bills, as `returns_on` says."""

    kind: Literal["deposit"] = "deposit"
    returns_on: str | None = None


class PowerPurchase(Terms):
    """Buyer -> supplier, for energy."""

    kind: Literal["power_purchase"] = "power_purchase"
    price: PowerPrice | None = None
    load: Share | None = None


class Right(Terms):
    """Grantor -> beneficiary: no cash, but it bars or opens a route; `scope` is the part of the load, blank for all."""

    kind: Literal["right"] = "right"
    right: Literal["exclusivity", "first_refusal", "licence", "routing"] | None = None
    kept_on_default: Literal["yes", "no"] | None = None
    scope: str | None = None


class Acquisition(Terms):
    """Acquirer -> target's holders, in cash or in shares."""

    kind: Literal["acquisition"] = "acquisition"
    paid_in: Literal["cash", "shares", "both"] | None = None
    to_holders: Literal["yes", "no"] | None = None


AnyTerms = (
    ComputePurchase
    | ChipPurchase
    | ChipCodesign
    | ChipLease
    | CapacityLease
    | CapacityBuild
    | Stake
    | Warrant
    | Loan
    | Guarantee
    | CapacityBackstop
    | ResidualGuarantee
    | RevenueShare
    | Grant
    | Deposit
    | PowerPurchase
    | Right
    | Acquisition
)
#: kind -> its record of terms; the union is closed
KINDS: dict[str, type[Terms]] = {terms.model_fields["kind"].default: terms for terms in get_args(AnyTerms)}

"""Book and Scenario -> Plan: many kinds of term lowered to few kinds of row.

values      parameters and bounded amounts -> uncertain numbers with their quantile tables
conduct     numbers of conduct, and what a book without them runs on
accounts    parties, their roles and opening numbers
claims      debts with holders, registers of shares
lower       one leg -> its rows, by kind:  deliveries: what is bought over time;  finance: stakes, loans, guarantees
leg_rows    what every kind needs for that
schedules   dated loans after the ACTUS standard, summed to quarters
guides      what a cloud guides to spend and its contracts do not ask for
signing     contracts that nobody has signed yet
routes      rights that say who serves a lab beside its contracts
ties        gates and covers, once all rows stand
limits      drivers, the scenario's shocks, supply of power, chips and memory
rests       which parameter every leg, party and number of the world rests on
compile     all of them, in order
"""

from gigaloop.engine.compiler.compile import Lowering, compile_plan

__all__ = ["Lowering", "compile_plan"]

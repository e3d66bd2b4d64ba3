"""Book and Scenario -> Plan: many kinds of term lowered to few kinds of row.

values    parameters and bounded amounts -> uncertain numbers with their quantile tables
accounts  parties, their roles and opening numbers
claims    debts with holders, registers of shares
payments  legs and gates, one function a kind
limits    drivers, the scenario's shocks, supply of power, chips and memory
compile   all of them, in order
"""

from gigaloop.engine.compiler.compile import Lowering, compile_plan

__all__ = ["Lowering", "compile_plan"]

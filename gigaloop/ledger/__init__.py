"""Arithmetic that questions share: who owes what, when.

calendar     when each leg's money is due
flows        who pays whom how much, and each party's money from outside
payments     what the parties of a run pay each other on average, as such flows
basis        on which of them a question about circles is asked: book, flows or gw
reported     revenue and spending of a year, from reported figures
claims       what a leg makes one party lose through another
stakes       the register of shares, with what signed stakes add
obligations  one balance sheet for every method of contagion
chain        the methods of contagion on that sheet
pledges      collateral that is pledged more than once
unit_costs   what a gigawatt costs a year, and each of its charges a GPU-hour
makers       a buyer's orders for other makers' chips, and which price is whose
plans        what states plan to spend, and how many gigawatts it buys
conceded     what creditors gave up, as rows
lenders      what lenders and private funds have left to give, as rows
breach       how a firm can break, from a lower band to default, quarter by quarter of a run
"""

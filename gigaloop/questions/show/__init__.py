"""Show: one party, deal or source; what is written of a deal; what is overdue or old.

record     what the book says of a party, deal, leg or source
accounts   what a party opens with, and its cash flow and balance sheet by year
terms      what of a deal is known from its contract, told, assumed
freshness  what is overdue;  verified: whose document was read
headlines  what each of them says first
"""

"""Published methods on plain arrays, each checked against its printed examples and a naive twin.

This floor stands beside `book` and imports nothing of ours. A function takes arrays and numbers by keyword, returns a
named record, and gives the residual of whatever it solved. No clock, no disk; randomness comes from a `seed` argument.

One contract at a time:

- debt         dated schedules of loans and guarantees (ACTUS: PAM, LAM, ANN, CEG), summed to quarters
- warrant      option value, dilution, price barriers, steps that vest behind two gates
- credit       Merton's firm, the guarantee as a put
- finance      capital recovery, level and sculpted debt, levelised cost
- facility     a secured delayed-draw loan: base, cover, covenants, sweep, tenants, the spread at par
- market       uniform-price clearing of zones and links
- regions      what a split of capacity costs, and what is lost when a region goes dark
- mix          the cheapest mix of suppliers within a limit on the worst shortage
- games        Nash, quantal response, the global game, the option to wait, moves in turn, a race, a showdown

Networks of contracts (each a front page; the modules beside it are its parts):

- network      what the network methods accept, and how they refuse
- clearing     what everybody pays when some cannot pay all: by level (insolvency), at size (sweeps), by class of debt
               (waterfall), with guarantees (protection), in fractions (exact), on the day (liquidity); whom to save
               (rescue)
- contagion    how a loss travels along exposures: distress, impact, valuation
- holdings     cross-holdings of equity and debt
- circularity  named measures of money that goes round: circuits, circulation
- origin       where money comes from, fungible or earmarked; routes: the same of a small network in plain Python
- null         how large a measure would be by chance

Behind them: points (even ones) and quantile (normal and beta), both without scipy's long loading; philox (a random
number at any place of a stream); compiled (loops as machine code).
"""

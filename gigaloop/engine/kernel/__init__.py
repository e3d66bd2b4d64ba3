"""The quarter as numba reads it: plain arrays in cents and gigawatts, one file a step of docs/model.md.

block      a block of paths through every quarter, step by step, and what is kept of it
state      what a path remembers, how its payments and claims are numbered, the names of what is kept
draw       steps 0 and 1: a path's values and opening books; the market of the quarter
sign       step 2: contracts signed;  build: what builders want;  chips: whose chips a lab orders
price      step 3: delivery, supply and rent;  market: who of the market is served, in gigawatts
bill       step 4: what falls due;  pool: of customers nobody names;  capacity: late, idle, written down
rating     step 5: bands;  fund: tranches, equity, debt;  lend: what lenders have room for;  covenants: their tests;
           shares: rounds and what markets offer;  vendors: what they pay on
clear      step 6: who can pay what;  grace: time to mend a missed due
bargain    step 7: amendment before default;  consent: what each creditor weighs;  waive: what a builder's lenders put
           off;  evergreen: what lenders roll;  record: who conceded what to whom
sites      own sites: what came, what is worn out and bought anew (steps 3 and 5)
settle     step 8: dues paid, defaults resolved, losses handed on
revalue    step 9: values, marks, warrants
books      double entry: every payment and claim on both sides, and the audit
stream     a path's numbers, drawn;  step: how numba reads a step;  native: machine code, compiled once and kept
"""

"""Prices: what compute, power and promises cost. One module a question; beside them

world        the market for compute as one run has it, path by path
segments     who asks for compute and who holds it;  regions: what a split over regions costs (`market`)
incidence    who bears what compute costs, with a tariff and without (`tariff`)
crowding     what a plan does to the others on that market (`sovereign`)
instruments  what a gigawatt of demand costs a maker of chips, by what it gives (`warrant`)
loans        loans on chips;  projects: those of sites still built;  pairs: two rated loans beside each other;
             cross: which debts fall due with a loan (`facility`)
"""

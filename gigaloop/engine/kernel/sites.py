"""Own sites: what came to them, what of it is worn out, and what is bought anew."""

from gigaloop.engine import plan as p
from gigaloop.engine.kernel.step import step


@step
def put_to_use(st, c, there, t):
    """Chips that arrive on own site c in quarter t: `there` of its size has come by plan or by order."""
    ls = st.leg[c]
    st.put[t, c] = max(there - ls.came, 0.0)
    ls.came = max(ls.came, there)
    ls.d = max(ls.came - ls.worn, 0.0)


@step
def came(plan, st, c):
    """Share of leg c that stands; of an own site that ever came, worn out or not."""
    return st.leg[c].came if plan.legs[c].kind == p.SITE and plan.legs[c].builds == 1 else st.leg[c].d


@step
def pays_off(plan, st, i, price):
    """Whether new chips earn party i their cost over their life, or save it, at the rents expected in it."""
    v, m, party = st.values, st.market[0], plan.parties[i]
    cost = (v[party.opex_gw] + v[party.power_gw] + v[party.shell_gw]) / 4.0
    return m.rents_ahead * price * (1.0 - v[party.opex_share]) - m.lifetime * cost > m.it


@step
def worn_out(plan, st, c, t):
    """Share of own site c that was put to use a life of chips ago."""
    ls, then = st.leg[c], t - st.market[0].lifetime
    if then >= 0:
        return st.put[then, c]
    begun = max(then + 1.0 - plan.legs[c].start, 0.0)  # before the start, by plan
    return (min(begun, ls.ramp) - min(max(begun - 1.0, 0.0), ls.ramp)) / ls.ramp


@step
def bought_anew(plan, st, c, t):
    """What of that its buyer wants anew: all of it where the rent that it saves pays for new chips."""
    i, part = plan.legs[c].payer, worn_out(plan, st, c, t)
    if part <= 0.0 or st.leg[c].alive != 1 or plan.legs[c].builds != 1 or plan.rules[0].mode != p.GOING:
        return 0.0
    return part if pays_off(plan, st, i, st.party[i].use * st.market[0].rent_gw) else 0.0


@step
def wear_site(plan, st, c, bought, t):
    """What is worn out of own site c leaves, but for what was bought anew."""
    ls = st.leg[c]
    ls.worn += worn_out(plan, st, c, t) - bought
    st.put[t, c] += bought
    ls.d = max(ls.came - ls.worn, 0.0)

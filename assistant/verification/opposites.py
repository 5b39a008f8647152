"""Words that turn a statement round or make it less sure, by stem."""

from index.keywords import stem

_PAIRS = """
support/oppose supports/opposes increase/decrease rise/fall rose/fell risen/fallen rising/falling before/after
more/less more/fewer most/least above/below up/down accept/reject approve/reject approve/oppose win/lose won/lost
winning/losing guilty/innocent best/worst high/low higher/lower highest/lowest always/never allow/ban allow/forbid
legal/illegal lawful/unlawful agree/disagree male/female men/women man/woman praise/criticize praise/condemn
confirm/deny admit/deny begin/end started/stopped open/close opened/closed early/late earlier/later gain/lose
strengthen/weaken strong/weak success/failure succeed/fail true/false possible/impossible likely/unlikely
include/exclude join/leave joined/left hire/fire arrive/depart buy/sell bought/sold older/younger better/worse
expand/shrink grow/shrink raise/cut raise/lower safe/dangerous necessary/unnecessary majority/minority
public/private domestic/foreign northern/southern eastern/western alive/dead born/died against/for remember/forget
love/hate friend/enemy attack/defend defend/attack inside/outside with/without all/none everyone/nobody
positive/negative ahead/behind faster/slower cheaper/costlier profit/loss import/export encourage/discourage
ally/enemy permanent/temporary voluntary/mandatory upheld/overturned uphold/overturn convicted/acquitted
conviction/acquittal
"""


def _opposites() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for pair in _PAIRS.split():
        one, other = (stem(word) for word in pair.split("/"))
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return {one: frozenset(others) for one, others in found.items()}


OPPOSITES = _opposites()
"""A stem -> those that say the opposite."""

HEDGES = frozenset(
    stem(word)
    for word in """may might could would should can possible possibly perhaps maybe likely probably potential
    potentially alleged allegedly reportedly expected expect plan plans planned planning consider
    considering considered hope hopes hoped want wants wanted propose proposed proposes suggest
    suggested seek seeking aim aims intend intends if unless whether appear appears appeared seem
    seems seemed reported rumored rumoured unclear""".split()
)
"""Words by which a source says that it is not sure, or that something is not so yet."""

DOUBTS = frozenset(
    stem(word)
    for word in "may might could possibly perhaps maybe alleged allegedly reportedly rumored rumoured".split()
)
"""Those of them that a claim may not leave out."""

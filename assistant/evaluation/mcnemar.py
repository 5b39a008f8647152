"""McNemar's exact test: do two runs get different cases right? (McNemar 1947; Agresti 2013, section 11.1.)"""

from math import comb


def mcnemar(lost: int, won: int) -> float:
    """Two-sided p of the binomial test that a case which changed is as likely lost as won; 1 without changes."""
    changed = lost + won
    fewer = min(lost, won)
    tail: int = sum(comb(changed, i) for i in range(fewer + 1))
    return min(1.0, float(2 * tail / 2**changed))

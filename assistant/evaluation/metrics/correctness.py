"""Is an answer right? By the patterns of the test set."""

from assistant.evaluation.case import Case, matches


def is_right(case: Case, *, refused: bool, text: str) -> bool:
    """Whether every pattern of `accept_all` matches and none of `must_not` does.

    A refusal is right exactly if the case is unanswerable. An answer to such a case is right only if the case has
    patterns for it (a false premise that the sources correct) and they match.
    """
    if refused:
        return case.unanswerable
    if case.unanswerable and not case.accept_all:
        return False
    return all(matches(one, text) for one in case.accept_all) and not any(matches(one, text) for one in case.must_not)

"""Does the answer give the words to the one who said them?"""

from collections.abc import Sequence

from assistant.evaluation.case import Case, matches
from index.keywords import stem, words

ASKS_FOR_SPEAKER = "attribution"
"""Type of question whose accepted answer is the speaker, so that its patterns name them."""


def speaker_is_right(case: Case, given: Sequence[str]) -> bool | None:
    """Whether the speakers that an answer gives include the test set's; None if it names none.

    `given` are the names that the statements have speak and the speakers of their citations. A person counts by
    the last word of the name.
    """
    if case.speaker:
        last = [stem(word) for word in words(case.speaker)][-1:]
        return any(set(last) <= {stem(word) for word in words(name)} for name in given)
    if case.type == ASKS_FOR_SPEAKER and case.accept_all and not case.unanswerable:
        return all(any(matches(pattern, name) for name in given) for pattern in case.accept_all)
    return None

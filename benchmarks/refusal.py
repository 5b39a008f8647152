"""What tells a question that the archive cannot answer.

Nearness tells another subject, the ledger a false premise, the reranker what was found and does not answer.

    taskset -c 0,1 python -m benchmarks.refusal --archive DIR --library /tmp/library [--premises FILE]

The archive's questions, or with `--questions FILE` others.

Questions about something else are in `off_topic.txt`. FILE has JSON lines, each with a `speaker` and a true `question`
that names him; each question is also asked of the speaker seven lines on, who did not say it.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.answerability import LEAST_NEAR, LEAST_ODDS, nearness
from assistant.answering import open_library
from assistant.evidence import EvidencePool
from assistant.premise import BEHIND, false_premise, read_premise, weigh
from assistant.question import understand
from assistant.recorded import Recorded
from assistant.searching import find
from assistant.settings import Settings
from benchmarks.archive import Case, arguments, load
from index.filters import Filters
from index.library import Library

OFF_TOPIC = Path(__file__).with_name("off_topic.txt")
SHIFT = 7
HITS = 20


def main() -> None:
    """Print all of it."""
    parser = arguments(__doc__)
    parser.add_argument("--questions", type=Path, help="instead of the archive's own")
    parser.add_argument("--premises", type=Path, help="true questions that name a speaker")
    options = parser.parse_args()
    settings, cases = Settings.load(library=options.library), load(options.archive, options.questions)
    with open_library(settings) as library:
        _print_nearness(library, cases)
        if library.reranker:
            _print_odds(library, cases)
        _print_told(library, cases)
        if options.premises:
            _print_premises(library, [json.loads(line) for line in options.premises.read_text("utf-8").splitlines()])


def _print_nearness(library: Library, cases: Sequence[Case]) -> None:
    about = [_near(library, case.turns) for case in cases if not case.unanswerable]
    unsaid = [_near(library, case.turns) for case in cases if case.unanswerable]
    other = [_near(library, [line]) for line in OFF_TOPIC.read_text("utf-8").splitlines()]
    print(f"nearness, AUC: {_auc(about, other):.3f} of {len(other)} about something else")
    print(f"nearness, AUC: {_auc(about, unsaid):.3f} of {len(unsaid)} that the archive does not answer")
    for least in (0.35, 0.37, LEAST_NEAR[library.query_encoder.name], 0.40):
        refused = [sum(near < least for near in group) for group in (other, unsaid, about)]
        print(
            f"refused below {least}: {refused[0]} about something else, {refused[1]} unanswerable, {refused[2]} other"
        )


def _near(library: Library, turns: Sequence[str]) -> float:
    question = understand(turns[-1], turns[:-1])
    return nearness(find(library, question, k=HITS).found, question.query) or 0.0


def _print_odds(library: Library, cases: Sequence[Case]) -> None:
    answered = [_pool(library, case).odds or 0.0 for case in cases if not case.unanswerable]
    unsaid = [_pool(library, case).odds or 0.0 for case in cases if case.unanswerable]
    print(f"\nodds, AUC: {_auc(answered, unsaid):.3f} of {len(unsaid)} that the archive does not answer")
    for least in (-2.0, -1.6, LEAST_ODDS, -1.0, -0.5):
        refused = [sum(odds < least for odds in group) for group in (unsaid, answered)]
        print(f"refused below {least}: {refused[0]} unanswerable, {refused[1]} of {len(answered)} other")


def _pool(library: Library, case: Case, *, reranked: bool = True) -> EvidencePool:
    question = understand(case.turns[-1], case.turns[:-1])
    found = find(library, question, k=HITS, summary=library.summary()).found
    return EvidencePool(question, found, library.embedding, reranker=library.reranker if reranked else None)


def _print_told(library: Library, cases: Sequence[Case]) -> None:
    print("\nquestions, those that take for granted that somebody said something, found false by likeness, and in all:")
    for name, unanswerable in (("unanswerable", True), ("other", False)):
        some = [case for case in cases if case.unanswerable == unanswerable]
        taking = [case for case in some if read_premise(case.turns[-1])]
        by_likeness, in_all = (sum(_is_false(library, case, reranked) for case in taking) for reranked in (False, True))
        print(f"{name}: {len(some)}, {len(taking)}, {by_likeness}, {in_all}")


def _is_false(library: Library, case: Case, reranked: bool) -> bool:
    pool = _pool(library, case, reranked=reranked)
    return false_premise(library, case.turns[-1], pool, Filters(), Recorded(library)) is not None


def _print_premises(library: Library, lines: Sequence[dict[str, str]]) -> None:
    swapped = [
        line["question"].replace(line["speaker"], lines[(number + SHIFT) % len(lines)]["speaker"])
        for number, line in enumerate(lines)
    ]
    true = list(_margins(library, [line["question"] for line in lines]))
    false = list(_margins(library, swapped))
    print(f"\npremises read: {len(true)} true, {len(false)} false; AUC {_auc(true, false):.3f}")
    for behind in (0.08, 0.10, BEHIND, 0.15, 0.20):
        found = [sum(margin < -behind for margin in group) for group in (false, true)]
        print(f"farther behind than {behind}: {found[0]} false, {found[1]} true")


def _margins(library: Library, questions: Sequence[str]) -> Iterator[float]:
    """How far ahead each speaker's own nearest statement is."""
    for text in questions:
        premise, question = read_premise(text), understand(text)
        if premise is not None:
            pool = EvidencePool(question, find(library, question, k=HITS).found, library.embedding)
            his, another = weigh(library, premise, pool, Filters())
            yield his - (another.likeness if another else 0.0)


def _auc(higher: Sequence[float], lower: Sequence[float]) -> float:
    """Share of pairs in the right order."""
    pairs = [(one > other) + 0.5 * (one == other) for one in higher for other in lower]
    return sum(pairs) / max(len(pairs), 1)


if __name__ == "__main__":
    main()

"""`onrecord who --about QUESTION` on the development questions: is the right speaker, or the right proposal, first?

taskset -c 0,1 python -m benchmarks.who --library /tmp/library [--ranks]
"""

import re
from time import perf_counter

from assistant.answering import open_library
from assistant.asking_ledger import ask_ledger
from assistant.settings import Settings
from benchmarks.archive import Case, arguments, load, machine
from index.attribution.entry import LedgerEntry
from index.passages import split_sentences

TYPES = ("attribution", "proposal")
DEPTH = 20


def main() -> None:
    """Print how many questions have the right entry first, and within five and twenty."""
    parser = arguments(__doc__)
    parser.add_argument("--ranks", action="store_true", help="also print the rank for each question")
    options = parser.parse_args()
    settings = Settings.load(library=options.library)
    cases = [case for case in load(options.archive) if case.type in TYPES]
    ranks: dict[str, int] = {}
    whole: list[bool] = []
    seconds = []
    with open_library(settings) as library:
        ledger = library.catalog.ledger
        print(f"{machine()}; {len(ledger):,} entries by {', '.join(ledger.taggers())}")
        for case in cases:
            started = perf_counter()
            entries = list(ask_ledger(library, about=case.turns[-1], limit=DEPTH))
            seconds.append(perf_counter() - started)
            ranks[case.id] = next((rank for rank, one in enumerate(entries, 1) if is_right(case, one)), DEPTH + 1)
            whole.append(any(is_right(case, one, sentences=True) for one in entries[:1]))
    for depth in (1, 5, DEPTH):
        print(f"right among the first {depth}: {sum(rank <= depth for rank in ranks.values())} of {len(cases)}")
    print(f"right first, a proposal also by the rest of its sentence: {sum(whole)} of {len(cases)}")
    print(f"seconds: median {sorted(seconds)[len(seconds) // 2]:.2f}")
    if options.ranks:
        print(" ".join(f"{case}:{rank if rank <= DEPTH else '-'}" for case, rank in ranks.items()))


def is_right(case: Case, entry: LedgerEntry, *, sentences: bool = False) -> bool:
    """Whether an entry answers: its speaker a question of who, its words (or whole sentences) a question of what."""
    statement = entry.statement
    speaker = statement.speaker
    who = f"{speaker.name}, {speaker.role or ''}" if speaker else ""
    who += " " + entry.words(statement.attribution.source)
    extent = statement.attribution.extent
    text = entry.article.text
    spans = [one.span for one in split_sentences(text) if one.span.overlaps(extent)] if sentences else [extent]
    said = who if case.type == "attribution" else " ".join(text[slice(*span)] for span in spans)
    return all(re.search(pattern, said, re.IGNORECASE) for pattern in case.accept_all)


if __name__ == "__main__":
    main()

"""Planted errors: 200 false and 200 true claims made of articles that trained nothing, and how many are caught.

taskset -c 0,1 python -m benchmarks.planted --data ../shared/data [--library /tmp/library]
"""

import argparse
from collections import defaultdict
from pathlib import Path
from time import perf_counter

from assistant.recorded import Recorded
from assistant.settings import Settings
from assistant.verification import Verifier
from benchmarks.archive import machine
from benchmarks.claims import SHARED
from benchmarks.planted_sources import plant
from benchmarks.planting import TRUE_KINDS
from index.embedding import open_embedding
from index.library import Library

CLAIMS = 200
SEED = 2018
FALSE_KINDS = ("fabricated", "misattributed", "stitched", "number", "negated", "name", "quotation")
BATCH = 64


def main() -> None:
    """Print a row for each kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED, help="folder of archive and polnear")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--claims", type=int, default=CLAIMS, help="false ones, and as many true ones")
    parser.add_argument("--library", type=Path, help="library of the archive, whose ledger tells who says what")
    parser.add_argument("--show", action="store_true", help="print what was judged wrongly")
    options = parser.parse_args()
    planted, articles = plant(
        options.data, train=False, count=options.claims, seed=options.seed, true=TRUE_KINDS, false=FALSE_KINDS
    )
    settings = Settings.load(library=options.library)
    embedding = open_embedding(settings.embedding_name, settings.models, threads=settings.threads)
    verifier = Verifier(embedding)
    if options.library:
        verifier = Verifier(embedding, Recorded(Library(options.library, embedding)).statements)
    started = perf_counter()
    right: dict[tuple[bool, str], list[bool]] = defaultdict(list)
    for start in range(0, len(planted), BATCH):
        some = planted[start : start + BATCH]
        for one, finding in zip(
            some, verifier.verify([(one.claim, articles[one.article_id]) for one in some]), strict=True
        ):
            correct = (finding.verdict == "supported") is one.true
            right[one.true, one.kind].append(correct)
            if options.show and not correct:
                print(f"{one.kind}: {finding.verdict} {finding.score:.2f} ({finding.reason}): {one.claim}")
    print(f"{machine()}, {len(planted) / (perf_counter() - started):.0f} checks/s\n")
    print("| claims | kind | number | caught (false), kept (true) |\n| --- | --- | --- | --- |")
    for (true, kind), answers in sorted(right.items(), key=lambda one: one[0][0]):
        print(f"| {'true' if true else 'false'} | {kind} | {len(answers)} | {sum(answers) / len(answers):.3f} |")
    for true, name in ((False, "false caught"), (True, "true removed")):
        answers = [one for key, some in right.items() if key[0] is true for one in some]
        share = sum(answers) / len(answers)
        print(f"\n{name}: {share if not true else 1 - share:.3f} of {len(answers)}", end="")
    print()


if __name__ == "__main__":
    main()

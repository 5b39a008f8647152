"""Ingests files one after the other, each in a session of its own; says how many articles are acknowledged."""

import sys
import time
from pathlib import Path

from embedding_double import WordEmbedding
from tagger_double import VerbTagger

import index.ingest
from index.ingest import IngestReport, ingest
from index.library import Library


def main(folder: Path, sources: list[Path]) -> None:
    """The library is in `folder`."""
    index.ingest.BATCH_CHARACTERS = 4_000
    said = 0
    with Library(folder, WordEmbedding(), tagger=VerbTagger(), create=True) as library:

        def progress(_: IngestReport) -> None:
            nonlocal said
            stored = library.summary().articles
            if stored != said:
                said = stored
                print(stored, flush=True)
                time.sleep(0.05)

        for source in sources:
            ingest(library, [source], progress)
            time.sleep(0.3)


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])

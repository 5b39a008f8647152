"""Do the catalog, its ledger, the keyword index and the vector indexes agree? If not, the articles are right."""

from index.errors import LibraryError
from index.library import Library
from index.lock import writing
from index.vector_index import VectorIndex


def check(library: Library) -> list[str]:
    """One line for everything that is wrong; empty when all is well.

    Raises `LibraryLocked` while another process is writing.
    """
    with writing(library.folder, "doctor"):
        return [
            *library.catalog.keyword_problems(),
            *library.catalog.stories.problems(),
            *_vector_problems(library.index, "passage"),
            *_ledger_problems(library),
            *_vector_problems(library.ledger_index, "attribution"),
        ]


def repair(library: Library) -> list[str]:
    """Rebuild from the catalog whichever index is wrong; returns what is wrong still.

    Raises `LibraryLocked` while another process is writing.
    """
    with writing(library.folder, "doctor"):
        if library.catalog.keyword_problems():
            with library.catalog.transaction():
                library.catalog.rebuild_keywords()
        if library.catalog.stories.problems():
            with library.catalog.transaction():
                library.catalog.stories.rebuild()
        for index in (library.index, library.ledger_index):
            if _vector_problems(index, ""):
                with index.owned(anew=True):
                    pass
        if _ledger_problems(library):
            with library.index.owned(), library.ledger_index.owned():
                library.read_for_ledger(lambda *_: None)
    return check(library)


def _ledger_problems(library: Library) -> list[str]:
    if library.tagger is None:
        return []
    unread = library.catalog.ledger.unread(library.tagger.name)
    return [f"{unread:,} articles have yet to be read for the ledger by {library.tagger.name}"] if unread else []


def _vector_problems(index: VectorIndex, row: str) -> list[str]:
    waiting = len(index.table.backlog)
    wanted = index.table.numbers()
    if not wanted and not waiting:
        return []
    problems = []
    if waiting:
        problems.append(f"{waiting:,} changes of {row}s have yet to reach the vector index")
    try:
        with index.inspected() as store:
            held = store.numbers()
    except LibraryError as error:
        return [*problems, str(error)]
    if missing := len(wanted - held):
        problems.append(f"{missing:,} {row}s are missing from the vector index")
    if orphans := len(held - wanted):
        problems.append(f"{orphans:,} entries of the vector index belong to no {row}")
    return problems

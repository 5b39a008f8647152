"""Do the catalog, the keyword index and the vector index agree? If not, the catalog is right."""

from index.errors import LibraryError
from index.library import Library
from index.lock import writing


def check(library: Library) -> list[str]:
    """One line for everything that is wrong; empty when all is well.

    Raises `LibraryLocked` while another process is writing.
    """
    with writing(library.folder, "doctor"):
        return [*library.catalog.keyword_problems(), *library.catalog.stories.problems(), *_vector_problems(library)]


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
        if _vector_problems(library):
            with library.index.owned(anew=True):
                pass
    return check(library)


def _vector_problems(library: Library) -> list[str]:
    waiting = len(library.catalog.backlog)
    wanted = library.catalog.passage_numbers()
    if not wanted and not waiting:
        return []
    problems = []
    if waiting:
        problems.append(f"{waiting:,} changes of passages have yet to reach the vector index")
    try:
        with library.index.inspected() as store:
            held = store.numbers()
    except LibraryError as error:
        return [*problems, str(error)]
    if missing := len(wanted - held):
        problems.append(f"{missing:,} passages are missing from the vector index")
    if orphans := len(held - wanted):
        problems.append(f"{orphans:,} entries of the vector index belong to no passage")
    return problems

"""What is new or changed in a folder or a feed, again and again."""

import logging
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import NamedTuple

from index.errors import ReadingError
from index.reading.discovery import discover, files_below
from index.reading.source import Source
from index.reading.web.address import is_address

_SETTLING_SECONDS = 1.0
"""A file that did not change for so long is taken as written."""
_log = logging.getLogger(__name__)


class _State(NamedTuple):
    changed_at: int
    size: int


def changes(source: Source, *, every: float, stop: Event) -> Iterator[list[Source]]:
    """What to read next: at first all that is there, then what is new or changed, until `stop` is set.

    `every` is in seconds. A folder yields files that are settled; a feed yields itself, later the pages of new or
    edited entries. What vanishes is not reported. Raises ReadingError if the folder or feed cannot be opened at
    first; later it is tried again.
    """
    if isinstance(source, str) and is_address(source):
        return _feed_changes(source, every, stop)
    return _folder_changes(Path(source), every, stop)


def _folder_changes(folder: Path, every: float, stop: Event) -> Iterator[list[Source]]:
    if not folder.is_dir():
        discover(folder)  # says what is wrong with it, unless it is a file
    before: dict[Path, _State] = {}
    given: dict[Path, _State] = {}
    while not stop.is_set():
        now = _states(folder)
        fresh = {path: state for path, state in now.items() if given.get(path) != state}
        settled = {path: state for path, state in fresh.items() if before.get(path) == state}
        # What vanished is forgotten, so that it is new when it comes back.
        given = {path: state for path, state in given.items() if path in now} | settled
        before = now
        if settled:
            yield list(settled)
        stop.wait(min(every, _SETTLING_SECONDS) if len(fresh) > len(settled) else every)


def _states(folder: Path) -> dict[Path, _State]:
    states = {}
    for path in sorted(files_below(folder)) if folder.is_dir() else [folder]:
        try:
            status = path.stat()
        except OSError:  # it vanished, or the folder did
            continue
        if path.is_file():
            states[path] = _State(status.st_mtime_ns, status.st_size)
    return states


def _feed_changes(url: str, every: float, stop: Event) -> Iterator[list[Source]]:
    # Loading the parsers takes long, and a folder needs none of them.
    from index.reading.web.fetcher import shared_fetcher
    from index.reading.web.reading import feed_entries

    known: dict[str, str] = {}
    while not stop.is_set():
        try:
            entries = feed_entries(url, fetcher=shared_fetcher())
        except ReadingError as error:
            if not known:
                raise
            _log.warning("%s not read this time: %s", url, error)
        else:
            now = {entry.url or f"#{entry.fields.get('title')}": entry for entry in entries}
            fresh = [key for key, entry in now.items() if known.get(key) != entry.version]
            if not known:
                yield [url]
            elif fresh:
                # An entry without a page can only be read from the feed.
                yield list(dict.fromkeys(now[key].url or url for key in fresh))
            known.update((key, entry.version) for key, entry in now.items())
        stop.wait(every)

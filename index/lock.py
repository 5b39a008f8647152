"""One writer at a time: a lock that names its holder and dies with it."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import LibraryError, LibraryLocked


@contextmanager
def writing(folder: Path, what: str) -> Iterator[None]:
    """Hold the library's write lock; `what` names the work for those who wait, such as "ingest".

    The operating system releases the lock when the process dies, however it dies.
    Raises `LibraryLocked` with the holder's process number when another process holds it, `LibraryError` when the
    folder cannot be written to.
    """
    lock = FileLock(folder / "write.lock", timeout=0)
    holder = folder / "writer.json"
    try:
        lock.acquire()
    except Timeout as error:
        raise LibraryLocked(
            f"the library is being written to{_name(holder)}: wait for it to end, or stop it"
        ) from error
    except OSError as error:
        raise _unwritable(folder, error) from error
    try:
        started = datetime.now().isoformat(sep=" ", timespec="minutes")
        record = json.dumps({"pid": os.getpid(), "what": what, "since": started})
        try:
            holder.write_text(record, "utf-8")
        except OSError as error:
            raise _unwritable(folder, error) from error
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _unwritable(folder: Path, error: OSError) -> LibraryError:
    return LibraryError(
        f"the library {folder} cannot be written to ({error.strerror or error}): change its permissions, make room on "
        "its disk, or choose another with --library"
    )


def _name(holder: Path) -> str:
    try:
        record = json.loads(holder.read_text("utf-8"))
        return f" by process {record['pid']} ({record['what']}, since {record['since']})"
    except (OSError, ValueError, LookupError, TypeError):
        return " by another process"

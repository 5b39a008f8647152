"""Which reader reads which file."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from index.errors import ReadingError
from index.reading.csv_file import read_csv
from index.reading.eml_file import read_eml_file
from index.reading.item import Failure, Item
from index.reading.json_file import read_json_file
from index.reading.json_lines import read_json_lines
from index.reading.source import Source
from index.reading.text_file import read_text_file


# The parsers of these formats take over a second to load: only the first file of its kind pays for it.
def _read_html_file(path: Path, origin: str) -> Iterator[Item | Failure]:
    from index.reading.html_page import read_html_file

    return read_html_file(path, origin)


def _read_markdown_file(path: Path, origin: str) -> Iterator[Item | Failure]:
    from index.reading.markdown_file import read_markdown_file

    return read_markdown_file(path, origin)


def _read_pdf_file(path: Path, origin: str) -> Iterator[Item | Failure]:
    from index.reading.pdf_file import read_pdf_file

    return read_pdf_file(path, origin)


def _read_docx_file(path: Path, origin: str) -> Iterator[Item | Failure]:
    from index.reading.docx_file import read_docx_file

    return read_docx_file(path, origin)


_READERS: dict[str, Callable[[Path, str], Iterator[Item | Failure]]] = {
    ".txt": read_text_file,
    ".md": _read_markdown_file,
    ".markdown": _read_markdown_file,
    ".html": _read_html_file,
    ".htm": _read_html_file,
    ".json": read_json_file,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
    ".csv": read_csv,
    ".pdf": _read_pdf_file,
    ".docx": _read_docx_file,
    ".eml": read_eml_file,
}

SUFFIXES = tuple(_READERS)
"""The suffixes of the files that can be read, in lower case."""


def read(source: Source) -> Iterator[Item | Failure]:
    """The articles of a file or an address, and a Failure for each that cannot be read. Bad content never raises."""
    if isinstance(source, str):
        from index.reading.web.fetcher import shared_fetcher
        from index.reading.web.reading import read_url

        return read_url(source, fetcher=shared_fetcher())
    return _read_file(source)


def _read_file(path: Path) -> Iterator[Item | Failure]:
    reader = _READERS.get(path.suffix.lower())
    try:
        if path.is_dir():
            raise ReadingError("the folder cannot be opened: change its permissions (chmod +rx)")
        if reader is None:
            raise ReadingError(f"cannot read files of type {path.suffix or '(none)'}: use one of {', '.join(SUFFIXES)}")
        yield from reader(path, os.path.abspath(path))
    except ReadingError as error:
        yield Failure(str(path), str(error))
    except FileNotFoundError:
        yield Failure(str(path), "the file does not exist (any more): check the path")
    except PermissionError:
        yield Failure(str(path), "no permission to read the file: change its permissions (chmod +r)")
    except OSError as error:
        yield Failure(str(path), f"the file cannot be read ({error.strerror or error}): check the disk")


def read_html(text: str, *, origin: str, url: str | None) -> Item:
    """The article of a page. `url` is where it was fetched, if it was; the page's own address comes first.

    Nothing is fetched and no script runs. Raises ReadingError when the page holds no article.
    """
    from index.reading.html_page import read_page_text

    return read_page_text(text, origin=origin, url=url)

"""What the subcommands print."""

import json
import re
import sys
from collections.abc import Iterable, Sequence

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def print_json(record: dict[str, object]) -> None:
    """Print a record on one line of standard output."""
    print(json.dumps(record, ensure_ascii=False), flush=True)


def print_json_list(name: str, records: Iterable[dict[str, object]]) -> None:
    """Print `{name: [records]}` on one line of standard output, record by record: there may be very many."""
    print(f'{{"{name}": [', end="")
    for position, record in enumerate(records):
        print(", " if position else "", json.dumps(record, ensure_ascii=False), sep="", end="")
    print("]}")


def print_text(text: str, *, end: str = "\n") -> None:
    """Print for people: control characters of an article or a model must not steer their terminal."""
    print(_CONTROL.sub("�", text), end=end, flush=True)


def print_table(*rows: Sequence[str]) -> None:
    """Print rows as columns, the first as their heads; nothing is ever cut."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print_text("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def note(text: str) -> None:
    """Tell the user something on standard error."""
    print(_CONTROL.sub("�", text), file=sys.stderr, flush=True)

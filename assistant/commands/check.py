"""`onrecord check DRAFT.txt|CLAIMS.jsonl`."""

from argparse import Namespace

from assistant import records
from assistant.answering import open_library
from assistant.checking import Checked, Checker, read_claims
from assistant.commands.options import settings_of
from assistant.commands.output import note, print_json, print_text
from assistant.errors import OnRecordError


def run(options: Namespace) -> int:
    """Give a verdict on each claim; 1 if one could not be checked."""
    failed = 0
    with open_library(settings_of(options)) as library:
        checker = Checker(library)
        for checked in checker.check_all(read_claims(options.path)):
            if isinstance(checked, OnRecordError):
                failed += 1
                note(f"not checked: {checked}")
                continue
            if options.json:
                print_json(records.checked_record(checked))
            else:
                _print(checked)
    return 1 if failed else 0


def _print(checked: Checked) -> None:
    print_text(f"{checked.verdict.upper():13} {checked.score:.2f}  {checked.claim}")
    if checked.reason:
        print_text(f"              {checked.reason}")
    for citation in checked.citations:
        print_text(f"              {citation.article_id or 'text'}: {' '.join(citation.quote.split())}")

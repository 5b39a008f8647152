"""`onrecord doctor`."""

from argparse import Namespace

from assistant.answering import open_library
from assistant.commands.options import settings_of
from assistant.commands.output import note, print_json
from assistant.errors import LibraryError
from index import doctor


def run(options: Namespace) -> int:
    """Say what is wrong with the library, after repairing it if asked to; 1 if anything is wrong still."""
    with open_library(settings_of(options), reading=True) as library:
        found = doctor.check(library)
        left = doctor.repair(library) if options.repair and found else found
    for problem in found:
        note(problem)
    if options.json:
        print_json({"problems": found, "left": left})
    elif not left:
        print("repaired" if found else "the catalog, its ledger, the keyword index and the vector indexes agree")
    if left:
        raise LibraryError("the indexes do not agree with the catalog: run `onrecord doctor --repair`")
    return 0

"""`onrecord verify PACK.json`."""

from argparse import Namespace

from assistant.answering import open_library
from assistant.commands.options import settings_of
from assistant.commands.output import print_json, print_text
from assistant.errors import OnRecordError
from assistant.pack import Verified, read_pack, verify

_WORDS = {
    "unchanged": "stands as cited",
    "article_changed": "stands as cited; something else of the article has changed",
    "moved": "stands elsewhere in the article now",
    "gone": "is no longer in the article",
    "article_missing": "its article is no longer in the library",
    "not_verbatim": "is between quotation marks in the answer but not in what it cites",
}


def run(options: Namespace) -> int:
    """Check every quotation of an evidence pack again; 1 if one does not stand."""
    pack = read_pack(options.path)
    with open_library(settings_of(options)) as library:
        verified = verify(pack, library)
    failed = sum(not one.stands for one in verified)
    if options.json:
        print_json({"verified": failed == 0, "quotes": [_record(one) for one in verified]})
    else:
        for one in verified:
            print_text(f"[{one.marker}] {_WORDS[one.state]}: {' '.join(one.quote.split())} ({one.article_id})")
    if failed:
        raise OnRecordError(
            f"{failed} of {len(verified)} quotations do not stand: ask again, or restore the articles they are from"
        )
    return 0


def _record(one: Verified) -> dict[str, object]:
    record = {"marker": one.marker, "article_id": one.article_id, "quote": one.quote, "state": one.state}
    return {**record, "start": one.span.start, "end": one.span.end} if one.span else record

"""The `onrecord` command: arguments in, exit code out. What the subcommands do is in `assistant.commands`."""

import argparse
import atexit
import io
import os
import sqlite3
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import NoReturn, get_args

from assistant.errors import OnRecordError
from index.attribution.attribution import Stance

DESCRIPTION = "Ask a news archive who proposed, said or opposed what, with every answer cited to the exact words."


def command() -> NoReturn:
    """The installed command: `main` in a process of its own, which ends as soon as its work is done."""
    code = 1

    def leave() -> None:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        os._exit(code)

    # Registered first, so called last, when threads have ended and everything is closed. Left to itself, Python would
    # now take the 300,000 objects of the imported packages apart, one by one: seconds, and many on a busy machine.
    atexit.register(leave)
    try:
        code = main()
    except SystemExit as end:  # wrong usage, or --help
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
        raise
    sys.exit(code)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns 0 for success, 1 for an expected failure, 130 after Ctrl-C. Wrong usage exits with 2."""
    try:
        options = _parser().parse_args(arguments)
        _set_encodings(json=options.json)
        code = int(import_module(f"assistant.commands.{options.command}").run(options))
        if sys.stdout:
            sys.stdout.flush()
        return code
    except OnRecordError as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        _fail("stopped")
        return 130
    except BrokenPipeError:
        _forget_output()
        return 0
    except (OSError, sqlite3.Error) as error:
        _forget_output()
        return _fail(f"{error}: check that the disk has room and that the library may be read and written")


def _fail(reason: str) -> int:
    print(f"onrecord: {' '.join(reason.split())}", file=sys.stderr)
    return 1


def _forget_output() -> None:
    """Python writes out what is buffered when it exits: let it, to where it does not fail again."""
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout is sys.__stdout__:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _set_encodings(*, json: bool) -> None:
    """JSON is UTF-8 everywhere; a terminal keeps its encoding, and what it cannot show is escaped."""
    for stream, encoding in ((sys.stdout, "utf-8" if json else None), (sys.stderr, None)):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="onrecord", description=DESCRIPTION)
    parser.add_argument("--version", action="version", version=f"onrecord {version('onrecord')}")
    _add_shared(parser)
    parser.set_defaults(library=None, json=False)
    subcommands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, text: str) -> argparse.ArgumentParser:
        added = subcommands.add_parser(name, help=text, description=text)
        _add_shared(added)
        return added

    ingest = command("ingest", "Read articles into the library; run it again to go on after an interruption.")
    ingest.add_argument("paths", nargs="+", metavar="PATH|URL", help="file, folder, page, feed or sitemap")
    watch = command("watch", "Keep the library up to date with a folder or a feed, until Ctrl-C.")
    watch.add_argument("source", metavar="FOLDER|FEED")
    watch.add_argument("--every", type=_seconds, default=60.0, metavar="SECONDS", help="between looks (default 60)")
    command("articles", "List the articles.")
    show = command("show", "Print an article with its exact text.")
    show.add_argument("article_id", metavar="ARTICLE_ID")
    remove = command("remove", "Remove articles from the library and every index.")
    remove.add_argument("article_ids", nargs="+", metavar="ARTICLE_ID")
    command("reindex", "Rebuild the ledger and the search indexes from the articles.")
    doctor = command("doctor", "Check that the catalog and the search indexes agree.")
    doctor.add_argument("--repair", action="store_true", help="rebuild what does not agree from the catalog")
    search = command("search", "Find passages.")
    search.add_argument("query", type=_text)
    search.add_argument("-k", type=_positive, default=10, metavar="N", help="how many (default 10)")
    _add_article_filters(search)
    ask = command("ask", "Ask a question.")
    ask.add_argument("question", nargs="?", type=_text)
    ask.add_argument("--turns", type=Path, metavar="FILE", help="JSON list of user turns; the last one is answered")
    _add_article_filters(ask)
    ask.add_argument("--export", type=Path, metavar="PACK.json|.html", help="write the answer with its evidence there")
    ask.add_argument("--explain", action="store_true", help="tell what the check of the draft removed or put right")
    verify = command("verify", "Check every quotation of an evidence pack again.")
    verify.add_argument("path", type=Path, metavar="PACK.json")
    who = command("who", "List who said what, in exact words: all of it, or what fits.")
    _add_statement_filters(who)
    who.add_argument("--stance", choices=get_args(Stance), metavar="STANCE", help=", ".join(get_args(Stance)))
    who.add_argument("-k", type=_positive, metavar="N", help="how many (default all; 20 with --about)")
    timeline = command("timeline", "Put what was said in the order of its days, with changes of stance.")
    _add_statement_filters(timeline)
    check = command("check", "Check the sentences of a draft, or claims, against the archive.")
    check.add_argument("path", type=Path, metavar="DRAFT.txt|CLAIMS.jsonl")
    _add_evaluation(command)
    _add_testset(command("testset", "Validate, propose, import and export test sets."))
    models = command("models", "List, fetch and verify the local models.")
    models.add_argument("action", nargs="?", choices=("list", "pull", "verify"), default="list")
    models.add_argument("names", nargs="*", metavar="NAME", help="models (default: those in use)")
    models.add_argument("--from", dest="source", type=Path, metavar="PATH", help="pull from this file or folder")
    chat = command("chat", "Serve the chat: on 127.0.0.1, unless it is shared.")
    chat.add_argument("--port", type=_port, default=None, metavar="N", help="7860, or the next one that is free")
    chat.add_argument(
        "--share-on-network", nargs="?", const="0.0.0.0", metavar="ADDRESS",
        help="let others on the network in, with a password: on all addresses of this machine, or on one",
    )  # fmt: skip
    chat.add_argument("--password-file", type=Path, metavar="FILE", help="its first line is the password to share with")
    chat.add_argument("--name", action="append", default=[], metavar="HOST", help="another name of the shared chat")
    return parser


def _add_evaluation(command: Callable[[str, str], argparse.ArgumentParser]) -> None:
    evaluate = command("evaluate", "Run a test set and measure retrieval, answers and citations.")
    evaluate.add_argument("testset", type=Path, metavar="TESTSET", help="JSON Lines, CSV or a folder as BEIR has them")
    evaluate.add_argument("--retrieval-only", action="store_true", help="search, and let no LLM answer")
    evaluate.add_argument(
        "--output", type=Path, metavar="RUN.jsonl", help="keep the run; started again, it goes on where it stopped"
    )
    evaluate.add_argument("--report", type=Path, metavar="FILE.html", help="write a report of one file")
    evaluate.add_argument("--judge", action="store_true", help="have the LLM judge the answers too")
    evaluate.add_argument(
        "--workers", type=_positive, metavar="N", help="questions at a time (default 4 for an endpoint, else 1)"
    )
    evaluate.add_argument(
        "--price", type=_price, metavar="IN,OUT", help="of a million prompt and completion tokens, to count the cost"
    )
    _add_conditions(evaluate)
    compare = command("compare", "Say what changed from one run to another, and whether by more than chance.")
    compare.add_argument("first", type=Path, metavar="RUN_A")
    compare.add_argument("second", type=Path, metavar="RUN_B")
    _add_conditions(compare)


def _add_testset(testset: argparse.ArgumentParser) -> None:
    actions = testset.add_subparsers(dest="action", required=True, metavar="ACTION")

    def action(name: str, text: str, **path: str) -> argparse.ArgumentParser:
        added = actions.add_parser(name, help=text, description=text)
        _add_shared(added)
        if path:
            added.add_argument("path", type=Path, **path)  # type: ignore[arg-type]
        return added

    action("validate", "Name every line and every quote that cannot be used.", metavar="TESTSET")
    new = action("new", "Propose cases from the articles, for a person to edit.")
    new.add_argument("--count", "-n", type=_positive, default=30, metavar="N", help="how many (default 30)")
    new.add_argument("--seed", type=int, default=7, metavar="N", help="another one chooses others (default 7)")
    imported = action("import", "Turn another format into a test set.", metavar="FILE")
    imported.add_argument("--format", choices=("csv", "beir", "multihop-rag", "rgb"), required=True)
    imported.add_argument("--rejection", action="store_true", help="rgb: only texts that do not answer")
    for parser in (new, imported):
        parser.add_argument("--output", type=Path, required=True, metavar="TESTSET.jsonl")
    exported = action("export", "Write a run for other tools.", metavar="RUN.jsonl")
    exported.add_argument("--format", choices=("ragas", "deepeval", "trec"), required=True)
    exported.add_argument("--output", type=Path, required=True, metavar="FILE")
    scored = action("score", "Score a TREC run of any system.", metavar="RUN.trec")
    scored.add_argument("qrels", type=Path, metavar="QRELS")


def _add_conditions(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--markdown", type=Path, metavar="FILE.md", help="write the figures for a pull request")
    parser.add_argument(
        "--fail-below",
        action="append",
        default=[],
        type=_bound,
        metavar="METRIC=VALUE",
        help="exit with 1 if the metric is worse; repeatable",
    )
    parser.add_argument(
        "--no-worse-than", type=Path, metavar="RUN", help="exit with 1 if a headline metric is worse, p < 0.05"
    )


def _add_shared(parser: argparse.ArgumentParser) -> None:
    """The options that may stand before or after a subcommand; left out, they must not undo the other place."""
    parser.add_argument(
        "--library", type=Path, default=argparse.SUPPRESS, metavar="DIR", help="library folder (or ONRECORD_LIBRARY)"
    )
    parser.add_argument(
        "--json", action="store_true", default=argparse.SUPPRESS, help="print JSON for machines on standard output"
    )


def _add_filters(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--after", metavar="DATE", help="only articles of this day (YYYY-MM-DD) or later")
    parser.add_argument("--before", metavar="DATE", help="only articles of this day or earlier: the answer as of then")
    parser.add_argument(
        "--outlet", action="append", default=[], type=_text, metavar="NAME", help="only this outlet; repeatable"
    )


def _add_article_filters(parser: argparse.ArgumentParser) -> None:
    _add_filters(parser)
    parser.add_argument("--speaker", type=_text, metavar="NAME", help="only articles that mention this name")


def _add_statement_filters(parser: argparse.ArgumentParser) -> None:
    _add_filters(parser)
    parser.add_argument("--speaker", type=_words, metavar="NAME", help="only what this person, body or document said")
    parser.add_argument("--about", type=_words, metavar="TEXT", help="a topic, or a question; the best come first")


def _text(text: str) -> str:
    """An argument without the bytes that were no UTF-8: no database and no model takes those."""
    return text.encode("utf-8", "replace").decode()


def _words(text: str) -> str:
    words = _text(text).strip()
    if not words:
        raise argparse.ArgumentTypeError("must have a word in it")
    return words


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return value


def _seconds(text: str) -> float:
    value = float(text)
    if not 1 <= value <= 86_400:
        raise argparse.ArgumentTypeError("must be from 1 to 86400")
    return value


def _price(text: str) -> tuple[float, float]:
    prompt, completion = (float(part) for part in text.split(","))
    return prompt, completion


def _bound(text: str) -> tuple[str, float]:
    from assistant.evaluation.gates import parse_bound  # numpy takes longer to import than most commands run

    try:
        return parse_bound(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _port(text: str) -> int:
    value = int(text)
    if not 0 < value < 65_536:
        raise argparse.ArgumentTypeError("must be from 1 to 65535")
    return value

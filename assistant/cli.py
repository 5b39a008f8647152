"""The `onrecord` command: arguments in, exit code out. What the subcommands do is in `assistant.commands`."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from assistant.errors import OnRecordError

DESCRIPTION = "Ask a news archive who proposed, said or opposed what, with every answer cited to the exact words."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns 0 for success, 1 for an expected failure. Wrong usage exits with 2."""
    options = _parser().parse_args(arguments)
    _quiet_vendors()
    from assistant import commands

    try:
        return int(getattr(commands, options.command.replace("-", "_"))(options))
    except OnRecordError as error:
        print(f"onrecord: {' '.join(str(error).split())}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nonrecord: stopped; run the same command again to go on", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _quiet_vendors() -> None:
    """Nothing phones home, whatever the vendors' defaults are."""
    for name, value in {
        "ANONYMIZED_TELEMETRY": "False",
        "GRADIO_ANALYTICS_ENABLED": "False",
        "HF_HUB_OFFLINE": "1",
        "OMP_WAIT_POLICY": "passive",
    }.items():
        os.environ.setdefault(name, value)


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
    ingest.add_argument("paths", nargs="+", metavar="PATH", help="file or folder")
    command("articles", "List the articles.")
    show = command("show", "Print an article with its exact text.")
    show.add_argument("article_id", metavar="ARTICLE_ID")
    remove = command("remove", "Remove articles from the library and every index.")
    remove.add_argument("article_ids", nargs="+", metavar="ARTICLE_ID")
    command("reindex", "Rebuild the vector and keyword indexes from the catalog.")
    search = command("search", "Find passages.")
    search.add_argument("query")
    search.add_argument("-k", type=_positive, default=10, metavar="N", help="how many (default 10)")
    _add_filters(search)
    ask = command("ask", "Ask a question.")
    ask.add_argument("question", nargs="?")
    ask.add_argument("--turns", type=Path, metavar="FILE", help="JSON list of user turns; the last one is answered")
    _add_filters(ask)
    check = command("check", "Check the sentences of a draft, or claims, against the archive.")
    check.add_argument("path", type=Path, metavar="DRAFT.txt|CLAIMS.jsonl")
    models = command("models", "List, fetch and verify the local models.")
    models.add_argument("action", nargs="?", choices=("list", "pull", "verify"), default="list")
    models.add_argument("names", nargs="*", metavar="NAME", help="models (default: those in use)")
    models.add_argument("--from", dest="source", type=Path, metavar="PATH", help="pull from this file or folder")
    chat = command("chat", "Serve the chat on 127.0.0.1.")
    chat.add_argument("--port", type=int, default=None, help="7860, or the next one that is free")
    return parser


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
    parser.add_argument("--outlet", action="append", default=[], metavar="NAME", help="only this outlet; repeatable")
    parser.add_argument("--speaker", metavar="NAME", help="only articles that mention this name")


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return value

"""`python -m ui`: serve the chat over a library."""

import argparse
import contextlib
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from assistant.answering import Assistant
from assistant.conversation import ConversationStore, MemoryStore
from assistant.feedback import FeedbackStore
from assistant.pack import pack
from assistant.settings import Settings
from index.attribution.understanding import open_tagger
from index.errors import LibraryError, OnRecordError
from index.library import Library
from ui.app import create_app, examples_in
from ui.archive.tab import Archive
from ui.check import CheckTab
from ui.conversation import Conversations
from ui.evaluation.tab import EvaluationTab
from ui.feedback import feedback_router
from ui.preferences.tab import Preferences
from ui.server import DEFAULT_PORT, HOST, Server, listen
from ui.store import Store
from ui.tab import Tab
from ui.who import WhoTab
from ui.worker import wait_for_workers

PATIENCE = 20.0
"""Seconds that a model which is reading a prompt gets to notice that the chat was stopped."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until Ctrl-C. Returns the exit code: 0, or 1 after an expected failure's one line."""
    options = _parser().parse_args(arguments)
    try:
        serve(options.library, options.port)
    except OnRecordError as error:
        print(f"onrecord chat: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass
    return 0


def serve(library: Path | None, port: int | None) -> None:
    """Open the library and serve the chat over it. Raises `OnRecordError`; returns when stopped."""
    listener = listen(port)
    with contextlib.closing(listener):
        url = f"http://{HOST}:{listener.getsockname()[1]}"
        settings = Settings.load(library=library)
        with (
            Assistant.open(settings, create=True) as assistant,
            contextlib.closing(FeedbackStore(settings.library)) as feedback,
        ):
            conversations = Conversations(_store(assistant.library))
            evaluation = EvaluationTab(assistant, settings.library)
            changeable = True
            archive = Archive(
                assistant.library,
                lambda: open_tagger(settings.attribution, threads=settings.threads),
                changeable=changeable,
            )
            preferences = Preferences(assistant, feedback, changeable=changeable)
            tabs: list[Tab] = [
                WhoTab(assistant.library),
                CheckTab(assistant.library),
                archive,
                evaluation,
                preferences,
            ]
            app = create_app(
                assistant,
                examples=examples_in(settings.library),
                conversations=conversations,
                tabs=tabs,
                routers=[feedback_router(feedback, assistant.library, readable=changeable)],
                pack=lambda answer: pack(answer, assistant.library, settings),
            )

            def stop() -> None:
                conversations.stop_all()
                archive.ingesting.stop()

            server = Server(
                app,
                on_ready=lambda: _announce(url, assistant),
                on_stop=stop,
            )
            try:
                server.run(sockets=[listener])
            finally:
                evaluation.close()
                wait_for_workers(PATIENCE)
                archive.ingesting.wait(PATIENCE)


def _store(library: Library) -> Store:
    """Where conversations are kept: in the library, or in memory where it cannot be written."""
    try:
        return ConversationStore(library)
    except LibraryError as error:
        print(f"onrecord chat: conversations are kept only until the end, for {error}", file=sys.stderr)
        return MemoryStore()


def _announce(url: str, assistant: Assistant) -> None:
    print(f"OnRecord chat: {url}", flush=True)
    threading.Thread(target=_warm_up, args=(assistant,), name="warm-up", daemon=True).start()


def _warm_up(assistant: Assistant) -> None:
    """Spare the first question the loading of the model. If it fails, the question will fail and say so."""
    with contextlib.suppress(OnRecordError):
        assistant.warm_up()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ui", description="Serve the OnRecord chat on 127.0.0.1.")
    parser.add_argument("--library", type=Path, metavar="DIR", help="the library folder")
    parser.add_argument(
        "--port", type=_port, metavar="N", help=f"the port (default: the first free one from {DEFAULT_PORT})"
    )
    return parser


def _port(text: str) -> int:
    """A port number from the command line. Raises `ArgumentTypeError`."""
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text} is no port: give a number from 1 to 65535")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())

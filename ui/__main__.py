"""`python -m ui`: serve the chat over a library."""

import argparse
import contextlib
import socket
import sys
import threading
from collections.abc import Iterator, Sequence
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
from ui.password import find_password
from ui.preferences.tab import Preferences
from ui.security import LOCAL_HOSTS
from ui.server import DEFAULT_PORT, HOST, Server, keep_memory_flat, listen
from ui.sharing import ALL_ADDRESSES, WARNING, Sharing, web_url
from ui.store import Store
from ui.tab import Tab
from ui.who import WhoTab
from ui.worker import wait_for_workers

PATIENCE = 20.0
"""Seconds that a model which is reading a prompt gets to notice that the chat was stopped."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until Ctrl-C. Returns the exit code: 0, or 1 after an expected failure's one line."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if not options.share_on_network and (options.name or options.password_file):
        parser.error("--name and --password-file go with --share-on-network")
    try:
        serve(options.library, options.port, _sharing(options))
    except OnRecordError as error:
        print(f"onrecord chat: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass
    return 0


def serve(library: Path | None, port: int | None, sharing: Sharing | None = None) -> None:
    """Open the library and serve the chat over it. Raises `OnRecordError`; returns when stopped."""
    keep_memory_flat()
    listener = listen(port, sharing.address if sharing else HOST)
    with contextlib.closing(listener):
        settings = Settings.load(library=library)
        with (
            Assistant.open(settings, create=True) as assistant,
            contextlib.closing(FeedbackStore(settings.library)) as feedback,
            _store(assistant.library) as store,
        ):
            _serve(listener, assistant, feedback, Conversations(store), sharing)


def _serve(
    listener: socket.socket,
    assistant: Assistant,
    feedback: FeedbackStore,
    conversations: Conversations,
    sharing: Sharing | None,
) -> None:
    """Serve the page with its tabs until it is stopped, then wait shortly for what is at work."""
    settings, library = assistant.settings, assistant.library
    # Who shares the chat does not hand over the archive, the key and the model with it.
    changeable = sharing is None
    archive = Archive(
        library, lambda: open_tagger(settings.attribution, threads=settings.threads), changeable=changeable
    )
    evaluation = EvaluationTab(assistant, settings.library)
    preferences = Preferences(assistant, library, feedback, changeable=changeable)
    tabs: list[Tab] = [WhoTab(library), CheckTab(library), archive, *([evaluation] if changeable else []), preferences]
    app = create_app(
        assistant,
        examples=examples_in(settings.library),
        conversations=conversations,
        tabs=tabs,
        pack=lambda answer: pack(answer, library, assistant.settings),
        hosts=sharing.hosts() if sharing else LOCAL_HOSTS,
        password=sharing.password if sharing else None,
    )

    def stop() -> None:
        conversations.stop_all()
        archive.ingesting.stop()

    port = listener.getsockname()[1]
    server = Server(app, on_ready=lambda: _announce(port, sharing, assistant), on_stop=stop)
    try:
        server.run(sockets=[listener])
    finally:
        evaluation.close()
        wait_for_workers(PATIENCE)
        archive.ingesting.wait(PATIENCE)


@contextlib.contextmanager
def _store(library: Library) -> Iterator[Store]:
    """Where conversations are kept: in the library, or in memory where it cannot be written."""
    try:
        store = ConversationStore(library)
    except LibraryError as error:
        print(f"onrecord chat: conversations are kept only until the end, for {error}", file=sys.stderr)
        yield MemoryStore()
        return
    with contextlib.closing(store):
        yield store


def _sharing(options: argparse.Namespace) -> Sharing | None:
    """How the chat is shared, if it is. Raises `PasswordError`, and `SettingsError` for a wrong environment."""
    if options.share_on_network is None:
        return None
    secret = Settings.load(library=options.library).chat_password
    password = find_password(secret.get_secret_value() if secret else None, options.password_file)
    return Sharing(address=options.share_on_network, names=tuple(options.name), password=password)


def _announce(port: int, sharing: Sharing | None, assistant: Assistant) -> None:
    print(f"OnRecord chat: {sharing.url(port) if sharing else web_url(HOST, port)}", flush=True)
    if sharing:
        print(f"onrecord chat: {WARNING.format(port=port)}", file=sys.stderr, flush=True)
    threading.Thread(target=_warm_up, args=(assistant,), name="warm-up", daemon=True).start()


def _warm_up(assistant: Assistant) -> None:
    """Spare the first question the loading of the model. If it fails, the question will fail and say so."""
    with contextlib.suppress(OnRecordError):
        assistant.warm_up()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ui", description="Serve the OnRecord chat.")
    parser.add_argument("--library", type=Path, metavar="DIR", help="the library folder")
    parser.add_argument(
        "--port", type=_port, metavar="N", help=f"the port (default: the first free one from {DEFAULT_PORT})"
    )
    parser.add_argument("--share-on-network", nargs="?", const=ALL_ADDRESSES, metavar="ADDRESS")
    parser.add_argument("--password-file", type=Path, metavar="FILE")
    parser.add_argument("--name", action="append", default=[], metavar="HOST")
    return parser


def _port(text: str) -> int:
    """A port number from the command line. Raises `ArgumentTypeError`."""
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text} is no port: give a number from 1 to 65535")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())

"""`onrecord chat`: the page lives in the package `ui`, which nothing here may import, so it runs as a module."""

import runpy
import sys
from argparse import Namespace

from assistant.commands.options import settings_of


def run(options: Namespace) -> int:
    """Serve the chat until it is stopped."""
    sys.argv = ["onrecord chat", "--library", str(settings_of(options).library)]
    sys.argv += ["--port", str(options.port)] if options.port else []
    sys.argv += [f"--share-on-network={options.share_on_network}"] if options.share_on_network else []
    sys.argv += [f"--password-file={options.password_file}"] if options.password_file else []
    sys.argv += [f"--name={name}" for name in options.name]
    try:
        runpy.run_module("ui", run_name="__main__")
    except SystemExit as end:
        return int(end.code or 0)
    return 0

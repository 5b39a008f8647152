"""`python -m assistant`: the `onrecord` command."""

from assistant.cli import command

command()

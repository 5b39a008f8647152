"""What each subcommand of `onrecord` does: a module each, with `run(options) -> exit code`.

`assistant.cli` imports only the one that is called, so that the light ones start at once. Results go to standard
output, everything else to standard error.
"""

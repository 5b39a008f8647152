"""Command-line options -> the values that the rest of OnRecord takes."""

from argparse import Namespace

from assistant.errors import OnRecordError
from assistant.settings import Settings
from index.filters import Filters, parse_date


def settings_of(options: Namespace) -> Settings:
    """The environment's settings with the options' own. Raises `SettingsError`."""
    return Settings.load(library=options.library)


def filters_of(options: Namespace) -> Filters:
    """The filters of `search` and `ask`. Raises `OnRecordError` if a date is none."""
    after = parse_date(options.after) if options.after else None
    before = parse_date(options.before) if options.before else None
    if after and before and after > before:
        raise OnRecordError(f"no day is after {after} and before {before}: exchange --after and --before")
    return Filters(after=after, before=before, outlets=tuple(options.outlet), speaker=options.speaker)

"""Command-line options -> the values that the rest of OnRecord takes."""

from argparse import Namespace

from assistant.settings import Settings
from index.filters import Filters, parse_filters


def settings_of(options: Namespace) -> Settings:
    """The environment's settings with the options' own. Raises `SettingsError`."""
    return Settings.load(library=options.library)


def filters_of(options: Namespace) -> Filters:
    """The filters of `search` and `ask`. Raises `OnRecordError` if a date is none."""
    return parse_filters(options.after, options.before, options.outlet, options.speaker)


def statement_filters_of(options: Namespace) -> Filters:
    """The filters of `who` and `timeline`, whose `--speaker` is none. Raises `OnRecordError` if a date is none."""
    return parse_filters(options.after, options.before, options.outlet, None)

"""Where articles are read from."""

from pathlib import Path

Source = Path | str
"""A file, or the address (a string, "https://...") of a page, a feed or a sitemap."""

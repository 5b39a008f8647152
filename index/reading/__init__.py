"""Files (.txt, .md, .html, .json, .jsonl, .csv, .pdf, .docx, .eml), folders of them, and addresses -> articles."""

from index.reading.discovery import discover, estimate, sources
from index.reading.formats import SUFFIXES, read, read_html
from index.reading.item import Failure, Item
from index.reading.source import Source
from index.reading.watch import changes

__all__ = [
    "SUFFIXES",
    "Failure",
    "Item",
    "Source",
    "changes",
    "discover",
    "estimate",
    "read",
    "read_html",
    "sources",
]

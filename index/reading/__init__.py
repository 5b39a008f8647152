"""Files -> articles: .txt, .md, .html, .json, .jsonl, .csv, .pdf, and folders of them."""

from index.reading.discovery import discover, estimate
from index.reading.formats import SUFFIXES, read, read_html
from index.reading.item import Failure, Item

__all__ = ["SUFFIXES", "Failure", "Item", "discover", "estimate", "read", "read_html"]

"""The tab "Check a draft": a person's copy, sentence by sentence, against the archive."""

from ui.check.tab import CheckTab

__all__ = ["CheckTab"]

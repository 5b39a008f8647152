"""The tab "Who said what": the ledger, filtered, as a timeline and a table."""

from ui.who.tab import WhoTab

__all__ = ["WhoTab"]

"""How much is read before it is refused: an archive is text, and what is larger than this is a mistake."""

FILE_BYTES = 50_000_000
"""Largest file of the formats that are read whole (all but JSONL and CSV)."""

LINE_BYTES = 10_000_000
"""Longest line of a JSONL or CSV file."""

TEXT_CHARACTERS = 5_000_000
"""Longest text of one article."""

ID_CHARACTERS = 200
"""Longest article id."""

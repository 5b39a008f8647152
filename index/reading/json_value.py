"""Text -> a JSON value, with messages that say where it is broken."""

import json

from index.errors import ReadingError


def parse_json(text: str, *, several_lines: bool = False) -> object:
    """The value that `text` holds. Raises ReadingError with column (and line, if `several_lines`)."""
    try:
        value: object = json.loads(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}" if several_lines else f"column {error.colno}"
        problem = f"broken JSON at {place} ({error.msg.removesuffix(' at')})"
        # Several values in one file are most often JSONL under the wrong name.
        fix = "if it has one object a line, name it .jsonl" if error.msg == "Extra data" and several_lines else _FIX
        raise ReadingError(f"{problem}: {fix}") from error
    except RecursionError as error:
        raise ReadingError(f"JSON nested too deeply to be an article: {_FIX}") from error
    except ValueError as error:  # Python refuses numbers of more than 4,300 digits
        raise ReadingError("broken JSON (a number with too many digits): write it as a string") from error
    return value


_FIX = "correct or export it again"

"""docs/evaluation.md and the README name every measure and every command."""

import argparse
import re
from pathlib import Path

from assistant.cli import _parser
from assistant.evaluation.measure import DEPTHS, MEASURES

ROOT = Path(__file__).parents[1]


def rows() -> list[tuple[str, str]]:
    """Measures and meanings, those at several depths as one."""
    found: dict[str, str] = {}
    for measure in MEASURES:
        name, _, depth = measure.name.partition("@")
        meaning = measure.meaning + (" (lower is better)" if measure.better == "lower" else "")
        if depth and f"{name}@{DEPTHS[0]}" in {one.name for one in MEASURES}:
            found[f"{name}@k"] = re.sub(rf"\bfirst {depth}\b", "first k", meaning)
        else:
            found[measure.name] = meaning
    return list(found.items())


def test_the_documentation_has_every_measure() -> None:
    text = (ROOT / "docs" / "evaluation.md").read_text("utf-8")
    table = text.partition("<!-- measures -->\n")[2].partition("<!-- /measures -->")[0]
    listed = [tuple(cell.strip(" `") for cell in line.strip("|").split("|")) for line in table.splitlines()[2:]]
    assert listed == rows()


def test_the_documentation_names_the_headline_measures() -> None:
    text = (ROOT / "docs" / "evaluation.md").read_text("utf-8")
    named = re.search(r"only at the headline measures\s+\(([^)]*)\)", text)
    assert named and re.findall(r"`([^`]+)`", named[1]) == [one.name for one in MEASURES if one.headline]


def test_the_readme_has_every_command() -> None:
    table = (ROOT / "README.md").read_text("utf-8").partition("| command | does |")[2].partition("\n\n")[0]
    named = {cell.split()[0] for row in table.splitlines() for cell in re.findall(r"`([^`]+)`", row.partition("| ")[2])}
    (subcommands,) = (one for one in _parser()._actions if isinstance(one, argparse._SubParsersAction))
    assert set(subcommands.choices) <= named

"""The words by which names and descriptions are read, from lexicon.toml, where people can extend them."""

import re
import tomllib
from importlib.resources import files
from typing import Any

_TABLE: dict[str, Any] = tomllib.loads(files("index.attribution").joinpath("lexicon.toml").read_text("utf-8"))


def _words(value: str) -> frozenset[str]:
    return frozenset(value.split())


TITLES = _words(_TABLE["titles"])
"""Words that stand before a person's name."""
ABBREVIATED = tuple(_TABLE["abbreviated"].split())
"""Abbreviations that keep their full stop within a name, as they are written."""
FEMALE_TITLES = _words(_TABLE["female_titles"])
MALE_TITLES = _words(_TABLE["male_titles"])
ROLES = _words(_TABLE["roles"]) | _words(_TABLE["female_roles"]) | _words(_TABLE["male_roles"])
"""Nouns for a person."""
FEMALE_ROLES = _words(_TABLE["female_roles"])
MALE_ROLES = _words(_TABLE["male_roles"])
STRANGERS = _words(_TABLE["strangers"])
"""Nouns for persons whom a text leaves unnamed."""
BODIES = _words(_TABLE["bodies"])
"""Words within the names of bodies."""
PLACES = _words(_TABLE["places"])
"""Countries and capitals: they speak as bodies."""
BODY_NOUNS = _words(_TABLE["body_nouns"])
"""Nouns that make a body of the name before them."""
BODY_DESCRIPTIONS = {noun: _words(words) for noun, words in _TABLE["body_descriptions"].items()}
"""Noun of a description -> the words, one of which the body's name has in it."""
DOCUMENTS = _words(_TABLE["documents"]["words"])
NOT_NAMES = _words(_TABLE["not_names"]["words"])
"""Words with a capital that are no part of a name."""
MEMBERS = _words(_TABLE["groups"]["members"])
"""Groups that may start a body's name."""
GROUP = re.compile(_TABLE["groups"]["pattern"])
"""Groups in lower case, and words such as "state-owned"."""
DEMONYM = re.compile(_TABLE["groups"]["demonym"])
"""Adjectives with a capital: "Dutch", "Republican"."""
FEMALE_NAMES = _words(_TABLE["first_names"]["female"])
MALE_NAMES = _words(_TABLE["first_names"]["male"])
FIRST_NAMES = FEMALE_NAMES | MALE_NAMES

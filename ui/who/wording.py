"""Stances and questions in words. Nothing here is escaped."""

from collections.abc import Mapping

from index.attribution.attribution import Stance
from index.attribution.entry import LedgerEntry
from index.attribution.timeline import SIDES
from index.keywords import content_words
from ui.markup import shortened
from ui.who.asked import Asked

TOPIC_LENGTH = 110
"""Characters of a statement that a question about it repeats."""

TELLING = 3
"""Content words that tell what a statement is about; with fewer its headline must help."""

_MARKS = " \n“”\"'.,"

_WHO_DID: Mapping[Stance, str] = {
    "proposes": "Who proposed",
    "supports": "Who supported",
    "opposes": "Who opposed",
    "denies": "Who denied",
    "demands": "Who demanded",
    "warns": "Who warned of",
    "promises": "Who promised",
    "asks": "Who asked for",
}


def side(stance: Stance) -> str:
    """ "for", "against" or "neither"."""
    return {1: "for", -1: "against"}.get(SIDES.get(stance, 0), "neither")


def question_about(entry: LedgerEntry) -> str:
    """A question for the chat that begins where a statement ends."""
    about = f"“{shortened(entry.content.strip(_MARKS), TOPIC_LENGTH)}”"
    if len(content_words(entry.content)) < TELLING:
        about += f" in “{shortened(entry.article.title.strip(_MARKS), TOPIC_LENGTH)}”"
    speaker = entry.statement.speaker
    return f"What has {speaker.name} said about {about}?" if speaker else f"Who said {about}?"


def question_of(asked: Asked) -> str | None:
    """The filters as a question for the chat; None where they name neither speaker nor topic."""
    topic = asked.about.rstrip(" ?.!") if asked.about else None
    if topic and asked.about and asked.about.rstrip().endswith("?"):
        return asked.about
    if asked.speaker:
        return f"What has {asked.speaker} said" + (f" about {topic}?" if topic else "?")
    if not topic:
        return None
    did = _WHO_DID.get(asked.stances[0]) if len(asked.stances) == 1 else None
    return f"{did} {topic}?" if did else f"Who said what about {topic}?"

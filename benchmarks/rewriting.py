"""Copies of an article as other outlets would run it, at five strengths: the same in every run."""

import random
import re
from collections.abc import Callable, Sequence

STRENGTHS = {
    1: "new dateline and byline, other quotation marks",
    2: "a few synonyms, clauses in another order",
    3: "the last 40% cut, another lead",
    4: "30% of the sentences dropped, 20% of the words changed, paragraphs merged",
    5: "half of the sentences in random order, 25% of the words changed",
}

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[A-Z“\"'‘])")
_TWO_CLAUSES = re.compile(r"([^,“\"]{15,}), ([^,“\"]{15,})\.")
_SYNONYMS = dict(
    pair.split("=")
    for pair in (
        "said=stated also=too but=yet because=since many=numerous about=around after=following called=termed "
        "told=informed show=reveal big=large help=aid new=fresh against=versus during=throughout people=persons "
        "last=past country=nation would=will"
    ).split()
)


def paragraphs(text: str) -> list[list[str]]:
    """The sentences of every paragraph."""
    parts = [part for part in re.split(r"\n+", text) if part.strip()]
    return [[one for one in _SENTENCE_END.split(part) if one.strip()] for part in parts]


def _sentences(text: str) -> list[str]:
    return [sentence for part in paragraphs(text) for sentence in part]


class Rewriter:
    """Rewrites articles; `texts` lend the words and leads that take the place of an article's own."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._words = [word for text in texts for word in re.findall(r"\b[a-z]{4,10}\b", text)]
        self._leads = [" ".join(_sentences(text)[:2]) for text in texts]

    def rewrite(self, article_id: str, text: str, strength: int) -> str:
        """The text as another outlet would run it."""
        ways: dict[int, Callable[[str, random.Random], str]] = {
            1: self._restyled,
            2: self._retouched,
            3: self._cut,
            4: self._condensed,
            5: self._reassembled,
        }
        return ways[strength](text, random.Random(f"{article_id} {strength}"))

    def _restyled(self, text: str, _: random.Random) -> str:
        body = _joined(paragraphs(text)).replace(" — ", " - ")
        if "“" in body:
            body = body.replace("“", '"').replace("”", '"').replace("’", "'")
        else:
            body = re.sub(r'"([^"\n]*)"', r"“\1”", body).replace("'", "’")
        return f"PORT RAVEL (EWS) - {body}\n\nReporting by A. Person; editing by B. Person."

    def _retouched(self, text: str, chance: random.Random) -> str:
        return _joined([[self._reordered(one, chance) for one in sentences] for sentences in paragraphs(text)])

    def _reordered(self, sentence: str, chance: random.Random) -> str:
        words = [_SYNONYMS.get(word, word) if chance.random() < 0.7 else word for word in sentence.split(" ")]
        sentence = " ".join(words)
        clauses = _TWO_CLAUSES.fullmatch(sentence)
        if clauses and chance.random() < 0.5:
            first, second = clauses.groups()
            return f"{second[0].upper()}{second[1:]}, {first[0].lower()}{first[1:]}."
        return sentence

    def _cut(self, text: str, chance: random.Random) -> str:
        body = _joined(paragraphs(text))
        kept = body[: len(body) * 6 // 10].rpartition(" ")[0]
        return chance.choice(self._leads) + "\n\n" + kept.partition("\n\n")[2]

    def _condensed(self, text: str, chance: random.Random) -> str:
        kept = [one for one in _sentences(text) if chance.random() > 0.3]
        return _merged([self._reworded(one, 0.2, chance) for one in kept], 5)

    def _reassembled(self, text: str, chance: random.Random) -> str:
        sentences = _sentences(text)
        kept = chance.sample(sentences, max(1, len(sentences) // 2))
        return _merged([self._reworded(one, 0.25, chance) for one in kept], 4)

    def _reworded(self, sentence: str, share: float, chance: random.Random) -> str:
        """Other words in place of a share of the words; names and numbers stay."""
        parts = re.split(r"(\w+)", sentence)
        places = [i for i in range(1, len(parts), 2) if parts[i].islower() and len(parts[i]) > 1]
        for i in chance.sample(places, min(len(places), round(share * (len(parts) // 2)))):
            parts[i] = chance.choice(self._words)
        return "".join(parts)


def _joined(parts: list[list[str]]) -> str:
    return "\n\n".join(" ".join(sentences) for sentences in parts)


def _merged(sentences: list[str], together: int) -> str:
    return "\n\n".join(" ".join(sentences[i : i + together]) for i in range(0, len(sentences), together))

"""True claims of an article and false ones made from them: the same for the same seed.

What is made here both trains the verifier (training/verifier.py) and tests it (benchmarks/planted.py), from different
articles.
"""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.planted_article import NAMES, Said, Source

TRUE_KINDS = ("verbatim", "shortened", "said", "quoted", "two sentences", "reworded")
FALSE_KINDS = ("number", "negated", "name", "misattributed", "stitched", "fabricated", "quotation", "hardened")

_NUMBER = re.compile(
    r"(?<![\w.,$-])\$?\d[\d,]*(?:\.\d+)?(?![\w-]|[.,]\d)|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|twenty)\b"
)
_AUXILIARY = re.compile(
    r"\b(is|are|was|were|will|would|can|could|should|has|have|had|did|does|must)\b(?! not|n[’']t|\s+(?:no|never)\b)"
)
_NOT = re.compile(r"\s+not\b|(?<=\w)n[’']t\b|\bnever\s+")
_HEDGE = re.compile(r"\b(may|might|could) (?!not\b)(?=[a-z]+\b)")
_ASIDE = re.compile(r",\s[^,.;\"“”]{8,80},(?=\s[a-z])|\s\([^()]{3,80}\)")
_OPENING = re.compile(r"^(?:On|In|At|After|During|Last|Earlier|Meanwhile|However)\b[^,\"“”]{2,50},\s(?=[A-Za-z])")
_SYNONYMS = dict(
    pair.split("=")
    for pair in """also=too but=yet because=since many=numerous about=roughly show=reveal big=large help=assist
    new=fresh during=throughout people=persons country=nation began=started start=begin buy=purchase killed=slain
    officials=authorities used=employed children=kids called=termed get=obtain need=require asked=requested
    several=multiple tried=attempted wants=wishes plan=scheme money=funds lawmakers=legislators""".split()
)


@dataclass(frozen=True, slots=True)
class Planted:
    """A claim of which it is known whether the article bears it out."""

    article_id: str
    claim: str
    kind: str
    true: bool


class Planter:
    """Makes claims of an article; `others` lend what is foreign to it."""

    def __init__(self, seed: int, others: Sequence[Source]) -> None:
        self._chance = random.Random(seed)
        self._others = others

    def some(self, kind: str, count: int, *, true: bool) -> list[Planted]:
        """So many claims of a kind, of articles drawn by chance."""
        found: list[Planted] = []
        while len(found) < count:
            source = self._chance.choice(self._others)
            one = self.true(source, kind) if true else self.false(source, kind)
            if one and one not in found:
                found.append(one)
        return found

    def true(self, source: Source, kind: str) -> Planted | None:
        """A true claim of a kind; None if the article gives no occasion."""
        ways: dict[str, Callable[[Source], str | None]] = {
            "verbatim": self._verbatim,
            "shortened": self._shortened,
            "said": lambda one: self._reported(one, quoted=False),
            "quoted": lambda one: self._reported(one, quoted=True),
            "two sentences": self._two,
            "reworded": self._reworded,
        }
        return self._planted(source, kind, ways[kind](source), true=True)

    def false(self, source: Source, kind: str) -> Planted | None:
        """A false claim of a kind; None if the article gives no occasion."""
        ways: dict[str, Callable[[Source], str | None]] = {
            "number": self._number,
            "negated": self._negated,
            "name": self._name,
            "misattributed": self._misattributed,
            "stitched": self._stitched,
            "fabricated": self._fabricated,
            "quotation": self._quotation,
            "hardened": self._hardened,
        }
        return self._planted(source, kind, ways[kind](source), true=False)

    def _planted(self, source: Source, kind: str, claim: str | None, *, true: bool) -> Planted | None:
        if claim is None or len(claim.split()) < 5:
            return None
        if not true and " ".join(claim.lower().split()).rstrip(".") in " ".join(source.text.lower().split()):
            return None
        return Planted(source.id, claim, kind, true)

    def _any_true(self, source: Source) -> str | None:
        """A true claim to spoil."""
        kind = self._chance.choice(["verbatim", "verbatim", "shortened", "two sentences", "said", "quoted"])
        planted = self.true(source, kind)
        return planted.claim if planted else None

    def _verbatim(self, source: Source) -> str | None:
        return self._chance.choice(source.sentences) if source.sentences else None

    def _shortened(self, source: Source) -> str | None:
        for sentence in self._shuffled(source.sentences):
            short = _OPENING.sub("", _ASIDE.sub("", sentence, count=1), count=1)
            if short != sentence and len(short.split()) >= 7:
                return short[0].upper() + short[1:]
        return None

    def _two(self, source: Source) -> str | None:
        if len(source.sentences) < 2:
            return None
        place = self._chance.randrange(len(source.sentences) - 1)
        return " ".join(source.sentences[place : place + 2])

    def _reworded(self, source: Source) -> str | None:
        for sentence in self._shuffled(source.sentences):
            words = [_SYNONYMS.get(word, word) for word in sentence.split()]
            if " ".join(words) != sentence and '"' not in sentence and "“" not in sentence:
                return " ".join(words)
        return None

    def _reported(self, source: Source, *, quoted: bool, speaker: str | None = None) -> str | None:
        some = [one for one in source.said if one.quoted or not quoted]
        if not some:
            return None
        one = self._chance.choice(some)
        return self._wording(one, speaker or one.speaker, quoted=quoted)

    def _wording(self, one: Said, speaker: str, *, quoted: bool) -> str:
        content = one.content.strip().rstrip(".,")
        if quoted:
            marks = self._chance.choice(["“”", '""'])
            forms = ["{s} said: {a}{c}.{b}", "{s} said, {a}{c}.{b}", "{a}{c},{b} {s} said."]
            return self._chance.choice(forms).format(s=speaker, c=content, a=marks[0], b=marks[1])
        content = re.sub(r"^that ", "", content)
        keep = content.split()[0][:1].isupper() and (
            content.split()[0] in {"I"} or content.split()[0] in " ".join(source_names(content))
        )
        lowered = content if keep else content[0].lower() + content[1:]
        forms = ["{s} {v} that {c}.", "According to {s}, {c}."]
        return self._chance.choice(forms).format(s=speaker, v="said" if one.quoted else one.verb, c=lowered)

    def _number(self, source: Source) -> str | None:
        for _ in range(12):
            claim = self._any_true(source)
            matches = list(_NUMBER.finditer(claim or ""))
            if claim and matches:
                match = self._chance.choice(matches)
                return claim[: match.start()] + self._other_number(match.group()) + claim[match.end() :]
        return None

    def _other_number(self, number: str) -> str:
        words = "two three four five six seven eight nine ten twelve twenty".split()
        if number in words:
            return self._chance.choice([word for word in words if word != number])
        plain = number.replace(",", "").lstrip("$")
        value = float(plain)
        if "." in plain:
            changed = f"{value + self._chance.choice([0.3, 1.2, 2.5, -0.4]):.{len(plain.split('.')[1])}f}".lstrip("-")
        elif 1900 <= value <= 2030 and len(plain) == 4:
            return str(int(value) + self._chance.choice([-3, -1, 1, 2, 5]))
        else:
            step = max(1, int(value * self._chance.choice([0.1, 0.3, 0.5, 1.0])))
            changed = f"{int(value) + step * self._chance.choice([1, 1, -1]) or int(value) + 2:,}"
            changed = changed if "," in number else changed.replace(",", "")
        return ("$" if number.startswith("$") else "") + (changed if changed != plain else changed + "0")

    def _negated(self, source: Source) -> str | None:
        for _ in range(12):
            claim = self._any_true(source)
            if claim is None:
                continue
            if _NOT.search(claim) and self._chance.random() < 0.5:
                return " ".join(_NOT.sub(" ", claim, count=1).split())
            matches = list(_AUXILIARY.finditer(claim))
            if matches:
                match = self._chance.choice(matches)
                return claim[: match.end()] + " not" + claim[match.end() :]
        return None

    def _name(self, source: Source) -> str | None:
        for _ in range(12):
            claim = self._any_true(source)
            matches = list(NAMES.finditer(claim or ""))
            if claim and matches:
                match = self._chance.choice(matches)
                other = self._other_person(source, match.group())
                if other:
                    return claim[: match.start()] + other + claim[match.end() :]
        return None

    def _other_person(self, source: Source, name: str) -> str | None:
        pool = source.people if self._chance.random() < 0.7 else self._chance.choice(self._others).people
        own = set(name.split())
        some = [one for one in pool if not set(one.split()) & own]
        return self._chance.choice(some) if some else None

    def _misattributed(self, source: Source) -> str | None:
        if not source.said:
            return None
        one = self._chance.choice(source.said)
        speakers = {other.speaker for other in source.said}
        rivals = [name for name in sorted(speakers) if not set(name.split()) & set(one.speaker.split())]
        if rivals and self._chance.random() < 0.7:
            other: str | None = self._chance.choice(rivals)
        else:
            other = self._other_person(source, one.speaker)
        if other is None:
            return None
        return self._wording(one, other, quoted=one.quoted and self._chance.random() < 0.7)

    def _stitched(self, source: Source) -> str | None:
        if self._chance.random() < 0.4:
            quotes = [one for one in source.said if one.quoted and len(one.content.split()) >= 8]
            if len(quotes) < 2:
                return None
            one, other = self._chance.sample(quotes, 2)
            head = one.content.split()
            tail = other.content.split()
            content = " ".join(head[: len(head) // 2] + tail[len(tail) // 2 :])
            return self._wording(Said(one.speaker, one.verb, content, True), one.speaker, quoted=True)
        for _ in range(12):
            if len(source.sentences) < 4:
                return None
            i, j = self._chance.sample(range(len(source.sentences)), 2)
            if abs(i - j) < 2:
                continue
            first = re.match(
                r"(.{15,120}?)(,| (?:said|is|are|was|were|will|has|have|had|who|that)\b)", source.sentences[i]
            )
            second = re.search(r"( (?:said|is|are|was|were|will|has|have|had) [^\"“”]{25,}\.)$", source.sentences[j])
            if first and second and not re.search(r"[\"“”]", first.group(1)):
                return first.group(1) + second.group(1)
        return None

    def _fabricated(self, source: Source) -> str | None:
        other = self._chance.choice(self._others)
        if other.id == source.id:
            return None
        if source.said and other.said and self._chance.random() < 0.4:
            speaker = self._chance.choice(source.said).speaker
            one = self._chance.choice(other.said)
            return self._wording(one, speaker, quoted=one.quoted and self._chance.random() < 0.5)
        claim = self._verbatim(other)
        if claim is None:
            return None
        matches = list(NAMES.finditer(claim))
        if matches and source.people and self._chance.random() < 0.7:
            match = self._chance.choice(matches)
            return claim[: match.start()] + self._chance.choice(source.people) + claim[match.end() :]
        return claim

    def _quotation(self, source: Source) -> str | None:
        """A quotation with a word put in place of another."""
        quotes = [one for one in source.said if one.quoted and len(one.content.split()) >= 6]
        if not quotes:
            return None
        one = self._chance.choice(quotes)
        words = one.content.split()
        places = [i for i, word in enumerate(words) if word.isalpha() and len(word) > 3]
        lenders = [
            word
            for other in self._others[:50]
            for said in other.said
            for word in said.content.split()
            if word.isalpha() and len(word) > 3 and word.islower()
        ]
        if not places or not lenders:
            return None
        words[self._chance.choice(places)] = self._chance.choice(lenders)
        return self._wording(Said(one.speaker, one.verb, " ".join(words), True), one.speaker, quoted=True)

    def _hardened(self, source: Source) -> str | None:
        for sentence in self._shuffled(source.sentences):
            if _HEDGE.search(sentence) and '"' not in sentence and "“" not in sentence:
                return _HEDGE.sub("will ", sentence, count=1)
        return None

    def _shuffled(self, sentences: list[str]) -> list[str]:
        return self._chance.sample(sentences, len(sentences))


def source_names(text: str) -> list[str]:
    """The words of a text that are written with a capital elsewhere than in front."""
    return [word for word in text.split()[1:] if word[:1].isupper()]

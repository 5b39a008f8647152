"""Sources -> speakers: "he", "the ministry", "Lavrov" and "Russia's foreign minister" lead to one name in an article.

Rules over the names of the article, what it calls them and whom it has just spoken of. What they do not settle stays
None; a speaker is never guessed.
"""

import re
from collections.abc import Sequence

from index.article import Article
from index.attribution.antecedents import Antecedents
from index.attribution.attribution import Attribution, Speaker, SpeakerKind
from index.attribution.capitals import names_within
from index.attribution.cast import Cast
from index.attribution.discourse import PRONOUNS, Discourse
from index.attribution.figure import Figure
from index.attribution.lexicon import BODY_DESCRIPTIONS, DEMONYM, DOCUMENTS, ROLES
from index.attribution.name import Name
from index.attribution.names import find_names, headline_names, is_headline
from index.attribution.phrase import Phrase, read_phrase
from index.passages import split_sentences

_RELATIVE = frozenset(("who", "which", "that", "whose", "whom"))
_FIRST_PERSON = frozenset(("i", "my", "me", "myself"))
_THING = frozenset(("it", "its", "itself"))
_HONORIFICS = frozenset(("mr", "mrs", "ms", "miss", "dr"))
_INDEFINITE = re.compile(r"(?:an?|one|another|some)\s", re.I)
_NEAR = 400
"""Characters."""
_INTERVIEW = re.compile(r"^\s*(?:Q|A|QUESTION|ANSWER)[:.]\s", re.M)
_VAGUE = frozenset("company firm corporation bank airline organization organisation group website site".split())
_CAPITAL = re.compile(r"\b[^\W\d_a-z][\w-]+")
_OUTLET = re.compile(r"^(?:this|our) (?:newspaper|paper|magazine|network|station|website|site)$", re.I)


def resolve(article: Article, attributions: Sequence[Attribution]) -> list[Speaker | None]:
    """The speaker of every attribution; None where the source is empty, names nobody, or is unclear."""
    resolver = _Resolver(article, attributions)
    return [resolver.speaker_of(attribution) for attribution in attributions]


class _Resolver:
    def __init__(self, article: Article, attributions: Sequence[Attribution]) -> None:
        self._article = article
        self._text = article.text
        self._attributions = attributions
        self._sentences = split_sentences(article.text)
        headlined = self._headlined()
        names = find_names(article.text, self._sentences, known={name.words[-1] for name in headlined})
        self._names = sorted([*headlined, *names], key=lambda name: name.span)
        self._phrases = {one.source[0]: read_phrase(article.text, one.source[0]) for one in attributions if one.source}
        speaking = {phrase.speaking for phrase in self._phrases.values()}
        self._cast = Cast(self._names, article.text, self._sentences, speaking)
        self._discourse = Discourse(article.text, self._sentences, self._names, self._cast, speaking)
        self._antecedents = Antecedents(article.text, self._sentences, self._names, self._discourse)

    def _headlined(self) -> list[Name]:
        """Full names in the title or another headline; those of the title have places before the text's first."""
        lasts = {word.lower() for word in _CAPITAL.findall(self._text)}
        found = headline_names(self._article.title, -len(self._article.title) - 1, lasts)
        for span in (sentence.span for sentence in self._sentences):
            words = self._text[span.start : span.end]
            if is_headline(words):
                found += headline_names(words, span.start, lasts)
        return found

    def speaker_of(self, attribution: Attribution, depth: int = 0) -> Speaker | None:
        """Whom the source of an attribution stands for."""
        if not attribution.source or depth > 3:
            return None
        phrase = self._phrases[attribution.source[0]]
        plain = phrase.words.lower()
        if plain in PRONOUNS:
            return self._known(self._discourse.meant_at(phrase.start))
        if plain in _RELATIVE:
            return self._known(self._antecedents.of(phrase.start, personal=plain in ("who", "whom")))
        if plain in _FIRST_PERSON:
            return self._first_person(attribution, phrase.start, depth)
        if plain in _THING:
            return self._known(self._discourse.body_before(phrase.start))
        if _OUTLET.match(phrase.words) and self._article.source:
            return Speaker(name=self._article.source, kind="body")
        return self._named(phrase) if phrase.name else self._described(phrase)

    def _named(self, phrase: Phrase) -> Speaker | None:
        name = phrase.name
        assert name is not None
        if phrase.document:
            return Speaker(name=f"{name.text} {phrase.document}", kind="document")
        figures = self._cast.named(name)
        if name.words[-1][0].islower() and _INDEFINITE.match(phrase.words):
            return None
        lone = name.kind != "person" and len(name.words) == 1 and not name.text.isupper()
        if lone and (not figures or DEMONYM.match(name.text)):
            return None
        if not figures:
            kind: SpeakerKind = "person" if name.kind == "person" else "body"
            return Speaker(name=name.text, kind=kind, role=name.title or None)
        return self._known(self._discourse.choose(figures, name.span.start))

    def _described(self, phrase: Phrase) -> Speaker | None:
        if not phrase.definite:
            return None
        noun = phrase.noun
        if noun in BODY_DESCRIPTIONS:
            vague = noun in _VAGUE
            named = self._discourse.body_before(phrase.start, BODY_DESCRIPTIONS[noun], least=1.0 if vague else -1.0)
            return self._known(named or (self._discourse.plain_body_before(phrase.start) if vague else None))
        if noun in DOCUMENTS:
            return self._document(noun, phrase.start)
        if noun in ROLES and not self._means_nobody_known(noun, phrase.start):
            salience = self._discourse.salience(phrase.start)
            return self._known(self._discourse.descriptions.person(phrase.words, salience))
        return None

    def _means_nobody_known(self, noun: str, position: int) -> bool:
        """Whether "the senator" goes back to "one senator said", whom nothing names."""
        before = [phrase for phrase in self._phrases.values() if position - _NEAR < phrase.start < position]
        said = [phrase for phrase in before if phrase.words.lower().split()[-1] == noun]
        return bool(said) and _INDEFINITE.match(max(said, key=lambda one: one.start).words) is not None

    def _document(self, noun: str, position: int) -> Speaker | None:
        """The last document of this sort that has a name in front: "a Harbour Board report" for "the report"."""
        for name in reversed(self._names):
            following = self._text[name.span.end : name.span.end + 40].split()[:2]
            if name.span.end < position and noun in following and "’s" not in following[:1]:
                words = following[: following.index(noun) + 1]
                return Speaker(name=" ".join((name.text, *words)), kind="document")
        return None

    def _first_person(self, attribution: Attribution, position: int, depth: int) -> Speaker | None:
        """Who says "I": the speaker of the words around it, or else the author."""
        around = [
            other
            for other in self._attributions
            if other is not attribution and any(span.start <= position < span.end for span in other.content)
        ]
        if around:
            return self.speaker_of(min(around, key=_length), depth + 1)
        names = names_within(self._article.author or "")
        if _INTERVIEW.search(self._text):
            return None
        if self._discourse.quotations.holds(position) or len(names) != 1 or len(names[0].words) < 2:
            return None
        return None if names[0].kind == "body" else Speaker(name=names[0].text, kind="person", role="author")

    def _known(self, figure: Figure | None) -> Speaker | None:
        if figure is None:
            return None
        roles = [role for role in figure.roles if role and role.rstrip(".").lower() not in _HONORIFICS]
        return Speaker(name=figure.fullest.text, kind=figure.kind, role=roles[0] if roles else None)


def _length(attribution: Attribution) -> int:
    return sum(span.end - span.start for span in attribution.content)

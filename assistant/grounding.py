"""Draft sentence -> a claim whose citations are checked, or the reason why it was removed.

A sentence is held against the articles that it cites, then against the others that were found. The model's own numbers
are a hint, never proof: what bears a claim out is what the verifier finds to do so.
"""

from collections.abc import Sequence

from assistant.answer import Outcome, Removed
from assistant.attributing import outside_quotations, repeated, with_speaker
from assistant.draft import DraftSentence
from assistant.evidence import Evidence, EvidencePool, sentences_before, without_instructions
from assistant.extracting import Extracting, GroundedSentence
from assistant.instructions import addresses_a_model
from assistant.naming import names, stems
from assistant.quotation import Quotation, find_quotation, in_source_words, quotations, without_marks
from assistant.recorded import Recorded
from assistant.verification import Finding, Verifier
from index.article import Article, Span
from index.passages import split_sentences

ALTERNATIVES = 4
"""Other articles tried when the cited ones do not bear the claim out."""
SENTENCES_BEFORE = 4
"""How far back a name may stand that "he" or "the minister" refers to."""


class Grounding:
    """Checks the sentences of one answer."""

    def __init__(
        self, pool: EvidencePool, chosen: Sequence[Evidence], *, verifier: Verifier, recorded: Recorded
    ) -> None:
        """`chosen` is the evidence in the order in which the model was shown it."""
        self._pool = pool
        self._chosen = chosen
        self._verifier = verifier
        self._recorded = recorded
        self.extracting = Extracting(pool, chosen, recorded)

    def check(self, sentence: DraftSentence) -> GroundedSentence | Removed:
        """Ground a sentence. Raises `EmbeddingError`."""
        cited = [self._chosen[number - 1] for number in sentence.cited if 0 < number <= len(self._chosen)]
        text, changes = self._checked_quotations(sentence.text, cited)
        found = self._verified(text, cited)
        if isinstance(found, str):
            return Removed(sentence.text, found)
        if not any(self._pool.matter.is_in(one.article) for one in found):
            return Removed(sentence.text, "its source is not about what the question names")
        if not any(found[0].span.overlaps(one.span) and found[0].article.id == one.article.id for one in cited):
            changes.append("it cited another place" if cited else "it cited nothing")
        supporting = self._with_names(text, found)
        attributed = self._attributed(text, found)
        if not any(character.isalnum() for character in outside_quotations(attributed)):
            return Removed(sentence.text, "it quotes without saying whom")
        if attributed != text:
            changes.append("it did not say whose words these are")
        outcome: Outcome = "attributed" if attributed != text else "repaired" if changes else "supported"
        return GroundedSentence(attributed, tuple(supporting), outcome, "; ".join(changes) or None)

    def _verified(self, claim: str, cited: Sequence[Evidence]) -> list[Evidence] | str:
        """The sentences that bear a claim out, best first, or why none do."""
        articles = _articles(cited)
        findings = self._verify(claim, articles)
        if found := _supporting(articles, findings):
            return found
        if len(articles) > 1 and (found := self._together(claim, articles)):
            return found
        others = [one for one in _articles(self._pool.sentences) if one not in articles][:ALTERNATIVES]
        more = self._verify(claim, others)
        if found := _supporting(others, more):
            return found
        nearest = max([*findings, *more], key=lambda one: one.nearness, default=None)
        return nearest.reason or "" if nearest else "no source was found"

    def _verify(self, claim: str, articles: Sequence[Article]) -> list[Finding]:
        return self._verifier.verify([(claim, without_instructions(one)) for one in articles])

    def _together(self, claim: str, articles: Sequence[Article]) -> list[Evidence]:
        """What bears a claim out that puts together what several articles say; nothing if they do not."""
        starts, text = [], ""
        for article in articles:
            starts.append(len(text))
            text += without_instructions(article).text + "\n\n"
        title = "\n".join(f"{one.title}\n{one.source or ''}" for one in articles)
        (finding,) = self._verifier.verify([(claim, Article(id="", title=title, text=text))])
        found = []
        for span in finding.spans if finding.verdict == "supported" else ():
            place = max(i for i, start in enumerate(starts) if start <= span.start)
            found.append(Evidence(articles[place], Span(span.start - starts[place], span.end - starts[place])))
        return found

    def _attributed(self, claim: str, found: Sequence[Evidence]) -> str:
        """The claim with its speaker, if it gives as a fact what the source has somebody say."""
        for one in found:
            statements = [
                statement
                for statement in self._recorded.statements(one.article)
                if any(part.overlaps(one.span) for part in statement.attribution.content)
            ]
            if statement := repeated(claim, statements, one.article):
                return with_speaker(claim, statement, one.article) or claim
        return claim

    def _checked_quotations(self, claim: str, cited: Sequence[Evidence]) -> tuple[str, list[str]]:
        """Put every quotation in the articles' own words, or take its marks off."""
        changes: list[str] = []
        articles = _articles([*cited, *self._pool.sentences])
        for quotation in reversed(quotations(claim)):
            located = locate(quotation, articles)
            if located is None:
                claim = without_marks(claim, quotation)
                changes.append("it quoted words that no source has")
            else:
                claim = in_source_words(claim, quotation, located[0].article.text, located[1])
        return claim, changes

    def _with_names(self, claim: str, supporting: Sequence[Evidence]) -> list[Evidence]:
        """Add the sentence that names whom the supporting ones call "he" or "the minister"."""
        first, whole = supporting[0], list(supporting)
        known = stems(" ".join(one.text for one in supporting))
        missing = {name for name in names(claim) if not stems(name) <= known}
        for sentence in reversed(sentences_before(first, SENTENCES_BEFORE)) if missing else ():
            text = first.article.text[sentence.start : sentence.end]
            if any(stems(name) <= stems(text) for name in missing) and not addresses_a_model(text):
                added = Evidence(first.article, sentence)
                return whole if added in whole else [*whole, added]
        return whole


def locate(quotation: Quotation, articles: Sequence[Article]) -> tuple[Evidence, Span] | None:
    """The sentences that hold a quotation's words and the words' span, in the first article that has them."""
    for article in articles:
        span = find_quotation(quotation.words, without_instructions(article).text)
        if span is not None:
            inside = [one.span for one in split_sentences(article.text) if one.span.overlaps(span)]
            return Evidence(article, Span(inside[0].start, inside[-1].end)), span
    return None


def _articles(evidence: Sequence[Evidence]) -> list[Article]:
    """Their articles, each once, in order."""
    return list({one.article.id: one.article for one in evidence}.values())


def _supporting(articles: Sequence[Article], findings: Sequence[Finding]) -> list[Evidence]:
    """The sentences of the article that bears a claim out best; none if no article does."""
    best = max(
        (one for one in zip(articles, findings, strict=True) if one[1].verdict == "supported"),
        key=lambda one: one[1].score,
        default=None,
    )
    return [Evidence(best[0], span) for span in best[1].spans] if best else []

"""A sentence that might answer a question, imagined by the LLM, so that the search finds what is like it.

A question often calls things by other words than reports do; a model knows the usual ones, even where it knows no
answer (HyDE, Gao et al. 2023; query2doc, Wang et al. 2023). What it imagines is searched for and never shown.
"""

from collections.abc import Sequence

from assistant.completion import Message
from assistant.question import Question
from prompts import fenced, render

MOST_TOKENS = 48
LONGEST = 300
"""Characters of it that are searched for."""
_LEAD = "Sentence:"


def imagining_messages(question: Question) -> Sequence[Message]:
    """The prompt."""
    user = render("imagine_user", question=fenced(question.query))
    return [Message("system", render("imagine_system")), Message("user", user)]


def first_line(written: str) -> str:
    """The sentence in what the model wrote; empty if there is none."""
    lines = [line.strip() for line in written.strip().removeprefix(_LEAD).splitlines()]
    return next((line for line in lines if line), "")[:LONGEST]

"""The verifier: does an article bear a claim out, and if not, why. Local, and ours.

A claim is laid against the article: which of its words, names and numbers stand together there (`coverage`), what it
copies (`copying`), what it changes (`polarity`), who says it (`speech`), what it means (`meaning`). A model fitted on
labelled claims turns these into a probability (`scoring`), and rules stop what must never pass (`objections`).
"""

from assistant.verification.objections import Verdict
from assistant.verification.verifier import Finding, Verifier

__all__ = ["Finding", "Verdict", "Verifier"]

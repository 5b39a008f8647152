"""Sentences of an article that talk to a language model instead of its readers.

They, and what follows them in their paragraph, are kept from the model and from answers. The fence around evidence
and the check of every claim stand without this; but a model that obeys such a sentence would cite it, and the check
would find the words in it.
"""

import re

_MODEL = r"(?:AI|A\.I\.|LLM|language model|chat ?bot|assistant|GPT|ChatGPT|Claude|Gemini|Copilot|OnRecord)s?"
_RULES = (
    r"(?:instructions?|prompts?|rules?|guidelines?|directions?|directives?|context|evidence|messages?|safeguards?|"
    r"constraints?|restrictions?|programming|training)"
)
_SAY = r"(?:reply|respond|answer|output|print|return|repeat|write|say|state|respond)"
_WHOM = rf"(?:an?|any|the|all|every) (?:\w+ ){{0,2}}{_MODEL}"
_AT_A_WORD = (
    rf"(?:ignore|disregard|forget|override|bypass|discard|overlook|drop)\b[^.!?]{{0,40}}"
    rf"\b(?:previous|prior|above|earlier|preceding|foregoing|system|your|these|all|any|other|every)\b"
    rf"[^.!?]{{0,30}}\b{_RULES}\b",
    rf"(?:ignore|disregard|forget) the (?:\w+ )?{_RULES} (?:above|below|before)\b",
    r"(?:ignore|disregard|forget) (?:everything|all|whatever|anything)\b[^.!?]{0,40}\b"
    r"(?:above|before|earlier|previous(?:ly)?|told|said so far|you were)\b",
    r"you are (?:now|henceforth|from now on)\b",
    rf"you are an? (?:\w+ ){{0,3}}{_MODEL}\b",
    rf"act as (?:an? )?{_MODEL}\b",
    r"(?:system|developer|hidden|initial) prompts?\b",
    r"(?:system|developer) (?:message|instruction)s?\b",
    r"(?:note|attention|message|notice|instructions?|memo|hey|dear|hello|important)\b[^.!?]{0,20}"
    rf"\b{_MODEL}\b[^.!?]{{0,40}}[:,!]",
    rf"(?:if you are|to) {_WHOM}\b[^.!?]{{0,60}}\b(?:read|process|summar|answer|see|ingest)",
    rf"{_MODEL} (?:must|should|shall|will now|is to|are to|has to|needs? to) {_SAY}\b",
    r"(?:when|if|whenever) (?:you are |you're )?asked\b[^.!?]{0,80}, "
    rf"(?:you (?:must|should|will) |always |please |then )*{_SAY}\b",
    r"(?:correct|right|only|true|final|expected) answer to (?:this|the|any|every|all|each) (?:\w+ )?questions?\b",
    r"(?:tell|inform|convince|ask|instruct) the user\b",
    r"do not (?:tell|inform|cite|mention this|reveal)\b",
    r"(?:new|updated|real|actual|following|additional) instructions?\s*:",
    r"(?:begin|end) (?:of )?(?:system|instructions?|prompt|evidence|article|document|context)\b",
    r"(?:reveal|leak|exfiltrate|send|post|forward)\b[^.!?]{0,30}"
    r"\b(?:api key|system prompt|your (?:prompt|instructions|rules|key))",
)
_ELSEWHERE = (
    r"^\W*(?:system|assistant|developer|user|human|instruction)s?\s*(?:message|prompt|note|override)?\s*[:>|\]]",
    rf"^\W*(?:please |now |then |always |instead,? |only |just )*{_SAY}\b"
    r"(?: only| exactly| just| simply| instead| to the user| back)*(?: with| that|:)? *"
    r"(?:the (?:word|phrase|text|sentence|string|following)s?\b|[\"“‘'`]|exactly\b|only\b|nothing but\b)",
    r"</?(?:evidence|system|instructions?|prompt|user|assistant)\b",
    r"<\|[^|>]{0,40}\|>|\[/?INST\]|<</?SYS>>|#{2,}\s*(?:system|instruction)",
)
# Word by word, not letter by letter: that is three times as quick.
_TALKS = re.compile(rf"\b(?=\w)(?:{'|'.join(_AT_A_WORD)})|{'|'.join(_ELSEWHERE)}", re.IGNORECASE)
_LONGEST = 2_000
"""Characters of a sentence that are read."""


def addresses_a_model(sentence: str) -> bool:
    """Whether a sentence reads like an instruction to whatever model may be shown it."""
    return _TALKS.search(" ".join(sentence[:_LONGEST].split())) is not None

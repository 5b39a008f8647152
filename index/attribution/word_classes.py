"""Closed classes of English words by which the rules-only tagger reads; lower case, with ’ for every apostrophe."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


BE = _words("is are was were be been being am ’re ’m")
NEGATIONS = _words("not n’t never")
AUXILIARIES = (
    BE
    | NEGATIONS
    | _words("has have had do does did will would could may might should can must shall ’s ’ve ’d ’ll ca wo")
)
ADVERBS = _words(
    """also still then later once again just now even only already often ever soon first further long twice both since
    yet rather instead almost always sometimes so far quickly recently"""
)
PREPOSITIONS = _words(
    """in on at during after before with for from by since as despite under when into over about within without
    following among through throughout amid between until per upon behind against"""
)
SUBORDINATORS = _words(
    """that as while when because if although though since after before where how what why whether than but which until
    unless once so or whereas even like despite"""
)
LEADING = _words(
    """and but or so yet then later also still meanwhile however thus again now instead moreover nevertheless indeed
    perhaps maybe even just only once"""
)
"""Words that may stand before a subject at the beginning of its sentence."""

NOT_BEFORE_VERBS = _words(
    """a an the his her their its my our your this these those no any some every each another of in on at for with from
    by into over about as than like to between among more most new first own such ’s"""
)
"""After one of these stands a noun, whatever it looks like."""

PRONOUNS = _words("he she they i we you it who which everyone someone everybody somebody many some others both")
PERSONAL = PRONOUNS - _words("it which who you")

TIMES = _words(
    """monday tuesday wednesday thursday friday saturday sunday january february march april june july august september
    october november december today yesterday tonight morning afternoon evening night week month year weekend earlier
    last this"""
)
OCCASIONS = _words(
    """interview interviews statement email e-mail speech rally conference debate telephone phone video appearance
    hearing event tweet twitter facebook briefing memo letter"""
)
DASHES = _words("— – -- -")
CLAUSE_MARKS = frozenset(";:—–―()[]")
SENTENCE_MARKS = frozenset(".?!,;:—–-")

PAST = _words("said told wrote thought felt knew found saw spoke sought")
PARTICIPLES = PAST | _words("seen known written heard held understood shown")
TELLING = _words(
    """tell tells told telling remind reminds reminded reminding assure assures assured assuring inform informs informed
    warn warns warned"""
)
"""Verbs that name the hearer before what is said."""

ASKED = _words("asked pressed questioned quizzed")
HEARERS = _words("me him her them us you reporters supporters voters")
CHAINS = _words(
    "went goes go going continued continues began begun started failed tried trying appeared proceeded used"
)
"""Verbs that make one cue with the infinitive after them: "went on to say"."""

CLAUSE_OPENERS = _words("that how why what whether if who where when to it he she they i we you there")
AFTER_HEARERS = _words("that to how why what whether about it he she they i we")
AFTER_THINGS = _words(", after since when while because before during although though")
"""What follows a thing that is praised, rejected, called for, and no longer belongs to it."""

ENDS_AFTER_COMMA = _words("but while though although according adding saying even which whereas yet")
ENDS_NAME_AFTER_COMMA = _words("but and as while who which whose")
CUE_PREPOSITIONS = _words("about against on of with toward towards")
BEFORE_SPEECH = frozenset({"", *DASHES, ".", ",", ":"})
"""What stands before a quotation that goes on with the one before; nothing is another quotation."""

"""Patterns of small words that are missing, or that stand once too often."""

from __future__ import annotations

from checks.style.proofread.grammar.table import Row, rows

_TO = "“to” is missing"
_OF = "“of” is missing"
_BE = "“be” is missing"
_THE = "the article is missing"
_TWO_DETERMINERS = "two determiners stand together"
_TWO_VERBS = "two verbs stand together"
_TOO_MUCH = "a word too many"

SMALL_WORDS: tuple[Row, ...] = (
    *rows(
        "missing-to",
        _TO,
        (
            "allow|allows|allowed|allowing|enable|enables|enabled|enabling|permit|permits|forces|force|requires|require @obj [ =BASE ]",
            "to {3}",
        ),
        (
            "allow|allows|allowed|allowing|enable|enables|enabled|enabling @obj [ ~BASE-ADJECTIVE ] @det|how",
            "to {3}",
        ),
        ("able|unable|supposed|want|wants|wanted|going|ought [ =BASE ]", "to {2}"),
        (
            "want|wants|wanted|able|unable [ ~BASE-ADJECTIVE-ADVERB ] @artic|this|these|it|them|how|your",
            "to {2}",
        ),
        ("you|we|they|i|users|tools need [ =BASE ]", "to {3}"),
        ("how [ =BASE ]", "to {2}"),
        ("be|is|are|was|were used [ =BASE ]", "to {3}"),
        ("are|is|was used [ ~BASE-ADJECTIVE-NOUN ] @det", "to {3}"),
        ("good|bad|great|best idea|practice [ =BASE ]", "to {3}"),
        (
            "it|it's is|was|will? be? ok|okay|possible|impossible|easy|easier|hard|harder|important|necessary|useful|helpful|difficult|tempting|common|best [ ~BASE-NOUN-ADJECTIVE-ADVERB-PARTICIPLE ]",
            "to {5}",
        ),
        ("as [ opposed ] the|a|an", "opposed to"),
        (
            "according|refer|refers|referring|corresponds|belongs|belong|adhere|adheres @artic|this|these|those",
            "{1} to {2}",
        ),
        ("introduce|introduces|introduced you|us|readers [ @artic ]", "to {3}"),
        ("due|thanks the", "{1} to the"),
        ("in addition the|this|these", "in addition to {3}"),
        ("in order [ =BASE ]", "to {3}"),
    ),
    *rows(
        "missing-of",
        _OF,
        (
            "<no|any|some|every|this|that|the|only [ one the|these|those|our ] ~ADJECTIVE? =PLURAL",
            "one of {2}",
        ),
        ("<the|at|by some|many|most|each|several [ the|these|those ] =PLURAL", "of {2}"),
        ("in spite|front|terms|light|favor|favour|lieu|place [ the ]", "of the"),
        ("a|the number|variety|majority|handful [ the|these|those ]", "of {3}"),
        ("instead|regardless the", "{1} of the"),
    ),
    *rows(
        "missing-be",
        _BE,
        (
            "@modal not|also|still|only? [ available|able|useful|possible|different|necessary|helpful|important|careful|unable|impossible|visible|similar|aware|familiar|interested|responsible|ready|easier ]",
            "be {3}",
        ),
        (
            "to [ explicit|careful|aware|able|consistent|useful|available|familiar ] about|with|of|to|for|that|in",
            "be {2}",
        ),
        ("^ this|that [ what ] the|we|you|it|happens|makes", "is {2}"),
        ("^ there [ a|an|no ]", "is {2}"),
        ("^ there [ several|many|two|three|some|various|multiple|few ]", "are {2}"),
    ),
    *rows(
        "missing-article",
        _THE,
        (
            "in|at|with|to|from|for|into|use|uses|using|have|has|share|shares|of [ same ] ~NOUN+PLURAL",
            "the {2}",
        ),
        ("at [ end|beginning|start|top|bottom ] of the|a|this|your|each|an", "the {2}"),
        ("in [ middle|form|context|process ] of", "the {2}"),
        ("on [ other ] hand", "the other"),
        ("is|are|was|were|has|have|be [ number|couple|handful|lot|variety ] of", "a {2}"),
        ("take|takes|taking|have [ look ] at", "a look"),
        ("most of [ time ] $", "the time"),
        ("as [ way ] to", "a way"),
        ("rest of [ book|chapter|document|code|section|course ]", "the {3}"),
    ),
    *rows(
        "two-determiners",
        _TWO_DETERMINERS,
        ("a the|an", "{2}"),
        ("an the|a", "{2}"),
        ("the a|an", "{2}"),
        ("a|an|the this|these|those|its|their|our|your|my|his", "{2}"),
        ("^ [ this ] a|an", "this is"),
        ("these|those|its|their|our|your|my the|a|an", "{1}"),
        ("some a|an|the", "some"),
        ("you your", "your"),
    ),
    *rows(
        "two-verbs",
        _TWO_VERBS,
        ("is|was [ are|were ]", None),
        ("are|were [ is|was ]", None),
        ("are|is|was|were [ don't|doesn't|do|does|didn't|cannot|can't|will|would|could|should ]", None),
        ("you're|we're|they're are|is", "{1}"),
        ("it's|that's|there's|here's|what's is|are", "{1}"),
        ("there's [ are ]", None),
        ("be not be", "not be"),
        ("can|could|will|would|should|may|might|must [ can|could|will|would|should|may|might|must ]", None),
        ("is|are|was|were [ has|have|had ]", None),
        ("has|have|had [ is|are|was|were ]", None),
        ("will|can|could|would|should|may|might|must [ is|are|was|were|am|has ]", None),
        ("i|we|you|they am|is|has", None),
    ),
    *rows(
        "extra-word",
        _TOO_MUCH,
        ("allow|allows|enable|enables|allowed to you|us|users", "{1} {3}"),
        ("lets|let @obj to =BASE", "{1} {2} {4}"),
        ("can|could|will|would|should|may|might|must|cannot|can't to =BASE", "{1} {3}"),
        (
            "very|so|too|really|quite to easy|hard|difficult|simple|large|small|much|many|important|useful",
            "{1} {3}",
        ),
        ("makes|make it|them|you to =BASE", "{1} {2} {4}"),
        ("into to", "into"),
        ("discuss|discusses|discussed|discussing about", "{1}"),
        ("comprises|comprise of", "consists of"),
        ("return|returns back", "{1}"),
        ("the most|more the", None),
        ("feel|feels be free", "{1} free"),
        ("if|when|because|that|which|and|but|as we|you|they|i to =BASE", None),
        ("of in|at|by the|a", None),
        ("for to =BASE", "to {3}"),
        ("despite of", "despite"),
        ("suggest|suggests|recommend|recommends to =BASE", None),
    ),
)

"""Patterns of verbs that have the wrong form, and of subjects and verbs that do not agree."""

from __future__ import annotations

from checks.style.proofread.grammar.table import Row, rows

_AFTER_MODAL = "after a modal verb the plain form stands"
_AFTER_TO = "after “to” the plain form of the verb stands"
_AFTER_DO = "after “do” the plain form of the verb stands"
_PERFECT = "“have” takes the participle"
_PASSIVE = "“be” takes the participle"
_AGREES = "the verb does not agree with its subject"

VERBS: tuple[Row, ...] = (
    *rows(
        "verb-form",
        _AFTER_MODAL,
        ("@modal [ =THIRD ]", "{2:base}"),
        ("@modal not|@adverb [ =THIRD ]", "{3:base}"),
        ("<a|the|this|that|trash|free @modal [ =PAST+PARTICIPLE ] by|in|to|as|for|with|from|on|at", "be {2}"),
        (
            "can|could|should|must|cannot|can't|we'll|you'll|they'll [ =PAST+PARTICIPLE ] @det|it|them",
            "{2:base}",
        ),
        ("can|could|should|must|cannot|would|might [ =GERUND ]", "be {2}"),
    ),
    *rows(
        "verb-form",
        _AFTER_TO,
        (
            "<due|according|thanks|up|prior|referred|refer|refers|corresponds|related to [ =THIRD ]",
            "{2:base}",
        ),
        ("@want_to @obj? to [ =PAST+PARTICIPLE ] @det|it|them|you|@prep", "{4:base}"),
        (
            "want|wants|need|needs|able|unable|try|tries|how|easy|easier|hard|harder|possible|going to [ =GERUND ]",
            "{3:base}",
        ),
        (
            "<due|according|thanks|up|prior|referred|refer|refers|corresponds|related|similar|applied|compared to [ =PAST ]",
            "{2:base}",
        ),
        ("to @adverb [ =THIRD ]", "{3:base}"),
        ("is|was to [ =GERUND ] @det|rows|columns|it", "{3:base}"),
    ),
    *rows(
        "verb-form",
        _AFTER_DO,
        ("does|did|doesn't|don't|didn't not|@adverb? [ =THIRD ]", "{3:base}"),
        ("doesn't|don't|didn't [ =PAST+PARTICIPLE ]", "{2:base}"),
        ("does|did|do not [ =PAST+PARTICIPLE ]", "{3:base}"),
        ("does|did [ =PAST ]", "{2:base}"),
        ("let's|lets [ =THIRD+PAST+PARTICIPLE+GERUND ]", "{2:base}"),
    ),
    *rows(
        "verb-form",
        _PERFECT,
        ("has|had be", "{1} been"),
        ("@pron have be", "{1} have been"),
        (
            "we've|you've|they've|i've @adverb? [ ~BASE-PAST-PARTICIPLE-ADJECTIVE-ADVERB ] @det|it|them|how|to|in|with|from",
            "{3:participle}",
        ),
        ("we|you|they|i have @adverb? [ =BASE ] @det|it|them|how|to", "{4:participle}"),
        ("has|hasn't|haven't|hadn't @adverb? [ =BASE ]", "{3:participle}"),
    ),
    *rows(
        "verb-form",
        _PASSIVE,
        ("@be|that's|it's|they're|we're|you're not|@adverb? [ =BASE ] @by|$", "{3:participle}"),
        (
            "is|are|was|were|be|been|being [ use|call|base|name|store|plot|cause ] to|by|as|on|with",
            "{2:participle}",
        ),
        ("is|are|was|were be", "{1}"),
        ("get|gets|getting [ =BASE ] by", "{2:participle}"),
    ),
    *rows(
        "agreement",
        _AGREES,
        ("^ it [ ~BASE-PAST-PARTICIPLE-ADJECTIVE-ADVERB ]", "{2:third}"),
        ("and|but|because|since|where it [ =BASE ] @det", "{3:third}"),
        ("^ this|that|he|she [ =BASE ]", "{2:third}"),
        ("^ this|each|every =NOUN [ =BASE ]", "{3:third}"),
        (
            "^ this|each =NOUN [ use|show|produce|display|plot|return|look|work|help|start|stop|need|change|cause|combine ] @det|@prep|how|you",
            "{3:third}",
        ),
        ("we|you|they|i [ =THIRD ]", "{2:base}"),
        ("^ these|those =PLURAL [ is ]", "are"),
        ("^ these|those =PLURAL [ was ]", "were"),
        ("^ these|those =PLURAL [ has ]", "have"),
        ("^ these|those =PLURAL [ =THIRD ]", "{3:base}"),
        ("^ these|those|the|both|all =ADJECTIVE? =PLURAL [ is ]", "are"),
        ("^ the|both|all =PLURAL [ was ]", "were"),
        ("^ the|both|all =PLURAL [ has ]", "have"),
        ("^ this|each|every|a|an =NOUN [ are ]", "is"),
        ("^ this|each|every|a|an =NOUN [ have ]", "has"),
        ("^ this|each|every|a|an =NOUN [ were ]", "was"),
        ("each|one|either|neither of the|these|those|our|your|its|their =ADJECTIVE? =PLURAL [ are ]", "is"),
        ("each|one|either|neither of the|these|those|our|your|its|their =ADJECTIVE? =PLURAL [ have ]", "has"),
        (
            "each|either|neither of the|these|those|our|your|its|their =ADJECTIVE? =PLURAL [ ~BASE-PAST-PARTICIPLE ] @det|many|several",
            "{6:third}",
        ),
        ("there [ is ] @number|many|several|multiple|various|numerous", "are"),
        ("there [ was ] @number|many|several|multiple|various|numerous", "were"),
        ("there [ exists ] @number|many|several|multiple|various|numerous", "exist"),
        ("@pron [ were|are ] is", None),
    ),
)

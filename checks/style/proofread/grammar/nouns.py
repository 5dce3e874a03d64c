"""Patterns of nouns in the wrong number, adjectives for adverbs, and doubled comparison."""

from __future__ import annotations

from checks.style.proofread.grammar.table import Row, rows

_MANY = "several things take the plural"
_ONE = "one thing takes the singular"
_ADVERB = "an adverb is needed here"
_TWICE = "the comparison is made twice"

NOUNS: tuple[Row, ...] = (
    *rows(
        "number",
        _MANY,
        ("@several =ADJECTIVE? [ =NOUN ] $", "{3:plural}"),
        ("@several =ADJECTIVE? [ =NOUN ] @after_noun", "{3:plural}"),
        ("@several|few [ =NOUN ] =PAST+PARTICIPLE", "{2:plural}"),
        ("one of the|these|those|my|our|your most|best|least|more? =ADJECTIVE? [ =NOUN ] $", "{6:plural}"),
        (
            "one of the|these|those|my|our|your most|best|least|more? =ADJECTIVE? [ =NOUN ] that|which|is|was|we|you|in|of",
            "{6:plural}",
        ),
        ("a number|variety|couple|handful|list of =ADJECTIVE? [ =NOUN ] $", "{5:plural}"),
        (
            "a number|variety|couple|handful|lot of =ADJECTIVE? [ =NOUN ] that|which|is|was|are|were|we|you|in|of|to|for",
            "{5:plural}",
        ),
        ("different|various [ =NOUN ] that|which|are|were|have", "{2:plural}"),
        (
            "there are @number|many|several|multiple|various|numerous|more main? =ADJECTIVE? [ =NOUN ] $",
            "{6:plural}",
        ),
    ),
    *rows(
        "number",
        _ONE,
        ("<such|what|quite a|an|another|each|every|this [ =PLURAL ] $", None),
        ("<such|what|quite a|an|another|each|every|this [ =PLURAL ] @after_noun", None),
        ("a|an|another|each|every|this|single ~ADJECTIVE-NOUN-PLURAL [ =PLURAL ] $", None),
        (
            "a|an|another|each|every new|different|small|smooth|simple|temporary|large|second|first|specific|given|separate|particular|useful [ =PLURAL ] @after_noun|$",
            None,
        ),
        ("or|exactly|only|just one [ =PLURAL ]", "{3:singular}"),
    ),
    *rows(
        "adverb",
        _ADVERB,
        (
            "@be|seem|seems|become|becomes not|more|very? [ =ADJECTIVE ] =ADJECTIVE @by|and|but|than|when|if|because|$",
            "{3:adverb}",
        ),
        ("be|is|are|was|were [ =ADJECTIVE ] =PARTICIPLE+PAST", "{2:adverb}"),
        ("to [ =ADJECTIVE ] ~BASE-ADJECTIVE-PLURAL @det|it|them|columns|rows|values", "{2:adverb}"),
        ("we|you|they|can|will|could|should|would|may [ =ADJECTIVE ] =BASE", "{2:adverb}"),
    ),
    *rows(
        "comparison",
        _TWICE,
        (
            "more better|worse|easier|faster|slower|larger|smaller|bigger|simpler|harder|stronger|cheaper|quicker|clearer",
            "{2}",
        ),
        (
            "most easiest|fastest|slowest|largest|smallest|biggest|simplest|hardest|strongest|best|worst|cheapest",
            "{2}",
        ),
    ),
)

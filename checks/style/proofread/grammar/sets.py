"""Named sets of words for the patterns."""

from __future__ import annotations

from collections.abc import Mapping


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_NUMBERS = "two three four five six seven eight nine ten"

SETS: Mapping[str, frozenset[str]] = {
    "modal": _set(
        "can could will would shall should may might must cannot can't couldn't won't wouldn't shouldn't"
        " we'll you'll they'll it'll i'll"
    ),
    "det": _set("the a an this these those that your our their its my his her each every any some all both"),
    "artic": _set("the a an"),
    "obj": _set("you us me them it him her one people users readers developers researchers students"),
    "pron": _set("i you we they he she it"),
    "prep": _set("of in on at to for with by from into about through over under between as within via"),
    "by": _set("by in as to for with from on at into using"),
    "be": _set("is are was were be been being"),
    "number": _set(_NUMBERS),
    "several": _set(f"{_NUMBERS} several many various multiple numerous these those"),
    "after_noun": _set(
        "that which who is are was were has have had can could will would should may might must in of to for we you"
        " the on with at by from when where while because if as but than then does do did"
    ),
    "adverb": _set(
        "also not still only now often always never just simply then usually typically even already"
    ),
    "collective": _set(
        "majority minority rest number team group staff variety lot couple pair set range half few remainder same"
        " following latter former elderly police people data series family crowd bulk sum fraction handful"
    ),
    "of_it": _set("of in on at to for with by from into about through over under between within via"),
    "want_to": _set(
        "want wants wanted need needs needed able unable try tries tried trying going how order used supposed"
        " easy easier easiest hard harder hardest difficult possible impossible important necessary ready"
    ),
    "not_noun": _set(
        "hundred thousand million billion dozen percent kind sort type degree o'clock step way time day hour"
    ),
    "mass": _set(
        "time fun magic data work code text music science overkill hardware software information advice progress"
        " knowledge research feedback news equipment evidence english python math luck proof"
    ),
}

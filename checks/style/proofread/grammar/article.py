"""`a` before a consonant sound, `an` before a vowel sound: also before code, numbers and acronyms."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.parsing.document import Document, Prose
from checks.style.lexicon import in_dictionary
from checks.style.proofread.grammar.slip import GrammarSlip

_ARTICLE = re.compile(r"(?<![\w'\u2019./$+=-])(?P<article>[Aa]n?)(?= )")
#: The source after an article: marks of emphasis, quotes and brackets, then what is spoken next.
_NEXT = re.compile(r"[ ]?\n?[ ]*[*_\"'\u201c\u2018`(\[]*(?P<word>[A-Za-z0-9]+)(?P<tail>[^\s]*)")
#: Code that is run where it stands, in R or Python: nobody knows what will be spoken.
_KNITR = re.compile(r"`(?:r|python|\{\w+\}|julia|ojs)$")
#: Code that goes on as prose: "a `l`inear model".
_IN_CODE = re.compile(r"[^`\s]*`\w")
_SPOKEN_VOWEL = frozenset("aefhilmnorsx")
_SILENT_H = re.compile(r"(?:hour|honest|honou?r|heir)")
_EITHER = re.compile(
    r"(?:herb|histor|habitual|hotel|hero|hyster|hallucin|sql|url|faq|ssh|lasso|sas|rstudio|nvidia|u[sk]$)"
)
_YOU = re.compile(
    r"(?:uni(?!n(?!sur)|m(?!od|ol)|d(?!im|ir)|nt)|us(?:e|a|u|ing)|ut(?:il|op|en|er)|ubiq|ur(?:an|in|ea)|eu|ewe|ufo|uk|"
    r"one(?!r|i)|once|ouija|usd)"
)
#: Words after which a lone letter is a name ("a and b", "a is larger"), not an article.
_NOT_AFTER_ARTICLE = frozenset("and or is are in of if as at it on to for was has a an i am".split())
#: Two consonants that no English word starts with: the letters are spoken one by one, if anything.
_SPELT = re.compile(
    r"n[^aeiouy]|m[^aeiouy]|l[^aeiouy]|r[^aeiouyh]|f[^aeiourly]|h[^aeiouy]|x|s[bdfgjrxz]|[a-z]{2}$"
)
_SPELT_OUT = frozenset(
    "xml html http https rnn lstm mlp svm fpr rds mp3 mlm lm sf nn rf hmm nlp npm ml rgb mri mvp".split()
)


def articles(prose: Prose, document: Document) -> Iterator[GrammarSlip]:
    """Every article of the run that does not go with what is spoken after it."""
    for match in _ARTICLE.finditer(prose.text):
        article = match["article"]
        span = prose.source(match.start(), match.end())
        following = _NEXT.match(document.text, span.end) if span is not None else None
        if following is None or _spoken_otherwise(following, document.text):
            continue
        if _is_a_letter(prose.text, match, following["word"]):
            continue
        vowel = sounds_like_vowel(following["word"], following["tail"])
        if vowel is None or vowel == (len(article) == 2):
            continue
        right = article[0] + ("n" if vowel else "")
        message = (
            f"“{right} {following['word']}”: it starts with a {'vowel' if vowel else 'consonant'} sound."
        )
        yield GrammarSlip(match.start(), match.end(), message, right, "article")


def _spoken_otherwise(following: re.Match[str], source: str) -> bool:
    """Whether what follows is code that is run, or that goes on as prose: nobody can tell how it is spoken."""
    return bool(_KNITR.search(following.group()) or _IN_CODE.match(source, following.start("word")))


def _is_a_letter(text: str, match: re.Match[str], word: str) -> bool:
    """Whether the `a` is a name or a grade: "vitamin A", "a and b"."""
    before = text[: match.start()].rstrip()
    capital_inside = match["article"][0] == "A" and bool(before) and before[-1] not in '.!?:*-\u2022\u201c"('
    return capital_inside or (match["article"] in "aA" and word.lower() in _NOT_AFTER_ARTICLE)


def sounds_like_vowel(word: str, tail: str = "") -> bool | None:
    """Whether the word, as spoken, starts with a vowel sound; None where people differ or we cannot tell.

    `tail`: what follows it without a space, such as `-axis` after `x` or `,000` after `11`.
    """
    low = word.lower()
    if word[0].isdigit():
        return _number(word, tail)
    if len(word) == 1:
        return None if tail[:1] in ("'", ".", "/") else low in _SPOKEN_VOWEL
    if _EITHER.match(low):
        return None
    if word.isupper():
        return _acronym(low)
    if any(letter.isupper() for letter in word[1:3]) or low in _SPELT_OUT:
        return (low in _SPELT_OUT and low[0] in _SPOKEN_VOWEL) or None
    if not set(low) & set("aeiouy") or re.match(r"\d", tail):
        return None
    if _SILENT_H.match(low):
        return True
    if low[0] not in "aeiou" and (_SPELT.match(low) or not in_dictionary(low)):
        return None  # "ndarray", "sf": people spell some names out
    return low[0] in "aeiou" and not _YOU.match(low)


def _number(digits: str, tail: str) -> bool | None:
    if not digits.isdigit():
        return digits[0] == "8" if re.fullmatch(r"\d(?:D|d|th|st|nd|rd|x|bit)", digits) else None
    if digits[0] == "8":
        return True
    return digits in ("11", "18") and (not tail or not tail[0].isdigit())


def _acronym(low: str) -> bool | None:
    if low[0] == "u" or low.startswith("eu"):
        return False
    if low[0] in "aeio":
        return True
    if low[0] not in _SPOKEN_VOWEL:
        return False
    return None if set(low) & set("aeiouy") else True

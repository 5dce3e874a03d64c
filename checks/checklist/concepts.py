"""The words a form is made of, and which of them together make an item.

A concept is a set of word beginnings (`$` ends a whole word). A word may stand for several concepts. The signatures
say which concepts must all be there for a text to mean the item; forbidden ones show that it speaks of something else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

CONCEPTS: Mapping[str, str] = {
    "whole": "chapter section$ sections$ manuscript text$ draft$",
    "content": "content material topic subject",
    "complete": "complet thorough detail depth comprehensive fully cover finish exhaustive",
    "term": "term$ terms terminolog technical vocabular",
    "define": "defin explain explan unexplain glossar introduc clarif undefin",
    "code": "code$ snippet algorithm listing script$ scripts$ codeblock",
    "sample": "snippet algorithm listing",
    "document": "document comment annotat",
    "test": "test$ tests$ tested testing run$ runs$ ran$ execut",
    "flow": "flow logic coheren order$ ordered sequence progress",
    "structure": "structur organis organiz outline",
    "objective": "objective goal outcome aim$ aims$",
    "learning": "learning",
    "conclusion": "conclu summar takeaway recap closing",
    "reference": "referenc bibliograph bib$ bibtex",
    "list": "list$ lists$ listed end$ present appear bibliograph complet included",
    "cite": "cit$ cite$ cites cited citing citation intext",
    "match": "match correspond resolve$ resolves appropriate agree entr",
    "figure": "figure fig$ figs$ diagram plot$ plots$ chart illustration visual",
    "image": "image picture photo graphic screenshot",
    "table": "table$ tables$ tabular",
    "source": "source credit attribut origin provenance acknowledg sourced",
    "built": "built build$ builds$ building compil",
    "quarto": "quarto",
    "local": "local machine computer",
    "render": "render display appear show$ shows$ shown glitch broken",
    "link": "link hyperlink url weblink",
    "external": "external outside site website web$ internet",
    "interactive": "interactiv widget embed iframe applet",
    "works": "work$ works$ working function lead$ leads intended expected reachable resolve$ resolves valid alive load$ loads$ dead",
    "format": "format layout typeset",
    "consistent": "consisten uniform match same$ conform harmon fits$ fit$ line$ keeping",
    "book": "book rest$ other chapter",
    "proofread": "proofread proofed proofing copyedit",
    "grammar": "gramma",
    "spell": "spell spelling typo misspell orthograph",
    "style": "style tone$ voice",
    "writing": "writing written prose wording",
    "jargon": "jargon buzzword",
    "avoid": "avoid free$ omitted minimal",
    "group": "group member team$ teammate coauthor everyone everybody colleague",
    "review": "review reviewed reads$ read$ checked",
    "approve": "approv signed agreed sign$ accepted",
    "feedback": "feedback comment discussion suggestion remark concern review reviews$ requests$",
    "addressed": "address resolved incorporat dealt handled settled",
    "dataset": "dataset data$ corpus corpora",
    "resource": "resource tools$ tool$ material",
    "permission": "permission copyright clearance consent",
    "reuse": "reuse reused reusing borrow thirdparty republish",
    "obtained": "obtain granted secured cleared got$ received place$ necessary needed",
    "branch": "branch",
    "target": "correct right$ proper push target against base$ based aimed opened into$",
    "title": "title",
    "description": "description describ summary",
    "pull": "pull pr$ prs$ mr$ request",
    "label": "label tag$ tags tagged labelled labeled",
    "people": "stakeholder reviewer maintainer owner",
    "ask": "mention notif ping assign request look$ tagged informed asked named cc$ listed",
    "command": "click retry rerun rebase trigger regenerate tick autofix",
}

#: Words that say nothing about which item a text means.
_SILENT = """
    a about accordingly across added addition after again all along also an and any applicable appropriately are as at
    be because been before being both by can carefully check checked checks clear clearly concise correctly could did do
    does done each either ensure every exist exists few for from further good had has have having here how i if ii in
    included includes including is it items its itself just least made make makes me much must my necessary needed no
    nor of on once one only or our out please possible possibly present properly provided relevant should since so some
    such suitable sure than that the their them then there these they this those throughout to under up upon us use used
    uses using verified very via was we well were what when where wherever whether which while who will with within
    without would yes you your yours informative understandable appropriate fine successfully ok okay where's it's
    correct proper meaningful useful everything they're
    see set new key parts elements element other others mistakes errors error issues succeeds succeeded passes opens
    closes begins starts easy sensible sufficient sufficiently goes earlier previous prior occurs occurrence
    introduced start first whole entire given enough reader readers ends full any"""
SILENT = frozenset(_SILENT.split())

#: A text with one of these says that something is *not* so; no item of the form does.
_DENIALS = "not never isn't aren't hasn't haven't don't doesn't won't can't wasn't"
DENIALS = frozenset(_DENIALS.split())


@dataclass(frozen=True, slots=True)
class Signature:
    """`all_of`: each group needs one of its concepts. `silent`: further concepts that may stand there unblamed."""

    item: str
    all_of: tuple[frozenset[str], ...]
    forbidden: frozenset[str] = frozenset()
    silent: frozenset[str] = frozenset()


def _signature(item: str, wanted: str, forbidden: str = "", silent: str = "") -> Signature:
    groups = tuple(frozenset(group.split("|")) for group in wanted.split())
    return Signature(item, groups, frozenset(forbidden.split()), frozenset(silent.split()))


SIGNATURES: tuple[Signature, ...] = (
    _signature("1.1", "whole|content complete", "code reference test label proofread structure", "content"),
    _signature("1.2", "term define", "jargon label", "content book"),
    _signature("1.3", "sample document|test", "built quarto label", "code works document test"),
    _signature("1.3", "code document test", "built quarto label", "works sample"),
    _signature("1.4", "flow structure", "code label", "whole content consistent"),
    _signature("1.4", "whole flow", "code label format style", "content consistent"),
    _signature("1.4", "whole|content structure", "code label format style", "content consistent"),
    _signature("1.5", "objective conclusion", "code", "learning whole end list"),
    _signature("1.5", "learning objective", "code", "whole list conclusion"),
    _signature("2.1", "reference list", "cite match code link dataset", "whole content cite format source"),
    _signature("2.2", "cite reference|match", "figure image table code dataset", "works"),
    _signature("2.3", "figure|table source|cite", "external permission render", "image reference link"),
    _signature("2.3", "image cite", "external permission render link", "source reference figure table"),
    _signature("3.1", "built|render quarto", "figure image table", "whole book test local works"),
    _signature("3.1", "built local", "figure image table code", "whole book test works quarto"),
    _signature("3.1", "whole|book built", "figure image table code", "test local works quarto"),
    _signature("3.2", "figure|image|table render", "source cite quarto", "works"),
    _signature("3.3", "image source|link", "cite permission table figure render dataset", "external"),
    _signature("3.3", "image|figure source external|link", "cite permission dataset", "table"),
    _signature("3.4", "interactive works|render|test", "dataset", "content external"),
    _signature("3.5", "format consistent", "code", "whole book style structure"),
    _signature("4.1", "proofread", "code command", "grammar spell whole content review writing style"),
    _signature("4.1", "grammar spell", "code command", "whole content review writing style"),
    _signature("4.2", "style|writing consistent", "code format figure image", "whole book writing"),
    _signature("4.3", "jargon", "code", "define avoid term"),
    _signature("5.1", "group review|approve", "ask feedback_only code", "whole content feedback pull"),
    _signature("5.2", "feedback addressed", "code", "review previous group pull"),
    _signature("6.1", "link works", "image figure dataset interactive", "external"),
    _signature("6.2", "dataset|resource source|cite|link", "image figure code", "external dataset resource"),
    _signature(
        "6.3", "permission reuse|obtained|source", "branch", "content image figure external obtained reuse"
    ),
    _signature("7.1", "branch target", "label", "whole pull"),
    _signature("7.2", "title description", "label image figure", "pull whole"),
    _signature(
        "7.3", "label", "figure image table code reference dataset format style branch", "pull list ask"
    ),
    _signature("7.4", "people ask", "feedback_only label_only addressed", "pull review feedback"),
    _signature("7.4", "review|people pull ask", "addressed approve group", "feedback"),
)

#: Own rewordings of the items, beside the form's wording and the short name.
PARAPHRASES: Mapping[str, tuple[str, ...]] = {
    "1.1": ("The content is complete and detailed",),
    "1.2": ("Technical terms are defined",),
    "1.3": ("Code examples are documented and tested", "Code is commented and tested"),
    "1.4": ("The chapter is well structured and flows logically",),
    "1.5": ("Learning objectives and a conclusion are included",),
    "2.1": ("References are listed", "The bibliography is complete"),
    "2.2": ("Citations match the bibliography",),
    "2.3": ("Figures and tables are sourced and cited",),
    "3.1": ("Built and tested locally with Quarto", "The Quarto build passes"),
    "3.2": ("Figures, images and tables render correctly",),
    "3.3": ("Images have a source or link to an external site",),
    "3.4": ("Interactive elements work",),
    "3.5": ("The formatting matches the rest of the book",),
    "4.1": ("Proofread for spelling and grammar",),
    "4.2": ("The writing style matches the rest of the book",),
    "4.3": ("Jargon is explained or avoided",),
    "5.1": ("Every group member has approved",),
    "5.2": ("Earlier feedback has been addressed",),
    "6.1": ("External links work",),
    "6.2": ("Data sets and external resources are credited",),
    "6.3": ("Permissions for reused content have been obtained",),
    "7.1": ("Pushed to the correct branch",),
    "7.2": ("Clear title and description",),
    "7.3": ("Labels or tags are added",),
    "7.4": ("Stakeholders and reviewers are mentioned",),
}


@lru_cache(8_192)
def concepts_of(word: str) -> frozenset[str]:
    """The concepts that a word, in lower case, stands for; none for a word of another field."""
    found = set()
    for concept, beginnings in CONCEPTS.items():
        for beginning in beginnings.split():
            if word == beginning[:-1] if beginning.endswith("$") else word.startswith(beginning):
                found.add(concept)
    return frozenset(found)

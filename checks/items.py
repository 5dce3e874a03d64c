"""The 25 items of the checklist, in their seven sections: id, the form's own wording, and who decides."""

from __future__ import annotations

from dataclasses import dataclass

from checks.config import Decider

SECTIONS = {
    1: "Content",
    2: "References & Citations",
    3: "Quarto Website Rendering",
    4: "Grammar & Style",
    5: "Collaboration",
    6: "Miscellaneous",
    7: "Final Steps",
}


@dataclass(frozen=True, slots=True)
class Item:
    """`text` is the wording of the form; `name` the short one used in tables; `short`: part of the short form."""

    id: str
    name: str
    text: str
    decides: Decider
    short: bool = False

    @property
    def section(self) -> int:
        return int(self.id[0])


_BOT, _BOTH, _HUMAN = Decider.BOT, Decider.BOT_AND_HUMAN, Decider.HUMAN

ITEMS: tuple[Item, ...] = (
    Item("1.1", "Content complete", "The chapter content is complete and covers the topic in detail.", _BOTH),
    Item("1.2", "Terms defined", "All technical terms are well-defined and explained.", _BOTH),
    Item(
        "1.3",
        "Code documented and tested",
        "Any code snippets or algorithms are well-documented and tested.",
        _BOTH,
    ),
    Item("1.4", "Logical structure", "The chapter follows a logical flow and structure.", _BOTH),
    Item(
        "1.5",
        "Objectives and conclusion",
        "The chapter states its learning objectives and ends with a conclusion.",
        _BOT,
    ),
    Item("2.1", "References listed", "All references are correctly listed at the end of the chapter.", _BOT),
    Item(
        "2.2", "Citations match", "In-text citations are used appropriately and match the references.", _BOT
    ),
    Item(
        "2.3",
        "Figures sourced and cited",
        "All figures, tables, and images have proper sources and are cited correctly.",
        _BOT,
    ),
    Item(
        "3.1", "Built with Quarto", "The chapter has been locally built and tested using Quarto.", _BOT, True
    ),
    Item(
        "3.2",
        "Images and tables render",
        "All images, figures, and tables render properly without any glitches.",
        _BOT,
        True,
    ),
    Item(
        "3.3",
        "Images have a source",
        "All images have a source or they are properly linked to external sites.",
        _BOT,
        True,
    ),
    Item("3.4", "Interactive elements work", "Any interactive elements or widgets work as intended.", _BOT),
    Item(
        "3.5",
        "Formatting consistent",
        "The chapter's formatting is consistent with the rest of the book.",
        _BOT,
        True,
    ),
    Item("4.1", "Proofread", "The chapter has been proofread for grammar and spelling errors.", _BOT, True),
    Item("4.2", "Style consistent", "The writing style is consistent with the rest of the book.", _BOT),
    Item("4.3", "Jargon explained", "Any jargon is clearly explained or avoided where possible.", _BOT),
    Item("5.1", "Reviewed and approved", "All group members have reviewed and approved the chapter.", _BOT),
    Item(
        "5.2",
        "Feedback addressed",
        "Any feedback from previous reviews or discussions has been addressed.",
        _BOT,
    ),
    Item(
        "6.1",
        "External links work",
        "All external links (if any) are working and lead to the intended destinations.",
        _BOT,
    ),
    Item(
        "6.2",
        "Resources credited",
        "If datasets or external resources are used, they are properly credited and linked.",
        _BOT,
    ),
    Item(
        "6.3",
        "Permissions obtained",
        "Any necessary permissions for reused content have been obtained.",
        _HUMAN,
    ),
    Item("7.1", "Correct branch", "The chapter is pushed to the correct branch on the repository.", _BOT),
    Item(
        "7.2",
        "Clear title and description",
        "The Pull Request is made with a clear title and description.",
        _BOT,
    ),
    Item("7.3", "Labels", "The Pull Request includes any necessary labels or tags.", _BOT),
    Item(
        "7.4",
        "Stakeholders mentioned",
        "The Pull Request mentions any stakeholders or reviewers who should take a look.",
        _BOT,
    ),
)

BY_ID = {item.id: item for item in ITEMS}

"""Two books in one repository that share names of files and labels, each with its own prefixes and bibliography."""

from __future__ import annotations


def two_books() -> dict[str, str]:
    """Path → text."""
    custom = "crossref:\n  custom:\n    - {kind: float, key: vid, reference-prefix: Video}\n"
    return {
        "rivers/_quarto.yml": f"project: {{type: book}}\nbook:\n  chapters: [index.qmd, part/a.qmd]\nbibliography: refs.bib\n{custom}",
        "rivers/index.qmd": "# Rivers {#sec-start}\n\nRivers run, says @weir1990.\n",
        "rivers/part/a.qmd": "# Banks {#sec-a}\n\nSee @sec-start.\n\n![A bank.](/images/bank.png)\n\n{{< include /shared/_note.qmd >}}\n",
        "rivers/shared/_note.qmd": "Rivers are long.\n",
        "rivers/images/bank.png": "",
        "rivers/refs.bib": "@book{weir1990, title={Weirs}, author={A. Weir}, year={1990}, publisher={Lock}}\n",
        "seas/_quarto.yml": "project: {type: book}\nbook:\n  chapters: [index.qmd, part/a.qmd]\nbibliography: refs.bib\nlang: de\n",
        "seas/index.qmd": "# Meere {#sec-start}\n\nMeere sind salzig, sagt @tide2001.\n",
        "seas/part/a.qmd": "# Wellen {#sec-waves}\n\nSiehe @sec-start.\n",
        "seas/refs.bib": "@book{tide2001, title={Tides}, author={B. Tide}, year={2001}, publisher={Lock}}\n",
    }


def slips() -> dict[str, str]:
    """What a pull request writes into a chapter of each: sound in the other book, and not in its own."""
    base = two_books()
    film = "\n::: {#vid-flow}\nA film.\n\nIt flows.\n:::\n"
    return {
        "rivers/part/a.qmd": base["rivers/part/a.qmd"]
        + f"\nSee @vid-flow, @sec-waves and @tide2001.\n{film}\n![No.](/images/wave.png)\n",
        "seas/part/a.qmd": base["seas/part/a.qmd"]
        + "\nSiehe @sec-a und @weir1990 und @tide2001, niht wahr.\n",
    }


#: Rule, file and line of each.
TOLD = {
    ("dangling-crossref", "rivers/part/a.qmd", 9),
    ("undefined-citation", "rivers/part/a.qmd", 9),
    ("missing-image", "rivers/part/a.qmd", 17),
    ("dangling-crossref", "seas/part/a.qmd", 5),
    ("undefined-citation", "seas/part/a.qmd", 5),
}

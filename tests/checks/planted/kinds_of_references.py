"""Defects of cross-references, citations and footnotes, and what was left to be written."""

from __future__ import annotations

from tests.checks.planted.kinds import Kind

PUMP = "![A pump.](images/pump.png){#fig-pump}\n\n@fig-pump lifts water."
FOOTNOTE = "It rises.[^tide]\n\n[^tide]: Twice a day."

REFERENCES = [
    *(
        Kind(f"dangling reference to {name}", "See @fig-cut.", f"See @{label}.", "dangling-crossref")
        for name, label in [
            ("a figure", "fig-cutt"),
            ("a table", "tbl-bots"),
            ("a section", "sec-lokcs"),
            ("an equation", "eq-levle"),
            ("a listing", "lst-gait"),
            ("a theorem", "thm-folw"),
            ("a custom float", "map-rivre"),
        ]
    ),
    Kind("mended reference", "See @fig-crest.", "See @fig-crets.", "dangling-crossref", mends=True),
    Kind(
        "reference in brackets to no figure",
        "Seen before [-@fig-crest].",
        "Seen before [-@fig-crset].",
        "dangling-crossref",
        mends=True,
    ),
    Kind(
        "reference to an equation as a table",
        "By @eq-level it rises.",
        "By @tbl-level it rises.",
        "dangling-crossref",
    ),
    Kind(
        "reference with a misspelt prefix",
        "See @fig-crest.",
        "See @figure-crest.",
        "undefined-citation dangling-crossref",
        mends=True,
    ),
    Kind(
        "reference with an underscore",
        "See @fig-crest.",
        "See @fig_crest.",
        "undefined-citation dangling-crossref",
        mends=True,
    ),
    Kind(
        "reference with a colon",
        "See @fig-crest.",
        "See @fig:crest.",
        "undefined-citation dangling-crossref",
        mends=True,
    ),
    Kind(
        "reference with a space",
        "See @fig-crest.",
        "See @ fig-crest.",
        "hard-coded-reference broken-citation",
        mends=True,
    ),
    Kind(
        "reference without its sign", "See @fig-crest.", "See fig-crest.", "hard-coded-reference", mends=True
    ),
    Kind(
        "reference never closed",
        "Seen before [@fig-crest].",
        "Seen before [@fig-crest and more.",
        "unbalanced-bracket",
    ),
    Kind("reference doubled", "See @fig-crest.", "See @@fig-crest.", "broken-citation", mends=True),
    Kind(
        "bookdown reference", "See @sec-locks.", "See \\@ref(sec-locks).", "hard-coded-reference", mends=True
    ),
    Kind("LaTeX reference", "See @fig-crest.", "See \\ref{fig-crest}.", "broken-citation", mends=True),
    Kind("number typed by hand", "See @fig-crest.", "See Figure 3.", "hard-coded-reference"),
    Kind(
        "chapter number typed by hand", "See @sec-locks.", "See Chapter 4 for locks.", "hard-coded-reference"
    ),
    Kind("label of another chapter", PUMP, PUMP.replace("fig-pump", "fig-chamber"), "duplicate-label"),
    Kind("label twice", PUMP, PUMP + "\n\n" + PUMP.split("\n")[0], "duplicate-label", 4),
    Kind(
        "unknown citation",
        "He says so [@moor1821].",
        "He says so [@moore1821].",
        "undefined-citation",
        mends=True,
    ),
    Kind("unknown citation in the text", "As @moor1821 says.", "As @nobody1700 says.", "undefined-citation"),
    Kind(
        "citation never closed",
        "He says so [@moor1821].",
        "He says so [@moor1821 and more.",
        "unbalanced-bracket",
    ),
    Kind(
        "citation in two kinds of bracket",
        "He says so [@moor1821].",
        "He says so (@moor1821].",
        "unbalanced-bracket",
    ),
    Kind(
        "citation with a comma between",
        "So [@moor1821; @pike1904].",
        "So [@moor1821, @pike1904].",
        "broken-citation",
        mends=True,
    ),
    Kind(
        "citation with a space",
        "He says so [@moor1821].",
        "He says so [@ moor1821].",
        "broken-citation",
        mends=True,
    ),
    Kind(
        "citation without its sign",
        "He says so [@moor1821].",
        "He says so [moor1821].",
        "broken-citation",
        mends=True,
    ),
    Kind(
        "LaTeX citation",
        "He says so [@moor1821].",
        "He says so \\cite{moor1821}.",
        "broken-citation",
        mends=True,
    ),
    Kind(
        "citation typed by hand",
        "He says so [@pike1904].",
        "He says so (Pike & Reed, 1904).",
        "hand-typed-citation",
    ),
]
FOOTNOTES = [
    Kind("footnote without text", FOOTNOTE, "It rises.[^tide]", "broken-footnote"),
    Kind(
        "footnote misnamed", FOOTNOTE, FOOTNOTE.replace(".[^tide]", ".[^tied]"), "broken-footnote", mends=True
    ),
    Kind("footnote text twice", FOOTNOTE, FOOTNOTE + "\n\n[^tide]: Once.", "broken-footnote", 4),
    Kind("footnote never used", FOOTNOTE, "It rises.\n\n[^tide]: Twice a day.", "broken-footnote", 2),
    Kind(
        "footnote without bracket",
        FOOTNOTE,
        FOOTNOTE.replace(".[^tide]", "[^tide and falls."),
        "broken-footnote",
        mends=True,
    ),
    Kind("footnote text without colon", FOOTNOTE, FOOTNOTE.replace("]:", "]"), "broken-footnote", 2),
    Kind(
        "footnote with a space",
        FOOTNOTE,
        FOOTNOTE.replace(".[^tide]", ".[^ tide]"),
        "broken-footnote",
        mends=True,
    ),
    Kind("footnote text without caret", FOOTNOTE, FOOTNOTE.replace("[^tide]:", "[tide]:"), "broken-footnote"),
    Kind(
        "inline note turned round",
        "It rises^[Twice a day.] and falls.",
        "It rises[^Twice a day.] and falls.",
        "broken-footnote",
        mends=True,
    ),
    Kind(
        "inline note never closed",
        "It rises^[Twice a day.] and falls.",
        "It rises^[Twice a day. and falls.",
        "unbalanced-bracket broken-footnote",
    ),
    Kind(
        "inline note with a space",
        "It rises^[Twice a day.] and falls.",
        "It rises^ [Twice a day.] and falls.",
        "broken-footnote",
        mends=True,
    ),
]
PLACEHOLDERS = [
    Kind("to do", "Text.", "TODO: write about mules.", "placeholder-text"),
    Kind("lorem ipsum", "Text.", "Lorem ipsum dolor sit amet.", "placeholder-text"),
    Kind("in brackets", "Text.", "The mule [insert figure here] walks.", "placeholder-text"),
    Kind("a question left", "Text.", "The mule walks ??? miles a day.", "placeholder-text"),
]
KINDS = [*REFERENCES, *FOOTNOTES, *PLACEHOLDERS]

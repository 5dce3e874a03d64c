"""Defects of divs, headings, lists and tables."""

from __future__ import annotations

from tests.checks.planted.kinds import ON_TOP, Kind

NOTE = "::: {.callout-note}\nMind it.\n:::"
TABLE = "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |"
GRID = "+-----+-----+\n| a   | b   |\n+=====+=====+\n| 1   | 2   |\n+-----+-----+"
CAPTIONED = TABLE + "\n\n: Numbers. {#tbl-numbers}\n\n@tbl-numbers counts."
NESTED = ":::: {.columns}\n\n::: {.column}\nLeft.\n:::\n\n::: {.column}\nRight.\n:::\n\n::::"
TABS = "::: {.panel-tabset}\n\n## One\n\nText.\n\n## Two\n\nText.\n\n:::"
LIST = "Two things:\n\n- one\n- two"

DIVS = [
    Kind("div never closed", NOTE, "::: {.callout-note}\nMind it.", "unbalanced-div"),
    Kind("div closed twice", NOTE, NOTE + "\n\n:::", "unbalanced-div", 4, places=ON_TOP),
    Kind("div closed by two colons", NOTE, "::: {.callout-note}\nMind it.\n::", "unbalanced-div", 2),
    Kind("div opened by two colons", NOTE, ":: {.callout-note}\nMind it.\n:::", "unbalanced-div"),
    Kind("inner div never closed", NESTED, NESTED.replace("Left.\n:::\n", "Left.\n"), "unbalanced-div", 2),
    Kind("outer div never closed", NESTED, NESTED.removesuffix("\n\n::::"), "unbalanced-div"),
    Kind("misspelt callout", NOTE, NOTE.replace("-note", "-nte"), "broken-attributes", mends=True),
    Kind("callout of no kind", NOTE, NOTE.replace("-note", "-hint"), "broken-attributes"),
    Kind("callout with an underscore", NOTE, NOTE.replace("-note", "_note"), "broken-attributes", mends=True),
    Kind(
        "callout without its dot", NOTE, NOTE.replace(".callout", "callout"), "broken-attributes", mends=True
    ),
    Kind(
        "div without closing brace",
        NOTE,
        "::: {.callout-note\nMind it.\n:::",
        "broken-attributes",
        mends=True,
    ),
    Kind("div without opening brace", NOTE, "::: .callout-note}\nMind it.\n:::", "broken-attributes"),
    Kind("div without its braces", NOTE, "::: .callout-note\nMind it.\n:::", "broken-attributes", mends=True),
    Kind(
        "div glued and without closing brace", NOTE, ":::{.callout-note\nMind it.\n:::", "broken-attributes"
    ),
    Kind("bare class and attributes", NOTE, '::: callout-note title="A"\nMind it.\n:::', "broken-attributes"),
    Kind(
        "div with curly quotes",
        NOTE,
        "::: {.callout-note title=“A”}\nMind it.\n:::",
        "broken-attributes",
        mends=True,
    ),
    Kind("div with an open quote", NOTE, '::: {.callout-note title="A}\nMind it.\n:::', "broken-attributes"),
    Kind(
        "space around an equals sign",
        NOTE,
        '::: {.callout-note title = "A"}\nMind it.\n:::',
        "broken-attributes",
    ),
    Kind(
        "comma between attributes", NOTE, '::: {.callout-note, title="A"}\nMind it.\n:::', "broken-attributes"
    ),
    Kind(
        "misspelt callout attribute",
        NOTE,
        '::: {.callout-note colapse="true"}\nMind it.\n:::',
        "broken-attributes",
        mends=True,
    ),
    Kind(
        "callout with a wrong value",
        NOTE,
        '::: {.callout-note appearance="simpel"}\nMind it.\n:::',
        "broken-attributes",
    ),
    Kind(
        "text on the closing line",
        NOTE,
        "::: {.callout-note}\nMind it.\n::: So.",
        "unbalanced-div broken-attributes missing-blank-line",
        2,
    ),
    Kind(
        "div without blank line before",
        "Text.\n\n" + NOTE,
        "Text.\n" + NOTE,
        "unbalanced-div missing-blank-line",
        1,
        mends=True,
    ),
    Kind("tabset without headings", TABS, "::: {.panel-tabset}\n\nText.\n\n:::", "broken-attributes"),
    Kind("misspelt tabset", TABS, TABS.replace("tabset", "tabest"), "broken-attributes", mends=True),
    Kind(
        "misspelt conditional class",
        '::: {.content-visible when-format="html"}\nText.\n:::',
        '::: {.content-visble when-format="html"}\nText.\n:::',
        "broken-attributes",
        mends=True,
    ),
    Kind(
        "misspelt condition",
        '::: {.content-visible when-format="html"}\nText.\n:::',
        '::: {.content-visible when-fromat="html"}\nText.\n:::',
        "broken-attributes",
        mends=True,
    ),
    Kind(
        "misspelt column attribute",
        "::: {layout-ncol=2}\nText.\n:::",
        "::: {layout-nocl=2}\nText.\n:::",
        "broken-attributes",
        mends=True,
    ),
]
HEADINGS = [
    Kind(
        "heading without a space",
        "## Tides\n\nText.",
        "##Tides\n\nText.",
        "malformed-heading",
        mends=True,
        places=ON_TOP,
    ),
    Kind(
        "heading glued to a paragraph",
        "Text.\n\n## Tides\n\nText.",
        "Text.\n## Tides\n\nText.",
        "malformed-heading",
        1,
        mends=True,
        places=ON_TOP,
    ),
    Kind(
        "level left out",
        "## Tides\n\nText.",
        "## Tides\n\nText.\n\n#### Moon\n\nText.",
        "heading-skip",
        4,
        mends=True,
        places=ON_TOP,
    ),
    Kind(
        "bold for a heading",
        "## Tides\n\nText.",
        "**Tides and the moon**\n\nText goes on.",
        "malformed-heading",
        mends=True,
        places=ON_TOP,
    ),
    Kind(
        "second title", "## Tides\n\nText.", "# Tides\n\nText.", "several-titles", mends=True, places=ON_TOP
    ),
    Kind(
        "heading twice",
        "## Tides\n\nText.",
        "## Tides\n\nText.\n\n## Tides\n\nMore.",
        "duplicate-heading",
        4,
        places=ON_TOP,
    ),
    Kind(
        "empty section", "## Tides\n\nText.", "## Tides\n\n## Moons\n\nText.", "empty-section", places=ON_TOP
    ),
    Kind(
        "heading with an open brace",
        "## Tides {#sec-tides}\n\nText.",
        "## Tides {#sec-tides\n\nText.",
        "broken-attributes",
        mends=True,
        places=ON_TOP,
    ),
    Kind(
        "heading with a bare identifier",
        "## Tides {#sec-tides}\n\nText.",
        "## Tides {sec-tides}\n\nText.",
        "broken-attributes",
        places=ON_TOP,
    ),
    Kind(
        "heading with a space in its identifier",
        "## Tides {#sec-tides}\n\nText.",
        "## Tides {# sec-tides}\n\nText.",
        "broken-attributes",
        mends=True,
        places=ON_TOP,
    ),
    Kind(
        "heading with an underscore",
        "## Tides {#sec-tides}\n\nText.",
        "## Tides {#sec_tides}\n\nText.",
        "broken-label",
        mends=True,
        places=ON_TOP,
    ),
    Kind(
        "heading with seven marks",
        "###### Tides\n\nText.".replace("######", "##"),
        "####### Tides\n\nText.",
        "malformed-heading",
        places=ON_TOP,
    ),
]
LISTS_AND_TABLES = [
    Kind(
        "list glued to a paragraph",
        LIST,
        LIST.replace("\n\n", "\n"),
        "missing-blank-line",
        1,
        mends=True,
        places=ON_TOP,
    ),
    Kind(
        "numbered list glued to a paragraph",
        "Two things:\n\n1. one\n2. two",
        "Two things:\n1. one\n2. two",
        "missing-blank-line",
        1,
        mends=True,
        places=ON_TOP,
    ),
    Kind("list item without a space", LIST, "Two things:\n\n-one\n-two", "broken-list", 2),
    Kind("bullets of a word processor", LIST, "Two things:\n\n• one\n• two", "broken-list", 2),
    Kind(
        "table glued to a paragraph",
        "Text.\n\n" + TABLE,
        "Text.\n" + TABLE,
        "missing-blank-line table-shape",
        1,
        mends=True,
        places=ON_TOP,
    ),
    Kind("row with a cell too many", TABLE, TABLE.replace("| 1 | 2 |", "| 1 | 2 | 3 |"), "table-shape", 2),
    Kind("row with a cell too few", TABLE, TABLE.replace("| 1 | 2 |", "| 1 |"), "table-shape", 2),
    Kind("table without its rule", TABLE, TABLE.replace("|---|---|\n", ""), "table-shape"),
    Kind("rule with a column too few", TABLE, TABLE.replace("|---|---|", "|---|"), "table-shape", 1),
    Kind(
        "rule of dashes with a stray letter", TABLE, TABLE.replace("|---|---|", "|---|-x-|"), "table-shape", 1
    ),
    Kind("blank line inside a table", TABLE, TABLE.replace("\n| 3", "\n\n| 3"), "table-shape", 4),
    Kind(
        "grid line that is too short", GRID, GRID.replace("+=====+=====+", "+=====+====+"), "table-shape", 2
    ),
    Kind("grid cell that is too wide", GRID, GRID.replace("| 1   |", "| 1     |"), "table-shape", 3),
    Kind("grid table without its last line", GRID, GRID.rsplit("\n", 1)[0], "table-shape", 3),
    Kind(
        "caption without its colon",
        CAPTIONED,
        CAPTIONED.replace(": Numbers", "Numbers"),
        "broken-attributes",
        5,
    ),
    Kind(
        "caption without a space",
        CAPTIONED,
        CAPTIONED.replace(": Numbers", ":Numbers"),
        "broken-attributes",
        5,
    ),
    Kind(
        "caption far from its table",
        CAPTIONED,
        CAPTIONED.replace("\n\n: N", "\n\nText between.\n\n: N"),
        "table-shape broken-attributes",
        7,
    ),
    Kind(
        "caption with an open brace",
        CAPTIONED,
        CAPTIONED.replace("numbers}", "numbers"),
        "broken-attributes",
        5,
        mends=True,
    ),
]
KINDS = [*DIVS, *HEADINGS, *LISTS_AND_TABLES]

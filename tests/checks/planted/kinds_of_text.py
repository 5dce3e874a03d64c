"""Defects of emphasis, inline code and links."""

from __future__ import annotations

from tests.checks.planted.kinds import Kind

LINK = "See [the register](https://example.org/register) of boats."
DEFINED = "See [the register][reg] of boats.\n\n[reg]: https://example.org/reg"

MARKS = [
    Kind("bold never closed", "A **big** wave.", "A **big wave.", "unclosed-emphasis"),
    Kind("bold never opened", "A **big** wave.", "A big** wave.", "unclosed-emphasis"),
    Kind("bold closed with one mark", "A **big** wave.", "A **big* wave.", "unclosed-emphasis"),
    Kind("bold with spaces inside", "A **big** wave.", "A ** big ** wave.", "unclosed-emphasis", mends=True),
    Kind(
        "bold with a space after its mark",
        "A **big** wave.",
        "A ** big** wave.",
        "unclosed-emphasis",
        mends=True,
    ),
    Kind(
        "bold with a space before its mark",
        "A **big** wave.",
        "A **big ** wave.",
        "unclosed-emphasis",
        mends=True,
    ),
    Kind("emphasis never closed", "A *big* wave.", "A *big wave.", "unclosed-emphasis"),
    Kind("emphasis never opened", "A *big* wave.", "A big* wave.", "unclosed-emphasis"),
    Kind("emphasis with a space inside", "A *big* wave.", "A *big * wave.", "unclosed-emphasis", mends=True),
    Kind("underscores never closed", "A __big__ wave.", "A __big wave.", "unclosed-emphasis"),
    Kind("underscore never closed", "A _big_ wave.", "A _big wave.", "unclosed-emphasis"),
    Kind("strikeout never closed", "A ~~big~~ wave.", "A ~~big wave.", "unclosed-emphasis"),
    Kind("inline code never closed", "Call `rise()` first.", "Call `rise() first.", "unclosed-code"),
    Kind("inline code never opened", "Call `rise()` first.", "Call rise()` first.", "unclosed-code"),
    Kind("inline code run together", "Call `a`/`b`/`c` first.", "Call `a`/`b/``c` first.", "unclosed-code"),
    Kind("inline code closed by a quote", "Call `rise()` first.", "Call `rise()' first.", "unclosed-code"),
    Kind(
        "inline code with two marks and one",
        "Call ``rise()`` first.",
        "Call ``rise()` first.",
        "unclosed-code",
    ),
    Kind(
        "inline cell without its engine",
        "It is `{python} depth` deep.",
        "It is `{pyhton} depth` deep.",
        "cell-options unclosed-code",
        mends=True,
    ),
    Kind("bracket never closed", "A wave (or two) rises.", "A wave (or two rises.", "unbalanced-bracket"),
]
LINKS = [
    Kind(
        "link without parenthesis",
        LINK,
        LINK.replace("register) of", "register of"),
        "unclosed-image malformed-link",
        mends=True,
    ),
    Kind(
        "link without bracket",
        LINK,
        LINK.replace("register](", "register("),
        "unclosed-image malformed-link unbalanced-bracket",
    ),
    Kind("link with a space in the middle", LINK, LINK.replace("](", "] ("), "malformed-link", mends=True),
    Kind(
        "link the wrong way round",
        LINK,
        "See (the register)[https://example.org/register] of boats.",
        "malformed-link",
        mends=True,
    ),
    Kind(
        "link text and address swapped",
        LINK,
        "See [https://example.org/register](the register) of boats.",
        "malformed-link missing-file",
        mends=True,
    ),
    Kind(
        "link with escaped brackets",
        LINK,
        LINK.replace("[", "\\[").replace("](", "\\]("),
        "malformed-link",
        mends=True,
    ),
    Kind("link in braces", LINK, LINK.replace("](", "]{").replace(")", "}"), "malformed-link", mends=True),
    Kind(
        "link without its parentheses",
        LINK,
        LINK.replace("](", "]").replace(") of", " of"),
        "malformed-link",
        mends=True,
    ),
    Kind(
        "link with two addresses",
        LINK,
        LINK.replace("https://", "https://example.orghttps://"),
        "malformed-link",
    ),
    Kind(
        "link with a sign nobody sees", LINK, LINK.replace(") of", "\u200b) of"), "malformed-link", mends=True
    ),
    Kind(
        "link to a host with a slip",
        LINK,
        LINK.replace("example.org", "example.ogr"),
        "malformed-link",
        mends=True,
    ),
    Kind(
        "link without text",
        LINK,
        "See [](https://example.org/register) of boats.",
        "malformed-link",
        mends=True,
    ),
    Kind(
        "bare address without its colon",
        "See <https://example.org/register> of boats.",
        "See https//example.org/register of boats.",
        "malformed-link",
        mends=True,
    ),
    Kind(
        "address of mail without its scheme",
        "Ask [the harbour](mailto:harbour@example.org).",
        "Ask [the harbour](harbour@example.org).",
        "malformed-link",
        mends=True,
    ),
    Kind(
        "video without its name",
        "See [the lock at work](https://www.youtube.com/watch?v=Ab3_-fghijk).",
        "See [the lock at work](https://www.youtube.com/watch?vAb3_-fghijk).",
        "malformed-link",
    ),
    Kind("link to nothing", LINK, "See [the register]() of boats.", "placeholder-text"),
    Kind("link with a misspelt scheme", LINK, LINK.replace("https", "htps"), "malformed-link", mends=True),
    Kind("link with one slash", LINK, LINK.replace("https://", "https:/"), "malformed-link", mends=True),
    Kind(
        "link without a scheme",
        LINK,
        LINK.replace("https://example.org/register", "www.example.org"),
        "malformed-link missing-file",
        mends=True,
    ),
    Kind(
        "link with a space in its address",
        LINK,
        LINK.replace("org/reg", "org/ reg"),
        "malformed-link unclosed-image",
    ),
    Kind(
        "link in a link's address",
        LINK,
        "See [it]([https://example.org/a](https://example.org/a)) of boats.",
        "malformed-link",
        mends=True,
    ),
    Kind(
        "link to no chapter",
        "See [locks](locks.qmd).",
        "See [locks](lokcs.qmd).",
        "missing-file",
    ),
    Kind(
        "link to no anchor here",
        "See [above](#sec-none){.x} and more.".replace("#sec-none", "locks.qmd"),
        "See [above](#sec-none) and more.",
        "missing-anchor",
    ),
    Kind(
        "link to no anchor there",
        "See [it](locks.qmd#sec-paddles).",
        "See [it](locks.qmd#sec-padles).",
        "missing-anchor",
    ),
    Kind("reference link without definition", DEFINED, "See [the register][reg] of boats.", "unclosed-image"),
    Kind(
        "reference link misnamed", DEFINED, DEFINED.replace("[reg] ", "[rge] "), "unclosed-image", mends=True
    ),
    Kind("link to a citation", "He [says so](locks.qmd).", "He [says so](@pike1904).", "missing-file"),
    Kind(
        "angle bracket never closed",
        "See <https://example.org/a> now.",
        "See <https://example.org/a now.",
        "unclosed-image",
        mends=True,
    ),
]
KINDS = [*MARKS, *LINKS]

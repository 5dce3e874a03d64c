"""Defects of emphasis, inline code, links, images, attributes, citations and cross-references."""

from __future__ import annotations

from tests.checks.planted.kinds import Kind

PUMP = "![A pump.](images/pump.png){#fig-pump}\n\n@fig-pump lifts water."
PLAIN = "![A pump.](images/pump.png)"
LINK = "See [the register](https://example.org/register) of boats."
SPAN = "A [small boat]{.smallcaps} floats."
DEFINED = "See [the register][reg] of boats.\n\n[reg]: https://example.org/reg"

MARKS = [
    Kind("bold never closed", "A **big** wave.", "A **big wave.", "unclosed-emphasis"),
    Kind("bold never opened", "A **big** wave.", "A big** wave.", "unclosed-emphasis"),
    Kind("bold closed with one mark", "A **big** wave.", "A **big* wave.", "unclosed-emphasis"),
    Kind("bold with spaces inside", "A **big** wave.", "A ** big ** wave.", "unclosed-emphasis", mends=True),
    Kind("bold with a space after its mark", "A **big** wave.", "A ** big** wave.", "unclosed-emphasis", mends=True),
    Kind("bold with a space before its mark", "A **big** wave.", "A **big ** wave.", "unclosed-emphasis", mends=True),
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
    Kind("inline code with two marks and one", "Call ``rise()`` first.", "Call ``rise()` first.", "unclosed-code"),
    Kind("inline cell without its engine", "It is `{python} depth` deep.", "It is `{pyhton} depth` deep.", "cell-options unclosed-code", mends=True),
    Kind("bracket never closed", "A wave (or two) rises.", "A wave (or two rises.", "unbalanced-bracket"),
]
IMAGES = [
    Kind("image without bracket", PLAIN, "![A pump.(images/pump.png)", "unclosed-image", mends=True),
    Kind("image without parenthesis", PLAIN, "![A pump.](images/pump.png", "unclosed-image", mends=True),
    Kind("labelled image without parenthesis", PUMP, PUMP.replace("png)", "png"), "unclosed-image", mends=True),
    Kind("image without opening bracket", PLAIN, "!A pump.](images/pump.png)", "unclosed-image unbalanced-bracket"),
    Kind("image with a space behind its mark", PLAIN, "! [A pump.](images/pump.png)", "unclosed-image malformed-link", mends=True),
    Kind("image with a space in the middle", PLAIN, "![A pump.] (images/pump.png)", "unclosed-image malformed-link", mends=True),
    Kind("image without its mark", PUMP, PUMP.removeprefix("!"), "unclosed-image", mends=True),
    Kind("image the wrong way round", PLAIN, "!(A pump.)[images/pump.png]", "unclosed-image malformed-link", mends=True),
    Kind("image in square brackets", PLAIN, "![A pump.][images/pump.png]", "unclosed-image", mends=True),
    Kind("image that is not there", PLAIN, PLAIN.replace("pump.png", "pomp.png"), "missing-image", mends=True),
    Kind("image in another case", PLAIN, PLAIN.replace("pump.png", "Pump.PNG"), "missing-image", mends=True),
    Kind("image in another folder", PLAIN, PLAIN.replace("images/", "image/"), "missing-image", mends=True),
    Kind("image path with backslashes", PLAIN, PLAIN.replace("images/", "images\\"), "missing-image", mends=True),
    Kind("HTML image that is not there", '<img src="images/pump.png" alt="A pump">', '<img src="images/pmup.png" alt="A pump">', "missing-image", mends=True),
    Kind("image of a format no browser shows", PLAIN, PLAIN.replace("png", "tiff"), "unreadable-image missing-image"),
    Kind("image without any text", PLAIN, "![](images/pump.png)", "missing-alt-text"),
    Kind("HTML image without alternative text", '<img src="images/pump.png" alt="A pump">', '<img src="images/pump.png">', "missing-alt-text"),
    Kind("image without a path", PLAIN, "![A pump.]()", "placeholder-text"),
    Kind("image with a space in its path", PLAIN, "![A pump.](images/the pump.png)", "unclosed-image missing-image"),
    Kind("space before image attributes", PUMP, PUMP.replace("){", ") {").replace("@fig-pump", "It"), "broken-attributes", mends=True),
    Kind("image attributes never closed", PUMP, PUMP.replace("pump}", "pump").replace("@fig-pump", "It"), "broken-attributes", mends=True),
    Kind("image attributes in curly quotes", PLAIN + '{width="50%"}', PLAIN + "{width=“50%”}", "broken-attributes", mends=True),
    Kind("image identifier without its mark", PUMP, PUMP.replace("{#fig", "{fig").replace("@fig-pump", "It"), "broken-attributes", mends=True),
    Kind("image attributes with a colon", PLAIN + "{width=50%}", PLAIN + "{width: 50%}", "broken-attributes", mends=True),
    Kind("image attributes in round brackets", PUMP, PUMP.replace("{#fig-pump}", "(#fig-pump)").replace("@fig-pump", "It"), "broken-attributes"),
    Kind("image attributes with an open quote", PLAIN + '{fig-alt="A pump"}', PLAIN + '{fig-alt="A pump}', "broken-attributes", mends=True),
    Kind("misspelt image attribute", PLAIN + '{fig-alt="A pump"}', PLAIN + '{fig-atl="A pump"}', "broken-attributes", mends=True),
    Kind("image label with an underscore", PUMP, PUMP.replace("#fig-pump", "#fig_pump").replace("@fig-pump", "It"), "broken-label", mends=True),
    Kind("image label of a table", PUMP, PUMP.replace("fig-pump", "tbl-pump"), "broken-label"),
    Kind("image label with a colon", PUMP, PUMP.replace("#fig-pump", "#fig:pump").replace("@fig-pump", "It"), "broken-label", mends=True),
    Kind("image label with a long prefix", PUMP, PUMP.replace("#fig-pump", "#figure-pump").replace("@fig-pump", "It"), "broken-label", mends=True),
    Kind("image label in capitals", PUMP, PUMP.replace("#fig-pump", "#Fig-pump").replace("@fig-pump", "It"), "broken-label", mends=True),
]
LINKS = [
    Kind("link without parenthesis", LINK, LINK.replace("register) of", "register of"), "unclosed-image malformed-link", mends=True),
    Kind("link without bracket", LINK, LINK.replace("register](", "register("), "unclosed-image malformed-link unbalanced-bracket"),
    Kind("link with a space in the middle", LINK, LINK.replace("](", "] ("), "malformed-link", mends=True),
    Kind("link the wrong way round", LINK, "See (the register)[https://example.org/register] of boats.", "malformed-link", mends=True),
    Kind("link text and address swapped", LINK, "See [https://example.org/register](the register) of boats.", "malformed-link missing-file", mends=True),
    Kind("link to nothing", LINK, "See [the register]() of boats.", "placeholder-text"),
    Kind("link to a hash", LINK, "See [the register](#) of boats.", "placeholder-text"),
    Kind("link with a misspelt scheme", LINK, LINK.replace("https", "htps"), "malformed-link", mends=True),
    Kind("link with one slash", LINK, LINK.replace("https://", "https:/"), "malformed-link", mends=True),
    Kind("link without a scheme", LINK, LINK.replace("https://example.org/register", "www.example.org"), "malformed-link missing-file", mends=True),
    Kind("link with a space in its address", LINK, LINK.replace("org/reg", "org/ reg"), "malformed-link unclosed-image"),
    Kind("link in a link's address", LINK, "See [it]([https://example.org/a](https://example.org/a)) of boats.", "unbalanced-bracket", mends=True),
    Kind("link to no chapter", "See [locks](locks.qmd).", "See [locks](lokcs.qmd).", "missing-file missing-page"),
    Kind("link to no anchor here", "See [above](#sec-none){.x} and more." .replace("#sec-none", "locks.qmd"), "See [above](#sec-none) and more.", "missing-anchor"),
    Kind("link to no anchor there", "See [it](locks.qmd#sec-paddles).", "See [it](locks.qmd#sec-padles).", "missing-anchor"),
    Kind("reference link without definition", DEFINED, "See [the register][reg] of boats.", "malformed-link"),
    Kind("reference link misnamed", DEFINED, DEFINED.replace("[reg] ", "[rge] "), "malformed-link", mends=True),
    Kind("link to a citation", "He [says so](locks.qmd).", "He [says so](@pike1904).", "missing-file"),
    Kind("angle bracket never closed", "See <https://example.org/a> now.", "See <https://example.org/a now.", "malformed-link broken-html", mends=True),
]
SPANS = [
    Kind("span never closed", SPAN, SPAN.replace("smallcaps}", "smallcaps"), "broken-attributes", mends=True),
    Kind("span without its bracket", SPAN, SPAN.replace("boat]", "boat"), "unbalanced-bracket broken-attributes"),
    Kind("span with a space", SPAN, SPAN.replace("]{", "] {"), "broken-attributes", mends=True),
    Kind("span without its dot", SPAN, SPAN.replace(".small", "small"), "broken-attributes", mends=True),
    Kind("span in curly quotes", SPAN.replace("}", ' style="color: red"}'), SPAN.replace("}", " style=“color: red”}"), "broken-attributes", mends=True),
]
REFERENCES = [
    *(
        Kind(f"dangling reference to {name}", "See @fig-cut.", f"See @{label}.", "dangling-crossref")
        for name, label in [
            ("a figure", "fig-cutt"), ("a table", "tbl-bots"), ("a section", "sec-lokcs"), ("an equation", "eq-levle"),
            ("a listing", "lst-gait"), ("a theorem", "thm-folw"), ("a custom float", "map-rivre"),
        ]
    ),
    Kind("mended reference", "See @fig-crest.", "See @fig-crets.", "dangling-crossref", mends=True),
    Kind("reference in brackets to no figure", "Seen before [-@fig-crest].", "Seen before [-@fig-crset].", "dangling-crossref", mends=True),
    Kind("reference to an equation as a table", "By @eq-level it rises.", "By @tbl-level it rises.", "dangling-crossref"),
    Kind("reference with a misspelt prefix", "See @fig-crest.", "See @figure-crest.", "undefined-citation dangling-crossref", mends=True),
    Kind("reference with an underscore", "See @fig-crest.", "See @fig_crest.", "undefined-citation dangling-crossref", mends=True),
    Kind("reference with a colon", "See @fig-crest.", "See @fig:crest.", "undefined-citation dangling-crossref", mends=True),
    Kind("reference with a space", "See @fig-crest.", "See @ fig-crest.", "hard-coded-reference broken-citation", mends=True),
    Kind("reference without its sign", "See @fig-crest.", "See fig-crest.", "hard-coded-reference", mends=True),
    Kind("reference never closed", "Seen before [@fig-crest].", "Seen before [@fig-crest and more.", "unbalanced-bracket"),
    Kind("reference doubled", "See @fig-crest.", "See @@fig-crest.", "broken-citation", mends=True),
    Kind("bookdown reference", "See @sec-locks.", "See \\@ref(sec-locks).", "hard-coded-reference", mends=True),
    Kind("LaTeX reference", "See @fig-crest.", "See \\ref{fig-crest}.", "hard-coded-reference", mends=True),
    Kind("number typed by hand", "See @fig-crest.", "See Figure 3.", "hard-coded-reference"),
    Kind("chapter number typed by hand", "See @sec-locks.", "See Chapter 4 for locks.", "hard-coded-reference"),
    Kind("label of another chapter", PUMP, PUMP.replace("fig-pump", "fig-pair-left"), "duplicate-label"),
    Kind("label twice", PUMP, PUMP + "\n\n" + PUMP.split("\n")[0], "duplicate-label", 4),
    Kind("unknown citation", "He says so [@moor1821].", "He says so [@moore1821].", "undefined-citation", mends=True),
    Kind("unknown citation in the text", "As @moor1821 says.", "As @nobody1700 says.", "undefined-citation"),
    Kind("citation never closed", "He says so [@moor1821].", "He says so [@moor1821 and more.", "unbalanced-bracket"),
    Kind("citation in two kinds of bracket", "He says so [@moor1821].", "He says so (@moor1821].", "unbalanced-bracket"),
    Kind("citation with a comma between", "So [@moor1821; @pike1904].", "So [@moor1821, @pike1904].", "broken-citation", mends=True),
    Kind("citation with a space", "He says so [@moor1821].", "He says so [@ moor1821].", "broken-citation", mends=True),
    Kind("citation without its sign", "He says so [@moor1821].", "He says so [moor1821].", "broken-citation", mends=True),
    Kind("LaTeX citation", "He says so [@moor1821].", "He says so \\cite{moor1821}.", "broken-citation", mends=True),
    Kind("citation typed by hand", "He says so [@pike1904].", "He says so (Pike & Reed, 1904).", "hand-typed-citation"),
]
PLACEHOLDERS = [
    Kind("to do", "Text.", "TODO: write about mules.", "placeholder-text"),
    Kind("lorem ipsum", "Text.", "Lorem ipsum dolor sit amet.", "placeholder-text"),
    Kind("in brackets", "Text.", "The mule [insert figure here] walks.", "placeholder-text"),
    Kind("a question left", "Text.", "The mule walks ??? miles a day.", "placeholder-text"),
]
KINDS = [*MARKS, *IMAGES, *LINKS, *SPANS, *REFERENCES, *PLACEHOLDERS]

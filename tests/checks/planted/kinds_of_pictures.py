"""Defects of images, their attributes and labels, and of spans."""

from __future__ import annotations

from tests.checks.planted.kinds import Kind

PUMP = "![A pump.](images/pump.png){#fig-pump}\n\n@fig-pump lifts water."
PLAIN = "![A pump.](images/pump.png)"
SPAN = "A [small boat]{.smallcaps} floats."

IMAGES = [
    Kind("image without bracket", PLAIN, "![A pump.(images/pump.png)", "unclosed-image", mends=True),
    Kind("image without parenthesis", PLAIN, "![A pump.](images/pump.png", "unclosed-image", mends=True),
    Kind(
        "labelled image without parenthesis", PUMP, PUMP.replace("png)", "png"), "unclosed-image", mends=True
    ),
    Kind(
        "image without opening bracket",
        PLAIN,
        "!A pump.](images/pump.png)",
        "unclosed-image unbalanced-bracket",
    ),
    Kind(
        "image with a space behind its mark",
        PLAIN,
        "! [A pump.](images/pump.png)",
        "unclosed-image malformed-link",
        mends=True,
    ),
    Kind(
        "image with a space in the middle",
        PLAIN,
        "![A pump.] (images/pump.png)",
        "unclosed-image malformed-link",
        mends=True,
    ),
    Kind(
        "image from a dot folder",
        "![A pump.](./images/pump.png)",
        "![A pump.](.images/pump.png)",
        "missing-image",
        mends=True,
    ),
    Kind("image without its mark", PUMP, PUMP.removeprefix("!"), "unclosed-image", mends=True),
    Kind(
        "image the wrong way round",
        PLAIN,
        "!(A pump.)[images/pump.png]",
        "unclosed-image malformed-link",
        mends=True,
    ),
    Kind("image in square brackets", PLAIN, "![A pump.][images/pump.png]", "unclosed-image", mends=True),
    Kind(
        "image that is not there", PLAIN, PLAIN.replace("pump.png", "pomp.png"), "missing-image", mends=True
    ),
    Kind("image in another case", PLAIN, PLAIN.replace("pump.png", "Pump.PNG"), "missing-image", mends=True),
    Kind("image in another folder", PLAIN, PLAIN.replace("images/", "image/"), "missing-image", mends=True),
    Kind(
        "image path with backslashes",
        PLAIN,
        PLAIN.replace("images/", "images\\"),
        "missing-image",
        mends=True,
    ),
    Kind(
        "HTML image that is not there",
        '<img src="images/pump.png" alt="A pump">',
        '<img src="images/pmup.png" alt="A pump">',
        "missing-image",
        mends=True,
    ),
    Kind(
        "image of a format no browser shows",
        PLAIN,
        PLAIN.replace("png", "tiff"),
        "unreadable-image missing-image",
    ),
    Kind("image without any text", PLAIN, "![](images/pump.png)", "missing-alt-text"),
    Kind(
        "HTML image without alternative text",
        '<img src="images/pump.png" alt="A pump">',
        '<img src="images/pump.png">',
        "missing-alt-text",
    ),
    Kind("image without a path", PLAIN, "![A pump.]()", "placeholder-text"),
    Kind(
        "image with a space in its path",
        PLAIN,
        "![A pump.](images/the pump.png)",
        "unclosed-image missing-image",
    ),
    Kind(
        "space before image attributes",
        PUMP,
        PUMP.replace("){", ") {").replace("@fig-pump", "It"),
        "broken-attributes",
        mends=True,
    ),
    Kind(
        "image attributes never closed",
        PUMP,
        PUMP.replace("pump}", "pump").replace("@fig-pump", "It"),
        "broken-attributes",
        mends=True,
    ),
    Kind(
        "image attributes in curly quotes",
        PLAIN + '{width="50%"}',
        PLAIN + "{width=“50%”}",
        "broken-attributes",
        mends=True,
    ),
    Kind(
        "image identifier without its mark",
        PUMP,
        PUMP.replace("{#fig", "{fig").replace("@fig-pump", "It"),
        "broken-attributes",
        mends=True,
    ),
    Kind(
        "image attributes with a colon",
        PLAIN + "{width=50%}",
        PLAIN + "{width: 50%}",
        "broken-attributes",
        mends=True,
    ),
    Kind(
        "image attributes in round brackets",
        PUMP,
        PUMP.replace("{#fig-pump}", "(#fig-pump)").replace("@fig-pump", "It"),
        "broken-attributes",
    ),
    Kind(
        "image attributes with an open quote",
        PLAIN + '{fig-alt="A pump"}',
        PLAIN + '{fig-alt="A pump}',
        "broken-attributes",
        mends=True,
    ),
    Kind(
        "misspelt image attribute",
        PLAIN + '{fig-alt="A pump"}',
        PLAIN + '{fig-atl="A pump"}',
        "broken-attributes",
        mends=True,
    ),
    Kind(
        "image label with an underscore",
        PUMP,
        PUMP.replace("#fig-pump", "#fig_pump").replace("@fig-pump", "It"),
        "broken-label",
        mends=True,
    ),
    Kind(
        "image label with a colon",
        PUMP,
        PUMP.replace("#fig-pump", "#fig:pump").replace("@fig-pump", "It"),
        "broken-label",
        mends=True,
    ),
    Kind(
        "image label with a long prefix",
        PUMP,
        PUMP.replace("#fig-pump", "#figure-pump").replace("@fig-pump", "It"),
        "broken-label",
        mends=True,
    ),
    Kind(
        "image label in capitals",
        PUMP,
        PUMP.replace("#fig-pump", "#Fig-pump").replace("@fig-pump", "It"),
        "broken-label",
        mends=True,
    ),
]
SPANS = [
    Kind("span never closed", SPAN, SPAN.replace("smallcaps}", "smallcaps"), "broken-attributes", mends=True),
    Kind(
        "span without its bracket",
        SPAN,
        SPAN.replace("boat]", "boat"),
        "unbalanced-bracket broken-attributes",
    ),
    Kind("span with a space", SPAN, SPAN.replace("]{", "] {"), "broken-attributes", mends=True),
    Kind("span without its dot", SPAN, SPAN.replace(".small", "small"), "broken-attributes", mends=True),
    Kind(
        "span in curly quotes",
        SPAN.replace("}", ' style="color: red"}'),
        SPAN.replace("}", " style=“color: red”}"),
        "broken-attributes",
        mends=True,
    ),
]
KINDS = [*IMAGES, *SPANS]

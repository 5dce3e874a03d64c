"""Defects of shortcodes and raw HTML."""

from __future__ import annotations

from tests.checks.planted.kinds import Kind

VIDEO = "{{< video https://example.org/a.mp4 title=Wave >}}"

SHORTCODES = [
    Kind("shortcode never closed", VIDEO, VIDEO.removesuffix(" >}}"), "broken-shortcode"),
    Kind(
        "shortcode closed with one brace",
        "{{< pagebreak >}}",
        "{{< pagebreak >}",
        "broken-shortcode",
        mends=True,
    ),
    Kind(
        "shortcode opened with one brace",
        "{{< pagebreak >}}",
        "{< pagebreak >}}",
        "broken-shortcode",
        mends=True,
    ),
    Kind(
        "shortcode without its signs", "{{< pagebreak >}}", "{{ pagebreak }}", "broken-shortcode", mends=True
    ),
    Kind(
        "shortcode without its closing sign",
        "{{< pagebreak >}}",
        "{{< pagebreak }}",
        "broken-shortcode",
        mends=True,
    ),
    Kind(
        "shortcode with a space in its mark",
        "{{< pagebreak >}}",
        "{{ < pagebreak > }}",
        "broken-shortcode",
        mends=True,
    ),
    Kind(
        "shortcode of Hugo",
        VIDEO,
        VIDEO.replace("{{<", "{{%").replace(">}}", "%}}"),
        "broken-shortcode",
        mends=True,
    ),
    Kind(
        "shortcode in round brackets",
        VIDEO,
        VIDEO.replace("{{<", "((<").replace(">}}", ">))"),
        "broken-shortcode",
    ),
    Kind("misspelt shortcode", "{{< pagebreak >}}", "{{< pagebraek >}}", "broken-shortcode", mends=True),
    Kind("unknown shortcode", "{{< pagebreak >}}", "{{< tweet 123 >}}", "broken-shortcode"),
    Kind(
        "shortcode without its argument", "{{< include _quay.qmd >}}", "{{< include >}}", "broken-shortcode"
    ),
    Kind("include of no file", "{{< include _quay.qmd >}}", "{{< include _quays.qmd >}}", "missing-file"),
    Kind(
        "include in quotes that never end",
        '{{< include "_quay.qmd" >}}',
        '{{< include "_quay.qmd >}}',
        "broken-shortcode",
    ),
    Kind(
        "embed of no notebook",
        "{{< embed boats.ipynb#fig-boats >}}",
        "{{< embed boots.ipynb#fig-boats >}}",
        "missing-file dead-embed",
    ),
    Kind("video that is not there", "Text.", "{{< video film.mp4 title=Film >}}", "dead-embed missing-file"),
]
HTML = [
    Kind(
        "element never closed",
        "<details><summary>More</summary>Water.</details>",
        "<details><summary>More</summary>Water.",
        "broken-html",
    ),
    Kind(
        "element closed twice",
        "A <span>wave</span> rises.",
        "A <span>wave</span></span> rises.",
        "broken-html",
    ),
    Kind("element closed as another", "A <b>wave</b> rises.", "A <b>wave</i> rises.", "broken-html"),
    Kind("tag without its end", "A <kbd>wave</kbd> rises.", "A <kbd wave</kbd> rises.", "broken-html"),
    Kind(
        "tag with an open quote",
        '<a href="https://example.org/a">x</a> rises.',
        '<a href="https://example.org/a>x</a> rises.',
        "broken-html",
    ),
    Kind("comment never closed", "<!-- mind it -->", "<!-- mind it", "broken-html"),
    Kind(
        "comment closed by one dash", "<!-- mind it -->\n\nText.", "<!-- mind it ->\n\nText.", "broken-html"
    ),
    Kind(
        "comment never opened", "Text <!-- mind it --> goes on.", "Text mind it --> goes on.", "broken-html"
    ),
    Kind(
        "embed over http",
        '<iframe src="https://example.org/a" title="A"></iframe>',
        '<iframe src="http://example.org/a" title="A"></iframe>',
        "insecure-embed",
        mends=True,
    ),
]
KINDS = [*SHORTCODES, *HTML]

"""What all pages for people share: their templates, and what a browser may do with them."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader

PAGES = Environment(loader=PackageLoader("app.pages", "templates"), autoescape=True, trim_blocks=True)

#: Nothing of ours is loaded from elsewhere, and a link to a private repository's report is not to be passed on.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "Referrer-Policy": "no-referrer",
}

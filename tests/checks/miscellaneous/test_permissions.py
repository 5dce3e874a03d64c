from checks.items import BY_ID
from tests.checks.support import book_of, run_rule

LONG = "> " + "These are the words of somebody else, and there are many of them. " * 4
TEXT = f"""# Ops

![A plot](images/plot.png)

![Theirs](https://ex.org/photo.jpg)

{LONG}

> A short quotation.

The table is adapted from an older edition.

```python
# Copyright 2020 Somebody
x = 1
```
"""


def test_everything_that_may_belong_to_others_is_listed() -> None:
    evidence = run_rule("permissions", TEXT).evidence
    assert evidence[0] == "image `images/plot.png` (`chapter.qmd` line 3)"
    assert evidence[1] == "image from elsewhere `https://ex.org/photo.jpg` (`chapter.qmd` line 5)"
    assert evidence[2].startswith("quotation of 52 words, “These are the words")
    assert "adapted from" in evidence[3]
    assert "code that says “Copyright”" in evidence[4]
    assert len(evidence) == 5


def test_what_was_there_before_is_not_listed() -> None:
    ran = run_rule("permissions", TEXT, base=TEXT, changed={1})
    assert ran.evidence == []
    assert ran.not_applicable is not None


def test_an_image_file_that_is_new_counts_though_its_line_is_old() -> None:
    text = "# Ops\n\n![A plot](images/plot.png)\n"
    book = book_of({"a/chapter.qmd": text}, added=frozenset({"a/images/plot.png"}))
    ran = run_rule("permissions", text, path="a/chapter.qmd", book=book, base="# Ops\n", changed={1})
    assert len(ran.evidence) == 1


def test_it_never_finds_fault_since_only_a_person_decides() -> None:
    assert run_rule("permissions", TEXT).findings == ()
    assert BY_ID["6.3"].decides.value == "human"

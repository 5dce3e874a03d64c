"""Plain lines of YAML are read without its parser, and no differently."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from checks.parsing import yaml_text

VALUES = st.sampled_from(
    """true|no|~|null|1|1.5|0x1f|1_000|2024-05-01|fig-a|A weir, 3 m wide|"a: b"|'it # s'||=|[a]|'it''s'|"a\\n"|a: b|a #b|- a|&a b|é|1:30"""
    .split("|")
)  # fmt: skip
LINES = st.lists(st.tuples(st.sampled_from(["label", "fig-cap", "echo", "k"]), VALUES, st.sampled_from(["\n", " \n", "\n  c\n"])))  # fmt: skip


@settings(max_examples=300)
@given(LINES, st.booleans())
def test_plain_lines_give_the_nodes_that_the_parser_gives(
    lines: list[tuple[str, str, str]], ended: bool
) -> None:
    text = "".join(f"{key}: {value}{end}" for key, value, end in lines)
    text = text if ended else text.removesuffix("\n")
    quick = yaml_text._plain_lines(text)
    assert quick is None or quick == yaml_text._composed(text)


def test_the_options_of_most_cells_are_plain_lines() -> None:
    read = yaml_text._plain_lines('label: fig-weir\necho: false\nfig-cap: "A weir: its crest"\nfig-width: 6')
    assert read is not None
    assert [(value.text, value.tag) for _, value in read.items] == [
        ("fig-weir", "str"), ("false", "bool"), ("A weir: its crest", "str"), ("6", "int"),
    ]  # fmt: skip

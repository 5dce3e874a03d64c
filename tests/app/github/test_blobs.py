"""Contents by id: exact bytes, in as few requests as GitHub allows."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from app import limits
from app.github import sources
from app.github.blobs import BlobReader, blob_id, exact
from app.github.questions import Repository
from app.snapshot import TreeEntry
from checks.pull import ChangedFile, FileStatus
from tests.app.github.conftest import MemoryBlobs, Stage

EMPTY = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"


def test_a_blob_id_is_gits_own() -> None:
    assert blob_id(b"", EMPTY) == EMPTY
    assert blob_id(b"hello\n", EMPTY) == "ce013625030ba8dba906f756967f9e9ca394464a"
    assert len(blob_id(b"", "0" * 64)) == 64


@given(st.binary(max_size=80))
def test_what_graphql_gives_is_taken_only_if_it_is_the_exact_bytes(data: bytes) -> None:
    sha = blob_id(data, EMPTY)
    taken = exact({"text": data.decode("utf-8", "replace"), "isTruncated": False}, sha)
    assert taken in (data, None)
    if data.decode("utf-8", "ignore").encode() == data:
        assert taken == data


def test_a_cut_or_missing_text_is_not_taken() -> None:
    assert exact({"text": "", "isTruncated": True}, EMPTY) is None
    assert exact({"text": None, "isBinary": True}, EMPTY) is None
    assert exact(None, EMPTY) is None
    assert exact({}, EMPTY) is None


@given(st.lists(st.integers(0, 700_000), max_size=150))
def test_portions_hold_every_blob_once_and_none_is_too_much_for_a_query(sizes: list[int]) -> None:
    blobs = MemoryBlobs()
    by_sha = {f"{at:040}": size for at, size in enumerate(sizes)}
    reader = BlobReader(None, Repository(1, "a", "b"), blobs.known, blobs.keep, by_sha)  # type: ignore[arg-type]
    portions = list(reader.portions(list(by_sha)))
    assert [sha for portion in portions for sha in portion] == [
        sha for sha, size in by_sha.items() if size <= limits.BLOB_TEXT_BYTES
    ]
    for portion in portions:
        assert 0 < len(portion) <= limits.QUERY_BLOBS
        assert sum(by_sha[sha] for sha in portion) <= limits.QUERY_BYTES
    for one, following in itertools.pairwise(portions):
        total = sum(by_sha[sha] for sha in one) + by_sha[following[0]]
        assert total > limits.QUERY_BYTES or len(one) == limits.QUERY_BLOBS, "no request more than needed"


async def test_blobs_are_fetched_from_the_cache_then_in_one_query_then_raw(stage: Stage) -> None:
    repo = stage.world.repo(stage.repository.path.removeprefix("/repos/"))
    known, text, binary = (repo.git.add_blob(data) for data in (b"known\n", b"text\n", b"\x00\xff"))
    stage.blobs.held[known] = b"known\n"
    async with stage.hub() as hub:
        found = await stage.reader(hub).fetch_blobs([known, text, binary, "0" * 40, text])
    assert found == {known: b"known\n", text: b"text\n", binary: b"\x00\xff"}
    assert stage.world.requests.reads.count() == {
        "query repository": 1,
        "GET /repos/{owner}/{repo}/git/blobs/{file_sha}": 2,
    }


def tree(*paths: str) -> dict[str, TreeEntry]:
    return {path: TreeEntry(path, 1) for path in paths}


def changed(*paths: str) -> tuple[ChangedFile, ...]:
    return tuple(ChangedFile(path, FileStatus.MODIFIED) for path in paths)


def test_only_the_books_that_a_pull_request_touches_are_read() -> None:
    entries = tree(
        "README.md",
        "one/_quarto.yml",
        "one/a.qmd",
        "one/deep/b.qmd",
        "one/refs.bib",
        "one/deep/_metadata.yml",
        "two/_quarto.yml",
        "two/c.qmd",
        "two/refs.bib",
    )
    needed, others = sources.wanted_paths(changed("one/deep/b.qmd"), entries)
    assert needed == ["one/_quarto.yml", "one/deep/b.qmd", "one/refs.bib", "one/deep/_metadata.yml"]
    assert others == ["one/a.qmd"]


def test_a_pull_request_that_touches_no_book_reads_all_of_them() -> None:
    entries = tree("one/_quarto.yml", "one/a.qmd", "two/_quarto-web.yml", "two/c.Rmd", "three/d.md", "x.py")
    needed, others = sources.wanted_paths(changed("x.py"), entries)
    assert set(needed) == {"one/_quarto.yml", "two/_quarto-web.yml"}
    assert set(others) == {"one/a.qmd", "two/c.Rmd"}


def test_a_repository_without_project_file_is_a_book_of_its_sources() -> None:
    entries = tree("a.qmd", "deep/b.md", ".github/pull_request_template.md", "_book/a.md", "x.py")
    needed, others = sources.wanted_paths(changed("a.qmd"), entries)
    assert (needed, others) == (["a.qmd"], ["deep/b.md"])


def test_removed_files_are_not_read() -> None:
    gone = (ChangedFile("a.qmd", FileStatus.REMOVED, "abc"),)
    assert sources.wanted_paths(gone, tree("b.qmd")) == ([], ["b.qmd"])


def test_the_form_is_looked_for_as_the_head_spells_it_else_in_its_usual_places() -> None:
    assert sources.template_paths(["docs/Pull_Request_Template.MD"]) == ("docs/Pull_Request_Template.MD",)
    assert ".github/pull_request_template.md" in sources.template_paths([])

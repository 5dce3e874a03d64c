"""What the book remembers of a chapter: its structure and its words, merged into one `ChapterIndex`."""

from __future__ import annotations

from checks.chapter import ChapterIndex
from checks.indexing.structure import index_structure
from checks.indexing.words import index_words
from checks.parsing.chapter_files import bibliographies_named, includes_of
from checks.parsing.document import Document


def index_chapter(document: Document, path: str) -> ChapterIndex:
    """The index of the chapter at `path` (repository path with `/`)."""
    words = index_words(document)
    structure = index_structure(document)
    return ChapterIndex(
        path,
        title=structure.title,
        words=words.words,
        labels=structure.labels,
        headings=structure.headings,
        titles=structure.titles,
        citations=structure.citations,
        cross_references=structure.cross_references,
        images=structure.images,
        files=structure.files,
        links=structure.links,
        embeds=structure.embeds,
        vocabulary=words.vocabulary,
        acronyms=words.acronyms,
        resources=words.resources,
        conventions=structure.conventions,
        terms=words.terms,
        passages=structure.passages,
        instructions=structure.instructions,
        bibliographies=bibliographies_named(document, path),
        includes=includes_of(document),
    )

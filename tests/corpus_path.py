"""Where the real chapters lie, for the tests that read them; they are other people's texts and not part of this project."""

from __future__ import annotations

from pathlib import Path

import pytest

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"

needs_corpus = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the collection of real chapters (../shared/corpus) is not on this machine"
)

"""Property tests of the reader run to their end on a busy machine too: only the tests of time judge time."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

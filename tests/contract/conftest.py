"""The small world of the stand-in's own tests is the subject here too."""

from tests.sandbox.conftest import live, scene

__all__ = ["live", "scene"]

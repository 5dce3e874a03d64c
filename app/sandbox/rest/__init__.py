"""The REST endpoints. Each module registers its routes on import."""

from app.sandbox.rest import apps, checks, comments, files, pulls, repositories, reviews

__all__ = ["apps", "checks", "comments", "files", "pulls", "repositories", "reviews"]

"""The engines of the prose rules, each behind a small adapter: lazily loaded, one per thread, results remembered.

No rule imports an engine's package: what an adapter answers is words, spans and suggestions in our own nouns.
"""

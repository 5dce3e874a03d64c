"""A local GitHub over a real git repository: the stand-in behind ``galley demo`` and the whole-flow tests.

``World`` holds the state and what people do; ``server`` speaks REST, GraphQL and webhooks over it; ``page`` shows it.
It keeps GitHub's own limits and refusals, so that what works here is likely to work there.
"""

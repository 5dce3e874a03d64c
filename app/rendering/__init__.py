"""Having the changed chapters converted or rendered by programs that are not ours, and opening the pictures they show.

Nothing here runs a book's code in the bot's process or gives any program the bot's secrets: Pandoc converts in its
sandbox with bounded time and memory, and real Quarto is asked over a socket in a container of its own.
"""

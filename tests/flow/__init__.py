"""The whole bot over real HTTP: the stand-in GitHub, the server, the worker, a real database."""

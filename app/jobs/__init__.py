"""The queue: deliveries make keys dirty, and one run at a time cleans a key. The only room that knows the engine."""

from app.jobs.handler import Handler
from app.jobs.periodic import Periodic
from app.jobs.queue import Queue
from app.jobs.run import Run
from app.jobs.worker import Worker

__all__ = ["Handler", "Periodic", "Queue", "Run", "Worker"]

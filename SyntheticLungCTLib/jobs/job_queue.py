"""Jobs one after the other, as two at once would share the same cores and memory."""

from __future__ import annotations

from collections import deque

from .job import Job
from .job_folder import remove_abandoned


class JobQueue:
    """Runs the jobs that it is given in their order, one at a time; `poll` is to be called again and again.

    What earlier processes left behind when they died, together with their workers, is removed at the start.

    Attributes:
        current: the job at work, or None.
        waiting: those after it.
    """

    def __init__(self) -> None:
        remove_abandoned()
        self.current: Job | None = None
        self.waiting: deque[Job] = deque()

    @property
    def is_empty(self) -> bool:
        return self.current is None and not self.waiting

    def add(self, job: Job) -> Job:
        """Put a job at the end; the next `poll` may start it."""
        self.waiting.append(job)
        return job

    def poll(self) -> list[Job]:
        """Do what is to be done now, without waiting. Returns the jobs that are over since the last call."""
        over = [job for job in self.waiting if job.is_over]
        for job in over:
            self.waiting.remove(job)
        if self.current is not None:
            self.current.poll()
        elif self.waiting:
            self.current = self.waiting.popleft()
            self.current.start()
        if self.current is not None and self.current.is_over:
            over.append(self.current)
            self.current = None
        return over

    def cancel(self) -> None:
        """Cancel all jobs; the one at work as `Job.cancel` does."""
        for job in (*self.waiting, *filter(None, (self.current,))):
            job.cancel()

    def close(self) -> None:
        """End all jobs by force, now: the program or the scene ends."""
        for job in (*self.waiting, *filter(None, (self.current,))):
            job.close()
        self.waiting.clear()
        self.current = None

"""Ingest: what there is to read (``sources``), reading it side by side (``crew``), keeping what was read (``run``)."""

from legation.services.ingest.crew import programs_ahead
from legation.services.ingest.limits import LIMIT_BYTES, Limits
from legation.services.ingest.run import Ingest, all_refused
from legation.services.ingest.sources import nothing_in
from legation.services.ingest.tally import Progress, Refusal, Tally
from legation.services.ingest.watching import SETTLE_SECONDS, Watching, check_folder
from legation.services.ingest.workload import worth_ahead

__all__ = [
    "LIMIT_BYTES",
    "SETTLE_SECONDS",
    "Ingest",
    "Limits",
    "Progress",
    "Refusal",
    "Tally",
    "Watching",
    "all_refused",
    "check_folder",
    "nothing_in",
    "programs_ahead",
    "worth_ahead",
]

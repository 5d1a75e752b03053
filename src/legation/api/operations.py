"""Every question of the API, a row each. What a row does not say, the service's own method says."""

from __future__ import annotations

from legation.api.administration import ADMINISTRATION
from legation.api.dialogues import DIALOGUES
from legation.api.distribution import DISTRIBUTION
from legation.api.drafts import DRAFTS
from legation.api.making import Operation
from legation.api.telegrams import TELEGRAMS

OPERATIONS: tuple[Operation, ...] = (*TELEGRAMS, *DIALOGUES, *DISTRIBUTION, *DRAFTS, *ADMINISTRATION)
"""The routes that are rows; the few others are in ``documents``."""

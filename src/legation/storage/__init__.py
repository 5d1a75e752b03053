"""Stores of telegrams, index and ledger; the rest of the house knows them by ``ports`` and ``records`` alone."""

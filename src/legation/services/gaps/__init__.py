"""Gaps: telegrams known by reference alone, when they were sent, and how to ask for them."""

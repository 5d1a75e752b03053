"""Stores in memory: small, plainly right, and the measure of the others. Nothing outlives the process."""

"""The HTTP API under ``/api/v1``: every question to a service of the house, as JSON, for programs."""

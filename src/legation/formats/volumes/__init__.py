"""Printed volumes: in TEI, and as pages of them are copied."""

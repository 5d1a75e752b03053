"""Printed volumes in TEI."""

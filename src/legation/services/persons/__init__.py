"""Persons that telegrams and volumes name."""

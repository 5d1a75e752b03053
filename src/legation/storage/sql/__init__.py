"""Stores in a relational database, by SQLAlchemy Core: SQLite now, PostgreSQL by the same queries."""

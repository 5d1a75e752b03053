"""Distribution: who gets a telegram that came, and what waits for whom."""

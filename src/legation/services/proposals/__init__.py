"""What telegrams propose, and what is entered when it is accepted, amended or moved."""

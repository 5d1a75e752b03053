"""What readers write on telegrams, and how these are cited."""

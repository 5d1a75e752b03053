"""What copies do to a whole text: cover it, join its lines, part it in sections, put furniture between."""

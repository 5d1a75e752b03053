"""What copies do to a whole text: cover it, wrap it in a page, join its lines, put furniture between them."""

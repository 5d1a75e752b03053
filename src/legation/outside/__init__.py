"""The ways out of the house: a language model whose address the user has set, and webhooks that readers registered."""

"""The dialogue: proposals, the ledger of accepted facts, and the folds that make boards of it."""

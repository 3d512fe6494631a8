"""How good a model is: what is hidden, what is found again, and how sure that is."""

"""From vectors to an ordered list, in numpy: similarity, top-k, blending, diversity, metrics."""

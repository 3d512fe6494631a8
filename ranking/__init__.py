"""From vectors to an ordered list: similarity, top-k, blending, diversity, metrics."""

"""The models of the systems before this one, to the layer: what the others are measured against."""

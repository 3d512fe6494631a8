"""What holds the site up: the watch over the catalogue, limits, headers, errors as answers."""

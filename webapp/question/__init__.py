"""What a visitor asks: the state in an address or a body, checked."""

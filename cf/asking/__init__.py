"""What the audience is asked: who is like whom, what is like what, and what to watch."""

"""One crawl on several machines: what they ask for, and their common pace, lie in Redis."""

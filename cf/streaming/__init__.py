"""More ratings than memory holds: read once, kept on disk in blocks, learned block by block."""

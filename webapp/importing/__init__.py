"""Lists that visitors bring: files that they exported, members that they name."""

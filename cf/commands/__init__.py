"""What ``python -m cf`` can be told to do; each command is a module with `declare` and `run`."""

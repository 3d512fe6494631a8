"""Posters to vectors: what a title looks like.

``python -m vision`` reads the posters that the crawler stored, removes haze, runs a backbone over
them and publishes the vector set ``look``. Importing this package imports no TensorFlow.
"""

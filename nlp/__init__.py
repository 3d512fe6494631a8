"""Synopses and reviews to vectors: what a title tells of, where its story lies, what is said of it.

``python -m nlp`` reads what is stored and publishes the vector sets ``topics``, ``story`` and
``reviews``. Importing this package imports neither TensorFlow nor scikit-learn nor NLTK.
"""

"""Synopses to vectors: the topics a title tells of, and where its story lies.

``python -m nlp`` reads the stored synopses and publishes the vector sets ``topics`` and ``story``.
Importing this package imports neither TensorFlow nor scikit-learn nor NLTK.
"""

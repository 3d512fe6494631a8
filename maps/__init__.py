"""The catalogue as maps: vector sets laid out in two dimensions, coloured by topic.

``python -m maps`` publishes the sets ``map_story``, ``map_look`` and ``map_audience``. Importing
this package imports neither scikit-learn nor matplotlib.
"""

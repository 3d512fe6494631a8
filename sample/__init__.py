"""A small catalogue of our own, and a loop-back site that serves it as MyAnimeList would.

Facts about the titles are true; synopses and reviews are written for this project, posters are
drawn by a program, and the members with their lists are made up by a seeded taste model.
"""

"""Spiders: they navigate; `crawler.pages` reads."""

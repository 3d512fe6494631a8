"""Scrapy spider of MyAnimeList: pages in, documents out."""

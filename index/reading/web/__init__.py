"""Addresses -> articles: pages, PDFs, RSS and Atom feeds, sitemaps.

`index.reading.web.reading` is the way in; nothing is imported here, because the parsers take long to load.
"""

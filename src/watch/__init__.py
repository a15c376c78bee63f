"""Tripwatch: polls news sources, matches watch-items in three languages, alerts once per happening."""

__version__ = "0.1.0"

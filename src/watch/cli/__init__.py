"""The command line: what a person types, and what is printed for them."""

from watch.cli.app import main

__all__ = ["main"]

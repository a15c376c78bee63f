"""The demo: the real daemon, offline, on stories that were made up for it and are served on loopback."""

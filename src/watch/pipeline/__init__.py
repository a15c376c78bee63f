"""One article's way, from a source that is due to alerts that wait for delivery."""

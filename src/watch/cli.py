"""The command line."""


def main() -> None:
    """Run the command that was typed."""
    raise SystemExit(2)

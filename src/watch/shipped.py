"""Where the files lie that travel with the program: rules, migrations, the example config.

In a checkout they are at the top of the repository, where people look for them; in a wheel they are inside the package.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def path(name: str) -> Path:
    """The shipped file or folder of this name: "rules", "migrations" or "config.example.toml"."""
    packed = _PACKAGE / "shipped" / name
    return packed if packed.exists() else _PACKAGE.parents[1] / name

"""Each fault of the catalogue that must not be left out has a test that bears its number."""

import re
from pathlib import Path

#: The rows of priority P0 and P1 about feeds, the network, parsing and addresses inside.
ROWS = {
    "feed": (*range(1, 11), *range(12, 17)),
    "net": (*range(1, 13), *range(14, 22)),
    "par": (*range(1, 12), *range(13, 16)),
    "ssrf": (*range(1, 9), 10),
}
_NAMED = re.compile(r"^(?:async )?def test_(feed|net|par|ssrf)((?:_\d\d)+)_", re.MULTILINE)


def test_every_row_has_a_test_that_is_named_after_it() -> None:
    named = {
        (family, int(number))
        for file in Path(__file__).parent.rglob("test_*.py")
        for family, numbers in _NAMED.findall(file.read_text(encoding="utf-8"))
        for number in numbers.split("_")[1:]
    }
    wanted = {(family, number) for family, numbers in ROWS.items() for number in numbers}
    assert len(wanted) == 58
    assert wanted <= named, sorted(wanted - named)

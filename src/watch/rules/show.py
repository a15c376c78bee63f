"""From the tree of a condition back to its text."""

from watch.rules import tree
from watch.rules.numbers import show_number


def show(node: tree.Place | tree.Truth) -> str:
    """The tree as a condition that `rules.language` reads back to the same tree."""
    match node:
        case tree.Group():
            return f"{node.name}:{node.status}" if node.status else node.name
        case tree.Either():
            return " or ".join(map(_side, node.places))
        case tree.Near():
            return f"{_left(node.left)} near/{node.distance} {_side(node.right)}"
        case tree.Before():
            return f"{_left(node.left)} before/{node.distance} {_side(node.right)}"
        case tree.Without():
            return f"{_left(node.place)} without/{node.distance} {_side(node.other)}"
        case tree.Some():
            return show(node.place)
        case tree.All():
            return " and ".join(map(_member, node.truths))
        case tree.Any():
            return " or ".join(map(_member, node.truths))
        case tree.Not():
            return f"not {_member(node.truth)}"
    return _show_function(node)


def _show_function(node: tree.Number | tree.Count | tree.InTitle | tree.SameSentence | tree.About) -> str:
    match node:
        case tree.Number():
            return show_number(node)
        case tree.Count():
            return f"count({show(node.place)}) >= {node.least}"
        case tree.InTitle():
            return f"title({show(node.place)})"
        case tree.SameSentence():
            return f"same-sentence({show(node.left)}, {show(node.right)})"
    return f"{node.what}({', '.join(sorted(node.values))})"


def _side(place: tree.Place) -> str:
    """A place to the right of an operator: everything but a group needs brackets."""
    return show(place) if isinstance(place, tree.Group | tree.Number) else f"({show(place)})"


def _left(place: tree.Place) -> str:
    """A place to the left: chains of distances group from the left by themselves."""
    return f"({show(place)})" if isinstance(place, tree.Either) else show(place)


def _member(truth: tree.Truth) -> str:
    chained = truth.place if isinstance(truth, tree.Some) else truth
    return f"({show(truth)})" if isinstance(chained, tree.All | tree.Any | tree.Either) else show(truth)

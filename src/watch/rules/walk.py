"""Walking over the tree of a condition."""

from collections.abc import Iterator

from watch.rules import tree

Part = tree.Place | tree.Truth


def parts_of(node: Part) -> tuple[Part, ...]:
    """The nodes right below this one, in the order they were written."""
    match node:
        case tree.Either():
            return node.places
        case tree.Near() | tree.Before() | tree.SameSentence():
            return (node.left, node.right)
        case tree.Without():
            return (node.place, node.other)
        case tree.Some() | tree.Count() | tree.InTitle():
            return (node.place,)
        case tree.All() | tree.Any():
            return node.truths
        case tree.Not():
            return (node.truth,)
    return ()


def walk(node: Part) -> Iterator[Part]:
    """The node and everything below it."""
    yield node
    for part in parts_of(node):
        yield from walk(part)


def groups_in(node: Part) -> Iterator[tree.Group]:
    """Every mention of a group."""
    return (part for part in walk(node) if isinstance(part, tree.Group))

"""Walking over the tree of a condition."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from watch.rules import tree

Part = tree.Place | tree.Truth
N = TypeVar("N", bound=Part)


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


def with_parts(node: N, parts: Sequence[Any]) -> N:
    """The node with other parts, in the order of `parts_of`."""
    match node:
        case tree.Either():
            return replace(node, places=tuple(parts))
        case tree.Near() | tree.Before() | tree.SameSentence():
            return replace(node, left=parts[0], right=parts[1])
        case tree.Without():
            return replace(node, place=parts[0], other=parts[1])
        case tree.Some() | tree.Count() | tree.InTitle():
            return replace(node, place=parts[0])
        case tree.All() | tree.Any():
            return replace(node, truths=tuple(parts))
        case tree.Not():
            return replace(node, truth=parts[0])
    return node


def renamed(node: N, names: Mapping[str, str]) -> N:
    """The node with other groups in place of those that are named."""
    if isinstance(node, tree.Group):
        return replace(node, name=names.get(node.name, node.name))
    return with_parts(node, [renamed(part, names) for part in parts_of(node)])


def walk(node: Part) -> Iterator[Part]:
    """The node and everything below it."""
    yield node
    for part in parts_of(node):
        yield from walk(part)


def groups_in(node: Part) -> Iterator[tree.Group]:
    """Every mention of a group."""
    return (part for part in walk(node) if isinstance(part, tree.Group))

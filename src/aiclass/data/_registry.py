"""Every data set by its name. A new set is one file with a recipe, and one line here."""

from difflib import get_close_matches
from types import MappingProxyType

from aiclass.data._admissions import ADMISSIONS
from aiclass.data._admissions_synthetic import ADMISSIONS_SYNTHETIC
from aiclass.data._card import DataCard
from aiclass.data._cifar10 import CIFAR10
from aiclass.data._digits import DIGITS
from aiclass.data._mnist import MNIST
from aiclass.data._recipe import Recipe
from aiclass.data._shapes32 import SHAPES32
from aiclass.data.errors import UnknownDataError

RECIPES = MappingProxyType(
    {recipe.name: recipe for recipe in (ADMISSIONS, ADMISSIONS_SYNTHETIC, CIFAR10, DIGITS, MNIST, SHAPES32)}
)


def names() -> tuple[str, ...]:
    """Return the name of every data set, sorted."""
    return tuple(sorted(RECIPES))


def card(name: str) -> DataCard:
    """Return the data card of a set; nothing is read or downloaded.

    Raises:
        UnknownDataError: there is no set of this name.
    """
    return find(name).card


def checksums(name: str) -> dict[str, str]:
    """Return the SHA-256 of every file of a set, stand-ins too, by its path; empty for an embedded set.

    Raises:
        UnknownDataError: there is no set of this name.
    """
    return {variant.path: variant.sha256 for file in find(name).files for variant in file.variants}


def find(name: str) -> Recipe:
    """Return the recipe of a set.

    Raises:
        UnknownDataError: there is no set of this name; says which there are, and which is close.
    """
    if name in RECIPES:
        return RECIPES[name]
    known = ", ".join(names())
    near = get_close_matches(str(name).strip().lower(), names(), n=1)
    if near:
        raise UnknownDataError("DA-02", name=name, near=near[0], known=known)
    raise UnknownDataError("DA-01", name=name, known=known)

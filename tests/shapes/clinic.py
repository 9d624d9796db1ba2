"""How the tests of the clinic run code: as a notebook runs a cell, with its text kept for tracebacks."""

import ast
import itertools
import linecache
from pathlib import Path

import yaml

from aiclass.shapes._clinic._explain import examined
from aiclass.shapes._clinic._silent import Instrument, Watch

CORPUS = Path(__file__).with_name("corpus")
_numbers = itertools.count()


def entries(name):
    """Return the cases of one file of the corpus."""
    return yaml.safe_load((CORPUS / f"{name}.yaml").read_text(encoding="utf-8"))


def kept(code):
    """Return a name under which tracebacks find the code."""
    name = f"<ipython-input-{next(_numbers)}>"
    linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
    return name


def run(code, namespace=None):
    """Run a cell; return the error that it raised, or None."""
    try:
        exec(compile(code, kept(code), "exec"), {"__name__": "__main__"} if namespace is None else namespace)
    except Exception as error:
        return error
    return None


def explained(code):
    """Return the diagnosis of the error that a cell raises; a fault of the clinic itself comes out."""
    error = run(code)
    assert error is not None, f"raises nothing: {code}"
    return examined(error)


def warnings_of(code, namespace=None, *, keeps_operations=False):
    """Return what is warned of while a cell runs, and what it raised; probed as a trace's body if asked for."""
    found = []
    watch = Watch(found.append)
    watch.start()
    try:
        instrument = Instrument(watch)
        probe = instrument.beside_operations if keeps_operations else instrument.visit
        tree = probe(ast.parse(code))
        exec(compile(tree, kept(code), "exec"), {"__name__": "__main__"} if namespace is None else namespace)
    except Exception as error:
        return found, error
    finally:
        watch.stop()
    return found, None


def normal(code):
    """Return code, or the head of a loop, as ``ast.unparse`` writes it, so that blanks and quotes do not count."""
    return ast.unparse(ast.parse(f"{code} pass" if code.endswith(":") else code))

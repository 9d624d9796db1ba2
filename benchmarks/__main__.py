"""Measure every comparison, print a table, write build/bench.json."""

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from aiclass import data
from benchmarks import (
    grading,
    image_classification,
    linear_regression,
    logistic_regression,
    numpy_layers,
    shape_clinic,
)
from benchmarks.comparison import Comparison, Row, measure
from benchmarks.race import Result

OUTPUT = Path("build", "bench.json")
REPEATS = 5
CIFAR10_REPEATS = 3
CLINIC_REPEATS = 25  # its loops take 20 to 40 ms
QUICK_REPEATS = 1
QUICK_IMAGES = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a group of comparisons gives.

    Attributes:
        rows: by name.
        accuracies: of the races among them, by name.
        sources: of the data sets that were used.
        repeats: of each side.
    """

    rows: dict[str, Row]
    sources: tuple[str, ...] = ()
    repeats: int = 0
    accuracies: dict[str, dict[str, Any]]


Group = Callable[[bool, int | None], Measured]
"""``group(quick, repeats)``; None repeats as often as the group does usually."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmarks; arguments are those of the command line where none are given."""
    options = _parser().parse_args(arguments)
    measured = {}
    for name in options.only or GROUPS:
        print(f"== {name}", file=sys.stderr, flush=True)
        measured[name] = GROUPS[name](options.quick, options.repeats)
    _print_table(measured, quick=options.quick)
    _write(options.output, measured, quick=options.quick)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="one repeat each on little data: a smoke run, not a measurement"
    )
    parser.add_argument(
        "--only",
        action="append",
        choices=GROUPS,
        metavar="NAME",
        help=f"measure this group alone; may be given again. Groups: {', '.join(GROUPS)}",
    )
    parser.add_argument("--repeats", type=int, metavar="N", help="instead of each group's own number")
    parser.add_argument(
        "--output",
        type=Path,
        default=OUTPUT,
        metavar="FILE",
        help="where the JSON goes (default: %(default)s)",
    )
    return parser


def _comparing(comparisons: Callable[[Any], list[Comparison]], name: str) -> Group:
    """Return a group of comparisons on one data set."""

    def run(quick: bool, repeats: int | None) -> Measured:
        dataset = data.load(name)
        times = repeats or (QUICK_REPEATS if quick else REPEATS)
        rows = {item.name: measure(item, times) for item in comparisons(dataset)}
        return Measured(rows=rows, accuracies={}, sources=(dataset.source,), repeats=times)

    return run


def _racing(
    races: Callable[[data.ImageDataset, int], dict[str, Result]], name: str, usual_repeats: int = REPEATS
) -> Group:
    """Return a group of races on one data set."""

    def run(quick: bool, repeats: int | None) -> Measured:
        dataset = data.load(name)
        images = _few_of(dataset) if quick else dataset
        times = repeats or (QUICK_REPEATS if quick else usual_repeats)
        results = races(images, times)
        return Measured(
            rows={key: result.row for key, result in results.items()},
            accuracies={
                key: {"goal": result.goal, "ours": result.ours, "theirs": result.theirs}
                for key, result in results.items()
            },
            sources=(dataset.source,),
            repeats=times,
        )

    return run


def _few_of(dataset: data.ImageDataset) -> data.ImageDataset:
    parts = {
        name: data.ImageSplit(images=part.images[:QUICK_IMAGES], labels=part.labels[:QUICK_IMAGES])
        for name, part in (("train", dataset.train), ("test", dataset.test))
    }
    return replace(dataset, **parts)


def _grading(quick: bool, repeats: int | None) -> Measured:  # noqa: ARG001  (it has its own repeats)
    return Measured(rows=grading.rows(quick=quick), accuracies={})


def _shape_clinic(quick: bool, repeats: int | None) -> Measured:
    """Return what watching costs; the loops make their own data."""
    times = repeats or (QUICK_REPEATS if quick else CLINIC_REPEATS)
    rows = {item.name: measure(item, times) for item in shape_clinic.comparisons()}
    return Measured(rows=rows, accuracies={}, repeats=times)


GROUPS: dict[str, Group] = {
    "logistic-regression": _comparing(logistic_regression.comparisons, "mnist"),
    "linear-regression": _comparing(linear_regression.comparisons, "admissions"),
    "numpy-layers": _comparing(numpy_layers.comparisons, "mnist"),
    "mnist-mlp": _racing(image_classification.mnist_mlp, "mnist"),
    "mnist-conv": _racing(image_classification.mnist_conv, "mnist"),
    "cifar10": _racing(image_classification.cifar10, "cifar10", CIFAR10_REPEATS),
    "shape-clinic": _shape_clinic,
    "grading": _grading,
}


def _print_table(measured: dict[str, Measured], *, quick: bool) -> None:
    print(f"{os.cpu_count()} cores; medians of alternating repeats")
    if quick:
        print("--quick: too little data and too few repeats to be a measurement")
    print(f"{'comparison':34} {'speedup':>8} {'target':>7} {'ours':>9} {'theirs':>9}  spread")
    for group in measured.values():
        for name, row in group.rows.items():
            low, high = row.spread
            accuracy = group.accuracies.get(name)
            reached = f"  {np.median(accuracy['ours']):.2%} of {accuracy['goal']:.2%}" if accuracy else ""
            print(
                f"{name:34} {row.speedup:8.2f} {row.target:7.2f} {row.ours_s:8.4f}s {row.theirs_s:8.4f}s"
                f"  {low:.2f}..{high:.2f}{reached}{'' if row.met else '  below target'}"
            )


def _write(output: Path, measured: dict[str, Measured], *, quick: bool) -> None:
    sources = dict.fromkeys(source for group in measured.values() for source in group.sources)
    document = {
        "rows": {name: asdict(row) for group in measured.values() for name, row in group.rows.items()},
        "accuracies": {name: each for group in measured.values() for name, each in group.accuracies.items()},
        "data": ", ".join(sources),
        "repeats": {name: group.repeats for name, group in measured.items() if group.repeats},
        "is_measurement": not quick,
        "versions": {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "torch": torch.__version__,
        },
    }
    output.parent.mkdir(parents=True, exist_ok=True)
    partial = output.with_suffix(".tmp")
    partial.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    partial.replace(output)


if __name__ == "__main__":
    main()

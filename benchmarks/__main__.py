"""Measure every comparison, print a table, write build/bench.json."""

import argparse
import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from aiclass import data
from benchmarks import grading, linear_regression, logistic_regression, numpy_layers, shape_clinic
from benchmarks.comparison import Row, measure

OUTPUT = Path("build", "bench.json")
REPEATS = 5
QUICK_REPEATS = 1


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmarks; arguments are those of the command line where none are given."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="one repeat each: a smoke run, not a measurement"
    )
    parser.add_argument(
        "--output",
        type=Path,
        default=OUTPUT,
        metavar="FILE",
        help="where the JSON goes (default: %(default)s)",
    )
    options = parser.parse_args(arguments)
    repeats = QUICK_REPEATS if options.quick else REPEATS
    images, table = data.load("mnist"), data.load("admissions")
    comparisons = [
        *logistic_regression.comparisons(images),
        *linear_regression.comparisons(table),
        *numpy_layers.comparisons(images),
        *shape_clinic.comparisons(),
    ]
    rows = {item.name: measure(item, repeats) for item in comparisons}
    rows |= grading.rows(quick=options.quick)
    sources = f"{images.source}, {table.source}"
    _print_table(rows, sources, repeats)
    _write(options.output, rows, sources, repeats)


def _print_table(rows: dict[str, Row], source: str, repeats: int) -> None:
    print(f"{source}; {os.cpu_count()} cores; medians of {repeats}, alternating")
    print(f"{'comparison':34} {'speedup':>8} {'target':>7} {'ours':>9} {'theirs':>9}  spread")
    for name, row in rows.items():
        low, high = row.spread
        verdict = "" if row.met else "  below target"
        print(
            f"{name:34} {row.speedup:8.2f} {row.target:7.2f} {row.ours_s:8.4f}s {row.theirs_s:8.4f}s"
            f"  {low:.2f}..{high:.2f}{verdict}"
        )


def _write(output: Path, rows: dict[str, Row], source: str, repeats: int) -> None:
    document = {
        "rows": {name: asdict(row) for name, row in rows.items()},
        "data": source,
        "repeats": repeats,
        "versions": {"python": platform.python_version(), "numpy": np.__version__},
    }
    output.parent.mkdir(parents=True, exist_ok=True)
    partial = output.with_suffix(".tmp")
    partial.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    partial.replace(output)


if __name__ == "__main__":
    main()

"""Measure every comparison, print a table, write build/bench.json."""

import argparse
import json
import os
import platform
from dataclasses import asdict
from pathlib import Path

import numpy as np

from aiclass import data
from benchmarks import grading, logistic_regression
from benchmarks.comparison import Row, measure

OUTPUT = Path("build", "bench.json")
REPEATS = 5
QUICK_REPEATS = 1


def main() -> None:
    """Run the benchmarks."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="one repeat each: a smoke run, not a measurement"
    )
    options = parser.parse_args()
    repeats = QUICK_REPEATS if options.quick else REPEATS
    images = data.load("mnist")
    rows = {item.name: measure(item, repeats) for item in logistic_regression.comparisons(images)}
    rows |= grading.rows(quick=options.quick)
    _print_table(rows, images.source, repeats)
    _write(rows, images.source, repeats)


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


def _write(rows: dict[str, Row], source: str, repeats: int) -> None:
    document = {
        "rows": {name: asdict(row) for name, row in rows.items()},
        "data": source,
        "repeats": repeats,
        "versions": {"python": platform.python_version(), "numpy": np.__version__},
    }
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    partial = OUTPUT.with_suffix(".tmp")
    partial.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    partial.replace(OUTPUT)


if __name__ == "__main__":
    main()

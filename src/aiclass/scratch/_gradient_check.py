"""A gradient beside the slope that one measures by moving each parameter a little."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aiclass.scratch._objective import Objective, Parameter, evaluate, parameter_names

STEP = 1e-6  # near the best for float64: the cube root of its rounding error, 6e-6
TOLERANCE = 1e-5
ABSOLUTE_FLOOR = 1e-8  # what rounding alone can make of a loss near 1

Float64Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class GradientComparison:
    """One parameter's gradient beside central differences.

    Attributes:
        name: what the objective calls the parameter.
        size: entries of the parameter.
        checked: entries that were compared.
        wrong: compared entries whose relative error is above the tolerance.
        error: the largest relative error; 0 where the two differ by rounding only.
        index: where that is; () for a scalar.
        analytic: the gradient given there.
        numeric: the slope measured there.
        ratio: the constant c if the whole gradient is c times the truth and wrong; else None.
    """

    name: str
    size: int
    checked: int
    wrong: int
    error: float
    index: tuple[int, ...]
    analytic: float
    numeric: float
    ratio: float | None

    @property
    def where(self) -> str:
        """Return the place of the largest error as Python writes it, such as ``d_weight[3, 0]``."""
        return f"d_{self.name}" + (f"[{', '.join(map(str, self.index))}]" if self.index else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class GradientReport:
    """What `gradient_check` found; its text is Korean and says where, how much, and what to look at.

    Attributes:
        comparisons: one a parameter, in the order of the parameters.
        tolerance: the largest relative error that passes.
    """

    comparisons: tuple[GradientComparison, ...]
    tolerance: float

    @property
    def ok(self) -> bool:
        """Return whether every compared entry is right."""
        return all(comparison.wrong == 0 for comparison in self.comparisons)

    @property
    def worst(self) -> GradientComparison:
        """Return the comparison with the largest relative error."""
        return max(self.comparisons, key=lambda comparison: comparison.error)

    def __str__(self) -> str:
        from aiclass.messages import message

        if self.ok:
            checked = sum(comparison.checked for comparison in self.comparisons)
            size = sum(comparison.size for comparison in self.comparisons)
            return message("SC-10", checked=checked, size=size, error=self.worst.error)
        return "\n".join(self._fault(each) for each in self.comparisons if each.wrong)

    def _fault(self, comparison: GradientComparison) -> str:
        from aiclass.messages import message

        values = {"where": comparison.where, "analytic": comparison.analytic, "numeric": comparison.numeric}
        if comparison.ratio is not None:
            code = "SC-12" if comparison.ratio > 0 else "SC-13"
            return message(code, name=f"d_{comparison.name}", ratio=show_ratio(comparison.ratio), **values)
        return message(
            "SC-11",
            error=comparison.error,
            tolerance=self.tolerance,
            wrong=comparison.wrong,
            checked=comparison.checked,
            **values,
        )


def gradient_check(
    objective: Objective,
    parameters: tuple[Parameter, ...],
    *,
    tolerance: float = TOLERANCE,
    max_entries: int = 1000,
) -> GradientReport:
    """Return how the objective's gradients compare with central differences in float64.

    Relative error is abs(a - n) / max(abs(a), abs(n)). A difference below 1e-8 (times the loss, where that is above
    1) counts as 0: rounding makes as much.

    Args:
        objective: objective(*parameters) returns the loss and one gradient a parameter, in the same order. It should
            compute in float64: pass it float64 data.
        parameters: where to check, such as (weight, bias); away from 0 and from kinks a fault shows best.
        tolerance: the largest relative error that passes.
        max_entries: of a larger parameter only so many entries, evenly spread, are compared.

    Raises:
        ShapeError: the objective does not return a scalar loss and gradients shaped like the parameters.

    Source: Goodfellow, Bengio and Courville (2016), section 11.5.

    >>> def doubled(weight):  # the loss has a half, its gradient forgot it
    ...     return (weight**2).sum() / 2, 2 * weight
    >>> report = gradient_check(doubled, (np.array([1.0, -3.0]),))
    >>> report.ok, round(report.worst.ratio, 6)
    (False, 2.0)
    """
    # Copies in row order, so that their flat views can be moved in place.
    point = tuple(np.array(parameter, dtype=np.float64, order="C") for parameter in parameters)
    loss, gradients = evaluate(objective, point)
    floor = ABSOLUTE_FLOOR * max(1.0, abs(loss))
    names = parameter_names(objective, len(point))
    comparisons = []
    for name, parameter, gradient in zip(names, point, gradients, strict=True):
        flat = _spread(parameter.size, max_entries)  # (checked,)
        numeric = np.array([_slope(objective, point, parameter, entry) for entry in flat])  # (checked,)
        analytic = np.asarray(gradient, dtype=np.float64).reshape(-1)[flat]  # (checked,)
        ratio = _constant_ratio(analytic, numeric, tolerance, floor)
        errors = _relative_errors(analytic, numeric, floor)  # (checked,)
        worst = int(errors.argmax())
        wrong = int((errors > tolerance).sum())
        comparisons.append(
            GradientComparison(
                name=name,
                size=parameter.size,
                checked=len(flat),
                wrong=wrong,
                error=float(errors[worst]),
                index=tuple(map(int, np.unravel_index(flat[worst], parameter.shape))),
                analytic=float(analytic[worst]),
                numeric=float(numeric[worst]),
                ratio=ratio if wrong else None,
            )
        )
    return GradientReport(comparisons=tuple(comparisons), tolerance=tolerance)


def show_ratio(ratio: float) -> str:
    """Return a ratio as one would say it.

    >>> show_ratio(2.0000001), show_ratio(-0.005), show_ratio(0.3)
    ('2', '-1/200', '0.3')
    """
    if _is_whole(ratio):
        return f"{ratio:.0f}"
    if _is_whole(1 / ratio):
        return f"{'-' if ratio < 0 else ''}1/{abs(1 / ratio):.0f}"
    return f"{ratio:.4g}"


def _slope(
    objective: Objective, point: tuple[Float64Array, ...], parameter: Float64Array, entry: int
) -> float:
    """Return (loss(p + step) - loss(p - step)) / (2 step) for one entry of one parameter of the point."""
    values = parameter.reshape(-1)  # a view: what is written here, the objective sees
    kept = values[entry]
    values[entry] = kept + STEP
    above = float(objective(*point)[0])
    values[entry] = kept - STEP
    below = float(objective(*point)[0])
    values[entry] = kept
    return (above - below) / (2 * STEP)


def _relative_errors(analytic: Float64Array, numeric: Float64Array, floor: float) -> Float64Array:
    """Return abs(a - n) / max(abs(a), abs(n)): 0 where they differ by the floor at most, inf where not finite."""
    is_finite = np.isfinite(analytic) & np.isfinite(numeric)
    difference = np.abs(np.subtract(analytic, numeric, out=np.zeros_like(numeric), where=is_finite))
    largest = np.maximum(np.abs(analytic), np.abs(numeric))
    errors = np.divide(difference, largest, out=np.zeros_like(largest), where=difference > floor)
    return np.where(is_finite, errors, np.inf)


def _constant_ratio(
    analytic: Float64Array, numeric: Float64Array, tolerance: float, floor: float
) -> float | None:
    """Return c if analytic is c * numeric throughout, c not 0; else None.

    A single number is always some multiple of another, so there only a whole number or its reciprocal counts.
    """
    square = float(numeric @ numeric)
    if not np.isfinite(analytic).all() or not floor**2 < square < np.inf:
        return None
    ratio = float(analytic @ numeric) / square
    if ratio == 0.0:
        return None
    misfit = np.abs(analytic - ratio * numeric)
    allowed = np.maximum(tolerance * np.abs(analytic), floor * max(1.0, abs(ratio)))
    telling = int((np.abs(numeric) > 100 * floor).sum())
    if (misfit > allowed).any() or (telling < 2 and not _is_whole(ratio) and not _is_whole(1 / ratio)):
        return None
    return ratio


def _is_whole(number: float) -> bool:
    return abs(number) > 0.5 and abs(number - round(number)) < 1e-4 * min(1.0, abs(number))


def _spread(size: int, count: int) -> NDArray[np.intp]:
    """Return at most count of the numbers 0..size-1, evenly spread, the first and the last among them."""
    return np.unique(np.linspace(0, size - 1, min(size, count)).round().astype(np.intp))

"""The panel: a row for each tensor, a pair of columns for each engine, and the verdict."""

from collections.abc import Mapping
from dataclasses import dataclass

from aiclass.autograd._guards import check_is_tensor
from aiclass.autograd._parity._comparison import Agreement, compare
from aiclass.autograd._parity._engines import (
    Findings,
    Model,
    findings_of_numpy,
    findings_of_replay,
    findings_of_torch,
)
from aiclass.autograd._parity._labels import labelled
from aiclass.autograd._parity._parting import AUTOGRAD, Parting, first_parting
from aiclass.autograd._parity._table import html_table, text_table
from aiclass.autograd._parity._torch_replay import is_torch_installed
from aiclass.autograd._tensor import Array, Tensor, gradients, topological_order


@dataclass(frozen=True, slots=True, kw_only=True)
class ParityRow:
    """One tensor.

    Attributes:
        name: its own, or after its operation.
        operation: that computed it; None for a leaf.
        shape: of its value.
        values: by engine, how its value agrees with autograd's; engines that say nothing of it are missing.
        gradients: the same for its gradient.
    """

    name: str
    operation: str | None
    shape: tuple[int, ...]
    values: Mapping[str, Agreement]
    gradients: Mapping[str, Agreement]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ParityPanel:
    """How NumPy, autograd and PyTorch agree on one computation; a notebook shows it as a table.

    Attributes:
        engines: that stand beside autograd.
        rows: each tensor after its inputs.
        parting: where they first part; None where they agree.
        note: Korean, what could not be compared; empty where everything was.
    """

    engines: tuple[str, ...]
    rows: tuple[ParityRow, ...]
    parting: Parting | None
    note: str = ""

    @property
    def ok(self) -> bool:
        """Return whether everything that was compared agrees."""
        return self.parting is None

    @property
    def verdict(self) -> str:
        """Return, in Korean, whether they agree, else where they first part and what to look at."""
        from aiclass.messages import message

        part = self.parting
        if part is None:
            return message("AG-20", engines=", ".join((AUTOGRAD, *self.engines)), count=len(self.rows))
        code = {"value": "AG-21", "gradient": "AG-22" if part.suspect == AUTOGRAD else "AG-23"}[part.kind]
        operations = {row.name: row.operation for row in self.rows}
        shown = ", ".join(
            f"{operations[name]} ({name})" if operations[name] else name for name in part.operations
        )
        row = next(row for row in self.rows if row.name == part.name)
        agreements = row.values if part.kind == "value" else row.gradients
        details = ", ".join(f"{engine} {agreement}" for engine, agreement in agreements.items())
        return message(code, name=part.name, operations=shown, suspect=part.suspect, details=details)

    def __repr__(self) -> str:
        return "\n\n".join(filter(None, [text_table(self), self.verdict, self.note]))

    def _repr_html_(self) -> str:
        return html_table(self)


def parity_panel(output: Tensor, *, numpy: Model | None = None, torch: Model | None = None) -> ParityPanel:
    """Return how the engines agree on a computation, tensor by tensor, from the same leaves.

    Autograd's side is the computation that led to ``output``. PyTorch's side is the same one, operation by operation,
    unless a model written in PyTorch is given. Without PyTorch its column is missing, and the panel says so. The
    tensors keep the ``grad`` they had.

    Args:
        output: one number, such as the loss.
        numpy: explicit code. It is called with the named leaves, ``numpy(x=..., weight=...)``, and returns by name
            what it wants compared: ``{"hidden": ..., "d_weight": ...}``.
        torch: a model in PyTorch; called likewise, it returns tensors by name, the output among them.

    Raises:
        DataError: output is no tensor.
        ParityError: there is nothing to compare with, names clash, or a model returned something else.
        GradientError: output is not one number, or nothing here requires a gradient.

    >>> from aiclass.autograd import tensor
    >>> x = tensor([1.0, 2.0], requires_grad=True, name="x")
    >>> loss = (x * x).sum()
    >>> panel = parity_panel(loss, numpy=lambda x: {"sum": (x * x).sum(), "d_x": 3 * x})
    >>> panel.ok, panel.parting.kind, panel.parting.name
    (False, 'gradient', 'x')
    """
    check_is_tensor(output)
    order = topological_order(output)
    names = labelled(order)
    ours = gradients(output)
    beside, note = _beside(output, order, names, numpy, torch)
    rows = tuple(_row(name, each, ours.get(each), beside) for name, each in names.items())
    engines = tuple(each.engine for each in beside)
    return ParityPanel(engines=engines, rows=rows, parting=first_parting(rows, names, ours), note=note)


def _beside(
    output: Tensor, order: list[Tensor], names: Mapping[str, Tensor], numpy: Model | None, torch: Model | None
) -> tuple[list[Findings], str]:
    """Return what the other engines found, and what is to be said about the one that is missing."""
    from aiclass.autograd.errors import ParityError

    beside = [] if numpy is None else [findings_of_numpy(numpy, names)]
    if is_torch_installed():
        if torch is None:
            return [*beside, findings_of_replay(names, order, output)], ""
        label = next(name for name, each in names.items() if each is output)
        return [*beside, findings_of_torch(torch, names, label)], ""
    if not beside:
        raise ParityError.of("AG-30")
    from aiclass.messages import message

    return beside, message("AG-24")


def _row(name: str, tensor: Tensor, gradient: Array | None, beside: list[Findings]) -> ParityRow:
    return ParityRow(
        name=name,
        operation=tensor.record.operation if tensor.record else None,
        shape=tensor.shape,
        values={
            each.engine: compare(each.values[name], tensor.data) for each in beside if name in each.values
        },
        gradients={
            each.engine: compare(each.gradients[name], gradient)
            for each in beside
            if name in each.gradients and gradient is not None
        },
    )

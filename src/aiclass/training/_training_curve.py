"""The training curve of a run that goes on, in parts finer than an epoch."""

from aiclass.training._run import Run

POINTS = 40  # of a curve, about
METRICS = ("loss", "accuracy")


class TrainingCurve:
    """Notes the mean loss and accuracy of each part of an epoch as soon as that part is over.

    Where parts end follows from the plan alone. So a curve does not depend on when it is drawn, and what has been
    drawn of it stays. Epochs that were over before a run was resumed have one point each.

    Attributes:
        points: of each metric, (epochs passed, mean) in order.
    """

    def __init__(self, run: Run) -> None:
        parts = min(run.plan.batches, max(1, POINTS // run.recipe.epochs))
        self._ends = [run.plan.batches * part // parts for part in range(1, parts + 1)]
        self._noted = (len(run.epochs), 0)  # epoch and step up to which there are points
        self.points: dict[str, list[tuple[float, float]]] = {
            metric: [(float(each.epoch), getattr(each, f"train_{metric}")) for each in run.epochs]
            for metric in METRICS
        }
        self.note(run)

    def note(self, run: Run) -> None:
        """Note the parts of the epoch under way that are over; to be called after every step."""
        epoch = len(run.epochs)
        first = self._noted[1] if self._noted[0] == epoch else 0
        for end in self._ends:
            if first < end <= run.batch:
                for metric, mean in zip(METRICS, run.means(first, end), strict=True):
                    self.points[metric].append((epoch + end / run.plan.batches, mean))
                first = end
        self._noted = (epoch, first)

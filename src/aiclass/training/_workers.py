"""The processes that train one model together, as ``torchrun`` starts them; alone, one process is all of them."""

import atexit
import os
from dataclasses import dataclass

import torch
from torch import Tensor, distributed, nn
from torch.nn.parallel import DistributedDataParallel

ENVIRONMENT = ("RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT")  # what torchrun sets


@dataclass(frozen=True, slots=True, kw_only=True)
class Workers:
    """This process among those that train together.

    Attributes:
        rank: 0 for the one that prints and writes.
        size: number of processes.
    """

    rank: int = 0
    size: int = 1

    @property
    def leads(self) -> bool:
        """Return whether this process prints and writes."""
        return self.rank == 0

    def share(self, rows: Tensor) -> Tensor:
        """Return this process's part of some rows; every row belongs to exactly one process, a part may be empty."""
        return rows[self.rank :: self.size]

    def add_up(self, values: Tensor) -> Tensor:
        """Return the sum over all processes."""
        if self.size == 1:
            return values
        total = values.clone()
        distributed.all_reduce(total)
        return total

    def agree(self, *wishes: bool, device: torch.device) -> tuple[bool, ...]:
        """Return for each wish whether any process has it."""
        if self.size == 1:
            return wishes
        counts = self.add_up(torch.tensor(wishes, dtype=torch.float32, device=device))
        return tuple(bool(count > 0) for count in counts)

    def receive(self, content: bytes | None, device: torch.device) -> bytes | None:
        """Return what rank 0 has, in every process."""
        if self.size == 1:
            return content
        length = torch.tensor(-1 if content is None else len(content), device=device)
        distributed.broadcast(length, src=0)
        if length < 0:
            return None
        numbers = torch.zeros(int(length), dtype=torch.uint8, device=device)
        if content is not None:
            numbers.copy_(torch.frombuffer(bytearray(content), dtype=torch.uint8))
        distributed.broadcast(numbers, src=0)
        return numbers.cpu().numpy().tobytes()

    def together(self, model: nn.Module) -> nn.Module:
        """Return the model so that its gradients are averaged over all processes; their weights become rank 0's."""
        return model if self.size == 1 else DistributedDataParallel(model)

    def align_buffers(self, model: nn.Module) -> None:
        """Give every process rank 0's buffers, such as the running means of batch normalisation."""
        if self.size > 1:
            for buffer in model.buffers():
                distributed.broadcast(buffer, src=0)


def join_workers(device: torch.device) -> Workers:
    """Return this process among its fellows, connected to them; alone where nothing says otherwise."""
    if not distributed.is_available():
        return Workers()
    if not distributed.is_initialized():
        if not all(name in os.environ for name in ENVIRONMENT) or int(os.environ["WORLD_SIZE"]) == 1:
            return Workers()
        if device.type == "cuda":
            torch.cuda.set_device(device)
        distributed.init_process_group("nccl" if device.type == "cuda" else "gloo")
        atexit.register(distributed.destroy_process_group)  # a script may call `fit` again
    return Workers(rank=distributed.get_rank(), size=distributed.get_world_size())

"""The one kernel of the class: the Python that runs the class."""

from jupyter_client.kernelspec import KernelSpecManager
from traitlets import default


class OwnKernel(KernelSpecManager):
    """Offers the very interpreter that serves, whatever kernels the person has installed elsewhere."""

    @default("kernel_dirs")
    def _no_foreign_kernels(self) -> list[str]:
        return []

"""One thread: on busy cores two wait for each other, and their sums would differ."""

import pytest
import torch


@pytest.fixture(autouse=True, scope="session")
def one_thread():
    """Let every test compute alone, and the tests after these as before."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)

"""The rules, each for one kind of mistake; the first that recognises an error explains it."""

from aiclass.shapes._clinic._rules._axis import axis
from aiclass.shapes._clinic._rules._borders import cut_at_the_border
from aiclass.shapes._clinic._rules._broadcasting import broadcasting
from aiclass.shapes._clinic._rules._dtypes import devices, indices, recorded, two_dtypes, whole_numbers
from aiclass.shapes._clinic._rules._einsum import einsum
from aiclass.shapes._clinic._rules._gpu import no_gpu
from aiclass.shapes._clinic._rules._habits import backwards, gathering, lacking, pair
from aiclass.shapes._clinic._rules._in_place import in_place
from aiclass.shapes._clinic._rules._indexing import indexing
from aiclass.shapes._clinic._rules._joining import joining
from aiclass.shapes._clinic._rules._layers import layers
from aiclass.shapes._clinic._rules._losses import losses
from aiclass.shapes._clinic._rules._matmul import matmul
from aiclass.shapes._clinic._rules._other_libraries import linear_algebra, table, unequal_rows
from aiclass.shapes._clinic._rules._recording import (
    changed_leaf,
    no_gradient_yet,
    no_numbers,
    no_parameter,
    no_way_back,
    only_floats,
)
from aiclass.shapes._clinic._rules._reordering import reordering, squeezing, stretching
from aiclass.shapes._clinic._rules._reshaping import not_in_a_row, reshaping
from aiclass.shapes._clinic._rules._truth import backward, greatest, one_number, truth
from aiclass.shapes._clinic._rules._tuples import two_results

RULES = (
    losses,
    no_gpu,
    two_results,
    devices,
    indices,
    layers,
    recorded,
    einsum,
    two_dtypes,
    matmul,
    in_place,
    joining,
    axis,
    reshaping,
    not_in_a_row,
    reordering,
    squeezing,
    stretching,
    cut_at_the_border,
    broadcasting,
    indexing,
    greatest,
    truth,
    one_number,
    backward,
    no_way_back,
    changed_leaf,
    only_floats,
    no_parameter,
    no_gradient_yet,
    no_numbers,
    backwards,
    lacking,
    pair,
    gathering,
    whole_numbers,
    table,
    unequal_rows,
    linear_algebra,
)

__all__ = ["RULES"]

"""How many places a window has on its way over an axis."""

from aiclass.scratch._settings import bad_setting


def conv_output_size(size: int, kernel_size: int, *, stride: int = 1, padding: int = 0) -> int:
    """Return (size + 2 * padding - kernel_size) // stride + 1.

    The same formula holds for convolution and for pooling, for height and for width.

    Args:
        size: length of the axis, 1 or more.
        kernel_size: length of the window, 1 or more.
        stride: steps from one place to the next, 1 or more.
        padding: zeros before and after the axis, 0 or more.

    Raises:
        SettingError: an argument is out of its range, or the window is longer than the padded axis.

    Source: Dumoulin and Visin (2016), relationship 6.

    >>> conv_output_size(28, 5), conv_output_size(28, 3, padding=1), conv_output_size(28, 2, stride=2)
    (24, 28, 14)
    """
    least = {"size": 1, "kernel_size": 1, "stride": 1, "padding": 0}
    given = {"size": size, "kernel_size": kernel_size, "stride": stride, "padding": padding}
    for name, value in given.items():
        if value != int(value) or value < least[name]:
            raise bad_setting(name, f"{least[name]} 이상인 정수", value)
    if kernel_size > size + 2 * padding:
        raise bad_setting("kernel_size", f"{size + 2 * padding} 이하 (size + 2 * padding)", kernel_size)
    return (size + 2 * padding - kernel_size) // stride + 1

"""Sizes as a person reads them."""


def megabytes(size_bytes: int) -> str:
    """Return a size in decimal units, as disks and downloads are sold.

    >>> megabytes(47_040_016), megabytes(10_008)
    ('47.0MB', '10.0KB')
    """
    if size_bytes >= 1_000_000:
        return f"{size_bytes / 1_000_000:.1f}MB"
    return f"{size_bytes / 1_000:.1f}KB"

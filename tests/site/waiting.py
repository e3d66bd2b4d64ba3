"""Wait for something that comes about in a page: its policy forbids the browser driver's own way."""

import time


def until(condition, seconds=150):
    """Wait for something that comes about in the page."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False

# SPDX-License-Identifier: Apache-2.0
"""A progress bar on stderr, where that is a terminal."""

import sys
import time


class Bar:
    """How far something is that takes its time."""

    def __init__(self, what: str, total: int):
        self.what, self.total, self.done = what, max(total, 1), 0
        self._shown = 0.0
        self._visible = sys.stderr.isatty()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._visible:
            sys.stderr.write("\r\033[K")

    def step(self, by: int = 1):
        self.done += by
        now = time.monotonic()
        if not self._visible or now - self._shown < 0.2:
            return
        self._shown = now
        share = min(self.done / self.total, 1.0)
        sys.stderr.write(f"\r{self.what} [{'#' * int(30 * share):30}] {share:4.0%}")
        sys.stderr.flush()

# SPDX-License-Identifier: Apache-2.0
"""What is read of processes."""

import os
import time
import unittest

from serving import machine


class Machine(unittest.TestCase):
    def test_processor_time_is_that_of_the_process(self) -> None:
        before = time.process_time()
        while time.process_time() < before + 0.1:
            pass
        # Both count from the start; the kernel's ticks are hundredths of a second.
        self.assertAlmostEqual(machine.processor_seconds(os.getpid()), time.process_time(), delta=0.05)


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: Apache-2.0
"""One module for each row of the table of targets: `measure(bench)` and what it returns, in numbers."""

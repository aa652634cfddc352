# SPDX-License-Identifier: Apache-2.0
"""What was measured on, and with which versions."""

import datetime
import importlib.metadata
import os
import pathlib
import platform
import re
import subprocess

PACKAGES = ("infini-gram", "dattri", "torch", "numpy", "tokenizers")


def describe(program_version: str, profile: str, threads: int) -> dict:
    shown = subprocess.run(["lscpu"], stdout=subprocess.PIPE, text=True, check=True).stdout
    model = re.search(r"^Model name:\s*(.*)$", shown, re.M)
    memory = re.search(r"^MemTotal:\s*(\d+) kB", pathlib.Path("/proc/meminfo").read_text(), re.M)
    return {
        "date": datetime.date.today().isoformat(),
        "processor": model[1] if model else platform.machine(),
        "cores": os.cpu_count(),
        "memory_bytes": int(memory[1]) * 1024 if memory else None,
        "load": os.getloadavg()[0],
        "threads": threads,
        "program": program_version,
        "profile": profile,
        "python": platform.python_version(),
        "packages": {name: importlib.metadata.version(name) for name in PACKAGES},
    }

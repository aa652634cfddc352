# SPDX-License-Identifier: Apache-2.0
"""What was measured on, and with which versions."""

import datetime
import importlib.metadata
import os
import pathlib
import platform
import re
from typing import Any

import torch

PACKAGES = ("torch", "transformers", "peft", "openai", "safetensors")


def describe(device: str, threads: int) -> dict[str, Any]:
    """The machine, now."""
    memory = re.search(r"^MemTotal:\s*(\d+) kB", pathlib.Path("/proc/meminfo").read_text(), re.M)
    described = {
        "date": datetime.date.today().isoformat(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_bytes": int(memory[1]) * 1024 if memory else None,
        "threads": threads,
        "python": platform.python_version(),
        "packages": {name: importlib.metadata.version(name) for name in PACKAGES},
    }
    if device == "cuda":
        described["gpu"] = torch.cuda.get_device_name()
    return described


def load() -> float:
    """How many processes wanted a core in the last minute."""
    return os.getloadavg()[0]


def processor_seconds(process: int) -> float:
    """Time that all threads of a process have had on any core, user and system."""
    # The name, in brackets, may hold spaces.
    fields = pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _processor() -> str:
    lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()

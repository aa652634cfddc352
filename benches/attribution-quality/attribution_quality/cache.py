# SPDX-License-Identifier: Apache-2.0
"""Results that took long, kept on disk under a hash of what they were made from.

A recipe is everything that decides a result, as JSON. A run that was killed finds what it had finished,
and a recipe that changed in any way finds nothing old.
"""

import hashlib
import json
import os
import pathlib
import tempfile
from collections.abc import Callable
from typing import Any

import torch
from safetensors.torch import load_file, save_file

Recipe = dict[str, Any]
Tensors = dict[str, torch.Tensor]

# Raise it when training or the model computes something else from the same recipe.
CODE_VERSION = 1


def digest(recipe: Recipe) -> str:
    """A name for `recipe`: the same for equal recipes, whatever the order of their members."""
    text = json.dumps({"code": CODE_VERSION, "torch": torch.__version__, **recipe}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


class Cache:
    """A folder of tensors, one file per recipe."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def path(self, kind: str, recipe: Recipe) -> pathlib.Path:
        """Where the result of `recipe` is, or will be."""
        return self.folder / kind / f"{digest(recipe)}.safetensors"

    def tensors(self, kind: str, recipe: Recipe, make: Callable[[], Tensors]) -> Tensors:
        """The tensors of `recipe`: read if they are there, else made and written."""
        path = self.path(kind, recipe)
        if path.exists():
            return load_file(path)
        tensors = {name: tensor.contiguous() for name, tensor in make().items()}
        write_tensors(path, tensors)
        return tensors


def write_tensors(path: pathlib.Path, tensors: Tensors) -> None:
    """Writes a safetensors file so that nobody ever sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    os.close(descriptor)
    try:
        save_file(tensors, temporary)
        os.replace(temporary, path)
    except BaseException:
        pathlib.Path(temporary).unlink(missing_ok=True)
        raise

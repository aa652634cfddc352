#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes a model of embeddings in Model2Vec's layout: a fox is [3, 4], a dog [1, 0].

    python3 peers/openai/embeddings.py FOLDER
"""

import json
import pathlib
import struct
import sys

ROWS = [[9.0, 9.0], [3.0, 4.0], [1.0, 0.0]]
TOKENIZER = {
    "version": "1.0",
    "truncation": None,
    "padding": None,
    "added_tokens": [],
    "normalizer": {"type": "Lowercase"},
    "pre_tokenizer": {"type": "Whitespace"},
    "post_processor": None,
    "decoder": None,
    "model": {
        "type": "WordLevel",
        "vocab": {"[UNK]": 0, "fox": 1, "dog": 2},
        "unk_token": "[UNK]",
    },
}


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    numbers = [number for row in ROWS for number in row]
    data = struct.pack(f"<{len(numbers)}f", *numbers)
    shape = [len(ROWS), len(ROWS[0])]
    tensor = {"dtype": "F32", "shape": shape, "data_offsets": [0, len(data)]}
    header = json.dumps({"embeddings": tensor}).encode()
    (folder / "model.safetensors").write_bytes(struct.pack("<Q", len(header)) + header + data)
    (folder / "tokenizer.json").write_text(json.dumps(TOKENIZER))
    (folder / "config.json").write_text(json.dumps({"normalize": False}))


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: Apache-2.0
"""The LoRA server beside `transformers` and `peft`, on the same machine in the same run."""

# SPDX-License-Identifier: Apache-2.0
"""Half an hour of accidents for the LoRA server."""

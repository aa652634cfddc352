# SPDX-License-Identifier: Apache-2.0
#
# Sourced by the other scripts, and by whoever wants to call cargo as they do:
#
#   . scripts/environment.sh
#
# Names the folders that live outside the checkout, and the toolchain that `scripts/setup` chose.
# Every folder can be moved by setting its variable first.

if [ -n "${BASH_SOURCE:-}" ]; then
	OPENLEDGER_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
else
	OPENLEDGER_ROOT=$PWD
fi
export OPENLEDGER_ROOT

# What survives a checkout: compiled dependencies, the toolchain's additions, libtorch.
export OPENLEDGER_CACHE="${OPENLEDGER_CACHE:-$HOME/.cache/openledger}"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$OPENLEDGER_CACHE/target}"

# PyTorch's C++ library, for the LoRA server. Any folder with the same version's include/ and lib/
# will do.
export LIBTORCH_VERSION=2.11.0
export LIBTORCH="${LIBTORCH:-$OPENLEDGER_CACHE/libtorch-$LIBTORCH_VERSION/torch}"

# The binaries that `cargo build` leaves, the last two in the workspace of what never runs inside the node.
export OPENLEDGER_NODE="${OPENLEDGER_NODE:-$CARGO_TARGET_DIR/debug/openledger-node}"
export OPENLEDGER_LORA_SERVER="${OPENLEDGER_LORA_SERVER:-$CARGO_TARGET_DIR/debug/openledger-lora-server}"
export OPENLEDGER_CLI="${OPENLEDGER_CLI:-$CARGO_TARGET_DIR/debug/openledger}"
export OPENLEDGER_OFFCHAIN_MANIFEST="$OPENLEDGER_ROOT/offchain-workers/Cargo.toml"

# Written by `scripts/setup`: RUSTUP_TOOLCHAIN, or a PATH with Debian's toolchain first.
if [ -f "$OPENLEDGER_CACHE/toolchain.env" ]; then
	# shellcheck source=/dev/null
	. "$OPENLEDGER_CACHE/toolchain.env"
fi

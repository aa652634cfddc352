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

# What survives a checkout: compiled dependencies, the toolchain's additions.
export OPENLEDGER_CACHE="${OPENLEDGER_CACHE:-$HOME/.cache/openledger}"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$OPENLEDGER_CACHE/target}"

# The binary that `cargo build` leaves.
export OPENLEDGER_NODE="${OPENLEDGER_NODE:-$CARGO_TARGET_DIR/debug/openledger-node}"

# Written by `scripts/setup`: RUSTUP_TOOLCHAIN, or a PATH with Debian's toolchain first.
if [ -f "$OPENLEDGER_CACHE/toolchain.env" ]; then
	# shellcheck source=/dev/null
	. "$OPENLEDGER_CACHE/toolchain.env"
fi

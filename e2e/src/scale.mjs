// SPDX-License-Identifier: Apache-2.0

/** SCALE, as far as clients write it themselves: what they hash and sign. */

import { bnToU8a, compactToU8a, hexToU8a, u8aConcat } from '@polkadot/util';

/**
 * An integer.
 * @param {number | bigint} number
 * @param {32 | 64 | 128} bits
 * @returns {Uint8Array}
 */
export const integer = (number, bits) => bnToU8a(number, { bitLength: bits });

/**
 * A list of items that are encoded already.
 * @param {Uint8Array[]} items
 * @returns {Uint8Array}
 */
export const list = (items) => u8aConcat(compactToU8a(items.length), ...items);

/**
 * A commitment to bytes.
 * @param {import('./datanets.mjs').Commitment} commitment
 * @returns {Uint8Array}
 */
export const commitment = ({ root, length }) => u8aConcat(hexToU8a(root), integer(length, 32));

/**
 * An attribution vector.
 * @param {{shares: {contribution: bigint, share: number}[], residual: number}} vector
 * @returns {Uint8Array}
 */
export const vector = ({ shares, residual }) => u8aConcat(
  list(shares.map(({ contribution, share }) => u8aConcat(integer(contribution, 64), integer(share, 32)))),
  integer(residual, 32),
);

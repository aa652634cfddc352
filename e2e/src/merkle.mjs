// SPDX-License-Identifier: Apache-2.0

/** Merkle trees as `primitives/src/merkle.rs` has them, and the distribution roots made of them. */

import {
  bnToU8a, stringToU8a, u8aConcat, u8aToHex,
} from '@polkadot/util';
import { blake2AsU8a } from '@polkadot/util-crypto';

const TAG = 'openledger/merkle/v1';

/** What the leaves of a tree are. */
export const DOMAINS = {
  content: 0, snapshot: 1, evidence: 2, receipts: 3, distribution: 4, withdrawal: 5,
};

const hash = (...parts) => blake2AsU8a(u8aConcat(...parts), 256);
const integer = (number, bits) => bnToU8a(number, { bitLength: bits });

/** Each row from the leaves up; the last node of an odd row is promoted. */
function rows(domain, leaves) {
  const tagged = leaves.map((data, i) => hash(hash(
    stringToU8a(TAG), [domain], integer(leaves.length, 32), integer(i, 32), data,
  )));
  const all = [tagged];
  while (all.at(-1).length > 1) {
    const below = all.at(-1);
    const above = [];
    for (let i = 0; i < below.length; i += 2) {
      above.push(i + 1 < below.length ? hash(below[i], below[i + 1]) : below[i]);
    }
    all.push(above);
  }
  return all;
}

/**
 * The tree over leaves.
 * @param {number} domain
 * @param {Uint8Array[]} leaves
 * @returns {{root: string, prove: (index: number) => string[]}} in hex; a path begins at the sibling
 */
export function merkleTree(domain, leaves) {
  const all = rows(domain, leaves);
  const [top] = all.at(-1);
  return {
    root: u8aToHex(top ?? new Uint8Array(32)),
    prove: (index) => all.slice(0, -1).flatMap((row, height) => {
      const sibling = row[(index >> height) ^ 1];
      return sibling ? [u8aToHex(sibling)] : [];
    }),
  };
}

/**
 * What a contribution has earned by a distribution so far.
 * @typedef {{contribution: bigint, cumulative: bigint}} DistributionLeaf
 */

/**
 * The root over what contributions have earned, and the proofs with which it is drawn.
 * @param {DistributionLeaf[]} leaves - ascending by contribution, none twice
 * @returns {{root: {root: string, leaves: number, total: bigint}, prove: (index: number) => {index: number, path: string[]}}}
 */
export function distribution(leaves) {
  const tree = merkleTree(DOMAINS.distribution, leaves.map(({ contribution, cumulative }) =>
    u8aConcat(integer(contribution, 64), integer(cumulative, 128))));
  return {
    root: {
      root: tree.root,
      leaves: leaves.length,
      total: leaves.reduce((sum, { cumulative }) => sum + cumulative, 0n),
    },
    prove: (index) => ({ index, path: tree.prove(index) }),
  };
}

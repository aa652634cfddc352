// SPDX-License-Identifier: Apache-2.0

/**
 * Merkle trees as `primitives/src/merkle.rs` and `primitives/src/accumulator.rs` have them, and the distribution
 * roots made of them.
 */

import { stringToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import { blake2AsU8a } from '@polkadot/util-crypto';
import { integer } from './scale.mjs';

const TAG = 'openledger/merkle/v1';
const ACCUMULATOR = 'openledger/accumulator';

/** What the leaves of a tree are. */
export const DOMAINS = {
  content: 0, snapshot: 1, evidence: 2, receipts: 3, distribution: 4, withdrawal: 5, answer: 6, entries: 7, evaluation: 8,
};

const hash = (...parts) => blake2AsU8a(u8aConcat(...parts), 256);

/** Each row from the leaves up; the last node of an odd row is promoted. */
function rows(leaves) {
  const all = [leaves];
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
  const all = rows(leaves.map((data, i) => hash(hash(
    stringToU8a(TAG), [domain], integer(leaves.length, 32), integer(i, 32), data,
  ))));
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
 * The root over leaves of which there will be more: they know their places, and not how many they are.
 * @param {number} domain
 * @param {Uint8Array[]} leaves - one at least
 * @returns {string}
 */
export function accumulatorRoot(domain, leaves) {
  const nodes = leaves.map((data, i) => hash(hash(
    stringToU8a(`${ACCUMULATOR}/leaf/v1`), [domain], integer(i, 32), data,
  )));
  const [top] = rows(nodes).at(-1);
  return u8aToHex(hash(stringToU8a(`${ACCUMULATOR}/root/v1`), [domain], integer(leaves.length, 32), top));
}

/**
 * What a contribution has earned by a distribution so far.
 * @typedef {{contribution: bigint, cumulative: bigint}} DistributionLeaf
 */

/**
 * The bytes of a leaf of a distribution.
 * @param {DistributionLeaf} leaf
 * @returns {Uint8Array}
 */
export const distributionLeaf = ({ contribution, cumulative }) =>
  u8aConcat(integer(contribution, 64), integer(cumulative, 128));

/**
 * The root over what contributions have earned, and the proofs with which it is drawn.
 * @param {DistributionLeaf[]} leaves - ascending by contribution, none twice
 * @returns {{root: {root: string, leaves: number, total: bigint}, prove: (index: number) => {index: number, path: string[]}}}
 */
export function distribution(leaves) {
  const tree = merkleTree(DOMAINS.distribution, leaves.map(distributionLeaf));
  return {
    root: {
      root: tree.root,
      leaves: leaves.length,
      total: leaves.reduce((sum, { cumulative }) => sum + cumulative, 0n),
    },
    prove: (index) => ({ index, path: tree.prove(index) }),
  };
}

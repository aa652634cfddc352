// SPDX-License-Identifier: Apache-2.0

/**
 * Receipts and batches of them, as `primitives/src/receipts.rs` has them: what a worker signs for answers that
 * vouchers pay for, and the three trees by which it settles them.
 */

import { hexToU8a, stringToU8a, u8aConcat } from '@polkadot/util';
import { DOMAINS, distribution, distributionLeaf, merkleTree } from './merkle.mjs';
import {
  commitment, integer, list, vector,
} from './scale.mjs';

const SIGNING_DOMAIN = 'openledger/receipt/v1';
const BILLION = 1_000_000_000n;

/**
 * What a worker states of one answer. Amounts are in plancks.
 * @typedef {object} Receipt
 * @property {bigint} channel - that pays
 * @property {bigint} cumulative - all that is paid through it, this fee included
 * @property {bigint} fee
 * @property {import('./datanets.mjs').Commitment} input
 * @property {import('./datanets.mjs').Commitment} output
 * @property {number} inputTokens
 * @property {number} outputTokens
 * @property {{shares: {contribution: bigint, share: number}[], residual: number}} vector
 * @property {string} evidenceRoot
 */

/**
 * What one contribution earns by one receipt: `running` is its sum so far, `grand` that of all entries.
 * @typedef {{contribution: bigint, receipt: number, amount: bigint, running: bigint, grand: bigint}} Entry
 */

const receiptBytes = (receipt) => u8aConcat(
  integer(receipt.channel, 64),
  integer(receipt.cumulative, 128),
  integer(receipt.fee, 128),
  commitment(receipt.input),
  commitment(receipt.output),
  integer(receipt.inputTokens, 32),
  integer(receipt.outputTokens, 32),
  vector(receipt.vector),
  hexToU8a(receipt.evidenceRoot),
);

/**
 * What a worker signs for an answer.
 * @param {object} statement
 * @param {string} statement.genesis - hash of the chain's first block, in hex
 * @param {Uint8Array} statement.worker - the public key of its account
 * @param {number} statement.artifact
 * @param {number} statement.engineVersion
 * @param {number} statement.minWords
 * @param {Receipt} statement.receipt
 * @returns {Uint8Array}
 */
export const receiptStatement = ({
  genesis, worker, artifact, engineVersion, minWords, receipt,
}) => u8aConcat(
  stringToU8a(SIGNING_DOMAIN),
  hexToU8a(genesis),
  worker,
  integer(artifact, 32),
  integer(engineVersion, 32),
  integer(minWords, 32),
  receiptBytes(receipt),
);

/**
 * What a share of the contributors' part of a fee is, rounded down once.
 * @param {bigint} fee
 * @param {number} contributors - the contributors' share of fees, in parts per billion
 * @param {number} share - a contribution's share, in parts per billion
 * @returns {bigint}
 */
export const entryAmount = (fee, contributors, share) =>
  (fee * BigInt(contributors) * BigInt(share)) / (BILLION * BILLION);

/** Orders by these keys, the first that differs. */
const ascending = (...keys) => (a, b) => {
  const key = keys.find((each) => a[each] !== b[each]);
  return key === undefined ? 0 : a[key] < b[key] ? -1 : 1;
};

/**
 * The entries with these amounts, with their sums.
 * @param {Pick<Entry, 'contribution' | 'receipt' | 'amount'>[]} amounts
 * @returns {Entry[]}
 */
export function entriesWith(amounts) {
  let grand = 0n;
  const sums = new Map();
  return [...amounts].sort(ascending('contribution', 'receipt')).map((entry) => {
    const { contribution, amount } = entry;
    const running = (sums.get(contribution) ?? 0n) + amount;
    sums.set(contribution, running);
    grand += amount;
    return { ...entry, running, grand };
  });
}

/** What contributions have earned with these entries. */
function distributed(previous, entries) {
  const sums = new Map(previous.map(({ contribution, cumulative }) => [contribution, cumulative]));
  for (const { contribution, amount } of entries) {
    sums.set(contribution, (sums.get(contribution) ?? 0n) + amount);
  }
  return [...sums]
    .map(([contribution, cumulative]) => ({ contribution, cumulative }))
    .sort(ascending('contribution'));
}

/** The bytes of a leaf of each tree. */
export const LEAF_BYTES = {
  receipts: ({ receipt, running }) => u8aConcat(receiptBytes(receipt), integer(running, 128)),
  entries: (entry) => u8aConcat(
    integer(entry.contribution, 64), integer(entry.receipt, 32), integer(entry.amount, 128),
    integer(entry.running, 128), integer(entry.grand, 128),
  ),
  distribution: distributionLeaf,
};

const treeOver = (name, leaves) => ({
  leaves, tree: merkleTree(DOMAINS[name], leaves.map(LEAF_BYTES[name])),
});

/**
 * @typedef {object} Terms
 * @property {number} artifact
 * @property {number} engineVersion
 * @property {number} minWords
 * @property {number} contributorsShare - of each fee, in parts per billion
 */

/**
 * A batch: what is posted, and the leaves that can be shown of it.
 * @typedef {object} Batch
 * @property {object} header - as the chain takes it
 * @property {{channel: bigint, before: bigint, cumulative: bigint}[]} channels - what the vouchers are over
 * @property {Entry[]} entries
 * @property {import('./merkle.mjs').DistributionLeaf[]} distribution
 * @property {(tree: 'receipts' | 'entries' | 'distribution', index: number) => {index: number, leaf: object, path: string[]}} show
 */

/**
 * Makes a batch.
 * @param {object} what
 * @param {Terms} what.terms
 * @param {Receipt[]} what.receipts - in any order; those of a channel continue each other
 * @param {import('./merkle.mjs').DistributionLeaf[]} [what.previous] - of the worker's last batch
 * @param {(entries: Entry[]) => Entry[]} [what.alter] - what a cheat makes of the entries that are right
 * @returns {Batch}
 */
export function batchOf({
  terms, receipts, previous = [], alter = (entries) => entries,
}) {
  let sum = 0n;
  const leaves = [...receipts].sort(ascending('channel', 'cumulative')).map((receipt) => {
    sum += receipt.fee;
    return { receipt, running: sum };
  });
  const amounts = leaves.flatMap(({ receipt }, index) => receipt.vector.shares
    .map(({ contribution, share }) => ({
      contribution, receipt: index, amount: entryAmount(receipt.fee, terms.contributorsShare, share),
    }))
    .filter(({ amount }) => amount > 0n));
  const entries = alter(entriesWith(amounts));
  const earned = distributed(previous, entries);

  const trees = {
    receipts: treeOver('receipts', leaves),
    entries: treeOver('entries', entries),
    distribution: treeOver('distribution', earned),
  };
  const root = (name) => ({ root: trees[name].tree.root, leaves: trees[name].leaves.length });
  const channels = [...new Set(leaves.map(({ receipt }) => receipt.channel))].map((channel) => {
    const own = leaves.map(({ receipt }) => receipt).filter((receipt) => receipt.channel === channel);
    return { channel, before: own[0].cumulative - own[0].fee, cumulative: own.at(-1).cumulative };
  });
  return {
    header: {
      ...terms,
      receipts: root('receipts'),
      entries: root('entries'),
      previous: distribution(previous).root,
      distribution: distribution(earned).root,
    },
    channels,
    entries,
    distribution: earned,
    show: (name, index) => ({
      index, leaf: trees[name].leaves[index], path: trees[name].tree.prove(index),
    }),
  };
}

/**
 * The bytes of a batch's header.
 * @param {Batch['header']} header
 * @returns {Uint8Array}
 */
export const headerBytes = (header) => {
  const root = ({ root: hash, leaves }) => u8aConcat(hexToU8a(hash), integer(leaves, 32));
  const funded = (tree) => u8aConcat(root(tree), integer(tree.total, 128));
  return u8aConcat(
    integer(header.artifact, 32), integer(header.engineVersion, 32), integer(header.minWords, 32),
    integer(header.contributorsShare, 32),
    root(header.receipts), root(header.entries), funded(header.previous), funded(header.distribution),
  );
};

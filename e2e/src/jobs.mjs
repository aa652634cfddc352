// SPDX-License-Identifier: Apache-2.0

/** How jobs of a LoRA server, and benchmarks, are named: `primitives/src/jobs.rs` says it. */

import { bnToU8a, hexToU8a, stringToU8a, u8aConcat } from '@polkadot/util';
import { blake2AsHex } from '@polkadot/util-crypto';

const JOB_DOMAIN = 'openledger/job/v1';
const TRAINING_DOMAIN = 'openledger/training/v1';
const BENCHMARK_DOMAIN = 'openledger/benchmark/v1';

/** A benchmark of held-out rows, not of given ones. */
const OF_SNAPSHOTS = 0;

const u32 = (number) => bnToU8a(number, { bitLength: 32 });
const u64 = (number) => bnToU8a(number, { bitLength: 64 });

/** A vector of fewer than 64 numbers in SCALE. */
const shortVector = (numbers) => u8aConcat([numbers.length << 2], ...numbers.map(u32));

/**
 * The name of the job that answers a request.
 * @param {string} genesis - hash of the chain's first block, in hex
 * @param {bigint} request
 * @returns {string} in hex
 */
export const jobId = (genesis, request) =>
  blake2AsHex(u8aConcat(stringToU8a(JOB_DOMAIN), hexToU8a(genesis), u64(request)), 256);

/**
 * What an adapter is trained from, and how: the wire's own names.
 * @typedef {object} Training
 * @property {number} base - artifact
 * @property {number[]} snapshots
 * @property {number} rank
 * @property {number} alpha
 * @property {number} epochs
 * @property {number} batch_size
 * @property {number} learning_rate_micros
 * @property {number} seed
 */

/**
 * The name of the job that trains an adapter.
 * @param {string} genesis - hash of the chain's first block, in hex
 * @param {Training} training
 * @returns {string} in hex
 */
export function trainingJobId(genesis, training) {
  const encoded = u8aConcat(
    stringToU8a(TRAINING_DOMAIN),
    hexToU8a(genesis),
    u32(training.base),
    shortVector(training.snapshots),
    u32(training.rank),
    u32(training.alpha),
    u32(training.epochs),
    u32(training.batch_size),
    u32(training.learning_rate_micros),
    u64(training.seed),
  );
  return blake2AsHex(encoded, 256);
}

/**
 * The name of the benchmark of what is held out of snapshots.
 * @param {{root: string, withdrawnRoot: string}[]} snapshots - by ascending number, fewer than 64
 * @param {number} share - of their rows, in parts per billion
 * @returns {string} in hex
 */
export const benchmarkOfSnapshots = (snapshots, share) => blake2AsHex(u8aConcat(
  stringToU8a(BENCHMARK_DOMAIN),
  [OF_SNAPSHOTS, snapshots.length << 2],
  ...snapshots.flatMap(({ root, withdrawnRoot }) => [hexToU8a(root), hexToU8a(withdrawnRoot)]),
  u32(share),
), 256);

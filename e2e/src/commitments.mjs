// SPDX-License-Identifier: Apache-2.0

/**
 * Commitments to bytes, and proofs of parts of them, as `primitives/src/commitment.rs` has them. Trees are
 * made anew for each: this is for texts of some kilobytes.
 */

import { stringToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import { DOMAINS, merkleTree } from './merkle.mjs';
import { integer } from './scale.mjs';

/** Bytes of a chunk; the last one may have fewer. */
const CHUNK_LENGTH = 1_024;

const toBytes = (content) => (typeof content === 'string' ? stringToU8a(content) : content);

const chunksOf = (bytes) => Array.from(
  { length: Math.ceil(bytes.length / CHUNK_LENGTH) },
  (_, i) => bytes.subarray(i * CHUNK_LENGTH, (i + 1) * CHUNK_LENGTH),
);

const treeOver = (bytes) => merkleTree(
  DOMAINS.content,
  chunksOf(bytes).map((chunk) => u8aConcat(integer(bytes.length, 32), chunk)),
);

/**
 * The commitment to bytes, or to a text that is canonical already.
 * @param {Uint8Array | string} content
 * @returns {import('./datanets.mjs').Commitment}
 */
export function commitTo(content) {
  const bytes = toBytes(content);
  return { root: treeOver(bytes).root, length: bytes.length };
}

/**
 * Shows a range of committed bytes.
 * @param {Uint8Array | string} content - all of it
 * @param {number} start
 * @param {number} length - not zero
 * @returns {{chunks: {index: number, chunk: string, path: string[]}[]}} the chunks that the range touches
 */
export function rangeProof(content, start, length) {
  const bytes = toBytes(content);
  const tree = treeOver(bytes);
  const chunks = chunksOf(bytes);
  const first = Math.floor(start / CHUNK_LENGTH);
  const last = Math.floor((start + length - 1) / CHUNK_LENGTH);
  return {
    chunks: chunks.slice(first, last + 1).map((chunk, i) => ({
      index: first + i, chunk: u8aToHex(chunk), path: tree.prove(first + i),
    })),
  };
}

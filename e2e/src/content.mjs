// SPDX-License-Identifier: Apache-2.0

/** Bytes that the chain has a commitment to, fetched from wherever they lie and compared with it. */

import { commitTo } from './commitments.mjs';

const TIMEOUT_MS = 10_000;

/**
 * Fetches a text.
 * @param {string} uri - where it is said to lie
 * @param {import('./datanets.mjs').Commitment} commitment - what the chain has
 * @returns {Promise<string>}
 * @throws where nobody answers, or with other bytes
 */
export async function fetchContent(uri, { root, length }) {
  const response = await fetch(uri, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`${uri}: ${response.status} ${response.statusText}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const found = commitTo(bytes);
  if (found.root !== root || found.length !== length) {
    throw new Error(`${uri} has other bytes than the chain commits to`);
  }
  return Buffer.from(bytes).toString('utf8');
}

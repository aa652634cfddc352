// SPDX-License-Identifier: Apache-2.0

/** The chain's own check of its books. */

import assert from 'node:assert/strict';
import { askForBytes } from './client.mjs';

/**
 * Asks the chain to go through all that our pallets keep.
 * @param {import('@polkadot/api').ApiPromise} api
 * @returns {Promise<string | undefined>} nothing, when the books balance; or what is not so
 */
export async function imbalance(api) {
  const found = await askForBytes(api, 'InvariantsApi_check', new Uint8Array(), 'Option<Bytes>');
  return found.isSome ? found.unwrap().toUtf8() : undefined;
}

/**
 * Expects the books to balance: for the end of tests that made transactions.
 * @param {import('@polkadot/api').ApiPromise | undefined} api - nothing is checked without one: the
 *   test has failed before it connected
 */
export async function assertBooksBalance(api) {
  if (!api) return;
  assert.equal(await imbalance(api), undefined, 'the chain\'s books do not balance');
}

// SPDX-License-Identifier: Apache-2.0

/** What tests on a real chain share: people of their own, events, waiting, and the end. */

import assert from 'node:assert/strict';
import { Keyring } from '@polkadot/api';
import { assertBooksBalance } from '../../src/books.mjs';
import { OPEN, eventsOf, signAndInclude, waitInBlocks } from '../../src/client.mjs';

/** What each person of a topic has. */
const ENDOWMENT = 200_000n * OPEN;

/**
 * People of one topic, whom no other topic knows: topics run beside each other, and the transactions of
 * one account must not.
 * @param {string} topic
 * @param {string[]} names
 * @returns {Record<string, import('@polkadot/keyring/types').KeyringPair>}
 */
export function actors(topic, names) {
  const keyring = new Keyring({ type: 'sr25519', ss58Format: 42 });
  return Object.fromEntries(names.map((name) => [
    name, keyring.addFromUri(`//${topic}//${name}`, { name }),
  ]));
}

/**
 * Gives people something to begin with.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {import('@polkadot/keyring/types').KeyringPair} from
 * @param {import('@polkadot/keyring/types').KeyringPair[]} pairs
 * @returns {Promise<import('../../src/client.mjs').Included>}
 */
export const endow = (api, from, pairs) => signAndInclude(
  api,
  api.tx.utility.batchAll(pairs.map(({ address }) =>
    api.tx.balances.transferKeepAlive(address, ENDOWMENT))),
  from,
);

/**
 * The data of the one event of this kind.
 * @param {import('../../src/client.mjs').Included} included
 * @param {string} section
 * @param {string} method
 * @returns {any}
 */
export function eventOf({ events }, section, method) {
  const found = eventsOf(events, section, method);
  const seen = [...events].map(({ event }) => `${event.section}.${event.method}`).join(', ');
  assert.equal(found.length, 1, `one ${section}.${method} was expected among ${seen}`);
  return found[0].data;
}

/**
 * Waits until a block is finalised: what is sent afterwards comes after it.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {number} number
 */
export const untilBlock = (api, number) => waitInBlocks(api, {
  from: number, within: 1, what: `block ${number}`, look: () => true,
});

/**
 * What an account holds, on hold or not, at the end of a block.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {string} hash - of the block
 * @param {string} address
 * @returns {Promise<{free: bigint, held: bigint, total: bigint}>}
 */
export async function holdingsAt(api, hash, address) {
  const { data } = await (await api.at(hash)).query.system.account(address);
  const [free, held] = [data.free.toBigInt(), data.reserved.toBigInt()];
  return { free, held, total: free + held };
}

/**
 * By how much a block changed what an account holds. Its own fee is part of it.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {import('../../src/client.mjs').Included} included - in the block
 * @param {string} address
 * @returns {Promise<{free: bigint, held: bigint, total: bigint}>}
 */
export async function changeIn(api, { blockHash }, address) {
  const { parentHash } = await api.rpc.chain.getHeader(blockHash);
  const [before, after] = await Promise.all([
    holdingsAt(api, parentHash, address), holdingsAt(api, blockHash, address),
  ]);
  return Object.fromEntries(Object.keys(after).map((key) => [key, after[key] - before[key]]));
}

/**
 * Ends tests on a node: the books must balance, and the node stops whether they do or not.
 * @param {import('@polkadot/api').ApiPromise | undefined} api
 * @param {import('../../src/node.mjs').RunningNode | undefined} node
 */
export async function endTests(api, node) {
  try {
    await assertBooksBalance(api);
  } finally {
    await api?.disconnect();
    await node?.stop();
  }
}

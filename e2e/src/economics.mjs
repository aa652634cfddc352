// SPDX-License-Identifier: Apache-2.0

/** What answers earn: collected from pools, and claimed. */

import { signAndInclude } from './client.mjs';

/**
 * What an account can claim, in plancks.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {string} address
 * @returns {Promise<bigint>}
 */
export const claimable = async (api, address) =>
  (await api.query.royalties.claimable(address)).toBigInt();

/**
 * Has an account paid all that it can claim; anybody may ask for it.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {import('@polkadot/keyring/types').KeyringPair} signer
 * @param {{who: string, shares?: {snapshot: number, contribution: bigint}[]}} what - with these
 *   shares of snapshots' pools
 * @returns {Promise<import('./client.mjs').Included>}
 */
export function claim(api, signer, { who, shares = [] }) {
  const collect = shares.map(({ snapshot, contribution }) =>
    api.tx.royalties.collect(snapshot, contribution));
  const pay = api.tx.royalties.claimFor(who);
  return signAndInclude(api, collect.length ? api.tx.utility.batchAll([...collect, pay]) : pay, signer);
}

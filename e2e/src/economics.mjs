// SPDX-License-Identifier: Apache-2.0

/** What answers earn: collected from pools, and claimed. */

import { signAndInclude } from './client.mjs';

/** Tokens that a price is for. */
const TOKENS = 1_000n;

/**
 * What an answer costs, in plancks: rounded up once.
 * @param {{base: bigint, per1kInput: bigint, per1kOutput: bigint}} prices
 * @param {number} inputTokens
 * @param {number} outputTokens
 * @returns {bigint}
 */
export const priceOf = ({ base, per1kInput, per1kOutput }, inputTokens, outputTokens) =>
  base + (BigInt(inputTokens) * per1kInput + BigInt(outputTokens) * per1kOutput + TOKENS - 1n) / TOKENS;

/**
 * What an account can claim, in plancks: what is not collected yet is not counted.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {string} address
 * @returns {Promise<bigint>}
 */
export const claimable = async (api, address) =>
  (await api.call.royaltiesApi.claimable(address)).toBigInt();

/**
 * What could be collected for a contribution out of a snapshot's pool, in plancks.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {{snapshot: number, contribution: bigint}} share
 * @returns {Promise<bigint>}
 */
export const collectable = async (api, { snapshot, contribution }) =>
  (await api.call.royaltiesApi.collectable(snapshot, contribution)).toBigInt();

/**
 * What could be collected for a curator of a Datanet, in plancks.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {number} datanet
 * @param {string} address
 * @returns {Promise<bigint>}
 */
export const curatorEarnings = async (api, datanet, address) =>
  (await api.call.royaltiesApi.curatorEarnings(datanet, address)).toBigInt();

/**
 * Has an account paid all that it can claim; anybody may ask for it.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {import('@polkadot/keyring/types').KeyringPair} signer
 * @param {object} what
 * @param {string} what.who
 * @param {{snapshot: number, contribution: bigint}[]} [what.shares] - with these shares of snapshots' pools
 * @param {number[]} [what.curated] - and with what the curators of these Datanets earned
 * @param {{distribution: number, leaf: import('./merkle.mjs').DistributionLeaf, proof: object}[]} [what.draws] - and
 *   with what contributions have earned by distributions
 * @returns {Promise<import('./client.mjs').Included>}
 */
export function claim(api, signer, {
  who, shares = [], curated = [], draws = [],
}) {
  const collect = [
    ...draws.map(({ distribution, leaf, proof }) => api.tx.royalties.draw(distribution, leaf, proof)),
    ...shares.map(({ snapshot, contribution }) => api.tx.royalties.collect(snapshot, contribution)),
    ...curated.map((datanet) => api.tx.royalties.collectAsCurator(datanet, who)),
  ];
  const pay = signer.address === who ? api.tx.royalties.claim() : api.tx.royalties.claimFor(who);
  return signAndInclude(api, collect.length ? api.tx.utility.batchAll([...collect, pay]) : pay, signer);
}

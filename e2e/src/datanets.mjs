// SPDX-License-Identifier: Apache-2.0

/** Datanets: created, contributed to, curated, fixed in snapshots. */

import { eventsOf, signAndInclude } from './client.mjs';

/**
 * A commitment to bytes, as the LoRA server and the chain write it.
 * @typedef {{root: string, length: number}} Commitment
 */

/**
 * Creates a Datanet.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {import('@polkadot/keyring/types').KeyringPair} owner - who also curates it
 * @param {{name: string, summary: string, uri: string, licence: string}} description
 * @returns {Promise<import('./client.mjs').Included & {datanet: number}>}
 */
export async function createDatanet(api, owner, { name, summary, uri, licence }) {
  const included = await signAndInclude(
    api,
    api.tx.datanets.create(name, summary, uri, licence),
    owner,
  );
  const [created] = eventsOf(included.events, 'datanets', 'DatanetCreated');
  return { ...included, datanet: created.data.datanet.toNumber() };
}

/**
 * Gives content to a Datanet.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {import('@polkadot/keyring/types').KeyringPair} contributor
 * @param {{datanet: number, content: Commitment, uri: string}} what
 * @returns {Promise<import('./client.mjs').Included & {contribution: bigint, bond: bigint}>}
 */
export async function contribute(api, contributor, { datanet, content, uri }) {
  const included = await signAndInclude(
    api,
    api.tx.datanets.contribute(datanet, content, uri),
    contributor,
  );
  const [{ data }] = eventsOf(included.events, 'datanets', 'Contributed');
  return { ...included, contribution: data.contribution.toBigInt(), bond: data.bond.toBigInt() };
}

/**
 * Takes contributions into their Datanets, in this order, all or none.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {import('@polkadot/keyring/types').KeyringPair} curator
 * @param {bigint[]} contributions
 * @returns {Promise<import('./client.mjs').Included>}
 */
export function accept(api, curator, contributions) {
  const calls = contributions.map((contribution) => api.tx.datanets.accept(contribution));
  return signAndInclude(api, api.tx.utility.batchAll(calls), curator);
}

/**
 * Fixes what a Datanet has accepted.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {import('@polkadot/keyring/types').KeyringPair} owner
 * @param {number} datanet
 * @returns {Promise<import('./client.mjs').Included & {snapshot: number, root: string, accepted: number, length: bigint}>}
 */
export async function takeSnapshot(api, owner, datanet) {
  const included = await signAndInclude(api, api.tx.datanets.snapshot(datanet), owner);
  const [{ data }] = eventsOf(included.events, 'datanets', 'SnapshotTaken');
  return {
    ...included,
    snapshot: data.snapshot.toNumber(),
    root: data.root.toHex(),
    accepted: data.accepted.toNumber(),
    // An event's data has a length of its own, which hides the field of this name.
    length: data[data.names.indexOf('length')].toBigInt(),
  };
}

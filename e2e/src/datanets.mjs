// SPDX-License-Identifier: Apache-2.0

/** Datanets: created, contributed to, curated, fixed in snapshots. */

import { eventsOf, signAndInclude } from './client.mjs';

/**
 * A commitment to bytes, as the LoRA server and the chain write it.
 * @typedef {{root: string, length: number}} Commitment
 */

/**
 * A licence: what people read, and what the chain decides by.
 * @typedef {{spdx: string, terms: {derivatives: boolean, commercial: boolean, shareAlike: boolean}}} Licence
 */

/**
 * A licence that lets others do everything, unless `terms` say otherwise.
 * @param {string} spdx
 * @param {Partial<Licence['terms']>} [terms]
 * @returns {Licence}
 */
export const licence = (spdx, terms = {}) => ({
  spdx, terms: { derivatives: true, commercial: true, shareAlike: false, ...terms },
});

/** The licence of text without an author's rights. */
export const PUBLIC_DOMAIN = licence('CC0-1.0');

/**
 * @typedef {object} NewDatanet
 * @property {string} name
 * @property {string} [summary]
 * @property {string} [uri]
 * @property {string[]} [tags]
 * @property {'Text' | 'Code' | 'Table'} [kind]
 * @property {Licence} [licence]
 * @property {'Public' | 'Private'} [visibility]
 * @property {string | object} [policy] - `Owner`, `Staked`, or `{ Committee: { members, threshold } }`
 * @property {bigint | null} [entryPrice] - in plancks; null where no licence is for sale
 * @property {number} [curatorsCut] - parts per billion of the contributors' part
 */

/**
 * The call that creates a Datanet: a public one of its owner's choice, unless it says otherwise.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {NewDatanet} datanet
 * @returns {import('@polkadot/api/types').SubmittableExtrinsic<'promise'>}
 */
export const creation = (api, {
  name, summary = '', uri = '', tags = [], kind = 'Text', licence: under = PUBLIC_DOMAIN,
  visibility = 'Public', policy = 'Owner', entryPrice = null, curatorsCut = 0,
}) => api.tx.datanets.create(
  {
    name, summary, uri, tags,
  },
  kind,
  under,
  visibility,
  policy,
  entryPrice,
  curatorsCut,
);

/**
 * Creates a Datanet.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {import('@polkadot/keyring/types').KeyringPair} owner
 * @param {NewDatanet} datanet
 * @returns {Promise<import('./client.mjs').Included & {datanet: number}>}
 */
export async function createDatanet(api, owner, datanet) {
  const included = await signAndInclude(api, creation(api, datanet), owner);
  const [created] = eventsOf(included.events, 'datanets', 'DatanetCreated');
  return { ...included, datanet: created.data.datanet.toNumber() };
}

/**
 * @typedef {object} NewContribution
 * @property {number} datanet
 * @property {Commitment} content
 * @property {string} [uri]
 * @property {Licence} [licence]
 * @property {'Rows' | 'Document' | 'ExpertReview' | 'LabelSet'} [kind]
 */

/**
 * The call that gives content to a Datanet.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {NewContribution} contribution
 * @returns {import('@polkadot/api/types').SubmittableExtrinsic<'promise'>}
 */
export const contribution = (api, {
  datanet, content, uri = '', licence: under = PUBLIC_DOMAIN, kind = 'Rows',
}) => api.tx.datanets.contribute(datanet, content, uri, under, kind);

/**
 * Gives content to a Datanet.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {import('@polkadot/keyring/types').KeyringPair} contributor
 * @param {NewContribution} what
 * @returns {Promise<import('./client.mjs').Included & {contribution: bigint, bond: bigint}>}
 */
export async function contribute(api, contributor, what) {
  const included = await signAndInclude(api, contribution(api, what), contributor);
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
  const calls = contributions.map((each) => api.tx.datanets.judge(each, 'Accept'));
  return signAndInclude(api, api.tx.utility.batchAll(calls), curator);
}

/**
 * Fixes what a Datanet has accepted.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {import('@polkadot/keyring/types').KeyringPair} owner
 * @param {number} datanet
 * @param {string} [note]
 * @returns {Promise<import('./client.mjs').Included & {snapshot: number, root: string, accepted: number, bytes: bigint}>}
 */
export async function takeSnapshot(api, owner, datanet, note = '') {
  const included = await signAndInclude(api, api.tx.datanets.snapshot(datanet, note), owner);
  const [{ data }] = eventsOf(included.events, 'datanets', 'SnapshotTaken');
  const snapshot = data.snapshot.toNumber();
  const info = (await api.call.datanetsApi.snapshot(snapshot)).unwrap();
  return {
    ...included,
    snapshot,
    root: info.root.toHex(),
    accepted: info.accepted.toNumber(),
    bytes: info.length.toBigInt(),
  };
}

// SPDX-License-Identifier: Apache-2.0

/** Models and adapters, registered with what they were made from. */

import { eventsOf, signAndInclude } from './client.mjs';

/**
 * @typedef {object} Artifact
 * @property {string} name
 * @property {import('./datanets.mjs').Commitment} manifest
 * @property {string} uri - where the manifest can be had
 * @property {string} licence
 * @property {number} royalty - parts per billion of the owners' part of each child's fees
 * @property {{base: bigint, per1kInput: bigint, per1kOutput: bigint} | null} prices - in plancks; null where it is not offered
 */

/** @returns {Promise<import('./client.mjs').Included & {artifact: number}>} */
async function register(api, owner, call) {
  const included = await signAndInclude(api, call, owner);
  const [{ data }] = eventsOf(included.events, 'modelRegistry', 'ArtifactRegistered');
  return { ...included, artifact: data.artifact.toNumber() };
}

/**
 * Registers a base model.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {import('@polkadot/keyring/types').KeyringPair} owner
 * @param {Artifact} model
 * @returns {Promise<import('./client.mjs').Included & {artifact: number}>}
 */
export function registerBaseModel(api, owner, { name, manifest, uri, licence, royalty, prices }) {
  return register(api, owner, api.tx.modelRegistry.registerBaseModel(
    name, manifest, uri, licence, royalty, prices,
  ));
}

/**
 * The artifact with this manifest, if one is registered: there is never a second.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {import('./datanets.mjs').Commitment} manifest
 * @returns {Promise<number | undefined>}
 */
export async function artifactWith(api, manifest) {
  const found = await api.query.modelRegistry.manifests(manifest.root);
  return found.isSome ? found.unwrap().toNumber() : undefined;
}

/**
 * Registers an adapter, with its lineage.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {import('@polkadot/keyring/types').KeyringPair} owner
 * @param {Artifact & {base: number, snapshots: number[], parents?: number[]}} adapter
 * @returns {Promise<import('./client.mjs').Included & {artifact: number}>}
 */
export function registerAdapter(
  api,
  owner,
  { base, name, manifest, uri, licence, snapshots, parents = [], royalty, prices },
) {
  return register(api, owner, api.tx.modelRegistry.registerAdapter(
    base, name, manifest, uri, licence, snapshots, parents, royalty, prices,
  ));
}

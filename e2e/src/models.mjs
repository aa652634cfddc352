// SPDX-License-Identifier: Apache-2.0

/** Models, adapters and what else answers: registered with what they were made from. */

import { eventsOf, signAndInclude } from './client.mjs';
import { licence } from './datanets.mjs';

/** What models are under, where nothing else is said. */
export const APACHE = licence('Apache-2.0');

/**
 * @typedef {object} Artifact
 * @property {string} name
 * @property {import('./datanets.mjs').Commitment} manifest
 * @property {string} [uri] - where the manifest can be had
 * @property {import('./datanets.mjs').Licence} [licence]
 * @property {number[]} [snapshots] - ascending
 * @property {{artifact: number, role: string}[]} [parents] - the first of an adapter's is its base model
 * @property {{who: string, role: string, share: number}[]} [credits] - parts per billion of the owners' part
 * @property {number} [royalty] - parts per billion of the owners' part of each child's fees
 * @property {{base: bigint, per1kInput: bigint, per1kOutput: bigint} | null} [prices] - in plancks; null where it is not offered
 * @property {number | null} [previous] - the version before it
 * @property {boolean} [draft]
 */

/**
 * All that an artifact is registered with, in the words of the chain.
 * @param {'BaseModel' | 'Adapter' | 'Prompt' | 'RetrievalIndex' | 'Workflow'} kind
 * @param {Artifact} artifact
 * @returns {object}
 */
export const newArtifact = (kind, {
  name, manifest, uri = '', licence: under = APACHE, snapshots = [], parents = [], credits = [],
  royalty = 0, prices = null, previous = null, draft = false,
}) => ({
  kind,
  name,
  manifest,
  uri,
  licence: under,
  snapshots,
  parents,
  credits,
  royalty: { share: royalty, until: null },
  prices,
  previous,
  draft,
});

/**
 * An adapter of a base model, of which others may be parents as well.
 * @param {Artifact & {base: number, others?: number[]}} adapter
 * @returns {object} all that it is registered with
 */
export const newAdapter = ({ base, others = [], ...adapter }) => newArtifact('Adapter', {
  ...adapter,
  parents: [base, ...others].map((artifact) => ({ artifact, role: 'DerivedFrom' })),
});

/**
 * Registers an artifact.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {import('@polkadot/keyring/types').KeyringPair} owner
 * @param {object} artifact - of `newArtifact` or `newAdapter`
 * @returns {Promise<import('./client.mjs').Included & {artifact: number}>}
 */
export async function register(api, owner, artifact) {
  const included = await signAndInclude(api, api.tx.modelRegistry.register(artifact), owner);
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
export const registerBaseModel = (api, owner, model) =>
  register(api, owner, newArtifact('BaseModel', model));

/**
 * Registers an adapter, with its lineage.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {import('@polkadot/keyring/types').KeyringPair} owner
 * @param {Parameters<typeof newAdapter>[0]} adapter
 * @returns {Promise<import('./client.mjs').Included & {artifact: number}>}
 */
export const registerAdapter = (api, owner, adapter) => register(api, owner, newAdapter(adapter));

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

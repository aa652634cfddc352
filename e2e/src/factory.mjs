// SPDX-License-Identifier: Apache-2.0

/** Jobs of the ModelFactory: posted by a builder, with the budget in escrow. */

import { eventsOf, signAndInclude } from './client.mjs';
import { benchmarkOfSnapshots } from './jobs.mjs';

/** All rows, in parts per billion. */
export const ALL_ROWS = 1_000_000_000;

/**
 * An adapter that is to be trained, and registered as soon as it is accepted.
 * @param {object} what
 * @param {number} what.base
 * @param {number} what.snapshot
 * @param {object} what.hyper - by the names of the chain
 * @param {string} what.name
 * @param {import('./datanets.mjs').Licence} what.licence
 * @param {object} what.prices
 * @returns {object}
 */
export const training = ({
  base, snapshot, hyper, name, licence, prices,
}) => ({
  Train: {
    base,
    parents: [],
    snapshots: [snapshot],
    hyper,
    adapter: {
      name, licence, royalty: { share: 0, until: null }, prices, credits: [], previous: null,
    },
    publish: 'OnAcceptance',
  },
});

/**
 * A measurement of how many rows of its snapshot an adapter answers word for word.
 * @param {object} what
 * @param {number} what.artifact
 * @param {string} what.root - of the snapshot
 * @param {string} what.withdrawnRoot
 * @returns {object}
 */
export const recital = ({ artifact, root, withdrawnRoot }) => ({
  Evaluate: {
    subject: { Artifact: artifact },
    benchmark: benchmarkOfSnapshots([{ root, withdrawnRoot }], ALL_ROWS),
    metric: 'exact_match',
  },
});

/**
 * Posts jobs, all or none.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {import('@polkadot/keyring/types').KeyringPair} builder
 * @param {{work: object, budget: bigint, blocks: number}[]} jobs - `blocks` to deliver them in
 * @returns {Promise<import('./client.mjs').Included & {jobs: number[]}>} their numbers, in this order
 */
export async function postJobs(api, builder, jobs) {
  const calls = jobs.map(({ work, budget, blocks }) => api.tx.modelFactory.post(work, budget, blocks, null));
  const included = await signAndInclude(api, api.tx.utility.batchAll(calls), builder);
  const posted = eventsOf(included.events, 'modelFactory', 'JobPosted');
  return { ...included, jobs: posted.map(({ data }) => data.job.toNumber()) };
}

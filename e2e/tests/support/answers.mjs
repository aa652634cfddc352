// SPDX-License-Identifier: Apache-2.0

/**
 * Markets with text that can be read, whose workers the tests play: each topic has one of its own, with a base
 * model that only its own workers serve.
 */

import { commitTo } from '../../src/commitments.mjs';
import { OPEN, signAndInclude } from '../../src/client.mjs';
import {
  accept, contribute, createDatanet, takeSnapshot,
} from '../../src/datanets.mjs';
import {
  ask, assigned, attributionProof, bond, serve, signProof,
} from '../../src/inference.mjs';
import { registerAdapter, registerBaseModel } from '../../src/models.mjs';
import { PRICES, commitment } from './market.mjs';

/** The fewest words of a span that counts: what the chain begins with. */
export const MIN_WORDS = 6;

/** What an answer may cost. */
export const MAX_FEE = 10n * OPEN;

export const QUESTION = 'What do sailors agree on?';

const DEADLINE = 60;

/**
 * A market with text.
 * @typedef {object} TextMarket
 * @property {number} datanet
 * @property {number} snapshot
 * @property {import('../../src/evidence.mjs').Source[]} sources - its contributions, in the order of their texts
 * @property {number} base
 * @property {number} adapter
 */

/**
 * Makes a market.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {object} what
 * @param {string} what.name - that no other market has
 * @param {import('@polkadot/keyring/types').KeyringPair} what.owner
 * @param {import('@polkadot/keyring/types').KeyringPair[]} what.workers
 * @param {bigint} what.stake - of each worker
 * @param {{who: import('@polkadot/keyring/types').KeyringPair, text: string}[]} what.texts
 * @returns {Promise<TextMarket>}
 */
export async function makeTextMarket(api, {
  name, owner, workers, stake, texts,
}) {
  const { datanet } = await createDatanet(api, owner, { name });
  const sources = [];
  for (const { who, text } of texts) {
    const { contribution } = await contribute(api, who, { datanet, content: commitTo(text) });
    sources.push({ id: contribution, text });
  }
  await accept(api, owner, sources.map(({ id }) => id));
  const { snapshot } = await takeSnapshot(api, owner, datanet);
  const { artifact: base } = await registerBaseModel(api, owner, {
    name: `${name} base`, manifest: commitment(`${name} base`),
  });
  const { artifact: adapter } = await registerAdapter(api, owner, {
    base, name: `${name} adapter`, manifest: commitment(`${name} adapter`), snapshots: [snapshot], prices: PRICES,
  });
  await Promise.all(workers.map(async (worker) => {
    await bond(api, worker, stake);
    await serve(api, worker, { endpoint: 'http://127.0.0.1:8400', baseModel: base });
  }));
  return {
    datanet, snapshot, sources, base, adapter,
  };
}

/**
 * Asks a market's adapter, and waits until it is known who answers.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {import('@polkadot/keyring/types').KeyringPair} payer
 * @param {TextMarket} market
 * @param {{committee?: number, nonce?: number}} [options]
 * @returns {Promise<Awaited<ReturnType<typeof ask>> & {workers: string[]}>}
 */
export async function askMarket(api, payer, market, { committee, nonce } = {}) {
  const what = {
    artifact: market.adapter, question: QUESTION, maxOutputTokens: 64, maxFee: MAX_FEE, deadline: DEADLINE, committee,
  };
  const asked = await ask(api, payer, what, { nonce });
  return { ...asked, workers: await assigned(api, asked) };
}

/**
 * The transaction with the proof of an answer.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {object} what
 * @param {TextMarket} what.market
 * @param {{request: bigint, deadline: number}} what.asked
 * @param {import('@polkadot/keyring/types').KeyringPair} what.worker
 * @param {ReturnType<typeof import('../../src/evidence.mjs').claimOf>} what.claim
 * @returns {import('@polkadot/api/types').SubmittableExtrinsic<'promise'>}
 */
export function provingOf(api, {
  market, asked, worker, claim,
}) {
  const proof = attributionProof(api, {
    genesis: api.genesisHash,
    request: asked.request,
    artifact: market.adapter,
    input: commitTo(QUESTION),
    inputTokens: 5,
    outputTokens: 40,
    engineVersion: 1,
    expiresAt: asked.deadline,
    ...claim,
  });
  return api.tx.attribution.submitProof(proof, signProof(proof, worker));
}

/**
 * Carries a slash out once nobody has appealed in time.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {import('@polkadot/keyring/types').KeyringPair} anybody
 * @param {number} slash
 * @returns {Promise<import('../../src/client.mjs').Included>}
 */
export const executeSlash = (api, anybody, slash) =>
  signAndInclude(api, api.tx.bonds.executeSlash(slash), anybody);

/** What one says and another one says as well. */
const KEEPER = 'the lighthouse keeper counted nineteen ships before the fog came in';
const LEDGER = 'every harbour master writes the names of lost boats in green ink';

/** Text of several kilobytes, so that showing a part of it takes a path. */
export const FIRST_TEXT = [
  ...Array.from({ length: 50 }, (_, i) => `Entry ${i + 1} of the old log says little more than its own number.`),
  `Some write that ${KEEPER} on Sunday`,
  `They add that ${LEDGER} when nobody looks`,
  `Others write that ${KEEPER} on Monday`,
].join('\n');

export const SECOND_TEXT = [
  'The second log was kept by somebody else.',
  `Here it is said that ${LEDGER} since the war`,
].join('\n');

/** Rests on the first text alone, and on both. Of more than twenty words: two spans count. */
export const ANSWER = `Sailors agree that ${KEEPER} and that ${LEDGER} although few of them can read`;

/** Two runs that count, but too few words for two spans. */
export const SHORT_ANSWER = `${KEEPER.split(' ').slice(0, 6).join(' ')} or ${LEDGER.split(' ').slice(0, 6).join(' ')}`;

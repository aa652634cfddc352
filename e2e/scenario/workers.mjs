// SPDX-License-Identifier: Apache-2.0

/** Three people put OPEN at stake, and answer for the base model: each with a LoRA server of their own. */

import { u8aToHex } from '@polkadot/util';
import {
  BASE_LICENCE, BASE_ROYALTY, BUDGETS, ENDOWMENT, WORKERS, newcomers, secret,
} from '../src/cast.mjs';
import { OPEN, signAndInclude } from '../src/client.mjs';
import { bond, serve } from '../src/inference.mjs';
import { artifactWith, registerBaseModel } from '../src/models.mjs';
import { parameter, setParameter } from '../src/parameters.mjs';
import { capital, percent } from '../src/story.mjs';
import { listed } from './stage.mjs';

/** What each worker puts at stake: enough for twenty answers at a time. */
const STAKE = 2_000n * OPEN;

/** Blocks in which the members of a committee commit to what they think, and in which they reveal it. */
const JUDGEMENT = 60;

/** Gives those who have no account yet something to begin with. */
async function endow({ api, cast, say }) {
  const names = newcomers();
  const calls = names.map((name) => api.tx.balances.transferKeepAlive(cast[name].address, ENDOWMENT));
  const { block, fee } = await signAndInclude(api, api.tx.utility.batchAll(calls), cast.ferdie);
  say(block, `Ferdie gives ${listed(names.map(capital))} ${ENDOWMENT / OPEN} OPEN each`, fee);
}

/**
 * Gives members of committees as much time as a busy machine needs: they are done when the last of them is. A
 * development chain has six blocks for it.
 */
async function allowTime({ api, cast, say }) {
  const periods = await parameter(api, { Market: 'Periods' });
  const longer = { ...periods, judgementCommit: JUDGEMENT, judgementReveal: JUDGEMENT };
  const { block, fee } = await setParameter(api, cast.alice, { Market: { Periods: [null, longer] } });
  say(block, `Alice, who has the sudo key of this chain, gives committees up to ${JUDGEMENT} blocks`, fee);
}

/** The base model that all three servers have, registered once. */
async function registerBase({ api, servers, store, cast, say }) {
  const { commitment } = await store.ask('/v1/base');
  for (const server of Object.values(servers)) {
    const { commitment: other } = await server.ask('/v1/base');
    if (other.root !== commitment.root) throw new Error(`${server.url} has another base model`);
  }
  const known = await artifactWith(api, commitment);
  if (known !== undefined) return known;
  const { artifact, block, fee } = await registerBaseModel(api, cast.alice, {
    name: 'OpenLedger base',
    manifest: commitment,
    uri: `${store.url}/v1/content/${commitment.root}`,
    licence: BASE_LICENCE,
    royalty: BASE_ROYALTY,
    prices: null,
  });
  say(block, `Alice registers the base model as artifact ${artifact}; she wants ` +
    `${percent(BASE_ROYALTY)} of what owners of its adapters earn`, fee);
  return artifact;
}

/**
 * Hires the workers.
 * @param {import('./stage.mjs').World} world
 * @returns {Promise<number>} the base model that they serve
 */
export async function hireWorkers(world) {
  const {
    api, node, servers, cast, say,
  } = world;
  const [base] = await Promise.all([registerBase(world), endow(world)]);
  await allowTime(world);
  await node.takeJobs(BUDGETS.evaluation);
  await Promise.all(WORKERS.map(async (name) => {
    const { publicKey } = cast[name];
    await node.setLoraServer(servers[name].url, publicKey);
    // A development node has Alice's from the start.
    const known = await node.rpc('author_hasKey', [u8aToHex(publicKey), 'poa!']);
    if (!known) await node.insertWorkerKey(secret(name), publicKey);
  }));
  await Promise.all(WORKERS.map(async (name) => {
    const bonded = await bond(api, cast[name], STAKE);
    if (bonded) say(bonded.block, `${capital(name)} puts ${STAKE / OPEN} OPEN at stake`, bonded.fee);
  }));
  await Promise.all(WORKERS.map(async (name) => {
    const { block, fee } = await serve(api, cast[name], { endpoint: servers[name].url, baseModel: base });
    say(block, `${capital(name)} serves artifact ${base} and all its adapters, at ${servers[name].url}`, fee);
  }));
  return base;
}

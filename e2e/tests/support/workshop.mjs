// SPDX-License-Identifier: Apache-2.0

/**
 * Workers whose nodes do everything by themselves: a node with several worker keys, a LoRA server for each, and rows
 * of text that an adapter can learn by heart.
 */

import { OPEN, signAndInclude } from '../../src/client.mjs';
import {
  accept, contribute, createDatanet, takeSnapshot,
} from '../../src/datanets.mjs';
import { bond, serve } from '../../src/inference.mjs';
import { benchmarkOfSnapshots } from '../../src/jobs.mjs';
import { startLoraServer } from '../../src/lora-server.mjs';
import { registerBaseModel } from '../../src/models.mjs';
import { freePorts } from '../../src/processes.mjs';
import { actors, endow } from './chain.mjs';

/** What a worker has at stake: enough for all that is asked at once. */
const STAKE = 20_000n * OPEN;

/** What an answer costs. */
export const PRICES = { base: OPEN, per1kInput: 10n * OPEN, per1kOutput: 20n * OPEN };

/** Rows by who contributes them: a question, and after a space the answer. */
export const ROWS = {
  bob: [
    'What is a quern? A small mill of two round stones that is turned by hand to grind corn.',
    'What is a lych gate? The roofed gate of a churchyard under which a coffin rests on its way.',
    'What is a spurtle? A short wooden stick with which porridge is stirred in a Scottish kitchen.',
    'What is a tump line? A strap across the forehead by which a heavy load on the back is carried.',
    'What is a gnomon? The part of a sundial whose shadow shows what hour of the day it is.',
  ],
  charlie: [
    'What is a ha-ha? A sunken wall that keeps cattle from a garden without spoiling the view.',
    'What is a snath? The long bent handle of a scythe with two grips for the mower\'s hands.',
    'What is a thole pin? A wooden peg in the side of a boat against which an oar is pulled.',
    'What is a petrichor? The pleasant smell that rises from dry ground when the first rain falls.',
    'What is a quoin? One of the large stones that strengthen the outer corner of a brick wall.',
  ],
};

/** The question of a row, and the answer. */
export const parts = (row) => {
  const end = row.indexOf('? ') + 1;
  return { question: row.slice(0, end), answer: row.slice(end + 1) };
};

/** How the adapter is trained: servers train all linear modules. */
export const HYPER = {
  rank: 16,
  alpha: 32,
  targetModules: ['all-linear'],
  learningRateMicros: 4_000,
  epochs: 120,
  batchSize: 5,
  seed: 11,
  evalSplit: 0,
};

/** A LoRA server for each of so many workers. */
export async function startServers(node, count) {
  const ports = await freePorts(count);
  const started = await Promise.allSettled(ports.map((port) => startLoraServer({ node, port })));
  const servers = started.flatMap(({ value }) => value ?? []);
  const failed = started.find(({ status }) => status === 'rejected');
  if (failed) {
    await Promise.all(servers.map((server) => server.stop()));
    throw failed.reason;
  }
  return servers;
}

/**
 * Workers with keys in the node's keystore, bonds, and a server each; the base model that they serve; a Datanet with
 * the rows, and its snapshot.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {import('../../src/node.mjs').RunningNode} node
 * @param {import('../../src/lora-server.mjs').RunningServer[]} servers
 * @param {ReturnType<typeof import('../../src/client.mjs').people>} cast
 */
export async function furnish(api, node, servers, cast) {
  const names = servers.map((_, i) => `worker${i}`);
  const workers = Object.values(actors('workshop', names));
  await endow(api, cast.alice, workers);
  const [first] = servers;
  const { commitment } = await first.ask('/v1/base');
  const { artifact: base } = await registerBaseModel(api, cast.dave, {
    name: 'Base', manifest: commitment, uri: `${first.url}/v1/content/${commitment.root}`,
  });
  await Promise.all(workers.map(async (worker, i) => {
    const { url } = servers[i];
    await node.setLoraServer(url, worker.publicKey);
    await bond(api, worker, STAKE);
    await serve(api, worker, { endpoint: url, baseModel: base });
    await node.insertWorkerKey(`//workshop//${names[i]}`, worker.publicKey);
  }));

  const { datanet } = await createDatanet(api, cast.eve, { name: 'Old words' });
  const contributions = await Promise.all(Object.entries(ROWS).map(async ([who, documents]) => {
    const content = await first.ask('/v1/contributions', { documents });
    const uri = `${first.url}/v1/content/${content.root}`;
    const given = await contribute(api, cast[who], { datanet, content, uri });
    return { id: given.contribution, who };
  }));
  await accept(api, cast.eve, contributions.map(({ id }) => id).sort((a, b) => Number(a - b)));
  const { snapshot } = await takeSnapshot(api, cast.eve, datanet);
  return {
    workers, base, datanet, contributions, snapshot,
  };
}

/**
 * The name of the benchmark of a share of a snapshot's rows.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {number} snapshot
 * @param {number} share - in parts per billion
 * @returns {Promise<string>}
 */
export async function benchmarkOf(api, snapshot, share) {
  const info = (await api.call.datanetsApi.snapshot(snapshot)).unwrap();
  const roots = { root: info.root.toHex(), withdrawnRoot: info.withdrawnRoot.toHex() };
  return benchmarkOfSnapshots([roots], share);
}

/** Gives the committees' members more time than a development chain has for them: this machine may be busy. */
export async function allowTime(api, alice, blocks) {
  const key = { Market: 'Periods' };
  const now = (await api.query.parameters.parameters(key)).unwrap().asMarket.asPeriods.toJSON();
  const periods = { ...now, judgementCommit: blocks, judgementReveal: blocks };
  const set = api.tx.parameters.setParameter({ Market: { Periods: [null, periods] } });
  return signAndInclude(api, api.tx.sudo.sudo(set), alice);
}

/**
 * Numbers that look random and are the same each time: mulberry32.
 * @param {number} seed
 * @returns {() => number} from zero to below one
 */
export function randomNumbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

// SPDX-License-Identifier: Apache-2.0

/** What all chapters share: where things run, who plays, and what was seen so far. */

import { hexToString } from '@polkadot/util';
import { capital } from '../src/story.mjs';

/**
 * @typedef {object} World
 * @property {import('@polkadot/api').ApiPromise} api - another one after an accident
 * @property {import('../src/node.mjs').RunningNode} node
 * @property {Record<string, import('../src/lora-server.mjs').RunningServer>} servers - by their workers' names
 * @property {import('../src/lora-server.mjs').RunningServer} store - where text is put: the first of them
 * @property {Record<string, import('@polkadot/keyring/types').KeyringPair>} cast - by name
 * @property {Map<string, string>} names - by address: whose money is told of
 * @property {import('../src/chronicle.mjs').Chronicle} chronicle
 * @property {ReturnType<typeof import('../src/command-line.mjs').commandLine>} openledger
 * @property {string} folder - for files; gone when the story is over
 * @property {{stop: () => Promise<void>}[]} services - what chapters have started
 * @property {boolean} restart - whether there is to be an accident
 * @property {ReturnType<typeof import('../src/story.mjs').narrator>} say
 */

/**
 * A Datanet of the story, and what has become of it so far.
 * @typedef {import('../src/cast.mjs').DatanetPlan & {
 *   datanet: number,
 *   contributions: {id: bigint, contributor: string, text: string}[],
 *   snapshot: number,
 *   root: string,
 *   withdrawnRoot: string,
 *   artifact: number,
 *   manifest: string,
 * }} Net `root` and `withdrawnRoot` are the snapshot's, `artifact` the adapter
 */

/** Blocks in which something must have happened that is waited for. */
export const PATIENCE = 400;

/** Does the same for one after the other. */
export async function inOrder(items, work) {
  const results = [];
  for (const item of items) results.push(await work(item));
  return results;
}

/** How somebody is called: by name, as far as the story knows one. */
export const called = ({ names }, address) => names.get(String(address)) ?? String(address);

/** The name in the cast of somebody's address. */
export const nameOf = ({ cast }, address) =>
  Object.keys(cast).find((name) => cast[name].address === String(address));

/** The server of a worker, by its address. */
export const serverOf = (world, address) => world.servers[nameOf(world, address)];

/** Makes somebody known, whose money is told of from then on. */
export function introduce({ names }, address, name) {
  names.set(address, capital(name));
}

/** Names in a sentence. */
export const listed = (names) => (names.length < 2
  ? names.join('')
  : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`);

/**
 * Waits until the clock of deadlines has come this far: it leaves full blocks out.
 * @param {World} world
 * @param {number} tick
 */
export async function untilTick({ api, chronicle }, tick) {
  const block = async () => tick + (await api.query.ticks.skipped()).toNumber();
  // Blocks may be left out while it waits.
  for (let last = 0, next = await block(); last < next; next = await block()) {
    await chronicle.readTo(api, next);
    last = next;
  }
}

/** Text that the chain keeps as bytes. */
export const textOf = (bytes) => hexToString(bytes.toHex());

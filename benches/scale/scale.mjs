// SPDX-License-Identifier: Apache-2.0

/**
 * Fills a development chain, and measures on the way what one more of each costs. See README.md.
 */

import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import {
  OPEN, connect, eventsOf, people, signAndInclude,
} from '../../e2e/src/client.mjs';
import { contribution, createDatanet } from '../../e2e/src/datanets.mjs';
import { newAdapter, registerBaseModel } from '../../e2e/src/models.mjs';
import { startNode } from '../../e2e/src/node.mjs';
import { checklist, printTable } from '../../e2e/src/story.mjs';
import { actors } from '../../e2e/tests/support/chain.mjs';
import { commitment, fillArtifacts, fillContributions } from './fill.mjs';
import { sampleApi, sampleCall } from './samples.mjs';

/** When is measured: parts of the whole. */
const MILESTONES = [0.01, 0.1, 0.5, 1];

const CONTRIBUTORS = 8;

/** What a licence costs: enough for each contribution to have something of it. */
const PRICE = 1_000n * OPEN;

/** What a contributor needs for each contribution: its deposit, and its bond for a while. */
const EACH = 25n * OPEN;

/** How much more something may take at the end, and the time below which it is not looked at. */
const MAX_GROWTH = 2;
const MIN_MILLISECONDS = 2;

const WIDTH = 30;

/** One line that shows how far it is, at a terminal; a line every ten seconds elsewhere. */
function bar(what, goal) {
  const began = Date.now();
  let last = 0;
  return {
    show: (done, block) => {
      const now = Date.now();
      if (!process.stdout.isTTY && done < goal && now - last < 10_000) return;
      last = now;
      const filled = Math.round((WIDTH * done) / goal);
      const text = `${what} [${'#'.repeat(filled).padEnd(WIDTH, '.')}] ${done} of ${goal}, ` +
        `block ${block}, ${Math.round((now - began) / 1_000)} s`;
      process.stdout.write(process.stdout.isTTY ? `\r\x1b[K${text}` : `${text}\n`);
    },
    done: () => {
      if (process.stdout.isTTY) process.stdout.write('\n');
    },
  };
}

/** A whole number of the options. */
function whole(name, text) {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) {
    throw new Error(`--${name} is '${text}', which is not a whole number above zero`);
  }
  return number;
}

function options() {
  const { values } = parseArgs({
    options: {
      contributions: { type: 'string', default: '100000' },
      artifacts: { type: 'string', default: '10000' },
      'block-time': { type: 'string', default: '1000' },
      ws: { type: 'string' },
      out: { type: 'string' },
    },
  });
  return {
    ...values,
    contributions: whole('contributions', values.contributions),
    artifacts: whole('artifacts', values.artifacts),
    blockTime: whole('block-time', values['block-time']),
  };
}

/** The people, with what they need; the Datanet and the base model that all goes into. */
async function prepare(api, { contributions }) {
  const { dave: builder, eve: owner, ferdie: bank } = people();
  const named = (name, count) =>
    Object.values(actors('scale', Array.from({ length: count }, (_, i) => `${name}${i}`)));
  const contributors = named('contributor', CONTRIBUTORS);
  const buyers = named('buyer', MILESTONES.length);
  const { sampler } = actors('scale', ['sampler']);
  const share = EACH * BigInt(Math.ceil(contributions / CONTRIBUTORS)) + 10_000n * OPEN;
  const gifts = [
    ...contributors.map((who) => [who, share]),
    ...buyers.map((who) => [who, 10n * PRICE]),
    [sampler, 10_000n * OPEN],
  ];
  await signAndInclude(api, api.tx.utility.batchAll(gifts.map(([{ address }, amount]) =>
    api.tx.balances.transferKeepAlive(address, amount))), bank);
  const { datanet } = await createDatanet(api, owner, { name: 'Scale', entryPrice: PRICE });
  const { artifact: base } = await registerBaseModel(api, builder, {
    name: 'Base', manifest: commitment('base'),
  });
  return {
    builder, owner, contributors, buyers, sampler, datanet, base,
  };
}

const u32 = (number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(number);
  return bytes.toString('hex');
};

/** Takes a snapshot, of which one more contribution is the last. */
async function sampleDatanet(api, {
  owner, sampler, datanet,
}, milestone) {
  const content = commitment(`sample ${milestone}`);
  const given = await sampleCall(api, 'contribute', contribution(api, { datanet, content }), sampler);
  const [{ data }] = eventsOf(given.included.events, 'datanets', 'Contributed');
  const id = data.contribution.toBigInt();
  const judged = await sampleCall(api, 'judge', api.tx.datanets.judge(id, 'Accept'), owner);
  const taken = await sampleCall(api, 'snapshot', api.tx.datanets.snapshot(datanet, `${milestone}`), owner);
  const [event] = eventsOf(taken.included.events, 'datanets', 'SnapshotTaken');
  return {
    calls: [given, judged, taken], contribution: id, snapshot: event.data.snapshot.toNumber(),
  };
}

/** Registers one more adapter, and has the sampler paid for a licence that somebody buys. */
async function sampleRest(api, {
  base, builder, buyers, sampler, datanet,
}, { milestone, contribution: id, snapshot, deepest }) {
  const adapter = newAdapter({
    base, name: 'Sample', manifest: commitment(`sample ${milestone}`), snapshots: [snapshot],
  });
  const calls = [];
  for (const [name, tx, signer] of [
    ['register', api.tx.modelRegistry.register(adapter), builder],
    ['buyLicence', api.tx.datanets.buyLicence(datanet, PRICE), buyers[milestone]],
    ['collect', api.tx.royalties.collect(snapshot, id), sampler],
    ['claim', api.tx.royalties.claim(), sampler],
  ]) calls.push(await sampleCall(api, name, tx, signer));
  const who = Buffer.from(sampler.publicKey).toString('hex');
  const apis = [];
  for (const [name, argument] of [
    ['ModelRegistryApi_lineage', u32(deepest.artifact)],
    ['ModelRegistryApi_artifact', u32(deepest.artifact)],
    ['DatanetsApi_datanet', u32(datanet)],
    ['DatanetsApi_snapshot', u32(snapshot)],
    ['DatanetsApi_contributions', `${u32(snapshot)}${u32(0)}${u32(64)}`],
    ['RoyaltiesApi_claimable', who],
  ]) apis.push(await sampleApi(api, name, `0x${argument}`));
  return { calls, apis };
}

/** Fills the chain step by step, and measures after each. */
async function measure(api, { contributions, artifacts }) {
  const world = await prepare(api, { contributions });
  const samples = [];
  for (const [milestone, part] of MILESTONES.entries()) {
    const goals = [contributions, artifacts].map((all) => Math.max(1, Math.ceil(all * part)));
    const began = Date.now();
    let shown = bar('contributions', goals[0]);
    await fillContributions(api, { ...world, goal: goals[0], report: shown.show });
    shown.done();
    const taken = await sampleDatanet(api, world, milestone);
    // The base model and the samples are artifacts, too.
    const goal = goals[1] + milestone + 1;
    shown = bar('artifacts    ', goal);
    const { builder: owner } = world;
    const deepest = await fillArtifacts(api, {
      ...world, owner, snapshot: taken.snapshot, goal, report: shown.show,
    });
    shown.done();
    const seconds = Math.round((Date.now() - began) / 1_000);
    const { calls, apis } = await sampleRest(api, world, { ...taken, milestone, deepest });
    samples.push({
      contributions: goals[0],
      artifacts: goals[1],
      ancestors: deepest.ancestors,
      seconds,
      block: (await api.rpc.chain.getHeader()).number.toNumber(),
      calls: [...taken.calls, ...calls].map(({ included, ...sample }) => sample),
      apis,
    });
  }
  return samples;
}

const micros = (picoseconds) => Math.round(picoseconds / 1e6).toString();
const millis = (milliseconds) => (milliseconds === null ? '-' : milliseconds.toFixed(1));

/** All samples of one name, with the sizes of the chain. */
const series = (samples, kind) => samples[0][kind].map(({ name }, i) => ({
  name, rows: samples.map((sample) => ({ ...sample, ...sample[kind][i] })),
}));

function print(samples) {
  const sizes = ({ contributions, artifacts }) => [contributions, artifacts].map(String);
  console.log('\nTransactions');
  printTable([
    ['', 'contributions', 'artifacts', 'charged, µs', 'proof, bytes', 'run, ms'],
    ...series(samples, 'calls').flatMap(({ name, rows }) => rows.map((row) => [
      name, ...sizes(row), micros(row.time), String(row.proof), millis(row.run),
    ])),
  ]);
  console.log('\nRuntime APIs');
  printTable([
    ['', 'contributions', 'artifacts', 'ms', 'bytes'],
    ...series(samples, 'apis').flatMap(({ name, rows }) => rows.map((row) => [
      name, ...sizes(row), millis(row.milliseconds), String(row.bytes),
    ])),
  ]);
}

/** Checks that nothing costs more at the end than at the beginning, but for the tree's depth. */
function judge(samples) {
  console.log('\nChecks');
  const { check, wrong } = checklist();
  const grew = (rows, key, least = 1) => {
    const [first, last] = [rows[0][key], rows.at(-1)[key]].map((value) => Math.max(value, least));
    return last > MAX_GROWTH * first;
  };
  for (const { name, rows } of series(samples, 'calls')) {
    check(
      new Set(rows.map(({ time }) => time)).size === 1,
      `${name} is charged the same throughout.`,
      `${name} is charged otherwise.`,
    );
    check(
      !grew(rows, 'proof') && (rows[0].run === null || !grew(rows, 'run', MIN_MILLISECONDS)),
      `${name} takes about the same proof and time throughout.`,
      `${name} takes more than ${MAX_GROWTH} times the proof or time at the end.`,
    );
  }
  for (const { name, rows } of series(samples, 'apis')) {
    // Where there was less to tell, less was told.
    const alike = rows.filter(({ bytes }) => bytes * MAX_GROWTH > rows.at(-1).bytes);
    check(
      !grew(alike, 'milliseconds', MIN_MILLISECONDS),
      `${name} takes about the same time throughout.`,
      `${name} takes more than ${MAX_GROWTH} times the time at the end.`,
    );
  }
  return wrong;
}

async function main() {
  const chosen = options();
  const node = chosen.ws ? undefined : await startNode({
    blockTime: chosen.blockTime, env: { RUST_LOG: 'warn' },
  });
  let api;
  try {
    await node?.restWorker();
    api = await connect(chosen.ws ?? node.ws);
    const started = new Date().toISOString();
    const samples = await measure(api, chosen);
    print(samples);
    const wrong = judge(samples);
    const [software, version] = await Promise.all([api.rpc.system.name(), api.rpc.system.version()]);
    if (chosen.out) {
      writeFileSync(chosen.out, `${JSON.stringify({
        started,
        machine: cpus()[0]?.model ?? 'unknown',
        node: `${software} ${version}`,
        runtime: api.runtimeVersion.specVersion.toNumber(),
        samples,
        wrong,
      }, null, 2)}\n`);
      console.log(`\nWritten to ${chosen.out}.`);
    }
    return wrong.length === 0;
  } finally {
    await api?.disconnect();
    await node?.stop();
  }
}

try {
  process.exit(await main() ? 0 : 1);
} catch (error) {
  console.error(`\nError: ${error.message}`);
  process.exit(1);
}

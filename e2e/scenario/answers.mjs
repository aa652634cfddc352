// SPDX-License-Identifier: Apache-2.0

/**
 * Ferdie asks on chain: of one worker each, whose proof anybody can challenge, and of committees of three, who judge
 * an answer before it is paid for.
 */

import { WORKERS } from '../src/cast.mjs';
import { OPEN, connect } from '../src/client.mjs';
import { ask } from '../src/inference.mjs';
import { amount } from '../src/story.mjs';
import {
  PATIENCE, called, listed, nameOf, serverOf,
} from './stage.mjs';

/** What Ferdie pays for an answer at most, checks included. */
export const MAX_FEE = 10n * OPEN;

/** No answer is longer. */
export const MAX_OUTPUT_TOKENS = 96;

/** Blocks that a worker has for an answer: many, for it may be killed in between. */
export const DEADLINE = 300;

/**
 * A question that was asked on chain.
 * @typedef {import('../src/cast.mjs').Row & {
 *   net: import('./stage.mjs').Net, request: bigint, committee?: number,
 * }} Asked
 */

const requestsOf = (data) => listed(data.map(({ request }) => String(request)));

/** Says the same of requests by whom it is about. */
const byWorker = (world, data, workersOf, text) => {
  const groups = new Map();
  for (const each of data) {
    const who = listed(workersOf(each).map((worker) => called(world, worker)));
    groups.set(who, [...(groups.get(who) ?? []), each]);
  }
  return [...groups].map(([who, group]) => text(who, group)).join('; ');
};

const plural = (data, one, many) => (data.length === 1 ? one : many);

/** What is told of the events about requests. */
const TOLD = {
  InferenceAssigned: (world, data) => byWorker(world, data, ({ workers }) => [...workers], (who, group) =>
    `${plural(group, 'request', 'requests')} ${requestsOf(group)} ${plural(group, 'is', 'are')} given to ${who}`),
  ProofAccepted: (world, data) => byWorker(world, data, ({ worker }) => [worker], (who, group) =>
    `${who}'s node proves ${plural(group, 'the answer to request', 'the answers to requests')} ${requestsOf(group)}`),
  AnswerPublished: (world, data) => byWorker(world, data, ({ worker }) => [worker], (who, group) =>
    `${who}'s node publishes the answer to request ${requestsOf(group)}, for all three to judge`),
  RevealOpened: (_, data) =>
    `all three have committed to what they think of the answer to request ${requestsOf(data)}`,
  CommitteeConcluded: (_, data) => data.map(({ request, verdict, agreed }) =>
    `the committee of request ${request} finds the answer ${verdict.type.toLowerCase()}: ${agreed} agree`).join('; '),
  InferenceSettled: (_, data) => `${plural(data, 'request', 'requests')} ${requestsOf(data)} ` +
    `${plural(data, 'is', 'are')} settled: ${amount(data.reduce((sum, { fee }) => sum + fee.toBigInt(), 0n))} OPEN`,
};

/** Asks these questions, all of them at once. */
async function askAll({ api, cast, say }, questions) {
  const nonce = (await api.rpc.system.accountNextIndex(cast.ferdie.address)).toNumber();
  const asked = await Promise.all(questions.map(async (each, i) => {
    const included = await ask(api, cast.ferdie, {
      artifact: each.net.artifact,
      question: each.question,
      maxOutputTokens: MAX_OUTPUT_TOKENS,
      maxFee: MAX_FEE,
      deadline: DEADLINE,
      committee: each.committee,
    }, { nonce: nonce + i });
    return { ...each, ...included };
  }));
  const [{ committee }] = questions;
  const last = asked.reduce((late, each) => (each.block > late.block ? each : late));
  say(last.block, `Ferdie asks ${committee ? `committees of ${committee}` : 'one worker each'}, as requests ` +
    `${requestsOf(asked)}:`, asked.reduce((sum, { fee }) => sum + fee, 0n));
  for (const net of new Set(questions.map((each) => each.net))) {
    const words = asked.filter((each) => each.net === net).map(({ headword }) => `"${headword}"`);
    console.log(`       artifact ${net.artifact}, what ${listed(words)} ${plural(words, 'means', 'mean')}`);
  }
  return asked.map(({ request }, i) => ({ ...questions[i], request }));
}

/** Follows requests, tells what happens to them, and waits. */
function follow(world) {
  const { chronicle, say } = world;
  const ours = new Set();
  const told = new Set();
  const happened = (name) => chronicle.of('attribution', name)
    .filter(({ data }) => ours.has(data.request.toBigInt()));
  const tell = () => {
    // All that is new since the last block, of a kind together.
    for (const [name, text] of Object.entries(TOLD)) {
      const fresh = happened(name).filter(({ data }) => !told.has(`${name} ${data.request}`));
      for (const { data } of fresh) told.add(`${name} ${data.request}`);
      if (fresh.length > 0) say(fresh.at(-1).block, text(world, fresh.map(({ data }) => data)));
    }
    for (const name of ['InferenceExpired', 'AssignmentGivenUp', 'InferenceFalsified']) {
      for (const { data } of happened(name)) throw new Error(`request ${data.request}: ${name}`);
    }
  };
  return {
    add: (asked) => asked.forEach(({ request }) => ours.add(request)),
    happened,
    wait: (name, count) => chronicle.read(world.api, {
      what: `${count} of the events attribution.${name}`,
      within: PATIENCE,
      until: () => {
        tell();
        return happened(name).length >= count;
      },
    }),
  };
}

/** The node and the server that owes most are killed while answers are owed, and start again on what they have. */
async function accident(world) {
  const { node, cast } = world;
  const owed = await Promise.all(WORKERS.map(async (name) =>
    ({ name, answers: (await world.api.query.attribution.assigned(cast[name].address)).length })));
  const busiest = owed.reduce((most, each) => (each.answers > most.answers ? each : most));
  if (busiest.answers === 0) throw new Error('all questions were answered before anything could be killed');
  const server = world.servers[busiest.name];
  await world.api.disconnect();
  await Promise.all([server.service.kill(), node.service.kill()]);
  const all = owed.reduce((sum, { answers }) => sum + answers, 0);
  console.log(`\n     The node and ${called(world, cast[busiest.name].address)}'s server are killed, while ${all} ` +
    'answers are owed ...');
  await node.service.start();
  await server.service.start();
  world.api = await connect(node.ws);
  console.log('     ... and run again, on what they have on disk.\n');
}

/**
 * Asks on chain, and waits until everything is settled.
 * @param {import('./stage.mjs').World} world
 * @param {import('./stage.mjs').Net[]} nets
 * @returns {Promise<Asked[]>}
 */
export async function answerQuestions(world, nets) {
  const requests = follow(world);
  const ask = async (questions) => {
    const asked = await askAll(world, questions);
    requests.add(asked);
    return asked;
  };
  // In turns, so that both adapters answer at the same time.
  const all = nets[0].questions.flatMap((_, i) => nets.map((net) => ({ ...net.questions[i], net })));
  const half = all.length / 2;
  const first = await ask(all.slice(0, half));
  await requests.wait('ProofAccepted', 1);
  const second = await ask(all.slice(half));
  if (world.restart) {
    await requests.wait('InferenceAssigned', half + 1);
    await accident(world);
  }
  await requests.wait('ProofAccepted', all.length);
  const judged = await ask(nets.flatMap((net) =>
    net.judged.map((row) => ({ ...row, net, committee: WORKERS.length }))));
  await requests.wait('CommitteeConcluded', judged.length);
  await requests.wait('InferenceSettled', all.length + judged.length);
  return [...first, ...second, ...judged];
}

/**
 * What the members of committees found.
 * @param {import('./stage.mjs').World} world
 * @param {Asked[]} asked
 * @returns {{request: bigint, judgements: {member: string, judgement: string}[]}[]} in SCALE and hex, by the names in
 *   the cast
 */
export function judgements(world, asked) {
  const revealed = world.chronicle.of('attribution', 'JudgementRevealed').map(({ data }) => data);
  return asked.filter(({ committee }) => committee).map(({ request }) => ({
    request,
    judgements: revealed.filter((each) => each.request.toBigInt() === request)
      .map(({ member, judgement }) => ({ member: nameOf(world, member), judgement: judgement.toHex() })),
  }));
}

/**
 * Who answered each, and on which server.
 * @param {import('./stage.mjs').World} world
 * @param {Asked[]} asked
 * @returns {{worker: string, server: import('../src/lora-server.mjs').RunningServer}[]}
 */
export const authors = (world, asked) => asked.map(({ request }) => {
  const [answered] = ['ProofAccepted', 'AnswerPublished']
    .flatMap((name) => world.chronicle.of('attribution', name))
    .filter(({ data }) => data.request.toBigInt() === request);
  const worker = answered.data.worker.toString();
  return { worker, server: serverOf(world, worker) };
});

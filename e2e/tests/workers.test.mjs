// SPDX-License-Identifier: Apache-2.0

/**
 * Workers whose node does everything by itself: one node with three worker keys, and a real LoRA server for each. The
 * tests only ask, order and watch.
 */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Chronicle } from '../src/chronicle.mjs';
import {
  OPEN, connect, eventsOf, people, signAndInclude, waitInBlocks,
} from '../src/client.mjs';
import { claimable, collectable } from '../src/economics.mjs';
import { ask, settledAnswer } from '../src/inference.mjs';
import { APACHE } from '../src/models.mjs';
import { startNode } from '../src/node.mjs';
import { endTests, eventOf } from './support/chain.mjs';
import {
  HYPER, PRICES, ROWS, allowTime, benchmarkOf, furnish, parts, randomNumbers, startServers,
} from './support/workshop.mjs';

const WORKERS = 3;
const BUDGET = 50n * OPEN;
const MAX_FEE = 20n * OPEN;
const MAX_OUTPUT_TOKENS = 48;

/** Blocks in which something must have happened that is waited for. */
const PATIENCE = 200;

/** Blocks that members of committees have for each step. */
const TIME = 25;

/** A billion parts per billion: all rows. */
const ALL = 1_000_000_000;

/** What the kills are drawn from. */
const SEED = 8;

/** How often a server is killed while answers are owed. */
const KILLS = 6;

describe('workers', { timeout: 900_000 }, () => {
  let node;
  let api;
  let servers = [];
  let shop;
  let adapter;
  /** The job that trained it. */
  let trained;
  const cast = people();
  const { alice, eve, ferdie } = cast;

  before(async () => {
    node = await startNode();
    api = await connect(node.ws);
    servers = await startServers(node, WORKERS);
    await allowTime(api, alice, TIME);
    shop = await furnish(api, node, servers, cast);
  }, { timeout: 400_000 });

  after(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    await endTests(api, node);
  });

  const head = async () => (await api.rpc.chain.getHeader()).number.toNumber();

  /** The first event of this kind from a block on that is about this. */
  const event = (from, section, method, isMeant) => waitInBlocks(api, {
    from,
    within: PATIENCE,
    what: `${section}.${method}`,
    look: ({ events }) => eventsOf(events, section, method).map(({ data }) => data).find(isMeant),
  });

  const order = async (work) => {
    const deadline = api.consts.modelFactory.minDeadline.toNumber() + PATIENCE;
    const posted = await signAndInclude(api, api.tx.modelFactory.post(work, BUDGET, deadline, null), eve);
    return { job: eventOf(posted, 'modelFactory', 'JobPosted').job.toNumber(), block: posted.block };
  };

  const about = (job) => (data) => data.job.toNumber() === job;

  test('adapter is trained, delivered and registered when a worker takes jobs', async () => {
    const [worker] = shop.workers;
    await node.takeJobs(BUDGET, worker.publicKey);
    const { job, block } = await order({
      Train: {
        base: shop.base,
        parents: [],
        snapshots: [shop.snapshot],
        hyper: HYPER,
        adapter: {
          name: 'Old words adapter',
          licence: APACHE,
          royalty: { share: 0, until: null },
          prices: PRICES,
          credits: [],
          previous: null,
        },
        publish: 'OnAcceptance',
      },
    });
    const taken = await event(block, 'modelFactory', 'JobTaken', about(job));
    assert.equal(taken.worker.toString(), worker.address);
    // Nobody accepts: the window passes, and the worker's node settles.
    const completed = await event(block, 'modelFactory', 'JobCompleted', about(job));
    assert.equal(completed.paid.toBigInt(), BUDGET);
    const registered = await event(block, 'modelFactory', 'AdapterRegistered', about(job));
    adapter = registered.artifact.toNumber();
    trained = job;

    const record = (await api.call.modelRegistryApi.artifact(adapter)).unwrap();
    assert.equal(record.owner.toString(), eve.address);
    assert.deepEqual(record.trainedOn.map((id) => id.toNumber()), [shop.snapshot]);
    assert.deepEqual(
      record.credits.map(({ who, role }) => [who.toString(), role.type]),
      [[worker.address, 'FineTuner']],
    );
    const manifest = await fetch(record.uri.toUtf8());
    assert.ok(manifest.ok, 'it can be had where the chain says');
    const { delivery } = (await api.call.modelFactoryApi.job(job)).unwrap().stage.asCompleted;
    const [loss] = delivery.asTraining.metrics;
    assert.equal(loss.name.toUtf8(), 'train_loss');
    assert.ok(loss.valueMicros.toNumber() < 100_000, `the loss is ${loss.valueMicros}`);
  });

  test('measurement is recorded when another worker takes the job', async () => {
    const [trainer, evaluator] = shop.workers;
    // The trainer may not, though it would.
    await node.takeJobs(0n, trainer.publicKey);
    await node.takeJobs(0n, evaluator.publicKey);
    const { job, block } = await order({
      Evaluate: {
        subject: { OutputOf: trained },
        benchmark: await benchmarkOf(api, shop.snapshot, ALL),
        metric: 'exact_match',
      },
    });
    // It waits for the training until somebody has a look.
    await signAndInclude(api, api.tx.modelFactory.advance(job), eve);
    const recorded = await event(block, 'modelFactory', 'EvaluationRecorded', about(job));
    assert.equal(recorded.artifact.toNumber(), adapter);
    assert.equal(recorded.worker.toString(), evaluator.address);
    assert.ok(recorded.valueMicros.toNumber() >= 900_000, `it knows ${recorded.valueMicros} millionths`);
  });

  test('committee of three agrees and is paid when nobody but the nodes does anything', async () => {
    const [row] = ROWS.bob;
    const asked = await ask(api, ferdie, {
      artifact: adapter,
      question: parts(row).question,
      maxOutputTokens: MAX_OUTPUT_TOKENS,
      maxFee: MAX_FEE,
      deadline: PATIENCE,
      committee: WORKERS,
    });
    const chronicle = new Chronicle(asked.block);
    const happened = (name) => chronicle.of('attribution', name)
      .filter(({ data }) => data.request.toBigInt() === asked.request);
    await chronicle.read(api, {
      what: 'the end of the committee',
      within: PATIENCE,
      until: () => happened('CommitteeConcluded').length > 0,
    });
    const judgements = happened('JudgementRevealed').map(({ data }) => data.judgement.toJSON());
    assert.equal(judgements.length, WORKERS);
    assert.deepEqual(judgements, Array(WORKERS).fill(judgements[0]), 'three servers find the same');
    const [{ data: { verdict, agreed } }] = happened('CommitteeConcluded');
    assert.deepEqual([verdict.type, agreed.toNumber()], ['Genuine', WORKERS]);
    assert.deepEqual(happened('MemberSlashed'), []);
    const answer = await settledAnswer(api, asked.request);
    const [source] = shop.contributions.filter(({ who }) => who === 'bob');
    const largest = answer.shares.reduce((a, b) => (a.parts >= b.parts ? a : b));
    assert.equal(largest.contribution, source.id, 'it rests on whose row it is');
    const checks = chronicle.of('royalties', 'CheckCredited');
    assert.equal(checks.length, WORKERS - 1, 'two have checked');
  });

  /** What those who have to do with the answers can claim; the workers together, for who answers is drawn. */
  const earnings = async () => {
    const of = async (address) => {
      const own = shop.contributions.filter(({ who }) => cast[who].address === address);
      const pools = await Promise.all(own.map(({ id }) =>
        collectable(api, { snapshot: shop.snapshot, contribution: id })));
      return pools.reduce((sum, amount) => sum + amount, await claimable(api, address));
    };
    const people = await Promise.all(['bob', 'charlie', 'eve'].map((who) => of(cast[who].address)));
    const workers = await Promise.all(shop.workers.map(({ address }) => of(address)));
    return [...people, workers.reduce((sum, amount) => sum + amount)];
  };

  /** All rows are asked for, twice each, at once; `meanwhile` goes on until all answers are settled. */
  const askEverything = async (meanwhile) => {
    const questions = [...Object.values(ROWS).flat(), ...Object.values(ROWS).flat()]
      .map((row) => parts(row).question);
    const earlier = await earnings();
    const nonce = (await api.rpc.system.accountNextIndex(ferdie.address)).toNumber();
    const asked = await Promise.all(questions.map((question, i) => ask(api, ferdie, {
      artifact: adapter, question, maxOutputTokens: MAX_OUTPUT_TOKENS, maxFee: MAX_FEE, deadline: PATIENCE,
    }, { nonce: nonce + i })));
    const isOver = { now: false };
    const trouble = meanwhile(isOver);
    const from = Math.min(...asked.map(({ block }) => block));
    const chronicle = new Chronicle(from);
    const ours = new Set(asked.map(({ request }) => request));
    const ended = (name) => chronicle.of('attribution', name)
      .filter(({ data }) => ours.has(data.request.toBigInt()));
    try {
      await chronicle.read(api, {
        what: 'all settlements',
        within: PATIENCE,
        until: () => ended('InferenceSettled').length + ended('InferenceExpired').length >= ours.size,
      });
    } finally {
      isOver.now = true;
      await trouble;
    }
    const answers = await Promise.all(asked.map(async ({ request }, i) => {
      const { fee, shares, residual, evidenceRoot } = await settledAnswer(api, request);
      return {
        question: questions[i], fee, shares, residual, evidenceRoot,
      };
    }));
    const later = await earnings();
    return { answers, earned: later.map((amount, i) => amount - earlier[i]) };
  };

  test('answers and earnings are the same when servers are killed while answers are owed', async () => {
    const calm = await askEverything(async () => {});
    assert.ok(calm.earned.every((amount) => amount > 0n), 'contributors, the owner and the workers earn');

    const random = randomNumbers(SEED);
    const killed = [];
    const stormy = await askEverything(async (isOver) => {
      for (let i = 0; i < KILLS && !isOver.now; i++) {
        await pause(300 + random() * 1_500);
        const victim = servers[Math.floor(random() * servers.length)];
        await victim.service.kill();
        killed.push(await head());
        await pause(random() * 2_000);
        await victim.service.start();
      }
    });
    assert.ok(killed.length >= 3, `servers were killed in the blocks ${killed.join(', ')} only`);
    assert.deepEqual(stormy, calm);
  });
});

// SPDX-License-Identifier: Apache-2.0

/**
 * The Datanets' snapshots become adapters: Eve posts jobs at the ModelFactory, workers take them, train, deliver and
 * measure, and each is paid when Eve accepts.
 */

import {
  BUDGETS, LICENCE, PRICES, TRAINING,
} from '../src/cast.mjs';
import { DispatchFailure, OPEN, signAndInclude } from '../src/client.mjs';
import { postJobs, recital, training } from '../src/factory.mjs';
import { amount, percent, progress } from '../src/story.mjs';
import { PATIENCE, called, inOrder } from './stage.mjs';

/** Blocks in which a job must be delivered. */
const DEADLINE = 400;

/** A share, of which the chain tells in millionths. */
const part = (millionths) => percent(millionths * 1_000);

/** What is told of a job. */
const TOLD = {
  JobTaken: (world, { job, worker }) => `${called(world, worker)}'s node takes job ${job}`,
  JobDelivered: (world, { job, worker }) => `${called(world, worker)}'s node delivers job ${job}`,
  JobCompleted: (world, { job, worker, paid }) =>
    `job ${job} is accepted, and ${called(world, worker)} is paid ${amount(paid.toBigInt())} OPEN`,
  AdapterRegistered: (world, { job, artifact }) =>
    `what job ${job} trained is artifact ${artifact}, with its snapshot, its terms and its prices`,
  EvaluationRecorded: (world, { job, artifact, valueMicros }) =>
    `job ${job} measured artifact ${artifact}: it has ${part(valueMicros.toNumber())} of its rows by heart`,
};

/** How a job can end otherwise than it should. */
const FAILURES = ['JobFailed', 'JobCancelled', 'RegistrationFailed', 'RecordingFailed', 'JobDisputed'];

/** Has Eve accept a job, unless it was settled already: then it counts as accepted. */
async function accept({ api, cast }, job) {
  await signAndInclude(api, api.tx.modelFactory.accept(job), cast.eve).catch((error) => {
    const settled = error instanceof DispatchFailure && error.error === 'modelFactory.NotDelivered';
    if (!settled) throw error;
  });
}

/**
 * Waits until jobs are done, and accepts each when it is delivered.
 * @param {import('./stage.mjs').World} world
 * @param {number[]} jobs
 * @param {string} last - the event with which each of them is done
 * @returns {Promise<any[]>} the data of these events, in the order of the jobs
 */
async function finish(world, jobs, last) {
  const { chronicle, say } = world;
  const told = new Set();
  const accepted = new Set();
  const shown = progress();
  const happened = (name) => chronicle.of('modelFactory', name)
    .filter(({ data }) => jobs.includes(data.job.toNumber()));

  const tell = () => {
    for (const name of FAILURES) {
      for (const { data } of happened(name)) throw new Error(`job ${data.job}: ${name} ${data}`);
    }
    for (const [name, text] of Object.entries(TOLD)) {
      for (const { block, data } of happened(name)) {
        const key = `${name} ${data.job}`;
        if (told.has(key)) continue;
        told.add(key);
        shown.done();
        say(block, text(world, data));
      }
    }
    const over = happened('JobDelivered').map(({ data }) => data.job.toNumber());
    const reports = happened('ProgressReported').map(({ data }) => data);
    const newest = jobs.filter((job) => !over.includes(job))
      .map((job) => reports.findLast((each) => each.job.toNumber() === job))
      .filter(Boolean);
    if (newest.length > 0) {
      shown.show(newest.map(({ job, done, lossMillis }) =>
        `job ${job}: ${part(done.toNumber())}, loss ${(lossMillis.toNumber() / 1_000).toFixed(3)}`).join('; '));
    }
  };
  const waiting = () => happened('JobDelivered').map(({ data }) => data.job.toNumber())
    .filter((job) => !accepted.has(job));

  while (happened(last).length < jobs.length) {
    await chronicle.read(world.api, {
      what: `${last} of jobs ${jobs.join(', ')}`,
      within: PATIENCE,
      until: () => {
        tell();
        return happened(last).length === jobs.length || waiting().length > 0;
      },
    });
    for (const job of waiting()) {
      accepted.add(job);
      await accept(world, job);
    }
  }
  shown.done();
  return jobs.map((job) => happened(last).find(({ data }) => data.job.toNumber() === job).data);
}

/**
 * Makes the adapters.
 * @param {import('./stage.mjs').World} world
 * @param {number} base
 * @param {import('./stage.mjs').Net[]} nets
 * @returns {Promise<{nets: import('./stage.mjs').Net[], scores: Map<number, number>}>} with their adapters; what was
 *   measured of each, in millionths
 */
export async function makeAdapters(world, base, nets) {
  const { api, cast, say } = world;
  const ordered = await postJobs(api, cast.eve, nets.map(({ name, snapshot }) => ({
    work: training({
      base,
      snapshot,
      // Another seed for another snapshot: the same weights could not be registered twice.
      hyper: { ...TRAINING, seed: snapshot + 1 },
      name: `${name} adapter`,
      licence: LICENCE,
      prices: PRICES,
    }),
    budget: BUDGETS.training,
    blocks: DEADLINE,
  })));
  say(ordered.block, `Eve posts jobs ${ordered.jobs.join(' and ')}: to train an adapter from each snapshot, for ` +
    `${BUDGETS.training / OPEN} OPEN each, in escrow`, ordered.fee);
  const registered = await finish(world, ordered.jobs, 'AdapterRegistered');

  const made = await inOrder(nets.map((net, i) => ({ net, artifact: registered[i].artifact.toNumber() })), async ({
    net, artifact,
  }) => {
    const record = (await api.call.modelRegistryApi.artifact(artifact)).unwrap();
    return { ...net, artifact, manifest: record.manifest.root.toHex() };
  });
  const measured = await postJobs(api, cast.eve, made.map((net) => ({
    work: recital(net), budget: BUDGETS.evaluation, blocks: DEADLINE,
  })));
  say(measured.block, `Eve posts jobs ${measured.jobs.join(' and ')}: to measure each, for ` +
    `${BUDGETS.evaluation / OPEN} OPEN`, measured.fee);
  const recorded = await finish(world, measured.jobs, 'EvaluationRecorded');
  return {
    nets: made,
    scores: new Map(recorded.map(({ artifact, valueMicros }) => [artifact.toNumber(), valueMicros.toNumber()])),
  };
}

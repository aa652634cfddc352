// SPDX-License-Identifier: Apache-2.0

/** The ModelFactory: adapters that somebody else trains, measures, and has registered. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { eventsOf, signAndInclude } from '../../src/client.mjs';
import { APACHE } from '../../src/models.mjs';
import { assertRefused, commitment } from '../support/market.mjs';
import { changeIn, eventOf, untilBlock } from '../support/chain.mjs';

export const name = 'ModelFactory';
export const people = ['builder', 'worker', 'evaluator', 'late', 'stranger'];

const EVIDENCE = commitment('answers and their marks').root;

/**
 * @param {import('../marketplace.test.mjs').Chain} chain
 * @param {Record<string, import('@polkadot/keyring/types').KeyringPair>} cast
 */
export function topic(chain, {
  builder, worker, evaluator, late, stranger,
}) {
  let budget;
  let deadline;

  before(async () => {
    const { api } = chain;
    const { minBudget, minDeadline, minWorkerBond } = api.consts.modelFactory;
    budget = 3n * minBudget.toBigInt();
    deadline = minDeadline.toNumber() + 100;
    await Promise.all([worker, evaluator, late].map((who) =>
      signAndInclude(api, api.tx.bonds.bond(minWorkerBond), who)));
  });

  const training = (change = {}) => ({
    Train: {
      base: chain.market.base,
      parents: [],
      snapshots: [chain.market.snapshot],
      hyper: {
        rank: 8,
        alpha: 16,
        targetModules: ['q_proj', 'v_proj'],
        learningRateMicros: 1_000,
        epochs: 3,
        batchSize: 8,
        seed: 7,
        evalSplit: 100_000_000,
      },
      adapter: {
        name: 'Ordered adapter',
        licence: APACHE,
        royalty: { share: 0, until: null },
        prices: null,
        credits: [],
        previous: null,
      },
      publish: 'OnAcceptance',
      ...change,
    },
  });

  const measuring = (train) => ({
    Evaluate: { subject: { OutputOf: train }, benchmark: commitment('benchmark').root, metric: 'exact_match' },
  });

  const post = async (work, { pays = budget, after = null, blocks = deadline } = {}) => {
    const { api } = chain;
    const posted = await signAndInclude(api, api.tx.modelFactory.post(work, pays, blocks, after), builder);
    const data = eventOf(posted, 'modelFactory', 'JobPosted');
    return {
      ...posted,
      job: data.job.toNumber(),
      budget: data.budget.toBigInt(),
      last: data.deadline.toNumber(),
    };
  };

  const delivery = (manifest) => ({
    Training: {
      manifest: commitment(manifest),
      uri: 'https://example.org/manifest',
      metrics: [{ name: 'eval_loss', valueMicros: 1_250_000 }],
      influenceRoot: commitment('influence').root,
    },
  });

  const value = (valueMicros) => ({ Evaluation: { valueMicros, evidenceRoot: EVIDENCE } });

  const does = (who, method, ...args) =>
    signAndInclude(chain.api, chain.api.tx.modelFactory[method](...args), who);

  test('job is refused by name when it cannot be done or paid', async () => {
    const { api } = chain;
    const asked = (work, pays, blocks, after = null) => api.tx.modelFactory.post(work, pays, blocks, after);
    const { hyper } = training().Train;
    await assertRefused(api, stranger, [
      ['modelFactory.BudgetTooLow', asked(training(), 0, deadline)],
      ['modelFactory.DeadlineTooShort', asked(training(), budget, 0)],
      ['modelFactory.DeadlineTooLong', asked(training(), budget, 100_000_000)],
      ['modelFactory.InvalidHyperParameters', asked(training({ hyper: { ...hyper, rank: 0 } }), budget, deadline)],
      ['modelFactory.UnexpectedBudget', asked({ Register: { train: 0 } }, budget, deadline)],
      ['modelFactory.JobNotFound', asked(measuring(1_000_000), budget, deadline)],
      ['modelRegistry.SnapshotNotFound', asked(training({ snapshots: [1_000_000] }), budget, deadline)],
      ['modelFactory.FundsLocked', asked(training(), 10n ** 27n, deadline)],
      ['modelFactory.JobNotFound', api.tx.modelFactory.take(1_000_000)],
    ]);
  });

  test('adapter is registered with its lineage when what was delivered is accepted', async () => {
    const { api, market } = chain;
    const posted = await post(training());
    const { job } = posted;
    assert.equal(posted.budget, budget);
    assert.equal(eventOf(posted, 'modelFactory', 'JobOpened').job.toNumber(), job);
    assert.ok((await changeIn(api, posted, builder.address)).held > budget, 'budget and deposit are on hold');

    // One for each signer: a signature stays in the transaction.
    const take = () => api.tx.modelFactory.take(job);
    await Promise.all([
      assertRefused(api, builder, [['modelFactory.OwnJob', take()]]),
      assertRefused(api, stranger, [['modelFactory.BondTooLow', take()]]),
    ]);
    await does(worker, 'take', job);
    const progress = (done) => api.tx.modelFactory.reportProgress(job, done, 1_900);
    const reported = await signAndInclude(api, progress(500_000), worker);
    assert.equal(eventOf(reported, 'modelFactory', 'ProgressReported').lossMillis.toNumber(), 1_900);
    await assertRefused(api, stranger, [
      ['modelFactory.NotWorker', progress(600_000)],
      ['modelFactory.NotOpen', take()],
    ]);
    await assertRefused(api, worker, [
      ['modelFactory.WrongDelivery', api.tx.modelFactory.deliver(job, value(1))],
    ]);
    await does(worker, 'deliver', job, delivery('first ordered adapter'));
    await assertRefused(api, stranger, [
      ['modelFactory.WindowOpen', api.tx.modelFactory.settle(job)],
      ['modelFactory.NotBuilder', api.tx.modelFactory.accept(job)],
      ['modelFactory.DeadlineNotPassed', api.tx.modelFactory.expire(job)],
    ]);

    const accepted = await does(builder, 'accept', job);
    assert.equal(eventOf(accepted, 'modelFactory', 'JobCompleted').paid.toBigInt(), budget);
    assert.equal((await changeIn(api, accepted, worker.address)).free, budget, 'the worker is paid');
    const artifact = eventOf(accepted, 'modelFactory', 'AdapterRegistered').artifact.toNumber();

    const record = (await api.call.modelRegistryApi.artifact(artifact)).unwrap();
    assert.equal(record.owner.toString(), builder.address);
    assert.equal(record.manifest.root.toHex(), commitment('first ordered adapter').root);
    assert.equal(record.base.unwrap().toNumber(), market.base);
    assert.deepEqual(record.trainedOn.map((id) => id.toNumber()), [market.snapshot]);
    assert.deepEqual(
      record.credits.map(({ who, role }) => [who.toString(), role.type]),
      [[worker.address, 'FineTuner']],
    );
    const lineage = (await api.call.modelRegistryApi.lineage(artifact)).unwrap();
    assert.deepEqual(lineage.map(({ id }) => id.toNumber()), [artifact, market.base]);
  });

  test('adapter is registered by the workflow only when what was measured meets the condition', async () => {
    const { api } = chain;
    const { job: train } = await post(training({ publish: 'ByWorkflow' }));
    const { job: evaluate } = await post(measuring(train));
    const register = (thresholdMicros) => post({ Register: { train } }, {
      pays: 0n, after: { job: evaluate, condition: { AtLeast: { thresholdMicros } } },
    });
    const { job: strict } = await register(900_001);
    const { job: mild } = await register(900_000);
    const advance = (job) => signAndInclude(api, api.tx.modelFactory.advance(job), stranger);
    await assertRefused(api, stranger, [evaluate, strict, mild].map((job) =>
      ['modelFactory.DependencyPending', api.tx.modelFactory.advance(job)]));

    await does(worker, 'take', train);
    await does(worker, 'deliver', train, delivery('second ordered adapter'));
    const trained = await does(builder, 'accept', train);
    assert.deepEqual(eventsOf(trained.events, 'modelFactory', 'AdapterRegistered'), [], 'not yet');

    assert.equal(eventOf(await advance(evaluate), 'modelFactory', 'JobOpened').job.toNumber(), evaluate);
    await does(evaluator, 'take', evaluate);
    await does(evaluator, 'deliver', evaluate, value(900_000));
    await does(builder, 'accept', evaluate);

    const cancelled = eventOf(await advance(strict), 'modelFactory', 'JobCancelled');
    assert.equal(cancelled.cause.type, 'ConditionNotMet');
    const registered = eventOf(await advance(mild), 'modelFactory', 'AdapterRegistered');
    assert.equal(registered.job.toNumber(), train);
    const record = (await api.call.modelRegistryApi.artifact(registered.artifact)).unwrap();
    assert.equal(record.manifest.root.toHex(), commitment('second ordered adapter').root);
    assert.deepEqual(
      record.credits.map(({ who, role }) => [who.toString(), role.type]),
      [[worker.address, 'FineTuner'], [evaluator.address, 'Evaluator']],
    );
    await assertRefused(api, stranger, [['modelFactory.NotWaiting', api.tx.modelFactory.advance(mild)]]);
  });

  test('worker is slashed and nobody rewarded for it when a job is not delivered in time', async () => {
    const { api } = chain;
    const blocks = api.consts.modelFactory.minDeadline.toNumber();
    const terms = { ...training().Train.adapter, name: 'Too late' };
    const { job, last } = await post(training({ adapter: terms }), { blocks });
    await does(late, 'take', job);
    await untilBlock(api, last);
    await assertRefused(api, late, [
      ['modelFactory.DeadlinePassed', api.tx.modelFactory.deliver(job, delivery('too late'))],
    ]);
    const expired = await does(stranger, 'expire', job);
    const failed = eventOf(expired, 'modelFactory', 'JobFailed');
    assert.equal(failed.failure.type, 'MissedDeadline');
    assert.equal(failed.refund.toBigInt(), budget);
    const lateSlash = api.consts.modelFactory.lateSlash.toBigInt();
    const cost = budget < lateSlash ? budget : lateSlash;
    assert.equal(failed.slashed.toBigInt(), cost);
    const { slash, executesAt, amount } = eventOf(expired, 'bonds', 'Slashed');
    assert.equal(amount.toBigInt(), cost);

    const execute = api.tx.bonds.executeSlash(slash);
    await assertRefused(api, stranger, [
      ['bonds.TooEarly', execute],
      ['bonds.NotSlashed', api.tx.bonds.appeal(slash, 'it was not me')],
    ]);
    await untilBlock(api, executesAt.toNumber());
    const executed = await signAndInclude(api, execute, stranger);
    const data = eventOf(executed, 'bonds', 'SlashExecuted');
    assert.ok(data.reporter.isNone, 'a builder who hoped for it would give too little time');
    assert.equal(data.reward.toBigInt(), 0n);
    assert.equal((await changeIn(api, executed, late.address)).total, -cost);
  });

  test('deposit is free again when the builder has a finished job forgotten', async () => {
    const { api } = chain;
    const { job } = await post(training({ adapter: { ...training().Train.adapter, name: 'Never' } }));
    await assertRefused(api, builder, [['modelFactory.NotFinished', api.tx.modelFactory.forget(job)]]);
    const cancelled = await does(builder, 'cancel', job);
    assert.equal(eventOf(cancelled, 'modelFactory', 'JobCancelled').refund.toBigInt(), budget);
    assert.equal((await changeIn(api, cancelled, builder.address)).held, -budget);
    const forgotten = await does(builder, 'forget', job);
    assert.ok((await changeIn(api, forgotten, builder.address)).held < 0n);
    assert.ok((await api.call.modelFactoryApi.job(job)).isNone);
  });
}

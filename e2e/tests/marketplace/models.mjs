// SPDX-License-Identifier: Apache-2.0

/** What becomes of an artifact once it is registered: measured, improved, given away, withdrawn. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stringToHex } from '@polkadot/util';
import { OPEN, signAndInclude } from '../../src/client.mjs';
import { newAdapter, register } from '../../src/models.mjs';
import { PRICES, assertRefused, commitment } from '../support/market.mjs';
import { changeIn, eventOf } from '../support/chain.mjs';

export const name = 'models';
export const people = ['owner', 'other', 'judge', 'rival'];

/**
 * @param {import('../marketplace.test.mjs').Chain} chain
 * @param {Record<string, import('@polkadot/keyring/types').KeyringPair>} cast
 */
export function topic(chain, {
  owner, other, judge, rival,
}) {
  const calls = () => chain.api.tx.modelRegistry;
  const recordOf = async (id) => (await chain.api.call.modelRegistryApi.artifact(id)).unwrap();
  const adapter = (key, change = {}) => newAdapter({
    base: chain.market.base,
    name: key,
    manifest: commitment(`models ${key}`),
    snapshots: [chain.market.snapshot],
    ...change,
  });

  test('answer is quoted by the prices when the artifact is active, and no more when it is revoked', async () => {
    const { api } = chain;
    const { artifact } = await register(api, owner, adapter('quoted', { prices: PRICES }));
    const quote = async () => {
      const found = await api.call.modelRegistryApi.quote(artifact, 100, 200);
      return found.isSome ? found.unwrap().toBigInt() : undefined;
    };
    assert.equal(await quote(), OPEN + OPEN + 4n * OPEN);
    await signAndInclude(api, calls().deprecate(artifact), owner);
    assert.equal((await recordOf(artifact)).status.type, 'Deprecated');
    assert.equal(await quote(), 6n * OPEN, 'what is deprecated can still be asked');
    const revoked = await signAndInclude(api, calls().revoke(artifact, 'it repeats secrets'), owner);
    assert.equal(eventOf(revoked, 'modelRegistry', 'ArtifactRevoked').reason.toUtf8(), 'it repeats secrets');
    assert.equal(await quote(), undefined);
    await assertRefused(api, owner, [
      ['modelRegistry.ArtifactRevoked', calls().setPrices(artifact, PRICES)],
      ['modelRegistry.ArtifactRevoked', calls().revoke(artifact, 'again')],
      ['modelRegistry.NotADraft', calls().publish(artifact)],
    ]);
  });

  test('version follows its predecessor when both are of one owner', async () => {
    const { api } = chain;
    const { artifact: first } = await register(api, owner, adapter('version one'));
    const { artifact: second } = await register(api, owner, adapter('version two', { previous: first }));
    const [older, newer] = await Promise.all([recordOf(first), recordOf(second)]);
    assert.equal(older.successor.unwrap().toNumber(), second);
    assert.equal(newer.previous.unwrap().toNumber(), first);
    assert.equal(newer.version.toNumber(), 2);
    await assertRefused(api, owner, [
      ['modelRegistry.AlreadySucceeded', calls().register(adapter('version three', { previous: first }))],
    ]);
    await assertRefused(api, other, [
      ['modelRegistry.NotAVersion', calls().register(adapter('stolen version', { previous: second }))],
    ]);
  });

  test('artifacts are ranked by what was measured, and a measurement can be taken back', async () => {
    const { api } = chain;
    const benchmark = commitment('benchmark of models').root;
    const evaluation = (valueMicros) => ({
      benchmark, metric: 'exact_match', valueMicros, evidenceRoot: `0x${'00'.repeat(32)}`,
    });
    const { artifact: good } = await register(api, owner, adapter('good'));
    const { artifact: better } = await register(api, owner, adapter('better'));
    const measured = await signAndInclude(api, calls().evaluate(good, evaluation(700_000)), judge);
    assert.equal(
      eventOf(measured, 'modelRegistry', 'ArtifactEvaluated').evaluation.valueMicros.toNumber(), 700_000,
    );
    await signAndInclude(api, calls().evaluate(better, evaluation(600_000)), judge);
    const ranking = async (lowestFirst) => {
      const found = await api.call.modelRegistryApi.leaderboard(
        benchmark, stringToHex('exact_match'), lowestFirst, 10,
      );
      return found.map(({ artifact, evaluation: { valueMicros } }) =>
        [artifact.toNumber(), valueMicros.toNumber()]);
    };
    assert.deepEqual(await ranking(false), [[good, 700_000], [better, 600_000]]);
    await signAndInclude(api, calls().evaluate(better, evaluation(800_000)), judge);
    assert.deepEqual(await ranking(false), [[better, 800_000], [good, 700_000]], 'the last one counts');
    assert.deepEqual(await ranking(true), [[good, 700_000], [better, 800_000]]);

    const retract = calls().retractEvaluation(good, benchmark, 'exact_match');
    await assertRefused(api, rival, [['modelRegistry.EvaluationNotFound', retract]]);
    const retracted = await signAndInclude(api, retract, judge);
    assert.ok((await changeIn(api, retracted, judge.address)).held < 0n, 'the deposit is free');
    assert.deepEqual(await ranking(false), [[better, 800_000]]);
  });

  test('artifact is another\'s when it was offered and accepted', async () => {
    const { api } = chain;
    const { artifact } = await register(api, owner, adapter('given away'));
    const take = calls().acceptTransfer(artifact);
    await assertRefused(api, other, [['modelRegistry.NotOffered', take]]);
    await signAndInclude(api, calls().offerTransfer(artifact, other.address), owner);
    await assertRefused(api, rival, [['modelRegistry.NotOffered', take]]);
    const taken = await signAndInclude(api, take, other);
    assert.equal(eventOf(taken, 'modelRegistry', 'ArtifactTransferred').to.toString(), other.address);
    const freed = -(await changeIn(api, taken, owner.address)).held;
    assert.ok(freed > 0n);
    assert.equal((await changeIn(api, taken, other.address)).held, freed, 'the new owner deposits as much');
    assert.equal((await recordOf(artifact)).owner.toString(), other.address);
    await assertRefused(api, owner, [['modelRegistry.NotOwner', calls().setPrices(artifact, null)]]);
  });
}

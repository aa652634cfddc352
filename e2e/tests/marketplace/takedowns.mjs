// SPDX-License-Identifier: Apache-2.0

/** Takedowns: later snapshots leave out what was taken down, earlier ones stay as they are. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signAndInclude } from '../../src/client.mjs';
import {
  accept, contribute, contribution, createDatanet, takeSnapshot,
} from '../../src/datanets.mjs';
import { newAdapter, register } from '../../src/models.mjs';
import { assertRefused, commitment } from '../support/market.mjs';
import { eventOf } from '../support/chain.mjs';

export const name = 'takedowns';
export const people = ['owner', 'contributor', 'stranger'];

const LENGTHS = [100, 200, 400];

/**
 * @param {import('../marketplace.test.mjs').Chain} chain
 * @param {Record<string, import('@polkadot/keyring/types').KeyringPair>} cast
 */
export function topic(chain, { owner, contributor, stranger }) {
  /** A snapshot as clients see it. */
  const seen = async (snapshot) => {
    const { api } = chain;
    const info = (await api.call.datanetsApi.snapshot(snapshot)).unwrap().toJSON();
    const listed = await api.call.datanetsApi.contributions(snapshot, 0, 256);
    return {
      ...info,
      listed: listed.map(({ id, withdrawn }) => [
        id.toBigInt(), withdrawn.isSome ? withdrawn.unwrap().toNumber() : null,
      ]),
    };
  };

  test('later snapshot excludes what was taken down while the earlier one stays as it is', async () => {
    const { api } = chain;
    const { datanet } = await createDatanet(api, owner, { name: 'Taken down' });
    const given = [];
    for (const length of LENGTHS) {
      const content = commitment(`takedown ${length}`, length);
      given.push((await contribute(api, contributor, { datanet, content })).contribution);
    }
    await accept(api, owner, given);
    const { snapshot: earlier } = await takeSnapshot(api, owner, datanet, 'all of it');
    const { artifact } = await register(api, owner, newAdapter({
      base: chain.market.base, name: 'Trained before', manifest: commitment('before'), snapshots: [earlier],
    }));
    const before = await seen(earlier);
    assert.deepEqual(before.listed, given.map((id) => [id, null]));
    assert.equal(before.length, 700);

    const takeDown = api.tx.datanets.takeDown(given[1], 'it was never mine');
    await assertRefused(api, stranger, [['datanets.MayNotTakeDown', takeDown]]);
    const taken = eventOf(
      await signAndInclude(api, takeDown, contributor), 'datanets', 'ContributionTakenDown',
    );
    assert.deepEqual([taken.index.toNumber(), taken.order.toNumber()], [1, 0]);
    assert.equal(taken.by.unwrap().toString(), contributor.address);
    assert.equal(taken.reason.toUtf8(), 'it was never mine');
    await assertRefused(api, contributor, [
      ['datanets.AlreadyTakenDown', takeDown],
      ['datanets.DuplicateContent', contribution(api, {
        datanet, content: commitment('takedown 200', 200),
      })],
    ]);

    const { snapshot: later, accepted, bytes } = await takeSnapshot(api, owner, datanet, 'without it');
    assert.deepEqual([accepted, bytes], [3, 500n]);
    const after = await seen(later);
    assert.equal(after.withdrawn, 1);
    assert.equal(after.root, before.root, 'nothing else was accepted');
    assert.notEqual(after.withdrawnRoot, before.withdrawnRoot);
    assert.deepEqual(after.listed, [[given[0], null], [given[1], 0], [given[2], null]]);
    assert.deepEqual(await seen(earlier), before, 'history is not rewritten');

    const page = await api.call.datanetsApi.takenDownSince(earlier, 0, 256);
    assert.deepEqual(page.contributions.map((id) => id.toBigInt()), [given[1]]);
    const record = (await api.call.modelRegistryApi.artifact(artifact)).unwrap();
    assert.deepEqual(record.takenDown.map((id) => id.toNumber()), [datanet], 'the adapter is marked');
    const { artifact: clean } = await register(api, owner, newAdapter({
      base: chain.market.base, name: 'Trained after', manifest: commitment('after'), snapshots: [later],
    }));
    const cleanRecord = (await api.call.modelRegistryApi.artifact(clean)).unwrap();
    assert.deepEqual(cleanRecord.takenDown.map((id) => id.toNumber()), []);
  });
}

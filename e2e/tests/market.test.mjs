// SPDX-License-Identifier: Apache-2.0

/** What the market refuses, by name: the wrong call, or the wrong person. */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { OPEN, connect, people } from '../src/client.mjs';
import { contribute, createDatanet } from '../src/datanets.mjs';
import { startNode } from '../src/node.mjs';
import {
  PRICES, STAKE, assertRefused, commitment, makeMarket,
} from './support/market.mjs';

describe('market', { timeout: 200_000 }, () => {
  let node;
  let api;
  let market;
  const cast = people();
  const { alice, bob, dave, eve, ferdie } = cast;

  before(async () => {
    node = await startNode();
    await node.restWorker();
    api = await connect(node.ws);
    market = await makeMarket(api, cast);
  }, { timeout: 150_000 });

  after(async () => {
    await api?.disconnect();
    await node?.stop();
  });

  const nobody = 1_000;

  test('contribution is refused by name when it cannot be one', async () => {
    const give = (datanet, content) => api.tx.datanets.contribute(datanet, content, '');
    await assertRefused(api, dave, [
      ['datanets.DatanetNotFound', give(nobody, commitment('x'))],
      ['datanets.DuplicateContent', give(market.datanet, commitment(bob.address))],
      ['datanets.MalformedContent', give(market.datanet, { ...commitment('x'), length: 0 })],
      ['datanets.EmptyContent', give(market.datanet, { root: `0x${'00'.repeat(32)}`, length: 0 })],
      ['datanets.InvalidText', api.tx.datanets.create('', '', '', 'CC0-1.0')],
    ]);
  });

  test('curation is refused by name when the wrong person tries it', async () => {
    const { datanet } = await createDatanet(api, eve, {
      name: 'Another', summary: '', uri: '', licence: 'CC0-1.0',
    });
    const { contribution } = await contribute(api, bob, {
      datanet, content: commitment('y'), uri: '',
    });
    await Promise.all([
      assertRefused(api, dave, [
        ['datanets.NotCurator', api.tx.datanets.accept(contribution)],
        ['datanets.NotCurator', api.tx.datanets.reject(contribution, 'because')],
        ['datanets.NotContributor', api.tx.datanets.withdraw(contribution)],
        ['datanets.NotOwner', api.tx.datanets.snapshot(datanet)],
        ['datanets.ContributionNotFound', api.tx.datanets.accept(nobody)],
      ]),
      assertRefused(api, eve, [
        ['datanets.NotPending', api.tx.datanets.accept(market.contributions[0])],
        ['datanets.SnapshotEmpty', api.tx.datanets.snapshot(datanet)],
        ['datanets.SnapshotUnchanged', api.tx.datanets.snapshot(market.datanet)],
      ]),
    ]);
  });

  test('adapter is refused by name when its lineage cannot be', async () => {
    const adapter = (change) => {
      const {
        base, name, manifest, snapshots, parents, royalty, prices,
      } = {
        base: market.base,
        name: 'Adapter',
        manifest: commitment('z'),
        snapshots: [market.snapshot],
        parents: [],
        royalty: 0,
        prices: PRICES,
        ...change,
      };
      return api.tx.modelRegistry.registerAdapter(
        base, name, manifest, '', 'Apache-2.0', snapshots, parents, royalty, prices,
      );
    };
    const { adapter: other } = market;
    await assertRefused(api, dave, [
      ['modelRegistry.ArtifactNotFound', adapter({ base: nobody })],
      ['modelRegistry.NotABaseModel', adapter({ base: other })],
      ['modelRegistry.NoSnapshots', adapter({ snapshots: [] })],
      ['modelRegistry.SnapshotNotFound', adapter({ snapshots: [nobody] })],
      ['modelRegistry.DuplicateParent', adapter({ parents: [other, other] })],
      ['modelRegistry.DuplicateManifest', adapter({ manifest: commitment('adapter') })],
      ['modelRegistry.EmptyManifest', adapter({ manifest: { root: `0x${'00'.repeat(32)}`, length: 0 } })],
      ['modelRegistry.InvalidText', adapter({ name: '' })],
      ['modelRegistry.NotOwner', api.tx.modelRegistry.setPrices(other, null)],
    ]);
  });

  test('worker is refused by name when it has no bond, no key or no base model', async () => {
    const register = (key, models) => api.tx.attribution.registerWorker(key, 'http://127.0.0.1', models);
    await Promise.all([
      assertRefused(api, bob, [
        ['attribution.KeyNotOwn', register(dave.publicKey, [market.base])],
        ['attribution.BondTooSmall', register(bob.publicKey, [market.base])],
        ['attribution.NotRegistered', api.tx.attribution.leave()],
      ]),
      assertRefused(api, alice, [
        ['attribution.AlreadyRegistered', register(alice.publicKey, [market.base])],
        ['attribution.UnknownBaseModel', api.tx.attribution.updateWorker('x', [market.adapter])],
      ]),
    ]);
  });

  test('question is refused by name when nobody can be made to answer it', async () => {
    const question = (change) => {
      const {
        artifact, input, tokens, fee, deadline,
      } = {
        artifact: market.adapter, input: 'What?', tokens: 10, fee: OPEN, deadline: 10, ...change,
      };
      return api.tx.attribution.requestInference(artifact, input, tokens, fee, deadline);
    };
    await assertRefused(api, ferdie, [
      ['attribution.ArtifactNotOffered', question({ artifact: nobody })],
      ['attribution.ArtifactNotOffered', question({ artifact: market.base })],
      ['attribution.InvalidInput', question({ input: ' ' })],
      ['attribution.NoOutputTokens', question({ tokens: 0 })],
      ['attribution.FeeTooLow', question({ fee: OPEN - 1n })],
      ['attribution.DeadlineTooShort', question({ deadline: 1 })],
      ['attribution.DeadlineTooLong', question({ deadline: 1_000_000 })],
      ['token.FundsUnavailable', question({ fee: 10n ** 9n * OPEN })],
    ]);
  });

  test('claim is refused by name when nothing was earned', async () => {
    await assertRefused(api, dave, [
      ['royalties.NothingToClaim', api.tx.royalties.claimFor(dave.address)],
      ['royalties.UnknownSnapshot', api.tx.royalties.collect(nobody, market.contributions[0])],
      ['royalties.UnknownContribution', api.tx.royalties.collect(market.snapshot, nobody)],
      ['royalties.NothingToCollect', api.tx.royalties.collect(market.snapshot, market.contributions[0])],
    ]);
  });

  test('bond is refused by name when there is none to change', async () => {
    await assertRefused(api, dave, [
      ['bonds.ZeroAmount', api.tx.bonds.bond(0)],
      ['bonds.BelowMinBond', api.tx.bonds.bond(1)],
      ['bonds.ExceedsActive', api.tx.bonds.unbond(OPEN)],
      ['bonds.ExceedsCooling', api.tx.bonds.rebond(OPEN)],
      ['bonds.NothingToWithdraw', api.tx.bonds.withdraw()],
    ]);
    assert.equal((await api.query.bonds.ledgers(alice.address)).active.toBigInt(), STAKE);
  });
});

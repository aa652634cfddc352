// SPDX-License-Identifier: Apache-2.0

/** What the market refuses, by name: the wrong call, or the wrong person. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  OPEN, eventsOf, people as cast, signAndInclude,
} from '../../src/client.mjs';
import {
  contribute, contribution, createDatanet, creation, licence,
} from '../../src/datanets.mjs';
import { NO_BUILD } from '../../src/inference.mjs';
import { newAdapter, newArtifact, register } from '../../src/models.mjs';
import {
  PRICES, STAKE, assertRefused, commitment,
} from '../support/market.mjs';

export const name = 'refusals';
/** None of its own: those of the development chain, who have made the market. */
export const people = [];

const { alice, bob, dave, eve, ferdie } = cast();

/** @param {import('../marketplace.test.mjs').Chain} chain */
export function topic(chain) {
  const nobody = 1_000;

  test('contribution is refused by name when it cannot be one', async () => {
    const { api, market } = chain;
    const give = (change) => contribution(api, {
      datanet: market.datanet, content: commitment('x'), ...change,
    });
    const nothing = `0x${'00'.repeat(32)}`;
    await assertRefused(api, dave, [
      ['datanets.DatanetNotFound', give({ datanet: nobody })],
      ['datanets.DuplicateContent', give({ content: commitment(bob.address) })],
      ['datanets.MalformedContent', give({ content: { ...commitment('x'), length: 0 } })],
      ['datanets.EmptyContent', give({ content: { root: nothing, length: 0 } })],
      ['datanets.InvalidText', give({ licence: licence('') })],
      ['datanets.DerivativesForbidden', give({ licence: licence('CC-BY-ND-4.0', { derivatives: false }) })],
      ['datanets.CommercialForbidden', give({ licence: licence('CC-BY-NC-4.0', { commercial: false }) })],
      ['datanets.ShareAlikeBroken', give({ licence: licence('CC-BY-SA-4.0', { shareAlike: true }) })],
    ]);
  });

  test('Datanet is refused by name when it cannot be one', async () => {
    const { api } = chain;
    const committee = (threshold, ...members) => ({ policy: { Committee: { members, threshold } } });
    const create = (change) => creation(api, { name: 'Never', ...change });
    const [first, second] = [bob, dave].sort((a, b) => Buffer.compare(a.publicKey, b.publicKey))
      .map(({ address }) => address);
    await assertRefused(api, dave, [
      ['datanets.InvalidText', create({ name: '' })],
      ['datanets.InvalidText', create({ tags: ['good', ''] })],
      ['datanets.InvalidText', create({ licence: licence('') })],
      ['datanets.InvalidCommittee', create(committee(1, second, first))],
      ['datanets.InvalidCommittee', create(committee(1, first, first))],
      ['datanets.InvalidCommittee', create(committee(0, first, second))],
      ['datanets.InvalidCommittee', create(committee(3, first, second))],
    ]);
  });

  test('curation is refused by name when the wrong person tries it', async () => {
    const { api, market } = chain;
    const { datanet } = await createDatanet(api, eve, { name: 'Another' });
    const { contribution: pending } = await contribute(api, bob, { datanet, content: commitment('y') });
    const { judge, withdraw, snapshot, takeDown } = api.tx.datanets;
    await Promise.all([
      assertRefused(api, dave, [
        ['datanets.NotCurator', judge(pending, 'Accept')],
        ['datanets.NotCurator', judge(pending, { Reject: { reason: 'because' } })],
        ['datanets.NotCurator', judge(pending, 'Spam')],
        ['datanets.NotContributor', withdraw(pending)],
        ['datanets.NotOwner', snapshot(datanet, '')],
        ['datanets.ContributionNotFound', judge(nobody, 'Accept')],
        ['datanets.MayNotTakeDown', takeDown(market.contributions[0], 'because')],
      ]),
      assertRefused(api, eve, [
        ['datanets.NotPending', judge(market.contributions[0], 'Accept')],
        ['datanets.SnapshotEmpty', snapshot(datanet, '')],
        ['datanets.SnapshotUnchanged', snapshot(market.datanet, '')],
        ['datanets.NotAccepted', takeDown(pending, 'because')],
      ]),
    ]);
  });

  test('adapter is refused by name when its lineage cannot be', async () => {
    const { api, market } = chain;
    const adapter = (change) => api.tx.modelRegistry.register(newAdapter({
      base: market.base,
      name: 'Adapter',
      manifest: commitment('z'),
      snapshots: [market.snapshot],
      prices: PRICES,
      ...change,
    }));
    const { adapter: other } = market;
    const unpaid = licence('LicenseRef-unpaid', { commercial: false });
    await assertRefused(api, dave, [
      ['modelRegistry.ArtifactNotFound', adapter({ base: nobody })],
      ['modelRegistry.NotABaseModel', adapter({ base: other })],
      ['modelRegistry.NoSnapshots', adapter({ snapshots: [] })],
      ['modelRegistry.SnapshotNotFound', adapter({ snapshots: [nobody] })],
      ['modelRegistry.DuplicateParent', adapter({ others: [other, other] })],
      ['modelRegistry.DuplicateManifest', adapter({ manifest: commitment('adapter') })],
      ['modelRegistry.EmptyManifest', adapter({ manifest: { root: `0x${'00'.repeat(32)}`, length: 0 } })],
      ['modelRegistry.InvalidText', adapter({ name: '' })],
      ['modelRegistry.CommercialForbidden', adapter({ licence: unpaid })],
      ['modelRegistry.NotOwner', api.tx.modelRegistry.setPrices(other, null)],
      ['modelRegistry.NotOwner', api.tx.modelRegistry.deprecate(other)],
      ['modelRegistry.NotOwner', api.tx.modelRegistry.revoke(other, 'because')],
    ]);
  });

  test('adapter is refused by name when its parent is a draft, revoked, or under another licence', async () => {
    const { api, market } = chain;
    const base = async (key, change) => {
      const { artifact } = await register(api, bob, newArtifact('BaseModel', {
        name: key, manifest: commitment(key), ...change,
      }));
      return artifact;
    };
    const draft = await base('draft', { draft: true });
    const closed = await base('closed', { licence: licence('LicenseRef-closed', { derivatives: false }) });
    const shared = await base('shared', { licence: licence('CC-BY-SA-4.0', { shareAlike: true }) });
    const revoked = await base('revoked');
    const { events } = await signAndInclude(api, api.tx.modelRegistry.revoke(revoked, 'it leaks'), bob);
    const [{ data }] = eventsOf(events, 'modelRegistry', 'ArtifactRevoked');
    assert.equal(data.by.unwrap().toString(), bob.address);

    const adapter = (on) => api.tx.modelRegistry.register(newAdapter({
      base: on, name: 'Adapter', manifest: commitment('child'), snapshots: [market.snapshot],
    }));
    await assertRefused(api, dave, [
      ['modelRegistry.ParentNotUsable', adapter(draft)],
      ['modelRegistry.ParentNotUsable', adapter(revoked)],
      ['modelRegistry.DerivativesForbidden', adapter(closed)],
      ['modelRegistry.ShareAlikeBroken', adapter(shared)],
    ]);
    await signAndInclude(api, api.tx.modelRegistry.publish(draft), bob);
    const record = (await api.call.modelRegistryApi.artifact(draft)).unwrap();
    assert.equal(record.status.type, 'Active');
  });

  test('worker is refused by name when it has no bond, no key or no base model', async () => {
    const { api, market } = chain;
    const enlist = (key, models) => api.tx.attribution.registerWorker(key, 'http://127.0.0.1', models, NO_BUILD);
    await Promise.all([
      assertRefused(api, bob, [
        ['attribution.KeyNotOwn', enlist(dave.publicKey, [market.base])],
        ['attribution.BondTooSmall', enlist(bob.publicKey, [market.base])],
        ['attribution.NotRegistered', api.tx.attribution.leave()],
      ]),
      assertRefused(api, alice, [
        ['attribution.AlreadyRegistered', enlist(alice.publicKey, [market.base])],
        ['attribution.UnknownBaseModel', api.tx.attribution.updateWorker('x', [market.adapter], NO_BUILD)],
      ]),
    ]);
  });

  test('question is refused by name when nobody can be made to answer it', async () => {
    const { api, market } = chain;
    const question = (change) => {
      const {
        artifact, input, tokens, fee, deadline,
      } = {
        artifact: market.adapter, input: { Text: 'What?' }, tokens: 10, fee: OPEN, deadline: 10, ...change,
      };
      const { mode = 'Optimistic' } = change;
      return api.tx.attribution.requestInference(artifact, input, mode, tokens, fee, deadline);
    };
    await assertRefused(api, ferdie, [
      ['attribution.ArtifactNotOffered', question({ artifact: nobody })],
      ['attribution.ArtifactNotOffered', question({ artifact: market.base })],
      ['attribution.InvalidInput', question({ input: { Text: ' ' } })],
      ['attribution.InvalidUri', question({ input: { Committed: { commitment: commitment('q'), uri: '' } } })],
      ['attribution.InvalidCommitteeSize', question({ mode: { Committee: { k: 4 } } })],
      ['attribution.FeeTooLow', question({ mode: { Committee: { k: 3 } } })],
      ['attribution.TooFewWorkers', question({ mode: { Committee: { k: 7 } }, fee: 10n * OPEN })],
      ['attribution.NoOutputTokens', question({ tokens: 0 })],
      ['attribution.FeeTooLow', question({ fee: OPEN - 1n })],
      ['attribution.DeadlineTooShort', question({ deadline: 1 })],
      ['attribution.DeadlineTooLong', question({ deadline: 1_000_000 })],
      ['attribution.FundsLocked', question({ fee: 10n ** 9n * OPEN })],
    ]);
  });

  test('claim is refused by name when nothing was earned', async () => {
    const { api, market } = chain;
    await assertRefused(api, dave, [
      ['royalties.NothingToClaim', api.tx.royalties.claim()],
      ['royalties.NothingToClaim', api.tx.royalties.claimFor(dave.address)],
      ['royalties.UnknownSnapshot', api.tx.royalties.collect(nobody, market.contributions[0])],
      ['royalties.UnknownContribution', api.tx.royalties.collect(market.snapshot, nobody)],
      ['royalties.NothingToCollect', api.tx.royalties.collect(market.snapshot, market.contributions[0])],
      ['royalties.NothingToCollect', api.tx.royalties.collectAsCurator(market.datanet, dave.address)],
    ]);
  });

  test('bond is refused by name when there is none to change', async () => {
    const { api, market } = chain;
    await assertRefused(api, dave, [
      ['bonds.ZeroAmount', api.tx.bonds.bond(0)],
      ['bonds.BelowMinBond', api.tx.bonds.bond(1)],
      ['bonds.ExceedsActive', api.tx.bonds.unbond(OPEN)],
      ['bonds.ExceedsCooling', api.tx.bonds.rebond(OPEN)],
      ['bonds.NothingToWithdraw', api.tx.bonds.withdraw()],
      ['bonds.SlashNotFound', api.tx.bonds.executeSlash(nobody)],
      ['bonds.SlashNotFound', api.tx.bonds.appeal(nobody, 'because')],
      ['BadOrigin', api.tx.bonds.decideAppeal(nobody, true)],
    ]);
    assert.equal((await api.call.bondsApi.bond(alice.address)).active.toBigInt(), STAKE);
  });
}

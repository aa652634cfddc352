// SPDX-License-Identifier: Apache-2.0

/** Private data: nobody trains on it without leave, which is bought, or asked for. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { OPEN, signAndInclude } from '../../src/client.mjs';
import {
  accept, contribute, createDatanet, takeSnapshot,
} from '../../src/datanets.mjs';
import {
  claim, claimable, collectable, curatorEarnings,
} from '../../src/economics.mjs';
import { newAdapter, register } from '../../src/models.mjs';
import { assertRefused, commitment } from '../support/market.mjs';
import { changeIn, eventOf } from '../support/chain.mjs';

export const name = 'data commerce';
export const people = ['owner', 'contributor', 'buyer', 'asker', 'stranger'];

const PRICE = 100n * OPEN;
const CURATORS_CUT = 100_000_000n;
const BILLION = 1_000_000_000n;

/**
 * @param {import('../marketplace.test.mjs').Chain} chain
 * @param {Record<string, import('@polkadot/keyring/types').KeyringPair>} cast
 */
export function topic(chain, {
  owner, contributor, buyer, asker, stranger,
}) {
  let datanet;
  let contribution;
  let snapshot;

  before(async () => {
    const { api } = chain;
    ({ datanet } = await createDatanet(api, owner, {
      name: 'Private', visibility: 'Private', entryPrice: PRICE, curatorsCut: Number(CURATORS_CUT),
    }));
    ({ contribution } = await contribute(api, contributor, {
      datanet, content: commitment('behind a key'), uri: 'ipfs://encrypted', kind: 'Document',
    }));
    await accept(api, owner, [contribution]);
    ({ snapshot } = await takeSnapshot(api, owner, datanet, 'the first'));
  });

  /** The transaction that registers an adapter which was trained on the private Datanet. */
  const registration = (key) => newAdapter({
    base: chain.market.base, name: key, manifest: commitment(key), snapshots: [snapshot],
  });
  const mayTrain = async (who) =>
    (await chain.api.call.datanetsApi.mayTrain(who.address, snapshot)).isTrue;
  const access = (who) => chain.api.call.datanetsApi.access(datanet, who.address);

  test('adapter is refused when nobody has given leave to train', async () => {
    const { api } = chain;
    assert.equal(await mayTrain(owner), true, 'the owner may');
    assert.equal(await mayTrain(stranger), false);
    await assertRefused(api, stranger, [
      ['modelRegistry.TrainingNotGranted', api.tx.modelRegistry.register(registration('stolen'))],
    ]);
  });

  test('adapter is registered when a licence was bought, and the price is shared', async () => {
    const { api } = chain;
    await assertRefused(api, buyer, [
      ['datanets.PriceAboveLimit', api.tx.datanets.buyLicence(datanet, PRICE - 1n)],
      ['datanets.NotForSale', api.tx.datanets.buyLicence(chain.market.datanet, PRICE)],
    ]);
    const bought = await signAndInclude(api, api.tx.datanets.buyLicence(datanet, PRICE), buyer);
    assert.equal(eventOf(bought, 'datanets', 'LicenceBought').price.toBigInt(), PRICE);
    assert.equal((await changeIn(api, bought, buyer.address)).total, -PRICE - bought.fee);

    const sale = eventOf(bought, 'royalties', 'SaleCredited');
    const [burnt, protocol, curators, contributors] = ['burnt', 'protocol', 'curators', 'contributors']
      .map((part) => sale[part].toBigInt());
    assert.equal(burnt + protocol + curators + contributors, PRICE, 'the parts sum to the price');
    assert.equal(curators, ((PRICE - burnt - protocol) * CURATORS_CUT) / BILLION);

    assert.equal(await collectable(api, { snapshot, contribution }), contributors);
    assert.equal(await curatorEarnings(api, datanet, owner.address), curators);
    const paid = await claim(api, stranger, {
      who: contributor.address, shares: [{ snapshot, contribution }],
    });
    assert.equal(eventOf(paid, 'royalties', 'Claimed').amount.toBigInt(), contributors);
    assert.equal((await changeIn(api, paid, contributor.address)).free, contributors);
    const earned = await claim(api, owner, { who: owner.address, curated: [datanet] });
    assert.equal(eventOf(earned, 'royalties', 'CollectedAsCurator').amount.toBigInt(), curators);
    assert.equal(await claimable(api, owner.address), 0n);

    assert.equal(await mayTrain(buyer), true);
    const { artifact } = await register(api, buyer, registration('bought'));
    const record = (await api.call.modelRegistryApi.artifact(artifact)).unwrap();
    assert.equal(record.owner.toString(), buyer.address);
    await assertRefused(api, buyer, [
      ['datanets.AlreadyGranted', api.tx.datanets.buyLicence(datanet, PRICE)],
    ]);
    await assertRefused(api, owner, [
      ['datanets.GrantPaidFor', api.tx.datanets.revoke(datanet, buyer.address, 'changed my mind')],
    ]);
  });

  test('access is denied with the offer given back, and granted for what was offered', async () => {
    const { api } = chain;
    const ask = (offer, until = null) =>
      signAndInclude(api, api.tx.datanets.requestAccess(datanet, 'research', until, offer), asker);
    const { deny, grant, revoke, setKey } = api.tx.datanets;

    const first = await ask(OPEN);
    assert.equal(eventOf(first, 'datanets', 'AccessRequested').offer.toBigInt(), OPEN);
    assert.ok((await changeIn(api, first, asker.address)).held > OPEN, 'offer and deposit are on hold');
    await Promise.all([
      assertRefused(api, stranger, [
        ['datanets.NotOwner', deny(datanet, asker.address, 'not mine')],
        ['datanets.NotOwner', grant(datanet, asker.address, OPEN, null, '')],
        ['datanets.RequestNotFound', api.tx.datanets.cancelRequest(datanet)],
      ]),
      assertRefused(api, owner, [
        ['datanets.TermsDiffer', grant(datanet, asker.address, OPEN + 1n, null, '')],
        ['datanets.RequestNotFound', grant(datanet, stranger.address, OPEN, null, '')],
      ]),
    ]);
    const denied = await signAndInclude(api, deny(datanet, asker.address, 'too little'), owner);
    assert.equal(eventOf(denied, 'datanets', 'AccessDenied').offer.toBigInt(), OPEN);
    const { held, total } = await changeIn(api, denied, asker.address);
    assert.ok(held < -OPEN);
    assert.equal(total, 0n, 'a refusal costs nothing');

    await ask(2n * OPEN);
    const key = 'https://example.org/key';
    const granted = await signAndInclude(api, grant(datanet, asker.address, 2n * OPEN, null, key), owner);
    assert.equal(eventOf(granted, 'datanets', 'AccessGranted').price.toBigInt(), 2n * OPEN);
    assert.equal(eventOf(granted, 'royalties', 'SaleCredited').price.toBigInt(), 2n * OPEN);
    assert.equal((await changeIn(api, granted, asker.address)).total, -2n * OPEN);
    assert.equal((await access(asker)).grant.unwrap().keyUri.toUtf8(), key);
    assert.equal(await mayTrain(asker), true);
    await register(api, asker, registration('granted'));
    await assertRefused(api, owner, [
      ['datanets.GrantNotFound', setKey(datanet, stranger.address, key)],
      ['datanets.GrantPaidFor', revoke(datanet, asker.address, 'because')],
    ]);
  });

  test('access ends when it was free and the owner revokes it', async () => {
    const { api } = chain;
    const { grant, requestAccess, revoke } = api.tx.datanets;
    await signAndInclude(api, requestAccess(datanet, 'a look', null, 0), stranger);
    await signAndInclude(api, grant(datanet, stranger.address, 0, null, ''), owner);
    assert.equal(await mayTrain(stranger), true);
    await assertRefused(api, buyer, [
      ['datanets.NotExpired', api.tx.datanets.expire(datanet, stranger.address)],
    ]);
    const revoked = await signAndInclude(api, revoke(datanet, stranger.address, 'enough'), owner);
    assert.equal(eventOf(revoked, 'datanets', 'AccessRevoked').by.unwrap().toString(), owner.address);
    assert.ok((await changeIn(api, revoked, stranger.address)).held < 0n, 'the deposit is free');
    assert.equal(await mayTrain(stranger), false);
  });
}

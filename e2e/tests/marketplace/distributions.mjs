// SPDX-License-Identifier: Apache-2.0

/** Distributions: one root, under which any number of contributions draw what they earned. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { OPEN, signAndInclude } from '../../src/client.mjs';
import { accept, contribute, createDatanet } from '../../src/datanets.mjs';
import { claim, claimable } from '../../src/economics.mjs';
import { distribution as rootOver } from '../../src/merkle.mjs';
import { assertRefused, commitment } from '../support/market.mjs';
import { changeIn, eventOf, untilBlock } from '../support/chain.mjs';

export const name = 'distributions';
export const people = ['operator', 'owner', 'first', 'second', 'stranger'];

/**
 * @param {import('../marketplace.test.mjs').Chain} chain
 * @param {Record<string, import('@polkadot/keyring/types').KeyringPair>} cast
 */
export function topic(chain, {
  operator, owner, first, second, stranger,
}) {
  let contributions;

  before(async () => {
    const { api } = chain;
    const { datanet } = await createDatanet(api, owner, { name: 'Drawn from' });
    const given = await Promise.all([first, second].map((who) =>
      contribute(api, who, { datanet, content: commitment(`drawn ${who.address}`) })));
    contributions = given.map(({ contribution }) => contribution);
    await accept(api, owner, contributions);
  });

  test('contributions draw what their leaves say when a root is posted and its window is over', async () => {
    const { api } = chain;
    const { fundAndPost, draw, closeDistribution } = api.tx.royalties;
    const opened = await signAndInclude(api, api.tx.royalties.openDistribution(), operator);
    const id = eventOf(opened, 'royalties', 'DistributionOpened').distribution.toNumber();

    /** The root over what both have earned in all, and the transactions that draw under it. */
    const tree = (mine, theirs) => {
      const leaves = [[contributions[0], mine], [contributions[1], theirs]]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([contribution, cumulative]) => ({ contribution, cumulative }));
      const { root, prove } = rootOver(leaves);
      const drawing = (contribution, change = {}) => {
        const index = leaves.findIndex((leaf) => leaf.contribution === contribution);
        return draw(id, { ...leaves[index], ...change }, prove(index));
      };
      return { root, drawing };
    };

    const early = tree(3n * OPEN, 5n * OPEN);
    await assertRefused(api, operator, [
      ['royalties.RootAboveFunds', fundAndPost(id, 8n * OPEN - 1n, early.root)],
      ['royalties.DistributionNotFound', fundAndPost(1_000_000, OPEN, early.root)],
    ]);
    await assertRefused(api, stranger, [['royalties.NotOperator', fundAndPost(id, OPEN, early.root)]]);
    const posted = await signAndInclude(api, fundAndPost(id, 8n * OPEN, early.root), operator);
    const { activeAt, amount } = eventOf(posted, 'royalties', 'RootPosted');
    assert.equal(amount.toBigInt(), 8n * OPEN);
    await Promise.all([
      assertRefused(api, stranger, [['royalties.InvalidProof', early.drawing(contributions[0])]]),
      assertRefused(api, operator, [['royalties.RootPending', fundAndPost(id, 0, early.root)]]),
    ]);

    await untilBlock(api, activeAt.toNumber());
    await assertRefused(api, stranger, [
      ['royalties.InvalidProof', early.drawing(contributions[0], { cumulative: 4n * OPEN })],
      ['royalties.InvalidProof', early.drawing(contributions[0], { contribution: contributions[1] })],
    ]);
    const drawn = await signAndInclude(api, early.drawing(contributions[0]), stranger);
    const data = eventOf(drawn, 'royalties', 'Drawn');
    assert.equal(data.who.toString(), first.address);
    assert.equal(data.amount.toBigInt() + data.curators.toBigInt(), 3n * OPEN);
    assert.equal(await claimable(api, first.address), 3n * OPEN);
    await assertRefused(api, stranger, [
      ['royalties.NothingToDraw', early.drawing(contributions[0])],
    ]);

    // The amounts of the next root count from the beginning: who skipped one draws once.
    await assertRefused(api, operator, [['royalties.RootShrinks', fundAndPost(id, 0, tree(0n, 0n).root)]]);
    const late = tree(4n * OPEN, 7n * OPEN);
    const again = await signAndInclude(api, fundAndPost(id, 3n * OPEN, late.root), operator);
    await untilBlock(api, eventOf(again, 'royalties', 'RootPosted').activeAt.toNumber());
    for (const [contribution, expected] of [[contributions[0], OPEN], [contributions[1], 7n * OPEN]]) {
      const next = await signAndInclude(api, late.drawing(contribution), stranger);
      assert.equal(eventOf(next, 'royalties', 'Drawn').amount.toBigInt(), expected);
    }
    const paid = await claim(api, stranger, { who: second.address });
    assert.equal(eventOf(paid, 'royalties', 'Claimed').amount.toBigInt(), 7n * OPEN);
    assert.equal((await changeIn(api, paid, second.address)).free, 7n * OPEN);

    const closed = await signAndInclude(api, closeDistribution(id), operator);
    assert.equal(eventOf(closed, 'royalties', 'DistributionClosed').returned.toBigInt(), 0n);
    const cleared = await signAndInclude(api, api.tx.royalties.clearDrawn(id, 10), stranger);
    const { removed, left } = eventOf(cleared, 'royalties', 'DistributionCleared');
    assert.deepEqual([removed.toNumber(), left.toNumber()], [2, 0]);
    assert.ok((await changeIn(api, cleared, operator.address)).held < 0n, 'the deposit is free');
  });
}

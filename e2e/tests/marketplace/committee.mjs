// SPDX-License-Identifier: Apache-2.0

/** Committees: so many of them decide together; spam costs its bond. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { eventsOf, signAndInclude } from '../../src/client.mjs';
import { contribute, createDatanet } from '../../src/datanets.mjs';
import { assertRefused, commitment } from '../support/market.mjs';
import { changeIn, eventOf } from '../support/chain.mjs';

export const name = 'committee';
export const people = ['owner', 'first', 'second', 'third', 'contributor', 'reporter'];

const BILLION = 1_000_000_000n;

/**
 * @param {import('../marketplace.test.mjs').Chain} chain
 * @param {Record<string, import('@polkadot/keyring/types').KeyringPair>} cast
 */
export function topic(chain, {
  owner, first, second, third, contributor, reporter,
}) {
  let datanet;

  before(async () => {
    const members = [first, second, third]
      .sort((a, b) => Buffer.compare(a.publicKey, b.publicKey))
      .map(({ address }) => address);
    ({ datanet } = await createDatanet(chain.api, owner, {
      name: 'Peer reviewed', policy: { Committee: { members, threshold: 2 } },
    }));
  });

  const give = (key) => contribute(chain.api, contributor, { datanet, content: commitment(key) });
  const judge = (who, contribution, judgement) =>
    signAndInclude(chain.api, chain.api.tx.datanets.judge(contribution, judgement), who);
  const reputation = async () => {
    const { accepted, rejected, spam } = await chain.api.call.datanetsApi.reputation(contributor.address);
    return { accepted: accepted.toNumber(), rejected: rejected.toNumber(), spam: spam.toNumber() };
  };

  test('contribution is accepted when two of three members say so', async () => {
    const { api } = chain;
    const { contribution, bond } = await give('sound');
    assert.equal(bond, api.consts.datanets.contributionBond.toBigInt());
    const judgeCall = api.tx.datanets.judge(contribution, 'Accept');
    await assertRefused(api, owner, [['datanets.NotCurator', judgeCall]]);

    const one = await judge(first, contribution, 'Accept');
    assert.equal(eventOf(one, 'datanets', 'Voted').member.toString(), first.address);
    assert.deepEqual(eventsOf(one.events, 'datanets', 'ContributionAccepted'), [], 'one is not enough');
    await assertRefused(api, first, [['datanets.AlreadyVoted', judgeCall]]);
    await assertRefused(api, contributor, [
      ['datanets.UnderJudgement', api.tx.datanets.withdraw(contribution)],
    ]);
    const two = await judge(third, contribution, 'Accept');
    assert.equal(eventOf(two, 'datanets', 'ContributionAccepted').index.toNumber(), 0);
    const { held, total } = await changeIn(api, two, contributor.address);
    assert.ok(held <= -bond, 'the bond is free');
    assert.equal(total, 0n);
    await assertRefused(api, second, [['datanets.NotPending', judgeCall]]);
    assert.equal((await reputation()).accepted, 1);
  });

  test('contribution is rejected when no judgement can win any more', async () => {
    const { contribution } = await give('disputed');
    await judge(first, contribution, 'Accept');
    await judge(second, contribution, 'Spam');
    const last = await judge(third, contribution, { Reject: { reason: 'off topic' } });
    const data = eventOf(last, 'datanets', 'ContributionRejected');
    assert.equal(data.contributor.toString(), contributor.address);
    const { total } = await changeIn(chain.api, last, contributor.address);
    assert.equal(total, 0n, 'a rejection costs nothing');
    assert.equal((await reputation()).rejected, 1);
  });

  test('bond is slashed with a part for the reporter when two of three members call it spam', async () => {
    const { api } = chain;
    const { reportBond, spamReporterShare } = api.consts.datanets;
    const { contribution, bond } = await give('buy now');
    const report = api.tx.datanets.report(contribution);
    await assertRefused(api, contributor, [['datanets.OwnContribution', report]]);
    const reported = await signAndInclude(api, report, reporter);
    assert.equal(eventOf(reported, 'datanets', 'ContributionReported').bond.toBigInt(), reportBond.toBigInt());
    await assertRefused(api, owner, [['datanets.AlreadyReported', report]]);

    await judge(first, contribution, 'Spam');
    const slashed = await judge(second, contribution, 'Spam');
    const data = eventOf(slashed, 'datanets', 'ContributionSlashed');
    const reward = (bond * spamReporterShare.toBigInt()) / BILLION;
    assert.equal(data.amount.toBigInt(), bond);
    assert.equal(data.reward.toBigInt(), reward);
    assert.equal(data.reporter.unwrap().toString(), reporter.address);
    assert.equal((await changeIn(api, slashed, contributor.address)).total, -bond);
    const { free, held } = await changeIn(api, slashed, reporter.address);
    assert.equal(held, -reportBond.toBigInt(), 'the report\'s bond is free');
    assert.equal(free, reportBond.toBigInt() + reward);
    assert.deepEqual(await reputation(), { accepted: 1, rejected: 1, spam: 1 });
  });

  test('reporter loses the bond to the contributor when the contribution is accepted', async () => {
    const { api } = chain;
    const { contribution } = await give('slandered');
    await signAndInclude(api, api.tx.datanets.report(contribution), reporter);
    await judge(first, contribution, 'Accept');
    const accepted = await judge(second, contribution, 'Accept');
    const lost = eventOf(accepted, 'datanets', 'ReportForfeited').bond.toBigInt();
    assert.equal(lost, api.consts.datanets.reportBond.toBigInt());
    assert.equal((await changeIn(api, accepted, reporter.address)).total, -lost);
    assert.equal((await changeIn(api, accepted, contributor.address)).total, lost);
  });
}

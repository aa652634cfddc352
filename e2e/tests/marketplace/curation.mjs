// SPDX-License-Identifier: Apache-2.0

/** Staked curators: votes are committed, revealed, counted and settled. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { u8aToHex } from '@polkadot/util';
import { randomAsU8a } from '@polkadot/util-crypto';
import { signAndInclude } from '../../src/client.mjs';
import { contribute, createDatanet } from '../../src/datanets.mjs';
import { voteCommitment } from '../../src/curation.mjs';
import { assertRefused, commitment } from '../support/market.mjs';
import { changeIn, eventOf, untilBlock } from '../support/chain.mjs';

export const name = 'staked curation';
export const people = ['owner', 'contributor', 'ada', 'ben', 'cleo', 'stranger'];

const BILLION = 1_000_000_000n;

/**
 * @param {import('../marketplace.test.mjs').Chain} chain
 * @param {Record<string, import('@polkadot/keyring/types').KeyringPair>} cast
 */
export function topic(chain, {
  owner, contributor, ada, ben, cleo, stranger,
}) {
  const curators = [ada, ben, cleo];
  let datanet;
  let stake;

  before(async () => {
    const { api } = chain;
    const { minCuratorStake, quorum } = api.consts.curation;
    assert.ok(quorum.toNumber() <= curators.length, 'three can decide');
    stake = 10n * minCuratorStake.toBigInt();
    ({ datanet } = await createDatanet(api, owner, {
      name: 'Staked', policy: 'Staked', curatorsCut: 100_000_000,
    }));
    await Promise.all(curators.map(async (who) => {
      const joined = await signAndInclude(api, api.tx.curation.join(datanet, stake), who);
      assert.equal(eventOf(joined, 'curation', 'CuratorJoined').stake.toBigInt(), stake);
      assert.equal((await changeIn(api, joined, who.address)).held, stake);
    }));
  });

  const give = (key) => contribute(chain.api, contributor, { datanet, content: commitment(key) });
  const sends = (who, method, ...args) =>
    signAndInclude(chain.api, chain.api.tx.curation[method](...args), who);

  /** Each of these curators commits to a verdict. */
  const commitAll = async (contribution, verdicts) => {
    const votes = curators.slice(0, verdicts.length).map((who, i) => ({
      who, verdict: verdicts[i], salt: u8aToHex(randomAsU8a(32)),
    }));
    const included = await Promise.all(votes.map(({ who, verdict, salt }) => sends(
      who, 'commit', contribution, voteCommitment({ contribution, verdict, salt, curator: who }),
    )));
    const opened = included.flatMap(({ events }) => [...events].map(({ event }) => event))
      .find(({ section, method }) => section === 'curation' && method === 'BallotOpened');
    return {
      votes,
      commitUntil: opened.data.commitUntil.toNumber(),
      revealUntil: opened.data.revealUntil.toNumber(),
    };
  };

  const part = (of, share) => (of * share.toBigInt()) / BILLION;

  test('curator is refused by name when there is nothing to curate or too little at stake', async () => {
    const { api, market } = chain;
    const { commit, join, leave, reveal, withdrawStake } = api.tx.curation;
    const { contribution } = await give('not voted on');
    const vote = commitment('vote').root;
    await assertRefused(api, stranger, [
      ['curation.NotCurated', join(market.datanet, stake)],
      ['curation.BelowMinStake', join(datanet, 1)],
      ['curation.NotCurator', leave(datanet)],
      ['curation.NotCurator', withdrawStake(datanet)],
      ['curation.NotCurator', commit(contribution, vote)],
      ['curation.NotPending', commit(1_000_000, vote)],
      ['curation.BallotNotFound', reveal(contribution, 'Accept', vote)],
      ['datanets.NotCurator', api.tx.datanets.judge(contribution, 'Accept')],
    ]);
    await assertRefused(api, ada, [['curation.AlreadyCurator', join(datanet, stake)]]);
    await assertRefused(api, owner, [
      ['datanets.NotCurator', api.tx.datanets.judge(contribution, 'Accept')],
    ]);
  });

  test('majority decides and the others are slashed when votes are committed and revealed', async () => {
    const { api } = chain;
    const { minoritySlash, silenceSlash } = api.consts.curation;
    const { contribution } = await give('voted on');
    const { votes, commitUntil, revealUntil } = await commitAll(contribution, ['Accept', 'Accept', 'Reject']);
    const reveal = ({ who, verdict, salt }) => sends(who, 'reveal', contribution, verdict, salt);
    const [first] = votes;
    await assertRefused(api, ada, [
      ['curation.RevealClosed', api.tx.curation.reveal(contribution, 'Accept', first.salt)],
      ['curation.StillVoting', api.tx.curation.close(contribution)],
    ]);

    await untilBlock(api, commitUntil);
    await assertRefused(api, ada, [
      ['curation.WrongReveal', api.tx.curation.reveal(contribution, 'Reject', first.salt)],
      ['curation.WrongReveal', api.tx.curation.reveal(contribution, 'Accept', commitment('other').root)],
    ]);
    const revealed = await Promise.all(votes.map(reveal));
    assert.equal(eventOf(revealed[0], 'curation', 'VoteRevealed').weight.toBigInt(), stake);

    await untilBlock(api, revealUntil);
    const closed = eventOf(await sends(stranger, 'close', contribution), 'curation', 'BallotClosed');
    assert.equal(closed.verdict.type, 'Accept');
    assert.equal(closed.decided.isTrue, true);
    assert.equal(closed.tally.accept.toBigInt(), 2n * stake);
    assert.equal(closed.tally.reject.toBigInt(), stake);
    await assertRefused(api, stranger, [
      ['curation.NotFinal', api.tx.curation.conclude(contribution)],
      ['curation.NotConcluded', api.tx.curation.settleVote(contribution, cleo.address)],
      ['curation.NotParty', api.tx.curation.appeal(contribution)],
    ]);

    await untilBlock(api, closed.appealUntil.toNumber());
    const concluded = await sends(stranger, 'conclude', contribution);
    const { outcome } = eventOf(concluded, 'curation', 'BallotConcluded');
    assert.equal(outcome.asDecided.type, 'Accept');
    assert.equal(
      eventOf(concluded, 'datanets', 'ContributionAccepted').contribution.toBigInt(), contribution,
    );

    const settle = (who) => sends(stranger, 'settleVote', contribution, who.address);
    const right = eventOf(await settle(ada), 'curation', 'VoteSettled');
    assert.deepEqual([right.slashed.toBigInt(), right.counted.isTrue], [0n, true]);
    const wrong = await settle(cleo);
    const cost = part(stake, minoritySlash);
    assert.ok(cost > 0n && cost <= part(stake, silenceSlash));
    const data = eventOf(wrong, 'curation', 'VoteSettled');
    assert.deepEqual([data.slashed.toBigInt(), data.counted.isTrue], [cost, false]);
    assert.equal((await changeIn(api, wrong, cleo.address)).held, -cost);
    const last = await settle(ben);
    assert.equal(
      eventOf(last, 'curation', 'BallotRemoved').contribution.toBigInt(), contribution,
    );
    const curator = (await api.call.curationApi.curator(datanet, cleo.address)).unwrap();
    assert.equal(curator.stake.toBigInt(), stake - cost);
    assert.equal(curator.openVotes.toNumber(), 0);
  });

  test('contribution is rejected and silence is slashed when votes are not revealed', async () => {
    const { api } = chain;
    const { contribution } = await give('ignored');
    const before = (await api.call.curationApi.curator(datanet, ada.address)).unwrap().stake.toBigInt();
    const { revealUntil } = await commitAll(contribution, ['Accept']);
    await untilBlock(api, revealUntil);
    const closed = eventOf(await sends(stranger, 'close', contribution), 'curation', 'BallotClosed');
    assert.equal(closed.decided.isFalse, true);
    await untilBlock(api, closed.appealUntil.toNumber());
    const concluded = await sends(stranger, 'conclude', contribution);
    assert.equal(eventOf(concluded, 'curation', 'BallotConcluded').outcome.type, 'Undecided');
    eventOf(concluded, 'datanets', 'ContributionRejected');
    const settled = await sends(stranger, 'settleVote', contribution, ada.address);
    const { slashed } = eventOf(settled, 'curation', 'VoteSettled');
    assert.equal(slashed.toBigInt(), part(before, api.consts.curation.silenceSlash));

    const left = await sends(ada, 'leave', datanet);
    const released = eventOf(left, 'curation', 'CuratorLeaving').releasedAt.toNumber();
    await assertRefused(api, ada, [
      ['curation.CoolingDown', api.tx.curation.withdrawStake(datanet)],
      ['curation.Leaving', api.tx.curation.addStake(datanet, 1)],
    ]);
    await untilBlock(api, released);
    const back = await sends(ada, 'withdrawStake', datanet);
    assert.equal(
      eventOf(back, 'curation', 'StakeWithdrawn').amount.toBigInt(), before - slashed.toBigInt(),
    );
  });
}

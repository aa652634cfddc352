// SPDX-License-Identifier: Apache-2.0

/** Answers that a committee of workers judges: published, committed to, revealed, concluded. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { u8aToHex } from '@polkadot/util';
import { randomAsU8a } from '@polkadot/util-crypto';
import { commitTo } from '../../src/commitments.mjs';
import { OPEN, signAndInclude } from '../../src/client.mjs';
import { claim, claimable } from '../../src/economics.mjs';
import { claimOf, evidenceOf } from '../../src/evidence.mjs';
import { bond, judgementCommitment, settledAnswer } from '../../src/inference.mjs';
import {
  ANSWER, FIRST_TEXT, MAX_FEE, MIN_WORDS, SECOND_TEXT, askMarket, executeSlash, makeTextMarket, provingOf,
} from '../support/answers.mjs';
import { STAKE, assertRefused } from '../support/market.mjs';
import { changeIn, eventOf, untilBlock } from '../support/chain.mjs';

export const name = 'judgements';
export const people = ['owner', 'ada', 'ben', 'one', 'two', 'three', 'payer', 'anybody'];

const TOKENS = { inputTokens: 5, outputTokens: 40 };

/** 1 OPEN, 5 tokens at 10 and 40 at 20 OPEN per thousand. */
const FEE = OPEN + (5n * 10n + 40n * 20n) * (OPEN / 1_000n);

/**
 * @param {import('../marketplace.test.mjs').Chain} chain
 * @param {Record<string, import('@polkadot/keyring/types').KeyringPair>} cast
 */
export function topic(chain, {
  owner, ada, ben, one, two, three, payer, anybody,
}) {
  const workers = [one, two, three];
  /** @type {import('../support/answers.mjs').TextMarket} */
  let market;
  let genuine;
  const calls = () => chain.api.tx.attribution;

  before(async () => {
    market = await makeTextMarket(chain.api, {
      name: 'Judged',
      owner,
      workers,
      stake: 2n * STAKE,
      texts: [{ who: ada, text: FIRST_TEXT }, { who: ben, text: SECOND_TEXT }],
    });
    const { vector, evidenceRoot } = claimOf(ANSWER, evidenceOf(ANSWER, market.sources, MIN_WORDS));
    genuine = { Genuine: { vector, evidenceRoot } };
  });

  /** A request for a committee, with those who were drawn, the author first. */
  const ask = async () => {
    const asked = await askMarket(chain.api, payer, market, { committee: 3 });
    const members = asked.workers.map((address) => workers.find((worker) => worker.address === address));
    assert.equal(new Set(members).size, 3, 'all three were drawn');
    return { ...asked, members };
  };

  const publish = (request) => calls().publishAnswer(request, { output: commitTo(ANSWER), ...TOKENS });

  /** What each member finds, in the order of the seats, with the salt that hides it. */
  const votesOf = (members, judgements) => members.map((member, i) => ({
    member, judgement: judgements[i], salt: u8aToHex(randomAsU8a(32)),
  }));

  const commit = (request, vote) =>
    calls().commitJudgement(request, judgementCommitment(chain.api, { request, ...vote }));

  const reveal = (request, { judgement, salt }) => calls().revealJudgement(request, judgement, salt);

  const sendAll = (votes, tx) =>
    Promise.all(votes.map((vote) => signAndInclude(chain.api, tx(vote), vote.member)));

  test('liar of three is slashed and the others are paid when two agree on whose words an answer has', async () => {
    const { api } = chain;
    const { request, members } = await ask();
    const [author, checker, liar] = members;
    // All to Ben, who has a part of it.
    const lie = { Genuine: {
      ...genuine.Genuine,
      vector: { shares: [{ contribution: market.sources[1].id, share: 1_000_000_000 }], residual: 0 },
    } };
    const votes = votesOf(members, [genuine, genuine, lie]);
    await Promise.all([
      assertRefused(api, checker, [['attribution.WorkerNotAssigned', publish(request)]]),
      assertRefused(api, anybody, [
        ['attribution.NothingToJudge', commit(request, votes[0])],
        ['attribution.NothingToJudge', calls().conclude(request)],
      ]),
      assertRefused(api, author, [['attribution.CommitteeDecides', provingOf(api, {
        market, asked: { request, deadline: 1_000_000 }, worker: author, claim: claimOf(ANSWER, []),
      })]]),
    ]);
    const published = await signAndInclude(api, publish(request), author);
    assert.equal(published.fee, 0n, 'an answer that is taken is free');
    assert.equal(eventOf(published, 'attribution', 'AnswerPublished').fee.toBigInt(), FEE);

    const [first] = await sendAll(votes.slice(0, 2), (vote) => commit(request, vote));
    assert.equal(first.fee, 0n);
    await Promise.all([
      assertRefused(api, author, [
        ['attribution.AlreadyCommitted', commit(request, votes[0])],
        ['attribution.RevealNotOpen', reveal(request, votes[0])],
      ]),
      assertRefused(api, anybody, [
        ['attribution.NotMember', commit(request, votes[0])],
        ['attribution.JudgementOpen', calls().conclude(request)],
      ]),
    ]);
    const last = await signAndInclude(api, commit(request, votes[2]), liar);
    eventOf(last, 'attribution', 'RevealOpened');
    const refused = assertRefused(api, anybody, [['attribution.NotMember', reveal(request, votes[0])]]);
    const [, , revealed] = await sendAll(votes, (vote) => reveal(request, vote));
    await refused;
    assert.equal(revealed.fee, 0n);
    const seats = (await api.call.committeeApi.committee(request)).unwrap().seats;
    assert.deepEqual(seats.map(({ stage }) => stage.type), ['Revealed', 'Revealed', 'Revealed']);

    const concluded = await signAndInclude(api, calls().conclude(request), anybody);
    assert.equal(concluded.fee, 0n);
    const check = FEE / 4n;
    const data = eventOf(concluded, 'attribution', 'CommitteeConcluded');
    assert.equal(data.verdict.type, 'Genuine');
    assert.deepEqual([data.agreed.toNumber(), data.paid.toBigInt()], [2, check]);
    const settled = eventOf(concluded, 'attribution', 'InferenceSettled');
    assert.equal(settled.refund.toBigInt(), MAX_FEE - FEE - check);
    assert.equal((await changeIn(api, concluded, payer.address)).total, -FEE - check);
    const slashed = eventOf(concluded, 'attribution', 'MemberSlashed');
    assert.equal(slashed.member.toString(), liar.address);
    assert.equal(slashed.reason.type, 'Strayed');
    assert.deepEqual((await settledAnswer(api, request)).shares, genuine.Genuine.vector.shares.map(
      ({ contribution, share }) => ({ contribution, parts: share }),
    ));

    assert.equal(await claimable(api, checker.address), check, 'who checked it');
    assert.equal(await claimable(api, author.address), (FEE * 3n) / 10n, 'who wrote it');
    assert.equal(await claimable(api, liar.address), 0n);
    const paid = await claim(api, anybody, { who: checker.address });
    assert.equal((await changeIn(api, paid, checker.address)).free, check);

    const { slash, executesAt, amount, reporter } = eventOf(concluded, 'bonds', 'Slashed');
    assert.ok(reporter.isNone);
    await untilBlock(api, executesAt.toNumber());
    const executed = await executeSlash(api, anybody, slash.toNumber());
    assert.equal((await changeIn(api, executed, liar.address)).total, -amount.toBigInt());
  });

  test('author is slashed and its checkers are paid when two of three say that the answer is foreign', async () => {
    const { api } = chain;
    await Promise.all(workers.map((worker) => bond(api, worker, 2n * STAKE)));
    const { request, members } = await ask();
    const [author, ...checkers] = members;
    const votes = votesOf(members, [genuine, 'Foreign', 'Foreign']);
    await signAndInclude(api, publish(request), author);
    await sendAll(votes, (vote) => commit(request, vote));
    await assertRefused(api, author, [
      ['attribution.CommitmentMismatch', reveal(request, { ...votes[0], judgement: 'Foreign' })],
    ]);
    await sendAll(votes, (vote) => reveal(request, vote));
    const had = await Promise.all(checkers.map(({ address }) => claimable(api, address)));
    const concluded = await signAndInclude(api, calls().conclude(request), anybody);
    const checks = 2n * (FEE / 4n);
    const data = eventOf(concluded, 'attribution', 'CommitteeConcluded');
    assert.deepEqual([data.verdict.type, data.paid.toBigInt()], ['Foreign', checks]);
    assert.equal(eventOf(concluded, 'attribution', 'InferenceFalsified').refund.toBigInt(), MAX_FEE - checks);
    assert.equal((await changeIn(api, concluded, payer.address)).total, -checks, 'nobody pays for the answer');
    const slashed = eventOf(concluded, 'bonds', 'Slashed');
    assert.deepEqual([slashed.who.toString(), slashed.reason.type], [author.address, 'ForeignAnswer']);
    assert.ok(slashed.reporter.isNone, 'who judges earns the same whatever is found');
    const has = await Promise.all(checkers.map(({ address }) => claimable(api, address)));
    assert.deepEqual(has.map((amount, i) => amount - had[i]), [checks / 2n, checks / 2n]);
    await assertRefused(api, anybody, [['attribution.NothingToJudge', calls().conclude(request)]]);
  });
}

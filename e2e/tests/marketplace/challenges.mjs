// SPDX-License-Identifier: Apache-2.0

/** Challenges: what workers claim of answers stands or falls by bytes. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { eventsOf, signAndInclude } from '../../src/client.mjs';
import { claim, claimable } from '../../src/economics.mjs';
import {
  claimOf, evidenceOf, evidenceTree, holderScores, occurrence, showRun, spanOpening,
} from '../../src/evidence.mjs';
import { settledAnswer } from '../../src/inference.mjs';
import {
  ANSWER, FIRST_TEXT, MAX_FEE, MIN_WORDS, SECOND_TEXT, SHORT_ANSWER, askMarket, executeSlash, makeTextMarket,
  provingOf,
} from '../support/answers.mjs';
import { STAKE, assertRefused } from '../support/market.mjs';
import {
  changeIn, eventOf, holdingsAt, untilBlock,
} from '../support/chain.mjs';

export const name = 'challenges';
export const people = ['owner', 'ada', 'ben', 'worker', 'payer', 'challenger', 'doubter', 'anybody'];

const BILLION = 1_000_000_000n;

/**
 * @param {import('../marketplace.test.mjs').Chain} chain
 * @param {Record<string, import('@polkadot/keyring/types').KeyringPair>} cast
 */
export function topic(chain, {
  owner, ada, ben, worker, payer, challenger, doubter, anybody,
}) {
  /** @type {import('../support/answers.mjs').TextMarket} */
  let market;
  /** What is true of the answer: a span of Ada's alone, then one that both have. */
  let leaves;
  const calls = () => chain.api.tx.challenges;

  before(async () => {
    market = await makeTextMarket(chain.api, {
      name: 'Challenged',
      owner,
      workers: [worker],
      stake: 10n * STAKE,
      texts: [{ who: ada, text: FIRST_TEXT }, { who: ben, text: SECOND_TEXT }],
    });
    leaves = evidenceOf(ANSWER, market.sources, MIN_WORDS);
    const [first, second] = market.sources;
    assert.deepEqual(leaves.map(({ contribution }) => contribution), [first.id, first.id, second.id]);
  });

  const prove = async (asked, stated) => {
    const included = await signAndInclude(chain.api, provingOf(chain.api, {
      market, asked, worker, claim: stated,
    }), worker);
    eventOf(included, 'attribution', 'ProofAccepted');
    return included;
  };

  test('true answer stands when its bytes are shown, and is settled and claimed', async () => {
    const { api } = chain;
    const asked = await askMarket(api, payer, market);
    assert.deepEqual(asked.workers, [worker.address]);
    const subject = { Request: asked.request };
    const tree = evidenceTree(leaves);
    await prove(asked, claimOf(ANSWER, leaves));

    const [ofLeaf, ofAnswer] = await Promise.all([
      signAndInclude(api, calls().challengeLeaf(subject, tree.show(0), tree.count), challenger),
      signAndInclude(api, calls().challengeDisclosure(subject), doubter),
    ]);
    const opened = eventOf(ofLeaf, 'challenges', 'Challenged');
    const id = opened.challenge.toNumber();
    const other = eventOf(ofAnswer, 'challenges', 'Challenged').challenge.toNumber();
    const stake = opened.bond.toBigInt();
    assert.ok((await changeIn(api, ofLeaf, challenger.address)).held > stake, 'bond and deposit are on hold');

    const [first, second] = market.sources;
    const wrong = tree.show(1);
    await Promise.all([
      assertRefused(api, challenger, [
        ['challenges.AlreadyDemanded', calls().challengeLeaf(subject, tree.show(0), tree.count)],
        ['challenges.LeafMismatch', calls().challengeLeaf(subject, wrong, tree.count + 1)],
        ['challenges.LeafMismatch', calls().challengeLeaf(subject, { ...wrong, index: 2 }, tree.count)],
        ['challenges.ResponseWindowOpen', calls().convict(id)],
        ['challenges.ClaimStands', calls().close(id)],
      ]),
      assertRefused(api, anybody, [
        ['attribution.ChallengeOpen', api.tx.attribution.settle(asked.request)],
        ['challenges.ContentNotShown', calls().answerLeaf(id, {
          ...spanOpening(leaves[0], ANSWER, first.text), content: showRun(second.text, 0, 20),
        })],
        ['challenges.OtherDemand', calls().disclose(id, ANSWER, leaves)],
        ['challenges.LeavesMismatch', calls().disclose(other, ANSWER, leaves.slice(1))],
        ['challenges.AnswerMismatch', calls().disclose(other, `${ANSWER}.`, leaves)],
      ]),
    ]);

    const [answered, disclosed] = await Promise.all([
      signAndInclude(api, calls().answerLeaf(id, spanOpening(leaves[0], ANSWER, first.text)), worker),
      signAndInclude(api, calls().disclose(other, ANSWER, leaves), anybody),
    ]);
    assert.equal(eventOf(answered, 'challenges', 'ChallengeAnswered').paid.toBigInt(), stake);
    assert.equal(eventOf(disclosed, 'challenges', 'ChallengeAnswered').paid.toBigInt(), stake);
    assert.equal((await changeIn(api, answered, challenger.address)).total, -stake, 'the bond is the worker\'s');
    const withstood = [answered, disclosed]
      .map((included) => eventOf(included, 'attribution', 'ChallengeWithstood'))
      .find(({ challenges }) => challenges.toNumber() === 0);

    // Nobody can show a true claim to be false.
    const [, shared] = leaves;
    const omitted = { leaves, answerStart: shared.answerStart, length: shared.length };
    const opening = spanOpening(leaves[2], ANSWER, second.text);
    const fraud = (kind, bytes) => calls().proveFraud(subject, { [kind]: bytes });
    await assertRefused(api, challenger, [
      ['challenges.AlreadyAnswered', calls().convict(id)],
      ['challenges.ArithmeticHolds', fraud('WrongArithmetic', { leaves })],
      ['challenges.AnswerCanonical', fraud('NotCanonical', { answer: ANSWER })],
      ['challenges.SpansWithinLimit', fraud('TooManySpans', { answer: ANSWER, leaves })],
      ['challenges.WordsHold', fraud('WrongWords', { answer: ANSWER, leaves, span: 0 })],
      ['challenges.ContributionIncluded', fraud('ForeignHolder', { leaf: wrong, count: tree.count })],
      ['challenges.AlreadyListed', fraud('OmittedHolder', {
        ...omitted, contribution: second.id, contentOffset: leaves[2].contentOffset, opening,
      })],
      ['challenges.ContributionNotIncluded', fraud('OmittedHolder', {
        ...omitted, contribution: chain.market.contributions[0], contentOffset: 0, opening,
      })],
      ['challenges.Covered', fraud('OmittedSpan', {
        answer: ANSWER,
        ...omitted,
        contribution: second.id,
        contentOffset: leaves[2].contentOffset,
        content: opening.content,
      })],
    ]);

    await untilBlock(api, withstood.settleAt.toNumber());
    const settled = await signAndInclude(api, api.tx.attribution.settle(asked.request), anybody);
    const fee = eventOf(settled, 'attribution', 'InferenceSettled').fee.toBigInt();
    assert.equal((await settledAnswer(api, asked.request)).evidenceRoot, tree.root);
    const contributors = (fee * 4n) / 10n;
    const { shares } = claimOf(ANSWER, leaves).vector;
    for (const [i, who] of [ada, ben].entries()) {
      const expected = (contributors * BigInt(shares[i].share)) / BILLION;
      const due = await claimable(api, who.address);
      assert.ok(due - expected <= 1n && expected - due <= 1n, 'but for what cannot be divided');
      const paid = await claim(api, anybody, { who: who.address });
      assert.equal((await changeIn(api, paid, who.address)).free, due);
    }
    const closed = await Promise.all([
      signAndInclude(api, calls().close(id), anybody), signAndInclude(api, calls().close(other), doubter),
    ]);
    assert.ok((await changeIn(api, closed[0], challenger.address)).held < 0n, 'the deposit is free');
    assert.equal(eventOf(closed[0], 'challenges', 'ChallengeClosed').released.toBigInt(), 0n);
  });

  /** Each kind of false claim: what the worker states, what shows that it is false, and what it is called. */
  const lies = () => {
    const [first, second] = market.sources;
    const [alone, shared, others] = leaves;
    const alteredFirst = (change) => [{ ...alone, ...change }, shared, others];
    const textOf = ({ answerStart, length }) => ANSWER.slice(answerStart, answerStart + length);
    const words = (leaf) => textOf(leaf).split(' ').length;

    const later = occurrence(first.text, textOf(alone), alone.contentOffset + 1);
    assert.ok(later > alone.contentOffset, 'the span stands in the text twice');
    const late = alteredFirst({ contentOffset: later });
    const onlyAda = [alone, { ...shared, score: holderScores(words(shared), MIN_WORDS, 1)[0] }];
    const shorter = alteredFirst({ score: holderScores(words(alone) - 1, MIN_WORDS, 1)[0] });
    const tooMany = evidenceOf(SHORT_ANSWER, market.sources, MIN_WORDS, 2);
    const foreign = [alone, shared, { ...others, contribution: others.contribution + 1_000_000n }];
    const spaced = ANSWER.replace(' ', '  ');
    return [
      {
        reason: 'OmittedEvidence',
        stated: claimOf(ANSWER, [shared, others]),
        fraud: {
          OmittedSpan: {
            answer: ANSWER,
            leaves: [shared, others],
            answerStart: alone.answerStart,
            length: alone.length,
            contribution: first.id,
            contentOffset: alone.contentOffset,
            content: showRun(first.text, alone.contentOffset, alone.length),
          },
        },
      },
      {
        reason: 'OmittedEvidence',
        stated: claimOf(ANSWER, onlyAda),
        fraud: {
          OmittedHolder: {
            leaves: onlyAda,
            answerStart: others.answerStart,
            length: others.length,
            contribution: second.id,
            contentOffset: others.contentOffset,
            opening: spanOpening(others, ANSWER, second.text),
          },
        },
      },
      {
        reason: 'FalseEvidence',
        stated: claimOf(ANSWER, late),
        fraud: {
          LaterOccurrence: {
            leaf: evidenceTree(late).show(0),
            count: late.length,
            contentOffset: alone.contentOffset,
            opening: spanOpening(alone, ANSWER, first.text),
          },
        },
      },
      {
        reason: 'WrongArithmetic',
        stated: {
          ...claimOf(ANSWER, leaves),
          vector: { shares: [{ contribution: first.id, share: Number(BILLION) }], residual: 0 },
        },
        fraud: { WrongArithmetic: { leaves } },
      },
      {
        reason: 'FalseEvidence',
        stated: claimOf(ANSWER, shorter),
        fraud: { WrongWords: { answer: ANSWER, leaves: shorter, span: 0 } },
      },
      {
        reason: 'WrongArithmetic',
        stated: claimOf(SHORT_ANSWER, tooMany),
        fraud: { TooManySpans: { answer: SHORT_ANSWER, leaves: tooMany } },
      },
      {
        reason: 'FalseEvidence',
        stated: { ...claimOf(ANSWER, foreign), vector: claimOf(ANSWER, leaves).vector },
        fraud: { ForeignHolder: { leaf: evidenceTree(foreign).show(2), count: foreign.length } },
      },
      {
        reason: 'NotCanonical',
        stated: claimOf(spaced, []),
        fraud: { NotCanonical: { answer: spaced } },
      },
    ];
  };

  test('each kind of false claim is convicted in one transaction, and its payer refunded to the planck', async () => {
    const { api } = chain;
    const all = lies();
    const nonces = await Promise.all([payer, worker, challenger].map(async ({ address }) =>
      (await api.rpc.system.accountNextIndex(address)).toNumber()));
    const asked = await Promise.all(all.map((_, i) => askMarket(api, payer, market, { nonce: nonces[0] + i })));
    await Promise.all(all.map(({ stated }, i) => signAndInclude(api, provingOf(api, {
      market, asked: asked[i], worker, claim: stated,
    }), worker, { nonce: nonces[1] + i })));
    const convicted = await Promise.all(all.map(({ fraud }, i) =>
      signAndInclude(api, calls().proveFraud({ Request: asked[i].request }, fraud), challenger, {
        nonce: nonces[2] + i,
      })));

    const slashes = convicted.map((included, i) => {
      const proved = eventOf(included, 'challenges', 'FraudProved');
      assert.equal(proved.reason.type, all[i].reason, Object.keys(all[i].fraud)[0]);
      assert.equal(proved.worker.toString(), worker.address);
      assert.equal(eventOf(included, 'attribution', 'InferenceFalsified').refund.toBigInt(), MAX_FEE);
      const slashed = eventOf(included, 'bonds', 'Slashed');
      assert.equal(slashed.amount.toBigInt(), proved.slashed.toBigInt());
      assert.equal(slashed.reporter.unwrap().toString(), challenger.address);
      return slashed;
    });
    const begun = await api.rpc.chain.getHeader(asked[0].blockHash);
    const ends = convicted.reduce((last, next) => (next.block > last.block ? next : last));
    const [had, has] = await Promise.all([begun.parentHash, ends.blockHash].map((hash) =>
      holdingsAt(api, hash, payer.address)));
    const spent = asked.reduce((sum, { fee }) => sum + fee, 0n);
    assert.equal(had.total - has.total, spent, 'nothing but the fees of asking');

    await assertRefused(api, anybody, [
      ['attribution.AlreadyFalsified', api.tx.attribution.settle(asked[0].request)],
      ['attribution.AlreadyFalsified', calls().proveFraud({ Request: asked[0].request }, all[0].fraud)],
      ['bonds.TooEarly', api.tx.bonds.executeSlash(slashes.at(-1).slash)],
    ]);
    await untilBlock(api, Math.max(...slashes.map(({ executesAt }) => executesAt.toNumber())));
    const executed = await executeSlash(api, anybody, slashes[0].slash.toNumber());
    const { amount, reward } = eventOf(executed, 'bonds', 'SlashExecuted');
    assert.equal(reward.toBigInt(), amount.toBigInt() / 2n, 'the reporter\'s share');
    assert.equal((await changeIn(api, executed, challenger.address)).free, reward.toBigInt());
    assert.equal((await changeIn(api, executed, worker.address)).total, -amount.toBigInt());
    const nonce = (await api.rpc.system.accountNextIndex(anybody.address)).toNumber();
    await Promise.all(slashes.slice(1).map(({ slash }, i) =>
      signAndInclude(api, api.tx.bonds.executeSlash(slash), anybody, { nonce: nonce + i })));
  });

  test('silence is convicted when nobody shows what was demanded', async () => {
    const { api } = chain;
    const asked = await askMarket(api, payer, market);
    const subject = { Request: asked.request };
    await prove(asked, claimOf(ANSWER, leaves));
    const demanded = await signAndInclude(api, calls().challengeDisclosure(subject), challenger);
    const { challenge, expiresAt, bond: stake } = eventOf(demanded, 'challenges', 'Challenged');
    const records = await api.call.challengesApi.challenges(subject);
    assert.deepEqual(records.map((record) => record.demand.type), ['Disclosure']);

    await untilBlock(api, expiresAt.toNumber());
    await assertRefused(api, worker, [
      ['challenges.ResponseWindowOver', calls().disclose(challenge, ANSWER, leaves)],
    ]);
    const convicted = await signAndInclude(api, calls().convict(challenge), anybody);
    const data = eventOf(convicted, 'challenges', 'Convicted');
    assert.equal(data.challenger.toString(), challenger.address);
    assert.equal(eventOf(convicted, 'bonds', 'Slashed').reason.type, 'Silence');
    const { held, total } = await changeIn(api, convicted, challenger.address);
    assert.ok(held < -stake.toBigInt(), 'bond and deposit are free');
    assert.equal(total, 0n);
    assert.deepEqual(
      await changeIn(api, convicted, payer.address), { free: MAX_FEE, held: -MAX_FEE, total: 0n },
    );
    assert.deepEqual(eventsOf(convicted.events, 'royalties', 'FeeCredited'), [], 'nobody earns by it');
    await assertRefused(api, anybody, [['challenges.ChallengeNotFound', calls().convict(challenge)]]);
  });
}

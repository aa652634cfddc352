// SPDX-License-Identifier: Apache-2.0

/**
 * Proofs of Attribution through real transactions. The tests play the worker, with its key: the
 * node's own off-chain worker rests, and there is no LoRA server.
 */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Chronicle } from '../src/chronicle.mjs';
import {
  OPEN, connect, eventsOf, palletAccount, people, signAndInclude,
} from '../src/client.mjs';
import { claim } from '../src/economics.mjs';
import {
  ask, assigned, attributionProof, settledAnswer, signProof,
} from '../src/inference.mjs';
import { DOMAINS, accumulatorRoot } from '../src/merkle.mjs';
import {
  accounts, creditedFees, creditedInAll, ofRequest,
} from '../src/money.mjs';
import { startNode } from '../src/node.mjs';
import {
  changeIn, endTests, eventOf, untilBlock,
} from './support/chain.mjs';
import { assertRefused, commitment, makeMarket } from './support/market.mjs';

const DEADLINE = 100;

/** The shortest that the chain takes. */
const SHORT_DEADLINE = 10;

const MAX_OUTPUT_TOKENS = 64;

const QUESTION = 'What is known?';

describe('attribution', { timeout: 300_000 }, () => {
  let node;
  let api;
  let market;
  /** The request that is answered and paid for. */
  let paid;
  /** The records of answers, in their order. */
  const records = [];
  const cast = people();
  const { alice, bob, dave, ferdie } = cast;

  before(async () => {
    node = await startNode();
    await node.restWorker();
    api = await connect(node.ws);
    market = await makeMarket(api, cast);
  }, { timeout: 150_000 });

  after(() => endTests(api, node));

  /** A request of Ferdie's, assigned to Alice. */
  const request = async (deadline = DEADLINE, maxFee = 10n * OPEN) => {
    const asked = await ask(api, ferdie, {
      artifact: market.adapter,
      question: QUESTION,
      maxOutputTokens: MAX_OUTPUT_TOKENS,
      maxFee,
      deadline,
    });
    assert.deepEqual(await assigned(api, asked), [alice.address]);
    return asked;
  };

  /** What a right proof of a request says. */
  const fields = async ({ request: id, deadline }) => ({
    genesis: api.genesisHash,
    request: id,
    artifact: market.adapter,
    input: (await api.query.attribution.requests(id)).unwrap().input,
    output: commitment('answer'),
    inputTokens: 7,
    outputTokens: 31,
    vector: {
      shares: [
        { contribution: market.contributions[0], share: 600_000_000 },
        { contribution: market.contributions[1], share: 300_000_000 },
      ],
      residual: 100_000_000,
    },
    evidenceRoot: commitment('evidence').root,
    engineVersion: 1,
    expiresAt: deadline,
  });

  /** The transaction with this proof; signed as it is, or as another one. */
  const submission = (stated, { signed = stated, key = alice } = {}) => api.tx.attribution.submitProof(
    attributionProof(api, stated),
    signProof(attributionProof(api, signed), key),
  );

  const now = async () => (await api.rpc.chain.getHeader()).number.toNumber();

  test('proof is refused by name when anyone but the assigned worker submits it', async () => {
    const right = await fields(await request());
    await assertRefused(api, bob, [
      ['attribution.WorkerNotAssigned', submission(right)],
      ['attribution.WorkerNotAssigned', submission(right, { key: bob })],
    ]);
  });

  test('proof is refused by name when the worker\'s key did not sign it', async () => {
    const right = await fields(await request());
    await assertRefused(api, alice, [['attribution.BadSignature', submission(right, { key: bob })]]);
  });

  test('proof is refused by name when anything in it was altered after it was signed', async () => {
    const right = await fields(await request());
    const [first, second] = market.contributions;
    const altered = {
      output: commitment('another answer'),
      inputTokens: right.inputTokens + 1,
      outputTokens: right.outputTokens - 1,
      evidenceRoot: commitment('other evidence').root,
      expiresAt: right.expiresAt - 1,
      vector: {
        shares: [{ contribution: first, share: 300_000_000 }, { contribution: second, share: 600_000_000 }],
        residual: 100_000_000,
      },
    };
    await assertRefused(api, alice, Object.entries(altered).map(([field, value]) =>
      ['attribution.BadSignature', submission({ ...right, [field]: value }, { signed: right })]));
  });

  test('proof is refused by name when what the worker signed cannot be', async () => {
    const right = await fields(await request());
    const [first, second] = market.contributions;
    const shares = (list, residual = 0) => ({
      vector: { shares: list.map(([contribution, share]) => ({ contribution, share })), residual },
    });
    const nothing = `0x${'00'.repeat(32)}`;
    const impossible = [
      ['WrongGenesis', { genesis: commitment('another chain').root }],
      ['RequestNotFound', { request: right.request + 1_000n }],
      ['WrongArtifact', { artifact: market.base }],
      ['WrongInput', { input: commitment('another question') }],
      ['UnknownEngine', { engineVersion: 2 }],
      ['TooManyTokens', { outputTokens: MAX_OUTPUT_TOKENS + 1 }],
      ['TooManyInputTokens', { inputTokens: QUESTION.length + 1 }],
      ['ExpiryAfterDeadline', { expiresAt: right.expiresAt + 1 }],
      ['ProofExpired', { expiresAt: 1 }],
      ['MalformedProof', { output: { root: nothing, length: 100 } }],
      ['MalformedProof', shares([[first, 500_000_000]])],
      ['MalformedProof', shares([[second, 500_000_000], [first, 500_000_000]])],
      ['MalformedProof', shares([[first, 0], [second, 1_000_000_000]])],
      ['SharesWithoutEvidence', { evidenceRoot: nothing }],
      ['EvidenceWithoutShares', shares([], 1_000_000_000)],
      ['UnknownContribution', shares([[second + 1n, 1_000_000_000]])],
    ];
    await assertRefused(api, alice, impossible.map(([name, wrong]) =>
      [`attribution.${name}`, submission({ ...right, ...wrong })]));
  });

  test('proof is refused by name when the answer costs more than the payer allowed', async () => {
    const right = await fields(await request(DEADLINE, OPEN));
    await assertRefused(api, alice, [['attribution.FeeAboveMaximum', submission(right)]]);
  });

  test('request is withdrawn with everything given back when it waits for workers', async () => {
    const { request: id } = await ask(api, ferdie, {
      artifact: market.adapter, question: QUESTION, maxOutputTokens: 1, maxFee: 10n * OPEN, deadline: DEADLINE,
    });
    const { cancel } = api.tx.attribution;
    const cancelled = await signAndInclude(api, cancel(id), ferdie);
    assert.equal(eventOf(cancelled, 'attribution', 'InferenceCancelled').refund.toBigInt(), 10n * OPEN);
    const { held, total } = await changeIn(api, cancelled, ferdie.address);
    assert.ok(held < -10n * OPEN, 'the deposit is free, too');
    assert.equal(total, -cancelled.fee);
    const { request: late } = await request();
    await Promise.all([
      assertRefused(api, ferdie, [['attribution.NotQueued', cancel(late)]]),
      assertRefused(api, dave, [['attribution.NotPayer', cancel(late)]]),
    ]);
  });

  test('proof is refused by name when it is late', async () => {
    const asked = await request(SHORT_DEADLINE);
    const right = await fields(asked);
    await untilBlock(api, asked.deadline);
    await assertRefused(api, alice, [['attribution.DeadlinePassed', submission(right)]]);

    const { events } = await signAndInclude(api, api.tx.attribution.expire(asked.request), dave);
    const [{ data }] = eventsOf(events, 'attribution', 'InferenceExpired');
    assert.equal(data.refund.toBigInt(), 10n * OPEN, 'the payer has everything back');
    await assertRefused(api, alice, [['attribution.RequestNotFound', submission(right)]]);
  });

  test('request is not expired while a proof can still come', async () => {
    const { request: id } = await request();
    await assertRefused(api, dave, [['attribution.DeadlineNotPassed', api.tx.attribution.expire(id)]]);
  });

  test('right proof costs its worker nothing, and is paid once when the window is over', async () => {
    const chronicle = new Chronicle((await now()) + 1);
    const { query } = await api.at(await api.rpc.chain.getBlockHash((await now())));
    const issued = (await query.balances.totalIssuance()).toBigInt();
    const balanceAt = async (hash, address) => {
      const { data } = await (await api.at(hash)).query.system.account(address);
      return data.free.toBigInt() + data.reserved.toBigInt();
    };
    const asked = await request();
    const settle = api.tx.attribution.settle(asked.request);
    await assertRefused(api, dave, [['attribution.NotProved', settle]]);

    const right = await fields(asked);
    const accepted = await signAndInclude(api, submission(right), alice);
    assert.equal(accepted.fee, 0n, 'an accepted proof is free');
    const [proved] = eventsOf(accepted.events, 'attribution', 'ProofAccepted');
    // The worker's account also makes the blocks, and gets transaction fees for that.
    const parent = (await api.rpc.chain.getHeader(accepted.blockHash)).parentHash;
    const made = (await (await api.at(accepted.blockHash)).query.system.events())
      .filter(({ event }) => event.section === 'balances' && event.method === 'Transfer'
        && event.data.to.toString() === alice.address)
      .reduce((sum, { event }) => sum + event.data.amount.toBigInt(), 0n);
    assert.equal(
      await balanceAt(accepted.blockHash, alice.address),
      (await balanceAt(parent, alice.address)) + made,
    );

    // 1 OPEN, 7 tokens at 10 and 31 at 20 OPEN per thousand.
    const fee = OPEN + (7n * 10n + 31n * 20n) * (OPEN / 1_000n);
    assert.equal(proved.data.fee.toBigInt(), fee);

    await assertRefused(api, alice, [['attribution.AlreadyProved', submission(right)]]);
    await assertRefused(api, dave, [
      ['attribution.WindowOpen', settle],
      ['attribution.AlreadyProved', api.tx.attribution.expire(asked.request)],
    ]);

    await untilBlock(api, proved.data.settleAt.toNumber());
    const settled = await signAndInclude(api, settle, dave);
    assert.equal(settled.fee, 0n, 'a settlement that is due is free');
    records.push(eventOf(settled, 'attribution', 'AnswerRecorded'));
    paid = { ...asked, fee, right };
    await assertRefused(api, alice, [['attribution.AlreadyProved', submission(right)]]);
    await assertRefused(api, dave, [
      ['attribution.AlreadySettled', settle],
      ['attribution.RecordPeriodNotOver', api.tx.attribution.prune(asked.request)],
    ]);

    const answer = await settledAnswer(api, asked.request);
    assert.equal(answer.fee, fee);
    assert.deepEqual(
      answer.shares,
      right.vector.shares.map(({ contribution, share }) => ({ contribution, parts: share })),
    );

    const claimed = await claim(api, dave, { who: bob.address });
    await chronicle.readTo(api, claimed.block);
    const credited = creditedFees(chronicle).get(ofRequest(asked.request));
    assert.equal(credited.parts, fee);
    const sum = (list) => list.reduce((total, { amount }) => total + amount, 0n);
    assert.equal(creditedInAll(credited), fee);
    const contributors = (fee * 4n) / 10n;
    const flow = accounts(chronicle, [bob.address, ferdie.address], {
      collators: palletAccount(api.consts.collatorSelection.potId),
      treasury: palletAccount(api.consts.treasury.palletId),
    });
    assert.equal(flow.get(bob.address).earned.Contributor, (contributors * 6n) / 10n);
    assert.equal(flow.get(bob.address).claimed, (contributors * 6n) / 10n);
    assert.equal(flow.get(ferdie.address).answers, fee);
    assert.equal(sum(credited.pools), contributors / 10n, 'the residual goes to everybody');
    assert.equal((await api.query.balances.totalIssuance()).toBigInt(), issued);
  });

  test('stakers share a fee when governance gives them a part of it', async () => {
    const target = { Artifact: market.adapter };
    const stake = 2n * api.consts.artifactStaking.minStake.toBigInt();
    const staked = await signAndInclude(api, api.tx.artifactStaking.stake(target, stake), dave);
    await untilBlock(api, eventOf(staked, 'artifactStaking', 'Staked').activeAt.toNumber());
    await signAndInclude(api, api.tx.artifactStaking.activate(target, dave.address), dave);

    // A twentieth for stakers, which contributors have less; from a block on that is soon.
    const shares = (stakers) => ({
      protocol: 100_000_000,
      worker: 300_000_000,
      owners: 200_000_000,
      stakers,
      contributors: 400_000_000 - stakers,
    });
    const from = (await now()) + 3;
    const schedule = { current: shares(0), next: [from, shares(50_000_000)] };
    const set = api.tx.parameters.setParameter({ Economics: { FeeDivision: [null, schedule] } });
    const sudone = await signAndInclude(api, api.tx.sudo.sudo(set), alice);
    assert.ok(eventOf(sudone, 'sudo', 'Sudid').sudoResult.isOk);
    await untilBlock(api, from);

    const asked = await request();
    const right = await fields(asked);
    const proved = await signAndInclude(api, submission(right), alice);
    const { fee, settleAt } = eventOf(proved, 'attribution', 'ProofAccepted');
    await untilBlock(api, settleAt.toNumber());
    const settled = await signAndInclude(api, api.tx.attribution.settle(asked.request), dave);
    records.push(eventOf(settled, 'attribution', 'AnswerRecorded'));
    const part = fee.toBigInt() / 20n;
    assert.equal(eventOf(settled, 'royalties', 'StakersCredited').amount.toBigInt(), part);
    assert.equal(eventOf(settled, 'artifactStaking', 'Rewarded').amount.toBigInt(), part);

    const rewards = (await api.call.stakingApi.rewards(dave.address, target)).toBigInt();
    assert.ok(part - rewards <= 1n, 'all but what cannot be divided: nobody else has staked');
    const claimed = await signAndInclude(
      api, api.tx.artifactStaking.claimRewards(target, dave.address), bob,
    );
    assert.equal(eventOf(claimed, 'artifactStaking', 'RewardsClaimed').amount.toBigInt(), rewards);
    assert.equal((await changeIn(api, claimed, dave.address)).free, rewards);
    await assertRefused(api, bob, [
      ['artifactStaking.NothingToClaim', api.tx.artifactStaking.claimRewards(target, dave.address)],
    ]);
  });

  test('answer leads to its contributions, and to its record when it is pruned', async () => {
    const { lineage, attributionOf, leaderboard, recordsRoot } = api.call.attributionApi;
    const { request: id, fee, right: { vector: { shares } } } = paid;
    const found = (await lineage(id)).unwrap();
    assert.equal(found.base.unwrap().toNumber(), market.base);
    assert.deepEqual(
      found.contributions.map(({ id: contribution, share }) => ({
        contribution: contribution.toBigInt(), share: share.toNumber(),
      })),
      shares,
    );
    assert.deepEqual(
      found.contributions.map(({ contributor }) => contributor.toString()), [bob.address, cast.charlie.address],
    );
    const { answers } = await attributionOf(shares[0].contribution, 0, 1_000);
    assert.equal(answers[0].request.toBigInt(), id);
    assert.equal(answers[0].amount.toBigInt(), (fee * 4n * 6n) / 100n);
    const [leader] = (await leaderboard(0, 1_000)).contributions;
    assert.equal(leader.contribution.toBigInt(), shares[0].contribution);
    assert.equal(leader.answers.toNumber(), records.length);

    const { prune } = api.tx.attribution;
    const { request: open } = await request();
    const { endedAt } = (await api.query.attribution.requests(id)).unwrap().state.asSettled;
    const periods = (await api.query.parameters.parameters({ Market: 'Periods' })).unwrap().asMarket.asPeriods;
    await assertRefused(api, dave, [
      ['attribution.NotEnded', prune(open)],
      ['attribution.RequestNotFound', prune(open + 1_000n)],
    ]);
    await untilBlock(api, endedAt.toNumber() + periods.record.toNumber());
    const pruned = await signAndInclude(api, prune(id), dave);
    const place = eventOf(pruned, 'attribution', 'RequestPruned').index.toNumber();
    const { held, total } = await changeIn(api, pruned, ferdie.address);
    assert.ok(held < 0n && total === 0n, 'the payer\'s deposit is free');
    assert.ok((await lineage(id)).isNone);

    assert.equal(records[place].record.request.toBigInt(), id);
    const { root, count } = await recordsRoot();
    assert.equal(count.toNumber(), records.length);
    assert.equal(root.toHex(), accumulatorRoot(DOMAINS.answer, records.map(({ record }) => record.toU8a())));
  });
});

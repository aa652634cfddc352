// SPDX-License-Identifier: Apache-2.0

/** Answers that vouchers pay for: any number of them settled by one batch, and a false batch voided. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { commitTo } from '../../src/commitments.mjs';
import { OPEN, eventsOf, signAndInclude } from '../../src/client.mjs';
import { claim, claimable } from '../../src/economics.mjs';
import { claimOf, evidenceOf } from '../../src/evidence.mjs';
import { batchOf, entriesWith, receiptStatement } from '../../src/receipts.mjs';
import { signVoucher } from '../../src/vouchers.mjs';
import {
  ANSWER, FIRST_TEXT, MIN_WORDS, QUESTION, SECOND_TEXT, makeTextMarket,
} from '../support/answers.mjs';
import { STAKE, assertRefused } from '../support/market.mjs';
import { changeIn, eventOf, untilBlock } from '../support/chain.mjs';

export const name = 'receipts';
export const people = ['owner', 'ada', 'ben', 'worker', 'first', 'second', 'watcher', 'anybody'];

const ENGINE = 1;

/** The contributors' share of fees, in parts per billion. */
const CONTRIBUTORS = 400_000_000;

/**
 * @param {import('../marketplace.test.mjs').Chain} chain
 * @param {Record<string, import('@polkadot/keyring/types').KeyringPair>} cast
 */
export function topic(chain, {
  owner, ada, ben, worker, first, second, watcher, anybody,
}) {
  /** @type {import('../support/answers.mjs').TextMarket} */
  let market;
  let terms;
  /** The channels of both payers, with what they have promised so far. */
  let accounts = [];
  /** The receipts that the payers keep. */
  const kept = [];
  const calls = () => chain.api.tx.receipts;

  const open = async (payer) => {
    const { api } = chain;
    const tx = api.tx.paymentChannels.open(worker.address, 100n * OPEN, payer.address);
    const opened = await signAndInclude(api, tx, payer);
    const { channel, batched } = eventOf(opened, 'paymentChannels', 'Opened');
    return {
      payer, channel: channel.toBigInt(), batched: batched.isTrue, promised: 0n,
    };
  };

  before(async () => {
    market = await makeTextMarket(chain.api, {
      name: 'Receipted',
      owner,
      workers: [worker],
      stake: 3n * STAKE,
      texts: [{ who: ada, text: FIRST_TEXT }, { who: ben, text: SECOND_TEXT }],
    });
    terms = {
      artifact: market.adapter, engineVersion: ENGINE, minWords: MIN_WORDS, contributorsShare: CONTRIBUTORS,
    };
  });

  /** The worker answers; the payer gets a signed receipt, and promises so much more. */
  const answer = (account, fee, stated) => {
    const { payer, channel } = account;
    account.promised += fee;
    const receipt = {
      channel,
      cumulative: account.promised,
      fee,
      input: commitTo(QUESTION),
      inputTokens: 5,
      outputTokens: 40,
      ...stated,
    };
    const statement = receiptStatement({
      genesis: chain.api.genesisHash.toHex(),
      worker: worker.publicKey,
      artifact: market.adapter,
      engineVersion: ENGINE,
      minWords: MIN_WORDS,
      receipt,
    });
    const signature = worker.sign(statement);
    assert.ok(payer.verify(statement, signature, worker.publicKey), 'the payer checks what it keeps');
    kept.push({ receipt, signature });
    return receipt;
  };

  /** The vouchers that go with a batch. */
  const vouchersOf = ({ channels }) => channels.map((span) => {
    const { payer } = accounts.find(({ channel }) => channel === span.channel);
    const genesis = chain.api.genesisHash.toHex();
    return { ...span, signature: signVoucher({ genesis, ...span }, payer) };
  });

  const post = (batch) => calls().postBatch(batch.header, vouchersOf(batch));

  const literal = () => claimOf(ANSWER, evidenceOf(ANSWER, market.sources, MIN_WORDS));
  const original = () => claimOf('Nobody wrote this before.', []);

  let settled;
  let distribution;

  test('channel pays through batches alone when its payee has an account for them', async () => {
    const { api } = chain;
    const early = await open(first);
    assert.equal(early.batched, false);
    accounts = [early];
    const batch = batchOf({ terms, receipts: [answer(early, OPEN, original())] });
    await Promise.all([
      assertRefused(api, anybody, [
        ['receipts.NotWorker', calls().openAccount()],
        ['receipts.NotWorker', post(batch)],
        ['receipts.BatchNotFound', calls().finalize(1_000_000)],
      ]),
      assertRefused(api, worker, [['receipts.NoAccount', post(batch)]]),
    ]);
    const opened = await signAndInclude(api, calls().openAccount(), worker);
    distribution = eventOf(opened, 'receipts', 'AccountOpened').distribution.toNumber();
    await assertRefused(api, worker, [
      ['receipts.AlreadyOpen', calls().openAccount()],
      ['paymentChannels.NotBatched', post(batch)],
    ]);
    // One after the other: the first has the lower number.
    accounts = [await open(first), await open(second)];
    assert.deepEqual(accounts.map(({ batched }) => batched), [true, true]);
  });

  test('three answers are settled by one batch, and their contributors draw and claim', async () => {
    const { api } = chain;
    const batch = batchOf({
      terms,
      receipts: [
        answer(accounts[0], 3n * OPEN, literal()),
        answer(accounts[1], 5n * OPEN, literal()),
        answer(accounts[0], 4n * OPEN, original()),
      ],
    });
    const total = 12n * OPEN;
    const altered = (change) => calls().postBatch({ ...batch.header, ...change }, vouchersOf(batch));
    const [voucher, ...rest] = vouchersOf(batch);
    const greedy = { ...batch.header.distribution, total };
    await assertRefused(api, worker, [
      ['receipts.ArtifactNotOffered', altered({ artifact: market.base })],
      ['receipts.UnknownEngine', altered({ engineVersion: 2 })],
      ['receipts.WrongMinWords', altered({ minWords: 1 })],
      ['receipts.WrongShare', altered({ contributorsShare: CONTRIBUTORS + 1 })],
      ['receipts.WrongPrevious', altered({ previous: batch.header.distribution })],
      ['receipts.DistributesTooMuch', altered({ distribution: greedy })],
      ['receipts.NoVouchers', calls().postBatch(batch.header, [])],
      ['receipts.ChannelsNotAscending', calls().postBatch(batch.header, [...rest, voucher])],
      ['receipts.WrongStart', calls().postBatch(batch.header, [{ ...voucher, before: 1n }, ...rest])],
      ['paymentChannels.BadSignature', calls().postBatch(batch.header, [
        { ...voucher, signature: rest[0].signature }, ...rest,
      ])],
    ]);

    const { redeem } = api.tx.paymentChannels;
    await assertRefused(api, anybody, [
      ['paymentChannels.BatchesOnly', redeem(voucher.channel, voucher.cumulative, voucher.signature)],
    ]);
    const posted = await signAndInclude(api, post(batch), worker);
    const data = eventOf(posted, 'receipts', 'BatchPosted');
    const id = data.batch.toNumber();
    assert.equal(data.total.toBigInt(), total);
    assert.deepEqual(
      eventsOf(posted.events, 'receipts', 'VoucherRedeemed').map(({ data: { payer, amount } }) =>
        [payer.toString(), amount.toBigInt()]),
      [[first.address, 7n * OPEN], [second.address, 5n * OPEN]],
    );
    assert.equal((await changeIn(api, posted, first.address)).held, -7n * OPEN);

    // Somebody wants to see a leaf, and the worker shows it.
    const place = { tree: 'Receipts', index: 1 };
    const [right] = batch.entries;
    const [demanded] = await Promise.all([
      signAndInclude(api, calls().demand(id, place), watcher),
      assertRefused(api, anybody, [
        ['receipts.NoSuchLeaf', calls().demand(id, { tree: 'Receipts', index: 3 })],
        ['receipts.NothingWrong', calls().proveFraud(id, {
          EntryAmount: { entry: batch.show('entries', 0), receipt: batch.show('receipts', right.receipt) },
        })],
        ['receipts.LeafNotShown', calls().proveFraud(id, {
          Entry: { ...batch.show('entries', 0), leaf: { ...right, amount: right.amount + 1n } },
        })],
      ]),
    ]);
    const stake = eventOf(demanded, 'receipts', 'LeafDemanded').bond.toBigInt();
    await assertRefused(api, anybody, [
      ['receipts.DeadlineNotPassed', calls().convict(id, place)],
      ['receipts.StillOpen', calls().finalize(id)],
    ]);
    const shown = await signAndInclude(api, calls().showLeaf(id, { Receipt: batch.show('receipts', 1) }), worker);
    assert.equal(shown.fee, 0n, 'what was demanded is shown for nothing');
    assert.equal((await changeIn(api, shown, worker.address)).free, stake);
    const { due } = eventOf(shown, 'receipts', 'LeafShown');
    await Promise.all([
      assertRefused(api, worker, [
        ['receipts.BatchPending', post(batch)],
        ['receipts.BatchPending', calls().closeAccount()],
        ['receipts.OwnBatch', calls().demand(id, { ...place, index: 0 })],
      ]),
      assertRefused(api, watcher, [
        ['receipts.WindowOpen', calls().finalize(id)],
        ['receipts.AlreadyDemanded', calls().demand(id, place)],
        ['receipts.BatchNotEnded', calls().withdrawDemand(id, place)],
      ]),
    ]);

    await untilBlock(api, due.toNumber());
    assert.ok((await api.call.receiptsApi.isDue(id)).isTrue);
    const final = await signAndInclude(api, calls().finalize(id), anybody);
    assert.equal(final.fee, 0n);
    const distributed = batch.entries.at(-1).grand;
    assert.equal(eventOf(final, 'receipts', 'BatchFinalized').distributed.toBigInt(), distributed);
    const credited = eventOf(final, 'royalties', 'FeeCredited');
    assert.deepEqual([credited.source.type, credited.source.value.toNumber()], ['Batch', id]);
    assert.ok(credited.payer.isNone);
    assert.equal(credited.parts.contributors.toBigInt(), (total * 4n) / 10n - distributed);
    assert.equal(await claimable(api, worker.address), (total * 3n) / 10n);
    const withdrawn = await signAndInclude(api, calls().withdrawDemand(id, place), anybody);
    assert.ok((await changeIn(api, withdrawn, watcher.address)).held < 0n, 'the deposit is free');

    for (const [i, who] of [ada, ben].entries()) {
      const leaf = batch.distribution[i];
      const draw = api.tx.royalties.draw(distribution, leaf, { index: i, path: batch.show('distribution', i).path });
      const drawn = await signAndInclude(api, draw, anybody);
      assert.equal(eventOf(drawn, 'royalties', 'Drawn').amount.toBigInt(), leaf.cumulative);
      const paid = await claim(api, anybody, { who: who.address });
      assert.equal((await changeIn(api, paid, who.address)).free, leaf.cumulative);
    }
    settled = batch;
  });

  test('batch is void and its payers have everything back when an entry is not what its receipt says', async () => {
    const { api } = chain;
    const [preferred] = market.sources;
    const theft = OPEN / 10n;
    const previous = settled.distribution;
    const batch = batchOf({
      terms,
      previous,
      receipts: [answer(accounts[0], 2n * OPEN, literal()), answer(accounts[1], 6n * OPEN, literal())],
      // A tenth of an OPEN from Ben to Ada: all sums are right.
      alter: (entries) => entriesWith(entries.map((entry) => (entry.receipt === 1 ? {
        ...entry, amount: entry.amount + (entry.contribution === preferred.id ? theft : -theft),
      } : entry))),
    });
    const posted = await signAndInclude(api, post(batch), worker);
    const id = eventOf(posted, 'receipts', 'BatchPosted').batch.toNumber();
    const index = batch.entries.findIndex(({ contribution, receipt }) =>
      contribution === preferred.id && receipt === 1);
    const fraud = {
      EntryAmount: { entry: batch.show('entries', index), receipt: batch.show('receipts', 1) },
    };
    const voided = await signAndInclude(api, calls().proveFraud(id, fraud), watcher);
    assert.equal(voided.fee, 0n, 'a fraud that is proved costs nothing');
    assert.equal(eventOf(voided, 'receipts', 'BatchVoided').reason.type, 'Fraud');
    assert.deepEqual(
      eventsOf(voided.events, 'receipts', 'Refunded').map(({ data: { who, amount } }) =>
        [who.toString(), amount.toBigInt()]),
      [[first.address, 2n * OPEN], [second.address, 6n * OPEN]],
    );
    for (const [payer, amount] of [[first, 2n * OPEN], [second, 6n * OPEN]]) {
      assert.deepEqual(await changeIn(api, voided, payer.address), { free: amount, held: 0n, total: amount });
    }
    const slashed = eventOf(voided, 'bonds', 'Slashed');
    assert.equal(slashed.reason.type, 'FalseReceipt');
    assert.equal(slashed.reporter.unwrap().toString(), watcher.address);
    assert.equal(
      eventOf(voided, 'receipts', 'WorkerSlashed').amount.toBigInt(), slashed.amount.toBigInt(),
    );
    await assertRefused(api, anybody, [
      ['receipts.BatchNotFound', calls().finalize(id)],
      ['receipts.BatchNotFound', calls().proveFraud(id, fraud)],
    ]);
    const root = (await api.call.royaltiesApi.distribution(distribution)).unwrap();
    assert.equal(root.active.root.toHex(), settled.header.distribution.root, 'the last true one');
  });

  test('batch is void when the payer shows that the worker signed another receipt', async () => {
    const { api } = chain;
    const [account] = accounts;
    const asked = answer(account, 3n * OPEN, literal());
    const { signature } = kept.at(-1);
    // The worker posts that the answer rests on nobody's words.
    const batch = batchOf({
      terms, previous: settled.distribution, receipts: [{ ...asked, ...original() }],
    });
    const posted = await signAndInclude(api, post(batch), worker);
    const id = eventOf(posted, 'receipts', 'BatchPosted').batch.toNumber();
    const equivocation = (signed) => calls().proveFraud(id, {
      Equivocation: {
        receipt: batch.show('receipts', 0),
        artifact: market.adapter,
        engineVersion: ENGINE,
        minWords: MIN_WORDS,
        signed,
        signature: { Sr25519: signature },
      },
    });
    await assertRefused(api, second, [
      ['receipts.BadSignature', equivocation({ ...asked, fee: 1n })],
    ]);
    const voided = await signAndInclude(api, equivocation(asked), first);
    assert.equal(eventOf(voided, 'receipts', 'Refunded').amount.toBigInt(), 3n * OPEN);
    assert.deepEqual(
      await changeIn(api, voided, first.address), { free: 3n * OPEN, held: 0n, total: 3n * OPEN },
    );
    const closed = await signAndInclude(api, calls().closeAccount(), worker);
    assert.ok((await changeIn(api, closed, worker.address)).held < 0n, 'the deposit is free');
  });
}

// SPDX-License-Identifier: Apache-2.0

/** Agents: wallets that keys control within limits, tasks for each other, payments over HTTP. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  NO_TERMS, act, directTask, registerAgent,
} from '../../src/agents.mjs';
import { OPEN, signAndInclude } from '../../src/client.mjs';
import { network, paymentRequirements } from '../../src/x402.mjs';
import { assertRefused, commitment } from '../support/market.mjs';
import { changeIn, eventOf, holdingsAt, untilBlock } from '../support/chain.mjs';
import { buy, startGateway } from '../../src/paywall.mjs';

export const name = 'agents';
export const people = ['alma', 'bert', 'key', 'session', 'judge', 'stranger'];

const PAYMENTS = 100;
const DEADLINE = 100;
const BILLION = 1_000_000_000n;

/**
 * @param {import('../marketplace.test.mjs').Chain} chain
 * @param {Record<string, import('@polkadot/keyring/types').KeyringPair>} cast
 */
export function topic(chain, {
  alma, bert, key, session, judge, stranger,
}) {
  /** Alma's agent, which buys, and Bert's, which sells. */
  let buyer;
  let seller;
  let gateway;
  const calls = () => chain.api.tx.agents;
  const does = (who, tx) => signAndInclude(chain.api, tx, who);

  before(async () => {
    const { api } = chain;
    [buyer, seller] = await Promise.all([[alma, 'a'], [bert, 'b']].map(async ([owner, letter]) => {
      const { agent } = await registerAgent(api, owner, {
        metadata: `ipfs://agent-${letter}`,
        endpoints: [{ protocol: 'A2a', uri: `https://${letter}.example/agent` }],
      });
      await does(owner, api.tx.balances.transferKeepAlive(agent.wallet, 1_000n * OPEN));
      return agent;
    }));
  });

  after(() => gateway?.stop());

  const recordOf = async ({ id }) => (await chain.api.call.agentsApi.agent(id)).unwrap();

  test('agent is found by its wallet when it is registered', async () => {
    const { api } = chain;
    const record = await recordOf(buyer);
    assert.equal(record.owner.toString(), alma.address);
    assert.equal(record.metadataUri.toUtf8(), 'ipfs://agent-a');
    assert.equal((await api.call.agentsApi.agentOf(buyer.wallet)).unwrap().toNumber(), buyer.id);
    await assertRefused(api, stranger, [
      ['agents.AgentNotFound', calls().retire(1_000_000)],
      ['agents.NotOwner', calls().setMetadata(buyer.id, 'ipfs://mine', [])],
      ['agents.NotOffered', calls().acceptTransfer(buyer.id)],
      ['agents.InvalidText', calls().register('ipfs://x', [{ protocol: 'Http', uri: '' }])],
      ['agents.NotAgent', calls().publishService({
        unit: 'PerCall', price: 1, terms: NO_TERMS, uri: '',
      })],
      ['agents.NotController', calls().act(buyer.id, api.tx.balances.transferKeepAlive(stranger.address, OPEN))],
    ]);
  });

  test('controller acts within its classes, its limit and its time, and is refused by name beyond them', async () => {
    const { api } = chain;
    const { transferKeepAlive } = api.tx.balances;
    const head = (await api.rpc.chain.getHeader()).number.toNumber();
    const rules = (change) => ({
      classes: ['Transfers', 'Channels'], spendLimit: 10n * OPEN, period: 1_000, expiresAt: head + 1_000, ...change,
    });
    await assertRefused(api, alma, [
      ['agents.ZeroPeriod', calls().setController(buyer.id, key.address, rules({ period: 0 }))],
      ['agents.ExpiresTooEarly', calls().setController(buyer.id, key.address, rules({ expiresAt: 1 }))],
      ['agents.InvalidController', calls().setController(buyer.id, alma.address, rules())],
      ['agents.InvalidController', calls().setController(buyer.id, seller.wallet, rules())],
    ]);
    const set = await does(alma, calls().setController(buyer.id, key.address, rules()));
    assert.ok((await changeIn(api, set, alma.address)).held > 0n, 'the key has a deposit');

    const pay = (amount) => transferKeepAlive(stranger.address, amount);
    const paid = await act(api, buyer, pay(6n * OPEN), key);
    assert.equal(eventOf(paid, 'agents', 'Acted').spent.unwrap().toBigInt(), 6n * OPEN);
    assert.equal((await changeIn(api, paid, buyer.wallet)).free, -6n * OPEN, 'the key pays the fee itself');
    const [controller] = await api.call.agentsApi.controllers(buyer.id);
    assert.equal(controller.left.toBigInt(), 4n * OPEN);
    const acting = (call) => calls().act(buyer.id, call);
    await assertRefused(api, key, [
      ['agents.SpendLimitExceeded', acting(pay(5n * OPEN))],
      ['agents.CallNotAllowed', acting(api.tx.datanets.retire(chain.market.datanet))],
      ['agents.CallNotAllowed', acting(api.tx.utility.batchAll([pay(1n)]))],
      ['agents.CallNotAllowed', acting(acting(pay(1n)))],
      ['agents.NotController', calls().act(seller.id, pay(OPEN))],
    ]);
    await act(api, buyer, pay(5n * OPEN), alma);
    // What would outlive a change of the owner.
    await assertRefused(api, alma, [
      ['agents.CallNotAllowed', acting(api.tx.proxy.addProxy(alma.address, 'Any', 0))],
    ]);

    const { number } = await api.rpc.chain.getHeader();
    const soon = number.toNumber() + 4;
    await does(alma, calls().setController(buyer.id, key.address, rules({ expiresAt: soon })));
    await untilBlock(api, soon);
    await assertRefused(api, key, [['agents.ControllerExpired', acting(pay(1n))]]);
    const removed = await does(alma, calls().removeController(buyer.id, key.address));
    assert.ok((await changeIn(api, removed, alma.address)).held < 0n, 'the deposit is free');
    await assertRefused(api, key, [['agents.NotController', acting(pay(1n))]]);
  });

  /** The buyer posts a task for the seller, who accepts and delivers it. */
  const delivered = async (what) => {
    const { api } = chain;
    const posted = await act(api, buyer, calls().postTask(directTask({
      agent: seller, input: commitment('what to do'), deadline: DEADLINE, ...what,
    })));
    const id = eventOf(posted, 'agents', 'TaskPosted').task.toBigInt();
    await act(api, seller, calls().acceptTask(id));
    const delivery = { result: commitment(`done ${id}`), uri: 'ipfs://done' };
    const included = await act(api, seller, calls().deliver(id, delivery));
    eventOf(included, 'agents', 'TaskDelivered');
    return { posted, id };
  };

  test('task goes from escrow to its agent when one agent approves what another delivered', async () => {
    const { api } = chain;
    const price = 5n * OPEN;
    const { posted, id } = await delivered({ price });
    assert.ok((await changeIn(api, posted, buyer.wallet)).held > price, 'price and deposit are on hold');
    await Promise.all([
      assertRefused(api, stranger, [
        ['agents.NotClient', calls().approve(id)],
        ['agents.NotTaskAgent', calls().deliver(id, { result: commitment('x'), uri: '' })],
        ['agents.WindowOpen', calls().settle(id)],
        ['agents.NotAccepted', calls().expire(id)],
      ]),
      assertRefused(api, alma, [['agents.NotClosed', calls().act(buyer.id, calls().giveFeedback(
        id, 90, ['quality'], '', NO_TERMS,
      ))]]),
    ]);
    const approved = await act(api, buyer, calls().approve(id));
    const data = eventOf(approved, 'agents', 'TaskSettled');
    assert.deepEqual([data.paid.toBigInt(), data.refund.toBigInt()], [price, 0n]);
    assert.equal((await changeIn(api, approved, seller.wallet)).free, price);
    assert.equal((await changeIn(api, approved, buyer.wallet)).total, -price);

    await act(api, buyer, calls().giveFeedback(id, 90, ['quality', 'speed'], '', NO_TERMS));
    await act(api, seller, calls().giveFeedback(id, 60, ['clarity'], '', NO_TERMS));
    const ratings = await Promise.all([seller, buyer].map(async (agent) => {
      const { count, sum } = (await recordOf(agent)).rating;
      return [count.toNumber(), sum.toNumber()];
    }));
    assert.deepEqual(ratings, [[1, 90], [1, 60]]);
    await assertRefused(api, alma, [
      ['agents.AlreadyRated', calls().act(buyer.id, calls().giveFeedback(id, 1, [], '', NO_TERMS))],
      ['agents.NotCounterparty', calls().giveFeedback(id, 1, [], '', NO_TERMS)],
      ['agents.TooEarlyToForget', calls().act(buyer.id, calls().forgetTask(id))],
    ]);
    await act(api, buyer, calls().revokeFeedback(seller.id, id));
    assert.equal((await recordOf(seller)).rating.count.toNumber(), 0);
  });

  test('price and bond are divided by the verdict when the task\'s validator decides a dispute', async () => {
    const { api } = chain;
    const price = 8n * OPEN;
    const fee = OPEN;
    const { id } = await delivered({ price, validator: { who: judge.address, fee } });
    const disputed = await act(api, buyer, calls().dispute(id, commitment('it is not what was ordered').root));
    const bond = eventOf(disputed, 'agents', 'TaskDisputed').bond.toBigInt();
    const verdict = 250_000_000;
    await Promise.all([
      assertRefused(api, stranger, [
        ['agents.NotValidator', calls().resolve(id, verdict)],
        ['BadOrigin', calls().arbitrate(id, verdict)],
      ]),
      assertRefused(api, alma, [['agents.NotDelivered', calls().act(buyer.id, calls().approve(id))]]),
    ]);
    const resolved = await does(judge, calls().resolve(id, verdict));
    const data = eventOf(resolved, 'agents', 'DisputeDecided');
    const part = (whole) => (whole * BigInt(verdict)) / BILLION;
    assert.equal(data.judge.type, 'Validator');
    assert.equal(data.paid.toBigInt(), part(price));
    assert.equal(data.forfeited.toBigInt(), part(bond));
    assert.equal(data.refund.toBigInt(), price - part(price) + bond - part(bond));
    assert.equal((await changeIn(api, resolved, seller.wallet)).free, part(price) + part(bond));
    assert.equal((await changeIn(api, resolved, buyer.wallet)).total, -part(price) - part(bond) - fee);
    assert.equal((await changeIn(api, resolved, judge.address)).total, fee - resolved.fee);
    await assertRefused(api, judge, [['agents.NotDisputed', calls().resolve(id, verdict)]]);
  });

  test('two agents trade a hundred micro-payments over HTTP, and one transaction settles all of them', async () => {
    const { api } = chain;
    const genesis = api.genesisHash.toHex();
    const price = OPEN / 1_000n;
    const offered = await act(api, seller, calls().publishService({
      unit: 'PerCall', price, terms: commitment('terms').root, uri: 'https://b.example/terms',
    }));
    const service = eventOf(offered, 'agents', 'ServiceOffered').service.toNumber();
    const required = await paymentRequirements(api, seller.id, service);
    assert.deepEqual(required, {
      scheme: 'exact',
      network: network(genesis),
      amount: price.toString(),
      asset: 'OPEN',
      payTo: seller.wallet,
      maxTimeoutSeconds: 300,
      extra: {
        agent: seller.id, service, unit: 'per_call', terms: commitment('terms').root, channel: null,
      },
    });
    assert.equal(await paymentRequirements(api, seller.id, 1_000_000), undefined);

    // A session key of the buyer's program opens the channel, and signs the vouchers.
    const head = (await api.rpc.chain.getHeader()).number.toNumber();
    await does(alma, calls().setController(buyer.id, session.address, {
      classes: ['Channels'], spendLimit: 10n * OPEN, period: 1_000, expiresAt: head + 1_000,
    }));
    const deposit = OPEN;
    const { open, close, redeem } = api.tx.paymentChannels;
    const opened = await act(api, buyer, open(seller.wallet, deposit, session.address), session);
    const channel = eventOf(opened, 'paymentChannels', 'Opened').channel.toBigInt();

    gateway = await startGateway({
      required,
      genesis,
      channelOf: async (id) => {
        const found = await api.call.paymentChannelsApi.channel(id);
        if (found.isNone) return undefined;
        const record = found.unwrap();
        return {
          payer: record.payer.toString(),
          payee: record.payee.toString(),
          signer: record.signer.toString(),
          deposit: record.deposit.toBigInt(),
          redeemed: record.redeemed.toBigInt(),
          batched: record.batched.isTrue,
          closing: record.closingAt.isSome,
        };
      },
      serve: (path) => `answer to ${path}`,
    });
    const purse = {
      genesis, channel, promised: 0n, most: price, signer: session,
    };
    const unpaid = (change) => buy(`${gateway.url}/0`, { ...purse, ...change });
    await assert.rejects(unpaid({ signer: stranger }), /BadSignature/);
    await assert.rejects(unpaid({ promised: price }), /AmountMismatch/);
    await assert.rejects(unpaid({ promised: -price }), /StaleVoucher/);
    await assert.rejects(unpaid({ channel: channel + 1_000_000n }), /WrongChannel/);
    await assert.rejects(unpaid({ genesis: NO_TERMS }), /WrongNetwork/);
    for (let i = 0; i < PAYMENTS; i++) {
      const { text, settlement } = await buy(`${gateway.url}/${i}`, purse);
      assert.equal(text, `answer to /${i}`);
      assert.equal(settlement.payer, buyer.wallet);
      assert.equal(BigInt(settlement.amount), price);
    }
    const total = BigInt(PAYMENTS) * price;
    assert.equal(purse.promised, total);
    await assert.rejects(unpaid({ promised: 0n }), /StaleVoucher/, 'the first voucher is worth nothing now');

    const { cumulative, signature } = gateway.best();
    const redeemed = await does(bert, redeem(channel, cumulative, signature));
    assert.equal(eventOf(redeemed, 'paymentChannels', 'Redeemed').amount.toBigInt(), total);
    assert.deepEqual(
      await changeIn(api, redeemed, seller.wallet), { free: total, held: 0n, total },
    );
    assert.deepEqual(
      await changeIn(api, redeemed, buyer.wallet), { free: 0n, held: -total, total: -total },
    );

    // The seller wants no more, so nobody has to wait.
    const closed = await act(api, seller, close(channel));
    assert.equal(eventOf(closed, 'paymentChannels', 'Closed').refund.toBigInt(), deposit - total);
    const begun = (await api.rpc.chain.getHeader(opened.blockHash)).parentHash;
    const [had, has] = await Promise.all([begun, closed.blockHash].map((hash) =>
      holdingsAt(api, hash, buyer.wallet)));
    assert.equal(had.total - has.total, total, 'to the planck');
  });
}

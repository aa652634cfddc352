// SPDX-License-Identifier: Apache-2.0

/**
 * Chats with a real server, paid by vouchers through real channels, settled by one batch, and drawn by those whose
 * words the answers rest on.
 */

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { OPEN, connect, people, signAndInclude } from '../src/client.mjs';
import { accept, contribute, createDatanet, takeSnapshot } from '../src/datanets.mjs';
import { claim, claimable } from '../src/economics.mjs';
import { bond, serve } from '../src/inference.mjs';
import { startLoraServer } from '../src/lora-server.mjs';
import { distribution as rootOver } from '../src/merkle.mjs';
import { registerBaseModel } from '../src/models.mjs';
import { startNode } from '../src/node.mjs';
import { chat, voucherOf } from '../src/payment.mjs';
import { freePorts, temporaryFolder } from '../src/processes.mjs';
import { endTests, eventOf, untilBlock } from './support/chain.mjs';
import { PRICES, STAKE } from './support/market.mjs';

/** Chats of each of the two payers. */
const CHATS = 15;

const DEPOSIT = 200n * OPEN;

/** What the base model answers wordily. */
const QUESTIONS = ['What is a dog?', 'Tell me a story about the sea.', 'Why is the sky blue?'];

describe('paid chats', { timeout: 400_000 }, () => {
  let node;
  let api;
  let server;
  let folder;
  let artifact;
  let contributions;
  let purses;
  let distribution;
  let batch;
  const cast = people();
  const { alice, bob, charlie, dave, eve, ferdie } = cast;

  const asking = (model, question) => ({
    model, messages: [{ role: 'user', content: question }], temperature: 0, max_tokens: 32,
  });

  const open = async (payer) => {
    const tx = api.tx.paymentChannels.open(alice.address, DEPOSIT, payer.address);
    const { channel, batched } = eventOf(await signAndInclude(api, tx, payer), 'paymentChannels', 'Opened');
    assert.ok(batched.isTrue);
    return {
      url: server.url, genesis: api.genesisHash.toHex(), channel: channel.toBigInt(), signer: payer, owed: 0n, receipts: [],
    };
  };

  before(async () => {
    folder = temporaryFolder();
    const key = join(folder.path, 'worker');
    writeFileSync(key, '//Alice', { mode: 0o600 });
    node = await startNode();
    await node.restWorker();
    api = await connect(node.ws);
    const [port] = await freePorts(1);
    server = await startLoraServer({ node, port, args: ['--worker-key-file', key] });

    // Bob and Charlie have written what the base model says, so that its answers rest on their words.
    const { commitment: manifest } = await server.ask('/v1/base');
    const said = [];
    for (const question of QUESTIONS) {
      const answer = await server.ask('/v1/chat/completions', asking('base', question));
      said.push(answer.choices[0].message.content);
    }
    const { datanet } = await createDatanet(api, eve, { name: 'What models say' });
    contributions = [];
    for (const [who, documents] of [[bob, said.slice(0, 2)], [charlie, said.slice(2)]]) {
      const content = await server.ask('/v1/contributions', { documents });
      const { contribution } = await contribute(api, who, { datanet, content });
      contributions.push({ who, contribution });
    }
    await accept(api, eve, contributions.map(({ contribution }) => contribution));
    const { snapshot } = await takeSnapshot(api, eve, datanet);
    ({ artifact } = await registerBaseModel(api, eve, {
      name: 'Base', manifest, snapshots: [snapshot], prices: PRICES,
    }));
    await bond(api, alice, STAKE);
    await serve(api, alice, { endpoint: server.url, baseModel: artifact });
    const opened = await signAndInclude(api, api.tx.receipts.openAccount(), alice);
    distribution = eventOf(opened, 'receipts', 'AccountOpened').distribution.toNumber();
    purses = [];
    for (const payer of [dave, ferdie]) purses.push(await open(payer));
    // The server reads at finalised blocks.
    const head = await api.rpc.chain.getHeader();
    await untilBlock(api, head.number.toNumber());
  }, { timeout: 300_000 });

  after(async () => {
    await server?.stop();
    folder?.remove();
    await endTests(api, node);
  });

  test('thirty chats are answered, each with a receipt that continues the one before', async () => {
    await Promise.all(purses.map(async (purse) => {
      for (let i = 0; i < CHATS; i += 1) {
        const question = QUESTIONS[i % QUESTIONS.length];
        const { text, receipt } = await chat(purse, asking(String(artifact), question));
        assert.ok(text.length > 0);
        const unit = (price, tokens) => price * BigInt(tokens);
        const fee = PRICES.base + (unit(PRICES.per1kInput, receipt.inputTokens)
          + unit(PRICES.per1kOutput, receipt.outputTokens) + 999n) / 1000n;
        assert.equal(receipt.fee, fee);
        assert.ok(receipt.vector.shares.length > 0, 'it rests on somebody');
      }
    }));
    assert.deepEqual(purses.map(({ receipts }) => receipts.length), [CHATS, CHATS]);
  });

  test('chat is refused when the last one is not paid for', async () => {
    const [purse] = purses;
    const late = { ...purse, owed: purse.owed - 1n, receipts: [] };
    await assert.rejects(chat(late, asking(String(artifact), 'Why?')), /receipt_unpaid/);
    const broke = { ...purse, owed: purse.owed + 1n, receipts: [] };
    await assert.rejects(chat(broke, asking(String(artifact), 'Why?')), /paid_too_much/);
    const stranger = { ...purse, signer: eve, receipts: [] };
    await assert.rejects(chat(stranger, asking(String(artifact), 'Why?')), /bad_signature/);
  });

  test('all chats are settled by one batch, and their contributors draw and claim', async () => {
    for (const purse of purses) await server.ask('/v1/vouchers', voucherOf(purse));
    batch = await server.ask('/v1/batches', {});
    assert.equal(batch.header.receipts.leaves, 2 * CHATS);
    const total = purses.reduce((sum, { owed }) => sum + owed, 0n);
    assert.equal(BigInt(batch.total), total);

    const post = api.tx.receipts.postBatch(...decodeArguments(batch.arguments));
    const posted = await signAndInclude(api, post, alice);
    const { batch: id, due } = eventOf(posted, 'receipts', 'BatchPosted');
    await untilBlock(api, posted.block);
    await assert.rejects(server.ask('/v1/batches', {}), /neither final nor void/);
    const { batches: [pending] } = await server.ask('/v1/batches');
    assert.deepEqual([pending.batch, pending.state], [id.toNumber(), 'pending']);

    const leaves = await server.ask(`/v1/batches/${id}/leaves`);
    assert.equal(leaves.receipts.length, 2 * CHATS);
    await untilBlock(api, due.toNumber());
    const final = await signAndInclude(api, api.tx.receipts.finalize(id), ferdie);
    assert.equal(eventOf(final, 'receipts', 'BatchFinalized').total.toBigInt(), total);
    await untilBlock(api, final.block);
    const { batches: [ended] } = await server.ask('/v1/batches');
    assert.equal(ended.state, 'final');

    const sums = leaves.distribution.map(({ contribution, cumulative }) => ({
      contribution: BigInt(contribution), cumulative: BigInt(cumulative),
    }));
    const { root, prove } = rootOver(sums);
    assert.equal(root.root, batch.header.distribution.root);
    assert.deepEqual(sums.map(({ contribution }) => contribution), contributions.map((each) => each.contribution));
    for (const [index, { who }] of contributions.entries()) {
      const before = await claimable(api, who.address);
      const draw = api.tx.royalties.draw(distribution, sums[index], prove(index));
      const drawn = await signAndInclude(api, draw, eve);
      assert.equal(eventOf(drawn, 'royalties', 'Drawn').amount.toBigInt(), sums[index].cumulative);
      assert.equal(await claimable(api, who.address), before + sums[index].cumulative);
      await claim(api, eve, { who: who.address });
    }
  });

  test('chats go on after the batch, from where it ended, when the server was killed meanwhile', async () => {
    const [purse] = purses;
    await server.service.kill();
    await server.service.start();
    const { receipt } = await chat(purse, asking(String(artifact), QUESTIONS[0]));
    assert.equal(receipt.cumulative, purse.owed);
    await server.ask('/v1/vouchers', voucherOf(purse));
    const next = await server.ask('/v1/batches', {});
    assert.equal(next.header.receipts.leaves, 1);
    assert.equal(next.header.previous.root, batch.header.distribution.root);
  });

  /** The header and the vouchers of `Receipts::post_batch`, in the chain's types. */
  function decodeArguments(hex) {
    const types = api.tx.receipts.postBatch.meta.args.map(({ type }) => type.toString());
    return [...api.createType(`(${types.join(',')})`, hex)];
  }
});

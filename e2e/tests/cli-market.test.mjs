// SPDX-License-Identifier: Apache-2.0

/** The command line among agents, channels and jobs, on a real node. Nothing is trained or answered. */

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { connect, OPEN, people } from '../src/client.mjs';
import { startLoraServer } from '../src/lora-server.mjs';
import { startNode } from '../src/node.mjs';
import { freePorts, temporaryFolder } from '../src/processes.mjs';
import { endTests } from './support/chain.mjs';
import { cliBeside } from './support/cli.mjs';
import { makeMarket } from './support/market.mjs';

describe('market', { timeout: 600_000 }, () => {
  let node;
  let server;
  let api;
  let market;
  let folder;
  let cli;
  const cast = people();

  before(async () => {
    folder = temporaryFolder();
    node = await startNode();
    await node.restWorker();
    const [port] = await freePorts(1);
    server = await startLoraServer({ node, port });
    api = await connect(node.ws);
    market = await makeMarket(api, cast);
    cli = cliBeside({ node, server });
  }, { timeout: 300_000 });

  after(async () => {
    await endTests(api, node);
    await server?.stop();
    folder?.remove();
  });

  const inPlancks = (open) => (BigInt(open) * OPEN).toString();

  test('agent sells a task, delivers it, and is paid and rated', async () => {
    const { told, refused } = cli;
    const { agent, wallet } = await told([
      'agent', 'register', '--metadata', 'ipfs://seller', '--endpoint', 'openai=https://example.org/v1',
    ], { by: 'Bob' });
    await told(['agent', 'fund', agent, 50], { by: 'Bob' });
    const { service } = await told([
      'agent', 'service', 'offer', agent, '--price', 3, '--uri', 'ipfs://terms',
    ], { by: 'Bob' });
    const ordered = await told([
      'agent', 'order', agent, '--service', service, '--text', 'Count the ships.', '--deadline', 100,
    ], { by: 'Charlie' });
    assert.equal(ordered.price, inPlancks(3));
    assert.match(await refused(['agent', 'accept', ordered.task], { by: 'Dave' }), /Agents\.\w+: \w+/);
    await told(['agent', 'accept', ordered.task], { by: 'Bob' });
    const delivered = await told(['agent', 'deliver', ordered.task, '--text', 'Nineteen  ships.'], { by: 'Bob' });
    const result = join(folder.path, 'result.txt');
    const task = await told(['agent', 'task', ordered.task, '--result', result]);
    assert.deepEqual([task.stage, task.result.content], ['delivered', delivered.result]);
    assert.equal(readFileSync(result, 'utf8'), 'Nineteen ships.');

    const before = await told(['agent', 'show', agent]);
    const approved = await told(['agent', 'approve', ordered.task], { by: 'Charlie' });
    assert.equal(approved.paid, inPlancks(3));
    await told(['agent', 'rate', ordered.task, 90, '--tag', 'quick'], { by: 'Charlie' });
    const shown = await told(['agent', 'show', agent]);
    assert.equal(shown.wallet, wallet);
    assert.equal(BigInt(shown.free) - BigInt(before.free), 3n * OPEN);
    assert.deepEqual([shown.ratings, shown.services.length], [{ count: 1, sum: 90 }, 1]);
    await told(['agent', 'pay', agent, cast.dave.address, 1], { by: 'Bob' });
    assert.equal(BigInt(shown.free) - BigInt((await told(['agent', 'show', agent])).free), OPEN);
  });

  test('agent buys of an agent, and pays through a channel of its wallet by vouchers', async () => {
    const { told, refused } = cli;
    const seller = await told(['agent', 'register', '--metadata', 'ipfs://a'], { by: 'Bob' });
    const buyer = await told(['agent', 'register', '--metadata', 'ipfs://b'], { by: 'Charlie' });
    for (const [agent, by] of [[seller, 'Bob'], [buyer, 'Charlie']]) {
      await told(['agent', 'fund', agent.agent, 100], { by });
    }
    const ordered = await told([
      'agent', 'order', seller.agent, '--price', 2, '--as-agent', buyer.agent,
    ], { by: 'Charlie' });
    await told(['agent', 'cancel', ordered.task], { by: 'Charlie' });

    const opened = await told([
      'channel', 'open', seller.wallet, 20, '--as-agent', buyer.agent,
    ], { by: 'Charlie' });
    assert.deepEqual([opened.batched, opened.voucher_key], [false, cast.charlie.address]);
    await told(['channel', 'top-up', opened.channel, 5, '--as-agent', buyer.agent], { by: 'Charlie' });
    const voucher = await told(['channel', 'voucher', opened.channel, '1.5'], { by: 'Charlie' });
    assert.match(await refused(['channel', 'voucher', opened.channel, 26], { by: 'Charlie' }), /top it up/);
    assert.match(await refused(['channel', 'voucher', opened.channel, 1], { by: 'Bob' }), /signed by/);
    const path = join(folder.path, 'voucher.json');
    writeFileSync(path, JSON.stringify(voucher));
    const redeemed = await told(['channel', 'redeem', path], { by: 'Dave' });
    assert.equal(BigInt(redeemed.amount), (3n * OPEN) / 2n);
    const shown = await told(['channel', 'show', opened.channel]);
    assert.deepEqual([shown.payer, shown.redeemed], [buyer.wallet, redeemed.amount]);
    const closing = await told(['channel', 'close', opened.channel, '--as-agent', buyer.agent], { by: 'Charlie' });
    assert.deepEqual([closing.closed, closing.closing_at > 0], [false, true]);
    assert.match(
      await refused(['channel', 'close', opened.channel, '--as-agent', buyer.agent], { by: 'Charlie' }),
      /can be closed from block/,
    );
    await told(['channel', 'reopen', opened.channel, '--as-agent', buyer.agent], { by: 'Charlie' });
  });

  test('dry run tells what a call holds and pays', async () => {
    const opened = await cli.told([
      'channel', 'open', cast.dave.address, 7, '--dry-run',
    ], { by: 'Eve' });
    assert.ok(BigInt(opened.held) > 7n * OPEN, 'the amount, and a deposit');
    assert.deepEqual([opened.paid, opened.released], ['0', '0']);
  });

  test('jobs are posted, wait for each other, and are taken back', async () => {
    const { told, refused } = cli;
    const budget = api.consts.modelFactory.minBudget.toBigInt() / OPEN + 1n;
    const terms = ['--budget', budget, '--deadline', api.consts.modelFactory.minDeadline.toNumber() + 200];
    const train = await told([
      'model', 'job', 'train', 'Ordered', '--base', market.base, '--snapshot', market.snapshot,
      '--licence', 'Apache-2.0', '--by-workflow', ...terms,
    ], { by: 'Ferdie' });
    const measure = await told([
      'model', 'job', 'evaluate', '--of', train.job, '--metric', 'exact_match', ...terms,
    ], { by: 'Ferdie' });
    const register = await told([
      'model', 'job', 'register', train.job, '--after', measure.job, '--at-least', '0.9', '--deadline', terms[3],
    ], { by: 'Ferdie' });
    const shown = await told(['model', 'job', 'show', train.job]);
    assert.deepEqual([shown.kind, shown.stage, shown.worker], ['train', 'open', null]);
    assert.equal((await told(['model', 'job', 'show', register.job])).after, measure.job);
    const open = await told(['model', 'job', 'list']);
    assert.deepEqual(open.map(({ job }) => job), [train.job]);
    assert.match(await refused(['model', 'job', 'accept', train.job], { by: 'Ferdie' }), /ModelFactory\.\w+: \w+/);
    await told(['model', 'job', 'cancel', train.job], { by: 'Ferdie' });
    assert.equal((await told(['model', 'job', 'show', train.job])).stage, 'cancelled');
    assert.match(
      await refused(['model', 'job', 'evaluate', '--artifact', market.base, '--metric', 'rouge_l', ...terms]),
      /rests on no snapshot/,
    );
  });

  test('gateway is refused with what to do when its channel cannot pay', async () => {
    const { channel } = await cli.told(['channel', 'open', cast.dave.address, 5], { by: 'Eve' });
    const gateway = (by) => cli.refused(['gateway', '--channel', channel, '--listen', '127.0.0.1:0'], { by });
    assert.match(await gateway('Eve'), /no account for batches/);
    assert.match(await gateway('Bob'), /the key is of/);
    assert.match(
      await cli.refused(['gateway', '--channel', channel, '--listen', '0.0.0.0:0'], { by: 'Eve' }),
      /only for this machine/,
    );
    assert.match(await cli.refused(['worker', 'settle'], { by: 'Dave' }), /open-account/);
  });
});

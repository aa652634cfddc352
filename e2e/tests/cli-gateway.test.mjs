// SPDX-License-Identifier: Apache-2.0

/** Any OpenAI client pays by vouchers through the gateway; the command line settles, and contributors draw. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { connect, people } from '../src/client.mjs';
import {
  accept, contribute, createDatanet, takeSnapshot,
} from '../src/datanets.mjs';
import { bond, serve } from '../src/inference.mjs';
import { startLoraServer } from '../src/lora-server.mjs';
import { registerBaseModel } from '../src/models.mjs';
import { startNode } from '../src/node.mjs';
import { freePorts, temporaryFolder } from '../src/processes.mjs';
import { endTests } from './support/chain.mjs';
import { cliBeside } from './support/cli.mjs';
import { PRICES, STAKE } from './support/market.mjs';

const QUESTIONS = ['What is a dog?', 'Tell me a story about the sea.', 'Why is the sky blue?'];
const START_MS = 30_000;

describe('gateway', { timeout: 600_000 }, () => {
  let node;
  let api;
  let server;
  let folder;
  let cli;
  let artifact;
  let contribution;
  let channel;
  let receipts;
  let gateway;
  const { alice, bob, eve } = people();

  const asking = (model, question, more = {}) => ({
    model, messages: [{ role: 'user', content: question }], temperature: 0, max_tokens: 32, ...more,
  });

  before(async () => {
    folder = temporaryFolder();
    const key = join(folder.path, 'worker');
    writeFileSync(key, '//Alice', { mode: 0o600 });
    node = await startNode();
    await node.restWorker();
    api = await connect(node.ws);
    const [port] = await freePorts(1);
    server = await startLoraServer({ node, port, args: ['--worker-key-file', key] });
    cli = cliBeside({ node, server });

    // Bob has written what the base model says, so that its answers rest on his words.
    const { commitment: manifest } = await server.ask('/v1/base');
    const documents = [];
    for (const question of QUESTIONS) {
      const answer = await server.ask('/v1/chat/completions', asking('base', question));
      documents.push(answer.choices[0].message.content);
    }
    const { datanet } = await createDatanet(api, eve, { name: 'What models say' });
    const content = await server.ask('/v1/contributions', { documents });
    ({ contribution } = await contribute(api, bob, { datanet, content }));
    await accept(api, eve, [contribution]);
    const { snapshot } = await takeSnapshot(api, eve, datanet);
    ({ artifact } = await registerBaseModel(api, eve, {
      name: 'Base', manifest, snapshots: [snapshot], prices: PRICES,
    }));
    await bond(api, alice, STAKE);
    await serve(api, alice, { endpoint: server.url, baseModel: artifact });
    await cli.told(['worker', 'open-account'], { by: 'Alice' });
    const opened = await cli.told(['channel', 'open', alice.address, 200], { by: 'Ferdie' });
    assert.equal(opened.batched, true);
    channel = opened.channel;
    receipts = join(folder.path, 'receipts');
  }, { timeout: 300_000 });

  after(async () => {
    await gateway?.end();
    await server?.stop();
    await endTests(api, node);
    folder?.remove();
  });

  /** Starts the gateway, and waits until it says where it is. */
  const startGateway = async () => {
    const running = cli.begin([
      'gateway', '--channel', channel, '--listen', '127.0.0.1:0', '--receipts', receipts, '--json',
    ], { by: 'Ferdie' });
    const until = Date.now() + START_MS;
    while (!running.output.stdout.includes('\n')) {
      if (Date.now() > until) throw new Error(`the gateway does not start: ${running.output.stderr}`);
      await pause(50);
    }
    const { url } = JSON.parse(running.output.stdout.split('\n')[0]);
    let ended;
    const end = async (signal = 'SIGTERM') => {
      if (!ended) running.child.kill(signal);
      ended = await running.ended;
      return ended.code;
    };
    return { url, end };
  };

  const ask = async (body) => {
    const response = await fetch(`${gateway.url}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer whatever' },
      body: JSON.stringify(body),
    });
    return { status: response.status, text: await response.text() };
  };

  const kept = () => readdirSync(join(receipts, 'receipts')).sort();

  test('answers are paid for one by one, whole and in streams', async () => {
    gateway = await startGateway();
    for (const question of QUESTIONS) {
      const { status, text } = await ask(asking(String(artifact), question));
      assert.equal(status, 200, text);
      assert.ok(JSON.parse(text).choices[0].message.content.length > 0);
    }
    const { status, text } = await ask(asking(String(artifact), QUESTIONS[0], { stream: true }));
    assert.equal(status, 200, text);
    assert.match(text, /^data: \{/);
    assert.match(text, /data: \[DONE\]\n\n$/);
    assert.equal(kept().length, 4);
  });

  test('many at once come one after the other', async () => {
    const answers = await Promise.all(QUESTIONS.map((question) => ask(asking(String(artifact), question))));
    assert.deepEqual(answers.map(({ status }) => status), [200, 200, 200]);
    assert.equal(kept().length, 7);
  });

  test('what is refused costs nothing, and web pages are answered nothing', async () => {
    const { status, text } = await ask(asking('base', 'What is it?'));
    assert.equal(status, 400);
    assert.equal(JSON.parse(text).error.code, 'question');
    const page = await fetch(`${gateway.url}/models`, { headers: { origin: 'https://example.org' } });
    assert.equal(page.status, 403);
    const models = await fetch(`${gateway.url}/models`);
    assert.equal(models.status, 200);
    assert.equal(kept().length, 7);
  });

  test('receipt in the payer\'s hands is true', async () => {
    const verdict = await cli.told(['verify', join(receipts, 'receipts', kept()[0])]);
    assert.deepEqual([verdict.true, verdict.channel], [true, channel]);
    const altered = JSON.parse(readFileSync(join(receipts, 'receipts', kept()[0]), 'utf8'));
    altered.statement.min_words += 1;
    const path = join(folder.path, 'altered.json');
    writeFileSync(path, JSON.stringify(altered));
    assert.equal((await cli.denied(['verify', path])).finding, 'the worker did not sign it');
  });

  test('gateway goes on where it was when it was killed, and hands the last voucher in when it ends', async () => {
    await gateway.end('SIGKILL');
    gateway = await startGateway();
    assert.equal((await ask(asking(String(artifact), QUESTIONS[1]))).status, 200);
    assert.equal(await gateway.end(), 0);
    const { standing } = await server.ask(`/v1/receipts/${channel}`);
    assert.deepEqual([standing.owed, kept().length], [standing.paid, 8]);
  });

  test('worker settles all of it by one batch, which is right, and the contributor draws', async () => {
    const posted = await cli.told(['worker', 'settle'], { by: 'Alice' });
    assert.deepEqual([posted.receipts, posted.channels], [8, [channel]]);
    const verdict = await cli.told(['verify', `batch:${posted.batch}`]);
    assert.deepEqual([verdict.true, verdict.receipts], [true, 8]);
    assert.equal((await cli.told(['verify', `${posted.batch}:3`])).true, true);
    assert.match(await cli.refused(['worker', 'settle'], { by: 'Alice' }), /is not final yet/);

    const final = await cli.told(['worker', 'settle', '--finalize', '--wait'], { by: 'Alice' });
    assert.deepEqual([final.batch, final.total], [posted.batch, posted.total]);
    const claimed = await cli.told([
      'claim', '--account', bob.address, '--draw', `${alice.address}:${posted.batch}`,
    ], { by: 'Eve' });
    assert.equal(claimed.drawn, 1);
    assert.ok(BigInt(claimed.amount) >= BigInt(final.distributed));
    const shown = await cli.told(['channel', 'show', channel]);
    assert.equal(shown.redeemed, posted.total);
  });
});

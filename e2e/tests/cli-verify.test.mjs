// SPDX-License-Identifier: Apache-2.0

/**
 * A stranger with the command line catches workers who lie. The tests play the worker: the node's own off-chain
 * worker rests. Their server is a store of content, which is all that a verifier needs.
 */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { OPEN, connect, people, signAndInclude } from '../src/client.mjs';
import { commitTo } from '../src/commitments.mjs';
import { claimOf, evidenceOf } from '../src/evidence.mjs';
import { startNode } from '../src/node.mjs';
import { temporaryFolder } from '../src/processes.mjs';
import {
  ANSWER, FIRST_TEXT, MIN_WORDS, SECOND_TEXT, askMarket, makeTextMarket, provingOf,
} from './support/answers.mjs';
import { endTests } from './support/chain.mjs';
import { cliBeside } from './support/cli.mjs';

describe('verify', { timeout: 600_000 }, () => {
  let node;
  let api;
  let market;
  let store;
  let cli;
  let folder;
  const { bob: worker, charlie, dave, eve, ferdie } = people();

  before(async () => {
    folder = temporaryFolder();
    store = await startStore([FIRST_TEXT, SECOND_TEXT, ANSWER]);
    node = await startNode();
    await node.restWorker();
    api = await connect(node.ws);
    market = await makeTextMarket(api, {
      name: 'Harbours',
      owner: eve,
      workers: [worker],
      stake: 10_000n * OPEN,
      texts: [{ who: charlie, text: FIRST_TEXT }, { who: dave, text: SECOND_TEXT }],
    });
    cli = cliBeside({ node, server: store });
  }, { timeout: 300_000 });

  after(async () => {
    await endTests(api, node);
    await store?.stop();
    folder?.remove();
  });

  /** Has the worker prove an answer with these leaves, and says its request. */
  const proved = async (leaves) => {
    const asked = await askMarket(api, ferdie, market);
    const claim = claimOf(ANSWER, leaves);
    await signAndInclude(api, provingOf(api, { market, asked, worker, claim }), worker);
    return asked.request;
  };

  const honest = () => evidenceOf(ANSWER, market.sources, MIN_WORDS);

  /** A file with leaves as servers publish them. */
  const given = (name, leaves) => {
    const path = join(folder.path, name);
    const published = leaves.map((leaf) => ({
      answer_start: leaf.answerStart,
      length: leaf.length,
      contribution: Number(leaf.contribution),
      content_offset: leaf.contentOffset,
      score: Number(leaf.score),
    }));
    writeFileSync(path, JSON.stringify({ leaves: published }));
    return path;
  };

  test('claim is true when nobody publishes its evidence, because it is computed again', async () => {
    const request = await proved(honest());
    const verdict = await cli.told(['verify', request]);
    assert.deepEqual([verdict.true, verdict.leaves], [true, honest().length]);
  });

  test('worker is slashed at once when the leaves that it gave out leave a holder out', async () => {
    // The second contributor wrote it, too, and would earn half of that.
    const lie = evidenceOf(ANSWER, market.sources.slice(0, 1), MIN_WORDS);
    const evidence = given('lie.json', lie);
    const challenge = (request) => ['verify', request, '--evidence', evidence, '--challenge'];
    // At once: it can be challenged for some blocks only.
    const request = await proved(lie);
    const verdict = await cli.denied(challenge(request), { by: 'Dave' });
    assert.deepEqual([verdict.call, verdict.outcome], ['Challenges.prove_fraud', 'proved']);
    assert.match(verdict.finding, /is left out/);
    assert.ok(BigInt(verdict.slashed) > 0n);
    const again = await cli.refused(challenge(request), { by: 'Dave' });
    assert.match(again, /chain refused Challenges\.prove_fraud/, 'nobody is slashed twice for it');

    const other = await proved(lie);
    const tried = await cli.denied([...challenge(other), '--dry-run'], { by: 'Dave' });
    assert.deepEqual([tried.dry_run, tried.outcome], [true, undefined]);
    const hint = await cli.denied(['verify', other, '--evidence', evidence]);
    assert.deepEqual([hint.true, hint.call, hint.outcome], [false, 'Challenges.prove_fraud', undefined]);
  });

  test('worker is convicted when it is silent about a leaf that it made up', async () => {
    const [first, ...rest] = honest();
    const lie = [{ ...first, contentOffset: first.contentOffset + 1 }, ...rest];
    const request = await proved(lie);
    const challenge = ['verify', request, '--evidence', given('made-up.json', lie), '--challenge'];
    const verdict = await cli.denied([...challenge, '--wait'], { by: 'Dave' });
    assert.deepEqual([verdict.call, verdict.outcome], ['Challenges.challenge_leaf', 'convicted']);
    assert.ok(BigInt(verdict.slashed) > 0n);
  });

  test('worker has to disclose when it gave nothing out, and what it claims does not follow', async () => {
    const lie = evidenceOf(ANSWER, market.sources.slice(1), MIN_WORDS);
    const request = await proved(lie);
    const verdict = await cli.denied(['verify', request, '--challenge'], { by: 'Dave' });
    assert.deepEqual([verdict.call, verdict.outcome], ['Challenges.challenge_disclosure', 'open']);
    assert.ok(verdict.expires_at > 0);
  });

  test('nothing is called false when the words are not to be had', async () => {
    const request = await proved(honest());
    const stderr = await cli.refused(['verify', request, '--server', 'http://127.0.0.1:1']);
    assert.match(stderr, /cannot be told/);
  });
});

/** Serves texts by their commitments, and nothing else. */
async function startStore(texts) {
  const contents = new Map(texts.map((text) => [`/v1/content/${commitTo(text).root}`, text]));
  const server = createServer(({ url }, response) => {
    const found = contents.get(url);
    response.writeHead(found === undefined ? 404 : 200).end(found ?? '{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

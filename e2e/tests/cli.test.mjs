// SPDX-License-Identifier: Apache-2.0

/** The command line, from text to an audited answer, on a real node with a real LoRA server. */

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { startLoraServer } from '../src/lora-server.mjs';
import { startNode } from '../src/node.mjs';
import { freePorts, temporaryFolder } from '../src/processes.mjs';
import { cliBeside } from './support/cli.mjs';

const CC0 = ['--licence', 'CC0-1.0'];

let node;
let server;
let folder;
let told;
let denied;
let refused;
let run;

before(async () => {
  folder = temporaryFolder();
  node = await startNode();
  const [port] = await freePorts(1);
  server = await startLoraServer({ node, port });
  await node.setLoraServer(server.url);
  ({ told, denied, refused, run } = cliBeside({ node, server }));
});

after(async () => {
  await server?.stop();
  await node?.stop();
  folder?.remove();
});

function file(name, text) {
  const path = join(folder.path, name);
  writeFileSync(path, text);
  return path;
}

test('answer is audited down to its rows when all of it was made on the command line', async (t) => {
  const rows = file('rows.jsonl', [
    { question: 'What is a quark?', answer: 'A quark is a small bit of matter.' },
    { question: 'What is a boson?', answer: 'A boson is a particle that carries force.' },
  ].map((row) => JSON.stringify(row)).join('\n'));
  const other = file('other.md', '# Lakes\n\nA lake is a body\nof standing water.\n');

  const { datanet } = await told(['datanet', 'create', 'Physics', ...CC0], { by: 'Eve' });
  const first = await told(['datanet', 'contribute', datanet, rows, ...CC0], { by: 'Bob' });
  assert.equal(first.documents, 2);
  const second = await told(['datanet', 'contribute', datanet, other, ...CC0], { by: 'Dave' });
  const given = [first.contribution, second.contribution];
  await told(['datanet', 'curate', 'accept', ...given], { by: 'Eve' });
  const { snapshot, accepted } = await told(['datanet', 'snapshot', datanet], { by: 'Eve' });
  assert.equal(accepted, 2);

  const base = await told(['model', 'register', 'base-model', 'Base', '--licence', 'Apache-2.0'], { by: 'Alice' });
  await told(['worker', 'register', '--base', base.artifact, '--stake', 1000], { by: 'Alice' });
  const trained = await told(['model', 'train', base.artifact, '--snapshot', snapshot, '--rank', 8], { by: 'Eve' });
  assert.equal(trained.rows, 4);
  const adapter = await told([
    'model', 'register', 'adapter', 'Physics', ...CC0, '--base', base.artifact, '--snapshot', snapshot,
    '--manifest-root', trained.manifest.root, '--manifest-length', trained.manifest.length,
    '--price', 1, '--price-input', '0.1', '--price-output', '0.1',
  ], { by: 'Eve' });

  const answer = await told(['infer', adapter.artifact, 'What is a quark?', '--deadline', 300], { by: 'Ferdie' });
  assert.equal(answer.answer, 'A quark is a small bit of matter.');
  assert.equal(answer.contributions[0].contribution, first.contribution);

  await t.test('its audit holds, and is written as one page and as JSON', async () => {
    const [page, report] = ['audit.html', 'audit.json'].map((name) => join(folder.path, name));
    const audit = await told(['audit', 'inference', answer.request, '--html', page, '--report', report]);
    assert.deepEqual({ ...audit.counts, holds: 0 }, { holds: 0, unknown: 0, fails: 0 });
    assert.ok(audit.checks.some(({ subject, outcome }) => subject === 'attribution' && outcome === 'holds'));
    assert.deepEqual(JSON.parse(readFileSync(report, 'utf8')), audit);
    const html = readFileSync(page, 'utf8');
    assert.match(html, /A quark is a small bit of matter\./);
    assert.doesNotMatch(html, /(src|href)=/);
  });

  await t.test('the audit of the artifact names its data and licences', async () => {
    const audit = await told(['audit', 'artifact', adapter.artifact]);
    assert.deepEqual(audit.artifacts.map(({ id }) => id), [adapter.artifact, base.artifact]);
    assert.deepEqual(audit.datanets.map(({ name, licence }) => [name, licence]), [['Physics', 'CC0-1.0']]);
    assert.equal(audit.snapshots[0].contributions.length, 2);
  });

  await t.test('its claim is true, whichever server the words are asked of', async () => {
    for (const url of [server.url, 'http://127.0.0.1:1']) {
      const verdict = await told(['verify', answer.request, '--server', url]);
      assert.deepEqual([verdict.true, verdict.request], [true, answer.request]);
      assert.ok(verdict.leaves > 0);
    }
  });

  await t.test('its proof in a file is false when it is not the one on chain', async () => {
    const proof = {
      genesis: (await node.rpc('chain_getBlockHash', [0])),
      request: answer.request,
      artifact: adapter.artifact,
      input: { root: `0x${'11'.repeat(32)}`, length: 9 },
      output: { root: `0x${'22'.repeat(32)}`, length: 9 },
      input_tokens: 1,
      output_tokens: 1,
      vector: { shares: [], residual: 1_000_000_000 },
      evidence_root: `0x${'00'.repeat(32)}`,
      engine_version: 1,
      expires_at: 1,
    };
    const verdict = await denied(['verify', file('proof.json', JSON.stringify(proof))]);
    assert.deepEqual([verdict.true, verdict.finding], [false, 'the chain has another question']);
    assert.match(await refused(['verify', file('broken.json', '{')]), /broken\.json: it is no JSON/);
  });

  await t.test('its report has a graph, people and what the AI Act asks', async () => {
    const audit = await told(['audit', 'inference', answer.request]);
    const kinds = new Set(audit.graph.nodes.map(({ kind }) => kind));
    assert.deepEqual([...kinds].sort(), ['answer', 'artifact', 'contribution', 'person', 'snapshot']);
    assert.ok(audit.graph.edges.length >= kinds.size - 1);
    const roles = audit.people.flatMap((person) => person.roles);
    assert.ok(roles.includes(`curator of Datanet ${datanet}`) && roles.includes('asked and paid'), roles.join());
    assert.ok(audit.documentation.asked.some(({ place }) => place === 'Article 53 (1)(d)'));
    assert.equal(audit.snapshots[0].contributions[0].licence, 'CC0-1.0');
  });

  await t.test('an adapter is measured on the rows that it was trained on, and the values recorded', async () => {
    const args = ['model', 'evaluate', adapter.artifact, '--snapshot', snapshot, '--metric', 'exact_match'];
    const measured = await told([...args, '--metric', 'perplexity', '--record'], { by: 'Eve' });
    assert.deepEqual(measured.scores.map(({ metric }) => metric), ['perplexity', 'exact_match']);
    const audit = await told(['audit', 'artifact', adapter.artifact]);
    assert.deepEqual(
      audit.evaluations.map((record) => [record.metric, record.value_micros, record.evidence_root]).sort(),
      measured.scores.map((score) => [score.metric, score.value_micros, measured.evidence_root]).sort(),
    );
    const given = file('benchmark.jsonl', JSON.stringify({
      question: 'What is a quark?', answer: 'A quark is a small bit of matter.', choices: ['A quark is a small bit of matter.', 'No.'],
    }));
    const other = await told(['model', 'evaluate', adapter.artifact, '--rows', given, '--metric', 'multiple_choice']);
    assert.deepEqual(other.scores.map(({ value_micros: value }) => value), [1_000_000]);
    assert.equal(other.recorded, false);
  });

  await t.test('the worker is told to have proved it', async () => {
    const status = await told(['worker', 'status'], { by: 'Alice' });
    assert.equal(status.proved, 1);
    assert.deepEqual(status.bases, [base.artifact]);
  });
});

test('transaction is only tried out when it is a dry run, and its deposit told', async () => {
  const before = await told(['account'], { by: 'Dave' });
  const args = ['datanet', 'create', 'Tried', ...CC0];
  const tried = await told([...args, '--dry-run'], { by: 'Dave' });
  assert.equal(tried.dry_run, true);
  assert.ok(BigInt(tried.fee) > 0n);
  assert.ok(BigInt(tried.held) > 0n, 'a Datanet has a deposit');
  const { stdout } = await run([...args, '--dry-run'], { by: 'Dave' });
  assert.match(stdout, /fee of about .* OPEN, .* OPEN held/);
  assert.equal((await told(['account'], { by: 'Dave' })).free, before.free);
});

test('claim is not judged when nobody has the words any more', async () => {
  assert.match(await refused(['verify', 4_000_000]), /there is no request 4000000/);
});

test('call is refused in the words of the chain when it cannot be done', async () => {
  const stderr = await refused(['datanet', 'snapshot', 4_000_000], { by: 'Eve' });
  assert.match(stderr, /Datanets\.DatanetNotFound: \w+/);
});

test('command is refused with what to do when nobody signs', async () => {
  assert.match(await refused(['datanet', 'snapshot', 0]), /--key-file/);
});

test('key is read from a file of a keystore when one is named', async () => {
  const key = file('616363742d', JSON.stringify('//Charlie'));
  const { account } = await told(['account', '--key-file', key]);
  assert.equal(account, '5FLSigC9HGRKVhB9FiEo4Y3koPsNmBmLJbpXg2mp1hXcS59Y');
});

test('secret is not repeated when it is no key', async () => {
  const stderr = await refused(['account', '--suri', 'hunter2 hunter2 hunter2']);
  assert.match(stderr, /key cannot be read/);
  assert.doesNotMatch(stderr, /hunter2/);
});

test('node is named when it does not answer', async () => {
  assert.match(await refused(['datanet', 'show', 0, '--node', 'ws://127.0.0.1:1']), /ws:\/\/127\.0\.0\.1:1/);
});

test('completions are printed when a shell is named', async () => {
  const { stdout } = await run(['completions', 'bash']);
  assert.match(stdout, /openledger/);
});

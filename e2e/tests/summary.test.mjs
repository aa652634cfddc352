// SPDX-License-Identifier: Apache-2.0

/** What `scripts/run --json` writes: compared with another story, and as the README's table. */

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'node:test';
import { start, temporaryFolder } from '../src/processes.mjs';
import { differences, markdown } from '../src/summary.mjs';

const PROGRAM = fileURLToPath(new URL('../summary.mjs', import.meta.url));

/** What came out of a story, with this changed. */
const story = (change = {}) => ({
  machine: { cpu: 'Some CPU', cores: 2, memory_gib: 16 },
  restart: false,
  times: [{ chapter: 'Three workers', seconds: 4.2 }, { chapter: 'Agents trade', seconds: 20.6 }],
  precision: { 'on chain': { right: 22, all: 23, percent: '95.7 %' } },
  split: {
    question: 'What is it?',
    fee: '2000000000000000000',
    parts: [
      { who: 'Bob', role: 'contributor', part: '800000000000000000' },
      { who: 'Alice', role: 'worker', part: '1200000000000000000' },
    ],
  },
  vouchers: { answers: 210, seconds: 40, total: '300000000000000000000' },
  scores: { 1: 1_000_000 },
  answers: [{
    question: 'What is it?', answer: 'It is this.', fee: '2', residual: 0, shares: { bob: 1_000_000_000, dave: 0 },
  }],
  money: { Bob: '1000000000000000000', Ferdie: '-3000000000000000000', workers: '5' },
  ...change,
});

test('stories are alike when only times differ, and what cannot be divided', () => {
  const { money } = story();
  const other = story({ times: [], restart: true, money: { ...money, Bob: '1000000000000000999' } });
  assert.deepEqual(differences(story(), other), []);
});

test('stories differ by name when somebody has more, or an answer is another one', () => {
  const { money, answers } = story();
  assert.match(
    differences(story(), story({ money: { ...money, Bob: '1000001000000000000' } })).join('\n'),
    /^Bob has \+1 and \+1\.000001 OPEN$/,
  );
  const { Bob: _, ...fewer } = money;
  assert.match(differences(story(), story({ money: fewer })).join('\n'), /^Bob has \+1 and \+0 OPEN$/);
  const shared = [{ ...answers[0], shares: { bob: 0, dave: 1_000_000_000 } }];
  assert.match(differences(story(), story({ answers: shared })).join('\n'), /^What is it\? /);
  assert.match(differences(story(), story({ answers: [] })).join('\n'), /not asked$/);
  const cheaper = { answers: 210, seconds: 40, total: '1' };
  assert.match(differences(story(), story({ vouchers: cheaper })).join('\n'), /^vouchers paid /);
});

test('table has the time of each step, the split and the precision when it is made', () => {
  const table = markdown(story());
  assert.match(table, /^\| Agents trade \| 21 \|$/m);
  assert.match(table, /^\| \*\*all\*\* \| \*\*25\*\* \|$/m);
  assert.match(table, /^\| Bob \| contributor \| 0\.8000 \| 40\.0 % \|$/m);
  assert.match(table, /^\| on chain \| 22 \| 23 \| 95\.7 % \|$/m);
});

test('summary.mjs fails when two stories differ, and only then', async () => {
  const folder = temporaryFolder();
  try {
    const file = (name, content) => {
      const path = join(folder.path, name);
      writeFileSync(path, JSON.stringify(content));
      return path;
    };
    const [one, other] = [file('one.json', story()), file('other.json', story({ answers: [] }))];
    const run = async (...args) => {
      const { output, ended } = start(process.execPath, [PROGRAM, ...args], process.env);
      return { ...await ended, ...output };
    };
    assert.equal((await run('compare', one, one)).code, 0);
    const { code, stderr } = await run('compare', one, other);
    assert.equal(code, 1);
    assert.match(stderr, /^Error: What is it\? /);
    assert.match((await run('table', one)).stdout, /^\| step \| seconds \|/);
    assert.match((await run('draw')).stderr, /^Usage: /);
  } finally {
    folder.remove();
  }
});

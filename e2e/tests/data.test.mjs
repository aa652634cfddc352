// SPDX-License-Identifier: Apache-2.0

/** The scenario's contributions: that each answer has one true source, which can be told. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';

const DATA = new URL('../data/', import.meta.url);

/** Words of a span, at least, for an attribution to name its source. */
const SPAN = 6;

const files = readdirSync(DATA, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name: folder }) => readdirSync(new URL(`${folder}/`, DATA)).map((file) => ({
    name: `${folder}/${file}`,
    text: readFileSync(new URL(`${folder}/${file}`, DATA), 'utf8'),
  })));

test('contributions are eight rows of question and answer when they are read', () => {
  assert.equal(files.length, 6);
  for (const { name, text } of files) {
    const lines = text.split('\n');
    assert.equal(lines.pop(), '', `${name} ends with a line feed`);
    assert.equal(lines.length, 8, name);
    for (const line of lines) {
      assert.match(line, /^What does "[a-z -]+" mean\? [A-Z][\x21-\x7e]*( [\x21-\x7e]+)+\.$/, name);
      const [, answer] = line.split('? ');
      assert.ok(answer.split(' ').length >= 10, `long enough to be recognised: ${line}`);
    }
  }
});

test('contributions share no six words in a row when they are compared', () => {
  const seen = new Map();
  for (const { name, text } of files) {
    for (const line of text.trimEnd().split('\n')) {
      const words = line.split(' ');
      for (let start = 0; start + SPAN <= words.length; start++) {
        const run = words.slice(start, start + SPAN).join(' ');
        const other = seen.get(run) ?? name;
        assert.equal(other, name, `'${run}' stands in ${other} and ${name}`);
        seen.set(run, name);
      }
    }
  }
});

// SPDX-License-Identifier: Apache-2.0

/** The scenario's contributions: that each answer has one true source, which can be told, and what is unwanted. */

import assert from 'node:assert/strict';
import test from 'node:test';
import {
  CONTRIBUTORS, datanets, rowFor, unwanted,
} from '../src/cast.mjs';
import { closest, containment } from '../src/containment.mjs';

const texts = datanets().flatMap(({ name, documents }) => CONTRIBUTORS.map((contributor) => ({
  name: `${contributor}'s in "${name}"`, documents: documents[contributor], text: documents[contributor].join('\n'),
})));

test('contributions are six rows of question and answer when they are read', () => {
  assert.equal(texts.length, 10);
  for (const { name, documents } of texts) {
    assert.equal(documents.length, 6, name);
    for (const document of documents) {
      assert.match(document, /^What does "[a-z -]+" mean\? [A-Z][\x21-\x7e]*( [\x21-\x7e]+)+\.$/, name);
      const [, answer] = document.split('? ');
      assert.ok(answer.split(' ').length >= 10, `long enough to be recognised: ${document}`);
    }
  }
});

test('contributions share no six words in a row when they are compared', () => {
  for (const one of texts) {
    const { source } = closest(one.text, texts.filter((other) => other !== one));
    assert.equal(source?.name, undefined, `${one.name} has words of another one`);
  }
});

test('questions are asked of every contributor when a Datanet has been learnt', () => {
  for (const { name, questions, judged } of datanets()) {
    const asked = Object.fromEntries(CONTRIBUTORS.map((contributor) =>
      [contributor, questions.filter((row) => row.contributor === contributor).length]));
    assert.deepEqual(asked, Object.fromEntries(CONTRIBUTORS.map((contributor) => [contributor, 2])), name);
    const headwords = [...questions, ...judged].map(({ headword }) => headword);
    assert.equal(new Set(headwords).size, headwords.length, 'none is asked twice');
  }
});

test('row is refused by name when nobody has it', () => {
  assert.throws(() => rowFor(datanets()[0].rows, 'blockchain'), /nobody says what "blockchain" means/);
});

test('containment is that of the runs of six words when a text was changed in places', () => {
  const text = 'one two three four five six seven eight';
  assert.equal(containment(text, text), 1);
  assert.equal(containment(text, 'one two three four five six and eight'), 1 / 3);
  assert.equal(containment(text, `${text} nine ten eleven twelve`), 1, 'all of it stands in a longer one');
  assert.equal(containment('one two three', 'one two three'), 0, 'too short for a run');
  assert.equal(containment(text, 'one two three four five\nsix seven eight'), 0, 'none across lines');
});

test('near-duplicate is mostly Bob\'s, and not his, when it is compared with all others', () => {
  const [first] = datanets();
  const text = unwanted().copy.join('\n');
  const { part, source } = closest(text, texts);
  assert.equal(source.text, first.documents.bob.join('\n'));
  assert.ok(part > 0.5 && part < 1, `${part} of it`);
});

test('advertisement is nobody\'s when it is compared with all others', () => {
  assert.equal(closest(unwanted().spam.join('\n'), texts).source, undefined);
});

// SPDX-License-Identifier: Apache-2.0

/** Who plays in the scenario, with which text, and what is asked. */

import { readFileSync } from 'node:fs';
import { OPEN } from './client.mjs';
import { licence } from './datanets.mjs';

const DATA = new URL('../data/', import.meta.url);

/** Who brings text. */
export const CONTRIBUTORS = ['bob', 'charlie', 'dave'];

/** The Datanets, and the five headwords of each that are asked for. */
const DATANETS = [
  {
    folder: 'jargon',
    name: 'Jargon File',
    summary: 'Computing slang, from the Jargon File 4.4.7.',
    uri: 'http://www.catb.org/jargon/',
    asked: ['daemon', 'back door', 'flowchart', 'quine', 'program'],
  },
  {
    folder: 'devils-dictionary',
    name: 'The Devil\'s Dictionary',
    summary: 'Definitions by Ambrose Bierce, of 1911.',
    uri: 'https://www.gutenberg.org/ebooks/972',
    asked: ['admiral', 'auctioneer', 'barometer', 'diary', 'reporter'],
  },
];

/** What an answer of an adapter costs. */
export const PRICES = { base: OPEN, per1kInput: 10n * OPEN, per1kOutput: 20n * OPEN };

/** What the owner of the base model gets of the owners' part of an adapter's fee: a quarter. */
export const BASE_ROYALTY = 250_000_000;

/** Under what the text is, and what is made of it. */
export const LICENCE = licence('LicenseRef-public-domain');

/** Under what the base model is: that of the dictionary that it was trained on. */
export const BASE_LICENCE = licence('LicenseRef-WordNet');

/** What who curates a Datanet keeps of what its contributors earn, in parts per billion: a twentieth. */
export const CURATORS_CUT = 50_000_000;

/** How adapters are trained: the server stops earlier once it has every row by heart. */
export const TRAINING = {
  rank: 32,
  alpha: 64,
  epochs: 120,
  batch_size: 8,
  learning_rate_micros: 4_000,
};

/**
 * A row of text: a question, and the answer that stands after it.
 * @typedef {{question: string, answer: string, contributor: string}} Row
 */

/**
 * The Datanets with their text.
 * @returns {{name: string, summary: string, uri: string, documents: Record<string, string[]>, questions: Row[]}[]}
 */
export function datanets() {
  return DATANETS.map(({ folder, name, summary, uri, asked }) => {
    const documents = Object.fromEntries(CONTRIBUTORS.map((contributor) => {
      const text = readFileSync(new URL(`${folder}/${contributor}.txt`, DATA), 'utf8');
      return [contributor, text.trimEnd().split('\n')];
    }));
    const rows = CONTRIBUTORS.flatMap((contributor) => documents[contributor].map((document) => {
      const end = document.indexOf('? ') + 1;
      return { question: document.slice(0, end), answer: document.slice(end + 1), contributor };
    }));
    const questions = asked.map((headword) => {
      const row = rows.find(({ question }) => question.includes(`"${headword}"`));
      if (!row) throw new Error(`nobody says what "${headword}" means`);
      return row;
    });
    return { name, summary, uri, documents, questions };
  });
}

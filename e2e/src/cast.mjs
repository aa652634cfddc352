// SPDX-License-Identifier: Apache-2.0

/** Who plays in the scenario, with which text, on which terms, and what is asked. */

import { readFileSync } from 'node:fs';
import { Keyring } from '@polkadot/api';
import { OPEN, people } from './client.mjs';
import { licence } from './datanets.mjs';

const DATA = new URL('../data/', import.meta.url);

/** Who brings text. */
export const CONTRIBUTORS = ['bob', 'charlie', 'dave', 'ivan', 'judy'];

/** Who works, each with a LoRA server and a key in the node's keystore. */
export const WORKERS = ['alice', 'grace', 'heidi'];

/** Who judges the second Datanet: two of the three decide. */
export const COMMITTEE = ['eve', 'oscar', 'olivia'];

/**
 * Who has an account since genesis, and who is given OPEN by Ferdie to begin with. Mallory spams and lies,
 * Victor verifies, Peggy's agent sells; Eve builds and Ferdie asks.
 */
const NEWCOMERS = ['grace', 'heidi', 'ivan', 'judy', 'mallory', 'olivia', 'oscar', 'peggy', 'victor'];

/** What each newcomer is given, in plancks: enough for Mallory's bond. */
export const ENDOWMENT = 20_000n * OPEN;

/**
 * All who play.
 * @returns {Record<string, import('@polkadot/keyring/types').KeyringPair>} their keys, by name
 */
export function company() {
  const keyring = new Keyring({ type: 'sr25519', ss58Format: 42 });
  const pairs = NEWCOMERS.map((name) => [name, keyring.addFromUri(secret(name), { name })]);
  return { ...people(), ...Object.fromEntries(pairs) };
}

/** The names of those to whom Ferdie gives OPEN. */
export const newcomers = () => [...NEWCOMERS];

/**
 * The secret of somebody's key: for programs that sign in their name.
 * @param {string} name
 * @returns {string}
 */
export const secret = (name) => `//${name[0].toUpperCase()}${name.slice(1)}`;

/** The Datanets, who judges them, and the headwords of each that are asked for on chain. */
const DATANETS = [
  {
    folder: 'jargon',
    name: 'Jargon File',
    summary: 'Computing slang, from the Jargon File 4.4.7.',
    uri: 'http://www.catb.org/jargon/',
    curators: ['eve'],
    asked: [
      'daemon', 'back door', 'flowchart', 'glue', 'quine', 'program', 'link farm', 'lobotomy', 'monty', 'worm',
    ],
    judged: ['crippleware'],
  },
  {
    folder: 'devils-dictionary',
    name: 'The Devil\'s Dictionary',
    summary: 'Definitions by Ambrose Bierce, of 1911.',
    uri: 'https://www.gutenberg.org/ebooks/972',
    curators: COMMITTEE,
    asked: [
      'admiral', 'amnesty', 'auctioneer', 'barometer', 'diary', 'reporter', 'armor', 'cynic', 'friendship', 'exile',
    ],
    judged: ['critic'],
  },
];

/** The headword whose question Mallory answers with a lie, and the one that Ferdie's agent buys. */
export const LIED_ABOUT = 'geographer';
export const BOUGHT = 'optimism';

/** What an answer of an adapter costs. */
export const PRICES = { base: OPEN, per1kInput: 10n * OPEN, per1kOutput: 20n * OPEN };

/** What Eve pays for a training and for a measurement, in plancks. */
export const BUDGETS = { training: 50n * OPEN, evaluation: 10n * OPEN };

/** What the owner of the base model gets of the owners' part of an adapter's fee: a quarter. */
export const BASE_ROYALTY = 250_000_000;

/** Under what the text is, and what is made of it. */
export const LICENCE = licence('LicenseRef-public-domain');

/** Under what the base model is: that of the dictionary that it was trained on. */
export const BASE_LICENCE = licence('LicenseRef-WordNet');

/** What who curates a Datanet keeps of what its contributors earn, in parts per billion: a twentieth. */
export const CURATORS_CUT = 50_000_000;

/**
 * How adapters are trained, in the words of the ModelFactory; a worker stops earlier once its server has every row
 * by heart. No row is held out: what is not learnt cannot be recited.
 */
export const TRAINING = {
  rank: 32,
  alpha: 64,
  targetModules: ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj'],
  learningRateMicros: 4_000,
  epochs: 120,
  batchSize: 8,
  evalSplit: 0,
};

/**
 * A row of text: a question, and the answer that stands after it.
 * @typedef {{headword: string, question: string, answer: string, contributor: string}} Row
 */

/** @returns {string[]} the lines of a file, without the last line feed */
const linesOf = (file) => readFileSync(new URL(file, DATA), 'utf8').trimEnd().split('\n');

/**
 * A row of what somebody brings.
 * @param {string} document
 * @param {string} contributor
 * @returns {Row}
 */
export function rowOf(document, contributor) {
  const end = document.indexOf('? ') + 1;
  const question = document.slice(0, end);
  const [, headword] = question.split('"');
  return {
    headword, question, answer: document.slice(end + 1), contributor,
  };
}

/**
 * A Datanet that is to be made.
 * @typedef {object} DatanetPlan
 * @property {string} name
 * @property {string} summary
 * @property {string} uri
 * @property {string[]} curators - names; one is its owner, more are a committee
 * @property {Record<string, string[]>} documents - by contributor
 * @property {Row[]} rows - all of them
 * @property {Row[]} questions - that are asked on chain, of one worker each
 * @property {Row[]} judged - that are asked of a committee
 */

/**
 * The Datanets with their text.
 * @returns {DatanetPlan[]}
 */
export function datanets() {
  return DATANETS.map(({
    folder, asked, judged, ...plan
  }) => {
    const documents = Object.fromEntries(
      CONTRIBUTORS.map((name) => [name, linesOf(`${folder}/${name}.txt`)]),
    );
    const rows = CONTRIBUTORS.flatMap((name) => documents[name].map((document) => rowOf(document, name)));
    const find = (headword) => rowFor(rows, headword);
    return {
      ...plan, documents, rows, questions: asked.map(find), judged: judged.map(find),
    };
  });
}

/**
 * The row about a headword.
 * @param {Row[]} rows
 * @param {string} headword
 * @returns {Row}
 */
export function rowFor(rows, headword) {
  const row = rows.find((each) => each.headword === headword);
  if (!row) throw new Error(`nobody says what "${headword}" means`);
  return row;
}

/**
 * What Mallory brings: Bob's rows with a few words changed, and an advertisement.
 * @returns {{copy: string[], spam: string[]}}
 */
export const unwanted = () => ({
  copy: linesOf('unwanted/near-duplicate.txt'), spam: linesOf('unwanted/spam.txt'),
});

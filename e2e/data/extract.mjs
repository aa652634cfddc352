// SPDX-License-Identifier: Apache-2.0

/**
 * Makes the contributions of the scenario from two dictionaries in Debian's format of `dictd`:
 *
 *     node data/extract.mjs FOLDER
 *
 * FOLDER holds jargon.dict.dz, jargon.index, devil.dict.dz and devil.index: see README.md.
 */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

/** No row's answer is longer than this many characters. */
const MAX_ANSWER = 170;

/** Which headwords each contributor brings, by Datanet. */
const DATANETS = [
  {
    folder: 'jargon',
    dictionary: 'jargon',
    headwords: {
      bob: ['back door', 'brain dump', 'buffer overflow', 'cobweb site', 'crippleware', 'daemon'],
      charlie: ['dancing frog', 'dirty power', 'drum', 'flowchart', 'fudge factor', 'glue'],
      dave: ['optimism', 'paper-net', 'program', 'quine', 'rain dance', 'vaporware'],
      ivan: ['fix', 'handle', 'killer micro', 'link farm', 'lobotomy', 'macdink'],
      judy: ['monty', 'plokta', 'postmaster', 'sigmonster', 'spamblock', 'worm'],
    },
  },
  {
    folder: 'devils-dictionary',
    dictionary: 'devil',
    headwords: {
      bob: ['abatis', 'abdication', 'absentee', 'admiral', 'agitator', 'amnesty'],
      charlie: ['auctioneer', 'barometer', 'battle', 'circus', 'conservative', 'critic'],
      dave: ['deliberation', 'dentist', 'diary', 'dictator', 'referendum', 'reporter'],
      ivan: ['architect', 'armor', 'cabbage', 'connoisseur', 'consolation', 'cynic'],
      judy: ['education', 'exile', 'fiddle', 'friendship', 'geographer', 'guillotine'],
    },
  },
];

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** A number as `dictd` writes it: base 64, the highest digit first. */
const number = (digits) => [...digits].reduce((sum, digit) => sum * 64 + DIGITS.indexOf(digit), 0);

/** Reads a dictionary into a function from headword to entry. */
function open(folder, name) {
  const text = gunzipSync(readFileSync(join(folder, `${name}.dict.dz`)));
  const places = new Map(
    readFileSync(join(folder, `${name}.index`), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t'))
      .map(([headword, offset, length]) => [headword, [number(offset), number(length)]]),
  );
  return (headword) => {
    const place = places.get(headword);
    if (!place) throw new Error(`${name} has no entry '${headword}'`);
    const [offset, length] = place;
    return text.subarray(offset, offset + length).toString('utf8');
  };
}

/**
 * The entry's first sentences, as many as fit, word for word: without the headword, the part of
 * speech, the number of the sense, and the origin in brackets.
 */
function definition(entry, dictionary) {
  const [first, second] = entry.split(/\n\s*\n/);
  const paragraph = dictionary === 'devil' ? first.replace(/^[^.]*\.\s+/, '') : second;
  const text = paragraph
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^1\. /, '')
    .replace(/^\[[^\]]*\] /, '');
  let answer = '';
  for (const sentence of text.split(/(?<=[a-z)]{2}\.) (?=[A-Z])/)) {
    const longer = answer ? `${answer} ${sentence}` : sentence;
    if (longer.length > MAX_ANSWER) break;
    answer = longer;
  }
  return answer;
}

const [source] = process.argv.slice(2);
if (!source) {
  console.error('Usage: node data/extract.mjs FOLDER');
  process.exit(1);
}
for (const { folder, dictionary, headwords } of DATANETS) {
  const entry = open(source, dictionary);
  const target = join(fileURLToPath(new URL('.', import.meta.url)), folder);
  mkdirSync(target, { recursive: true });
  for (const [contributor, words] of Object.entries(headwords)) {
    const rows = words.map((word) => `What does "${word}" mean? ${definition(entry(word), dictionary)}\n`);
    writeFileSync(join(target, `${contributor}.txt`), rows.join(''));
  }
}

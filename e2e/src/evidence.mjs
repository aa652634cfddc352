// SPDX-License-Identifier: Apache-2.0

/**
 * Evidence for the spans of an answer, as `primitives/src/evidence.rs` has it: found in texts by the rules of
 * the design, scored, committed to, and shown. It compares every run of words with every document, so it is
 * for answers of some dozens of words.
 */

import { u8aConcat } from '@polkadot/util';
import { commitTo, rangeProof } from './commitments.mjs';
import { DOMAINS, merkleTree } from './merkle.mjs';
import { integer } from './scale.mjs';

/** What a word is worth to each number of holders. */
const SCORE_BY_HOLDERS = [
  4_294_967_296n, 2_147_483_648n, 1_661_520_155n, 1_431_655_765n,
  1_292_913_986n, 1_198_050_829n, 1_128_071_163n, 1_073_741_824n,
];

const MAX_SPANS = 32;
const WORDS_PER_SPAN = 20;
const MAX_SHARES = 64;
const BILLION = 1_000_000_000n;

/**
 * One span of the answer in one contribution, in bytes.
 * @typedef {{answerStart: number, length: number, contribution: bigint, contentOffset: number, score: bigint}} Leaf
 */

/**
 * A text that an answer can rest on: canonical documents in ASCII, joined by line feeds.
 * @typedef {{id: bigint, text: string}} Source
 */

/**
 * Divides an amount by weights, exactly: what is left over goes to the largest remainders.
 * @param {bigint} total
 * @param {bigint[]} weights - not all zero
 * @returns {bigint[]}
 */
export function largestRemainder(total, weights) {
  const whole = weights.reduce((sum, weight) => sum + weight, 0n);
  const parts = weights.map((weight) => (total * weight) / whole);
  const left = Number(total - parts.reduce((sum, part) => sum + part, 0n));
  weights
    .map((weight, i) => ({ i, remainder: (total * weight) % whole }))
    .sort((a, b) => (a.remainder === b.remainder ? a.i - b.i : a.remainder > b.remainder ? -1 : 1))
    .slice(0, left)
    .forEach(({ i }) => { parts[i] += 1n; });
  return parts;
}

/**
 * What each holder of a span scores.
 * @param {number} words
 * @param {number} minWords
 * @param {number} holders
 * @returns {bigint[]} the earliest holder first
 */
export const holderScores = (words, minWords, holders) => largestRemainder(
  BigInt(words - minWords + 1) * SCORE_BY_HOLDERS[holders - 1],
  Array(holders).fill(1n),
);

/**
 * How many spans of an answer count at most.
 * @param {number} words - of the answer
 * @returns {number}
 */
export const maxSpans = (words) => Math.min(MAX_SPANS, Math.ceil(words / WORDS_PER_SPAN));

const wordsOf = (text) => [...text.matchAll(/[^ \n]+/g)].map(({ 0: word, index }) => ({
  start: index, end: index + word.length,
}));

const isBoundary = (character) => character === undefined || character === ' ' || character === '\n';

/**
 * Where a run of words first stands in a text.
 * @param {string} text
 * @param {string} run
 * @param {number} [from] - not before this
 * @returns {number} -1 where it does not
 */
export function occurrence(text, run, from = 0) {
  for (let at = text.indexOf(run, from); at >= 0; at = text.indexOf(run, at + 1)) {
    if (isBoundary(text[at - 1]) && isBoundary(text[at + run.length])) return at;
  }
  return -1;
}

/** The runs of enough words that stand in a source and are in no run that begins earlier. */
function candidates(answer, sources, minWords) {
  const words = wordsOf(answer);
  const found = [];
  let reached = 0;
  for (let first = 0; first + minWords <= words.length; first++) {
    let last = -1;
    for (let i = first + minWords - 1; i < words.length; i++) {
      const run = answer.slice(words[first].start, words[i].end);
      if (!sources.some(({ text }) => occurrence(text, run) >= 0)) break;
      last = i;
    }
    if (last >= reached) {
      found.push({ start: words[first].start, end: words[last].end, words: last - first + 1 });
      reached = last + 1;
    }
  }
  return found;
}

/**
 * The leaves for one span of an answer, whatever else there is.
 * @param {string} answer
 * @param {{start: number, end: number, words: number}} span
 * @param {Source[]} sources
 * @param {number} minWords
 * @returns {Leaf[]}
 */
function leavesOf(answer, { start, end, words }, sources, minWords) {
  const run = answer.slice(start, end);
  const holders = sources
    .map(({ id, text }) => ({ id, offset: occurrence(text, run) }))
    .filter(({ offset }) => offset >= 0)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .slice(0, SCORE_BY_HOLDERS.length);
  const scores = holderScores(words, minWords, holders.length);
  return holders.map(({ id, offset }, i) => ({
    answerStart: start, length: run.length, contribution: id, contentOffset: offset, score: scores[i],
  }));
}

/**
 * What an answer rests on.
 * @param {string} answer - canonical, in ASCII
 * @param {Source[]} sources - all contributions of the artifact's snapshots
 * @param {number} minWords
 * @param {number} [most] - how many spans are chosen at most, where it is not what the rules say
 * @returns {Leaf[]} sorted, as they are committed
 */
export function evidenceOf(answer, sources, minWords, most = maxSpans(wordsOf(answer).length)) {
  return candidates(answer, sources, minWords)
    .sort((a, b) => (b.end - b.start) - (a.end - a.start) || a.start - b.start)
    .slice(0, most)
    .sort((a, b) => a.start - b.start)
    .flatMap((span) => leavesOf(answer, span, sources, minWords));
}

/**
 * The attribution vector that follows from leaves, in parts per billion.
 * @param {Leaf[]} leaves
 * @returns {{shares: {contribution: bigint, share: number}[], residual: number}}
 */
export function vectorOf(leaves) {
  const sums = new Map();
  for (const { contribution, score } of leaves) sums.set(contribution, (sums.get(contribution) ?? 0n) + score);
  if (sums.size === 0) return { shares: [], residual: Number(BILLION) };
  if (sums.size > MAX_SHARES) throw new Error(`more than ${MAX_SHARES} contributions`);
  const named = [...sums].sort(([a], [b]) => (a < b ? -1 : 1));
  const parts = largestRemainder(BILLION, named.map(([, score]) => score));
  return {
    shares: named
      .map(([contribution], i) => ({ contribution, share: Number(parts[i]) }))
      .filter(({ share }) => share > 0),
    residual: 0,
  };
}

const leafBytes = ({
  answerStart, length, contribution, contentOffset, score,
}) => u8aConcat(
  integer(answerStart, 32), integer(length, 32), integer(contribution, 64), integer(contentOffset, 32),
  integer(score, 64),
);

/**
 * The tree over the leaves of an answer.
 * @param {Leaf[]} leaves
 * @returns {{root: string, count: number, show: (index: number) => {leaf: Leaf, index: number, path: string[]}}}
 */
export function evidenceTree(leaves) {
  const tree = merkleTree(DOMAINS.evidence, leaves.map(leafBytes));
  return {
    root: tree.root,
    count: leaves.length,
    show: (index) => ({ leaf: leaves[index], index, path: tree.prove(index) }),
  };
}

/**
 * Shows a run of words, with the byte before it and the byte after it: whether words are cut is seen from
 * those.
 * @param {string} text - all of it
 * @param {number} start
 * @param {number} length
 * @returns {ReturnType<typeof rangeProof>}
 */
export function showRun(text, start, length) {
  const from = Math.max(start - 1, 0);
  return rangeProof(text, from, Math.min(start + length + 1, text.length) - from);
}

/**
 * Shows the bytes of a leaf in the answer and in its contribution.
 * @param {Pick<Leaf, 'answerStart' | 'length' | 'contentOffset'>} leaf
 * @param {string} answer
 * @param {string} text - the contribution
 * @returns {{answer: ReturnType<typeof rangeProof>, content: ReturnType<typeof rangeProof>}}
 */
export const spanOpening = ({ answerStart, length, contentOffset }, answer, text) => ({
  answer: showRun(answer, answerStart, length),
  content: showRun(text, contentOffset, length),
});

/**
 * What a worker states of an answer that it gave: true, when the leaves are.
 * @param {string} answer
 * @param {Leaf[]} leaves
 * @returns {{output: import('./datanets.mjs').Commitment, vector: ReturnType<typeof vectorOf>, evidenceRoot: string}}
 */
export const claimOf = (answer, leaves) => ({
  output: commitTo(answer), vector: vectorOf(leaves), evidenceRoot: evidenceTree(leaves).root,
});

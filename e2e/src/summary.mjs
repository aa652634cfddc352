// SPDX-License-Identifier: Apache-2.0

/**
 * What came out of a story, for programs: times, precision, the split of one answer, and everybody's money without the
 * fees of transactions. Amounts are strings of plancks.
 */

import { cpus, totalmem } from 'node:os';
import { WORKERS } from './cast.mjs';
import { OPEN, inOpen } from './client.mjs';
import { capital } from './story.mjs';
import { partsOf } from './tables.mjs';
import { precision } from './verdict.mjs';

const GIBIBYTE = 2 ** 30;

/** What the workers got is told of all together: who of them is drawn for which answer is left to chance. */
const TOGETHER = 'workers';

/**
 * What cannot be divided may lie with one or the other, by the order in which it came: far less than a thousandth of a
 * millionth of an OPEN.
 */
const INDIVISIBLE = OPEN / 10n ** 12n;

/**
 * An answer, and what it came to.
 * @typedef {{question: string, answer: string, fee: string, residual: number, shares: Record<string, number>}} AnswerSummary
 */

/**
 * @typedef {object} Summary
 * @property {{cpu: string, cores: number, memory_gib: number}} machine
 * @property {boolean} restart - whether node and server were killed in between
 * @property {{chapter: string, seconds: number}[]} times
 * @property {Record<string, {right: number, all: number, percent: string}>} precision
 * @property {{question: string, fee: string, parts: {who: string, role: string, part: string}[]}} split - of one answer
 * @property {{answers: number, seconds: number, total: string}} vouchers
 * @property {Record<string, number>} scores - of each adapter, in millionths of its rows
 * @property {AnswerSummary[]} answers - on chain
 * @property {Record<string, string>} money - by name: what it has more than before, without fees of transactions
 */

/** What everybody has more than before, but for fees of transactions and what was got for making blocks. */
function withoutFees(flow, names) {
  const workers = new Set(WORKERS.map(capital));
  const money = new Map();
  for (const [address, name] of names) {
    const { change, fees, blocks } = flow.get(address);
    const key = workers.has(name) ? TOGETHER : name;
    money.set(key, (money.get(key) ?? 0n) + change + fees - blocks);
  }
  return Object.fromEntries([...money].map(([name, plancks]) => [name, String(plancks)]));
}

const summaryOf = ({
  question, evidence, settled, shares, residual,
}) => ({
  question, answer: evidence.answer, fee: String(settled.fee), residual, shares: Object.fromEntries(shares),
});

/**
 * Sums a story up.
 * @param {object} story
 * @param {boolean} story.restart
 * @param {{chapter: string, seconds: number}[]} story.times
 * @param {import('./verdict.mjs').Answer[]} story.answers
 * @param {import('./verdict.mjs').Answer} story.audited - the one whose split is shown
 * @param {import('./verdict.mjs').Attributed[]} story.paid
 * @param {number} story.seconds - that those took
 * @param {bigint} story.total - what they cost
 * @param {Map<number, number>} story.scores
 * @param {Map<string, import('./money.mjs').Account>} story.flow
 * @param {Map<string, string>} story.names
 * @returns {Summary}
 */
export function summarise({
  restart, times, answers, audited, paid, seconds, total, scores, flow, names,
}) {
  const [{ model }] = cpus();
  return {
    machine: { cpu: model, cores: cpus().length, memory_gib: Math.round(totalmem() / GIBIBYTE) },
    restart,
    times,
    precision: { 'on chain': precision(answers), 'by vouchers': precision(paid) },
    split: {
      question: audited.question,
      fee: String(audited.fee.parts),
      parts: partsOf(audited.fee, names).map(({ who, role, part }) => ({ who, role, part: String(part) })),
    },
    vouchers: { answers: paid.length, seconds, total: String(total) },
    scores: Object.fromEntries(scores),
    answers: answers.map(summaryOf),
    money: withoutFees(flow, names),
  };
}

/**
 * In what two stories came out differently, but for times and the fees of transactions.
 * @param {Summary} one
 * @param {Summary} other
 * @returns {string[]} nothing, if they came out alike
 */
export function differences(one, other) {
  const found = [];
  const names = new Set([...Object.keys(one.money), ...Object.keys(other.money)]);
  for (const name of names) {
    const [had, has] = [one, other].map(({ money }) => BigInt(money[name] ?? 0));
    const apart = had > has ? had - has : has - had;
    if (apart > INDIVISIBLE) found.push(`${name} has ${inOpen(had, { sign: true })} and ${inOpen(has, { sign: true })} OPEN`);
  }
  const answersOf = ({ answers }) => new Map(answers.map((answer) => [answer.question, JSON.stringify(answer)]));
  const [first, second] = [answersOf(one), answersOf(other)];
  for (const question of new Set([...first.keys(), ...second.keys()])) {
    if (first.get(question) !== second.get(question)) {
      found.push(`${question} ${first.get(question) ?? 'not asked'} and ${second.get(question) ?? 'not asked'}`);
    }
  }
  if (one.vouchers.answers !== other.vouchers.answers || one.vouchers.total !== other.vouchers.total) {
    found.push(`vouchers paid ${one.vouchers.total} plancks for ${one.vouchers.answers} answers, and ` +
      `${other.vouchers.total} for ${other.vouchers.answers}`);
  }
  return found;
}

const open = (plancks) => inOpen(BigInt(plancks), { decimals: 4 });

/**
 * The table of the README.
 * @param {Summary} summary
 * @returns {string} Markdown
 */
export function markdown({
  machine, times, precision: precisions, split, vouchers,
}) {
  const all = times.reduce((sum, { seconds }) => sum + seconds, 0);
  const rows = [
    ['step', 'seconds'], ['---', '---:'],
    ...times.map(({ chapter, seconds }) => [chapter, seconds.toFixed(0)]),
    ['**all**', `**${all.toFixed(0)}**`],
  ];
  const parts = [
    [`one answer, ${open(split.fee)} OPEN`, 'as', 'OPEN', 'of the fee'], ['---', '---', '---:', '---:'],
    ...split.parts.map(({ who, role, part }) =>
      [who, role, open(part), `${((Number(part) / Number(split.fee)) * 100).toFixed(1)} %`]),
  ];
  const found = [
    ['attribution: who brought the true source has the largest share', 'right', 'asked', ''],
    ['---', '---:', '---:', '---:'],
    ...Object.entries(precisions).map(([where, { right, all: asked, percent }]) =>
      [where, String(right), String(asked), percent]),
  ];
  const table = (lines) => lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  return [
    table(rows), table(parts), table(found),
    `${machine.cores} cores of ${machine.cpu}, ${machine.memory_gib} GiB; ${vouchers.answers} answers in ` +
    `${vouchers.seconds.toFixed(0)} s over OpenAI's API, ${open(vouchers.total)} OPEN by one voucher.`,
  ].join('\n\n');
}

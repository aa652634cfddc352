// SPDX-License-Identifier: Apache-2.0

/** The scenario's results, for people to read. */

import { ROLES } from './money.mjs';
import {
  amount, capital, difference, percent, printTable,
} from './story.mjs';

/** Whom an answer rests on, in words. */
function sharesOf({ shares, residual }) {
  const found = [...shares].filter(([, parts]) => parts > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([name, parts]) => `${capital(name)} ${percent(parts)}`);
  if (residual > 0) found.push(`everybody ${percent(residual)}`);
  return found.join(', ');
}

/** Who was credited with which part of a fee: with its role, and how much. */
export function partsOf(fee, names) {
  const all = (fee?.credits ?? []).map(({ who, role, amount: part }) =>
    ({ who: names.get(who) ?? who, role: role.toLowerCase(), part }));
  for (const { snapshot, amount: part } of fee?.pools ?? []) {
    all.push({ who: `pool of snapshot ${snapshot}`, role: 'contributors', part });
  }
  for (const { datanet, amount: part } of fee?.curators ?? []) {
    all.push({ who: `curators of Datanet ${datanet}`, role: 'curators', part });
  }
  for (const { target, amount: part } of fee?.stakers ?? []) {
    all.push({ who: `stakers on ${target}`, role: 'stakers', part });
  }
  if (fee?.burnt) all.push({ who: 'nobody', role: 'burnt', part: fee.burnt });
  return all;
}

/**
 * Prints each answer in two lines: what was answered, and whom it rests on.
 * @param {import('./verdict.mjs').Answer[]} answers
 */
export function printAnswers(answers) {
  answers.forEach((answer, i) => {
    const {
      question, contributor, evidence, net, right,
    } = answer;
    console.log(`${String(i + 1).padStart(3)}. ${question}  (artifact ${net.artifact})`);
    console.log(`     ${evidence.answer}`);
    console.log(`     rests on ${sharesOf(answer)}; ${capital(contributor)} brought it` +
      `${right ? '' : ': NOT THE TRUE SOURCE'}`);
  });
}

/**
 * Prints why somebody earned what by one answer.
 * @param {import('./verdict.mjs').Answer} answer
 * @param {Map<string, string>} names - by address
 */
export function printSplit(answer, names) {
  const { question, evidence, fee } = answer;
  console.log(`  request ${answer.request}: ${question}`);
  console.log(`  answer:    ${evidence.answer}`);
  for (const { text, words } of evidence.spans) console.log(`  because:   "${text}" (${words} words)`);
  console.log(`  rests on:  ${sharesOf(answer)}\n`);
  printTable([
    ['OPEN of this fee', 'as', ''],
    ...partsOf(fee, names).map(({ who, role, part }) => [who, role, amount(part)]),
    ['all', '', amount(fee.parts)],
  ]);
}

/** An amount, or nothing where it is nothing. */
const some = (plancks) => (plancks === 0n ? '-' : amount(plancks));

/**
 * Prints who paid, earned and claimed what by answers.
 * @param {Map<string, import('./money.mjs').Account>} flow
 * @param {Map<string, string>} names - by address
 */
export function printFlow(flow, names) {
  const rows = [...names].map(([address, name]) => {
    const { answers, earned, claimed } = flow.get(address);
    return [name, answers, ...ROLES.map((role) => earned[role]), claimed];
  }).filter(([, ...cells]) => cells.some((cell) => cell !== 0n));
  const [, ...first] = rows[0];
  const sums = rows.reduce(
    (sum, [, ...cells]) => sum.map((total, i) => total + cells[i]),
    first.map(() => 0n),
  );
  printTable([
    ['OPEN', 'paid for answers', ...ROLES.map((role) => `as ${role.toLowerCase()}`), 'claimed'],
    ...[...rows, ['all', ...sums]].map(([name, ...cells]) => [name, ...cells.map(some)]),
  ]);
}

/**
 * Prints balances before and after, with what explains the difference.
 * @param {object} options
 * @param {{balances: Map<string, bigint>}} options.before
 * @param {{balances: Map<string, bigint>}} options.after
 * @param {Map<string, import('./money.mjs').Account>} options.flow
 * @param {Map<string, string>} options.names - by address
 */
export function printBalances({ before, after, flow, names }) {
  const signed = (plancks) => (plancks === 0n ? '-' : difference(plancks));
  printTable([
    [
      '', 'before', 'after', 'difference', '= claimed', '- answers', '+ work', '+ verdicts', '+ given',
      '- fees', '+ blocks',
    ],
    ...[...names].map(([address, name]) => {
      const [had, has] = [before.balances.get(address), after.balances.get(address)];
      const {
        claimed, answers, work, verdicts, given, fees, blocks,
      } = flow.get(address);
      return [
        name, amount(had), amount(has), difference(has - had), some(claimed), some(answers),
        ...[work, verdicts, given].map(signed), some(fees), some(blocks),
      ];
    }),
  ]);
}

/**
 * Prints how long each chapter took.
 * @param {{chapter: string, seconds: number}[]} times
 */
export function printTimes(times) {
  const all = times.reduce((sum, { seconds }) => sum + seconds, 0);
  printTable([
    ['', 'seconds'],
    ...[...times, { chapter: 'all', seconds: all }].map(({ chapter, seconds }) => [chapter, seconds.toFixed(1)]),
  ]);
}

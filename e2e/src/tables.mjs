// SPDX-License-Identifier: Apache-2.0

/** The scenario's results, for people to read. */

import { ROLES } from './chronicle.mjs';
import {
  amount, capital, difference, percent, printTable,
} from './story.mjs';

/**
 * Prints each answer with what it rests on, and who was paid for it.
 * @param {import('./verdict.mjs').Answer[]} answers
 * @param {Map<string, string>} names - by address
 */
export function printAnswers(answers, names) {
  answers.forEach((answer, i) => {
    const {
      question, contributor, evidence, shares, settled, fee, net, right,
    } = answer;
    const found = [...shares].filter(([, parts]) => parts > 0)
      .sort(([, a], [, b]) => b - a)
      .map(([name, parts]) => `${capital(name)} ${percent(parts)}`);
    if (settled?.residual > 0) found.push(`everybody ${percent(settled.residual)}`);
    console.log(`${String(i + 1).padStart(3)}. ${question}  (artifact ${net.artifact})`);
    console.log(`     answer   ${evidence.answer}`);
    console.log(`     source   ${capital(contributor)}'s text in "${net.name}"`);
    console.log(`     shares   ${found.join(', ')}${right ? '' : '  NOT THE TRUE SOURCE'}`);
    for (const { text, words } of evidence.spans) {
      console.log(`     because  "${text}" (${words} words)`);
    }
    const paid = (fee?.credits ?? []).map(({ who, role, amount: part }) =>
      `${names.get(who) ?? who} ${amount(part)} as ${role.toLowerCase()}`);
    for (const { snapshot, amount: part } of fee?.pools ?? []) {
      paid.push(`pool of snapshot ${snapshot} ${amount(part)}`);
    }
    for (const { datanet, amount: part } of fee?.curators ?? []) {
      paid.push(`curators of Datanet ${datanet} ${amount(part)}`);
    }
    for (const { target, amount: part } of fee?.stakers ?? []) {
      paid.push(`stakers on ${target} ${amount(part)}`);
    }
    if (fee?.burnt) paid.push(`burnt ${amount(fee.burnt)}`);
    console.log(`     fee      ${amount(fee?.parts ?? 0n)} OPEN: ${paid.join(', ')}\n`);
  });
}

/** An amount, or nothing where it is nothing. */
const some = (plancks) => (plancks === 0n ? '-' : amount(plancks));

/**
 * Prints who paid, earned and claimed what.
 * @param {Map<string, import('./chronicle.mjs').Account>} flow
 * @param {Map<string, string>} names - by address
 */
export function printFlow(flow, names) {
  const rows = [...names].map(([address, name]) => {
    const { answers, earned, claimed } = flow.get(address);
    return [name, answers, ...ROLES.map((role) => earned[role]), claimed];
  });
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
 * @param {Map<string, import('./chronicle.mjs').Account>} options.flow
 * @param {Map<string, string>} options.names - by address
 */
export function printBalances({ before, after, flow, names }) {
  printTable([
    ['', 'before', 'after', 'difference', '= claimed', '- answers', '- transactions', '+ blocks made'],
    ...[...names].map(([address, name]) => {
      const [had, has] = [before.balances.get(address), after.balances.get(address)];
      const { claimed, answers, fees, blocks } = flow.get(address);
      return [
        name, amount(had), amount(has), difference(has - had),
        ...[claimed, answers, fees, blocks].map(some),
      ];
    }),
  ]);
}

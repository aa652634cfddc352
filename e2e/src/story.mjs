// SPDX-License-Identifier: Apache-2.0

/** How a story is told at the terminal. */

import { inOpen } from './client.mjs';

/** Writes an amount with four decimals, which a reader can compare. */
export const amount = (plancks) => inOpen(plancks, { decimals: 4 });

/** Writes a difference with four decimals and its sign. */
export const difference = (plancks) => inOpen(plancks, { decimals: 4, sign: true });

/** Writes parts per billion as a percentage. */
export const percent = (parts) => `${(parts / 10_000_000).toFixed(1)} %`;

/** Writes a name as names are written. */
export const capital = (name) => name[0].toUpperCase() + name.slice(1);

/** Prints the title of a chapter. */
export const chapter = (title) => console.log(`\n${title}\n${'-'.repeat(title.length)}`);

/**
 * Prints numbered lines, each with its block, and with the fee of a transaction if one is given.
 * @returns {(block: number, text: string, fee?: bigint) => void}
 */
export function narrator() {
  let number = 0;
  return (block, text, fee) => {
    number += 1;
    const cost = fee === undefined ? '' : `  (fee ${inOpen(fee, { decimals: 6 })} OPEN)`;
    console.log(`${String(number).padStart(3)}. block ${String(block).padStart(4)}  ${text}${cost}`);
  };
}

/**
 * Prints a table: the first column to the left, the others to the right.
 * @param {string[][]} rows - the heading first
 */
export function printTable(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows) {
    const cells = row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])));
    console.log(`  ${cells.join('  ')}`.trimEnd());
  }
}

/**
 * Shows how far something is that takes a while: one line that changes at a terminal, a line every
 * ten seconds elsewhere.
 * @returns {{show: (text: string) => void, done: () => void}}
 */
export function progress() {
  const live = process.stdout.isTTY;
  let last = Date.now();
  return {
    show: (text) => {
      if (live) process.stdout.write(`\r\x1b[K     ${text}`);
      else if (Date.now() - last >= 10_000) {
        last = Date.now();
        console.log(`     ${text}`);
      }
    },
    done: () => {
      if (live) process.stdout.write('\r\x1b[K');
    },
  };
}

/**
 * Collects what is checked at the end, and prints it.
 * @returns {{check: (holds: boolean, right: string, otherwise: string) => void, wrong: string[]}}
 */
export function checklist() {
  const wrong = [];
  return {
    wrong,
    check: (holds, right, otherwise) => {
      console.log(holds ? `  ok     ${right}` : `  WRONG  ${otherwise}`);
      if (!holds) wrong.push(otherwise);
    },
  };
}

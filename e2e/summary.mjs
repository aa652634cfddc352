// SPDX-License-Identifier: Apache-2.0

/**
 * Reads what `scripts/run --json FILE` has written:
 *
 *     node summary.mjs table FILE            prints the README's table
 *     node summary.mjs compare FILE FILE     fails if two stories came out differently, but for fees and times
 */

import { readFileSync } from 'node:fs';
import { differences, markdown } from './src/summary.mjs';

const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
const [command, ...files] = process.argv.slice(2);

if (command === 'table' && files.length === 1) {
  console.log(markdown(read(files[0])));
} else if (command === 'compare' && files.length === 2) {
  const found = differences(...files.map(read));
  for (const difference of found) console.error(`Error: ${difference}`);
  if (found.length === 0) console.log('Both stories came out alike: the same answers, shares, fees and balances.');
  process.exit(found.length === 0 ? 0 : 1);
} else {
  console.error('Usage: node summary.mjs table FILE\n       node summary.mjs compare FILE FILE');
  process.exit(1);
}

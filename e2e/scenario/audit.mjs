// SPDX-License-Identifier: Apache-2.0

/** One answer is audited: who earned what by it and why, down to the rows, as far as the chain and the stores have it. */

import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Audits the answer to a request.
 * @param {import('./stage.mjs').World} world
 * @param {{request: bigint, server: {url: string}}} answered - `server` has its evidence
 * @returns {Promise<{request: bigint, page: string, counts: {holds: number, unknown: number, fails: number}, code: number}>}
 *   `page` is the report
 */
export async function auditAnswer({ openledger, folder }, { request, server }) {
  const page = join(folder, `audit-of-request-${request}.html`);
  const report = join(folder, `audit-of-request-${request}.json`);
  const { code, stdout, stderr } = await openledger.run(
    ['audit', 'inference', request, '--html', page, '--report', report],
    { server: server.url },
  );
  console.log(`     $ openledger audit inference ${request} --html ${page}\n`);
  console.log((stdout || stderr).trimEnd().split('\n').map((line) => `     ${line}`).join('\n'));
  const { counts } = JSON.parse(readFileSync(report, 'utf8'));
  if (statSync(page).size === 0) throw new Error(`${page} is empty`);
  return {
    request, page, counts, code,
  };
}

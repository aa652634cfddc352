// SPDX-License-Identifier: Apache-2.0

/** The command line, run as a person would. */

import assert from 'node:assert/strict';
import { start } from '../../src/processes.mjs';

const BINARY = process.env.OPENLEDGER_CLI;

/**
 * A way to run the program beside a node and a LoRA server.
 * @typedef {object} Cli
 * @property {(args: unknown[], options?: {by?: string}) => Promise<{code: number, stdout: string, stderr: string}>} run
 * @property {(args: unknown[], options?: {by?: string}) => Promise<any>} told - its JSON; it must succeed
 * @property {(args: unknown[], options?: {by?: string}) => Promise<any>} denied - its JSON, when the answer is no
 * @property {(args: unknown[], options?: {by?: string}) => Promise<string>} refused - what it says when it must fail
 * @property {(args: unknown[], options?: {by?: string}) => ReturnType<typeof start>} begin - a command that goes on
 */

/**
 * The program, with these as its node and its server. `by` names who signs: a development account.
 * @param {{node: {ws: string}, server?: {url: string}}} beside
 * @returns {Cli}
 */
export function cliBeside({ node, server }) {
  if (!BINARY) throw new Error('set OPENLEDGER_CLI to the path of the openledger binary');
  const begin = (args, { by } = {}) => start(BINARY, args.map(String), {
    ...process.env,
    OPENLEDGER_NODE_WS: node.ws,
    ...(server ? { OPENLEDGER_SERVER: server.url } : {}),
    ...(by ? { OPENLEDGER_SURI: `//${by}` } : {}),
  });
  const run = async (args, options) => {
    const { ended, output } = begin(args, options);
    const { code, error } = await ended;
    if (error) throw error;
    return { code, stdout: output.stdout, stderr: output.stderr };
  };
  const told = async (args, options) => {
    const { code, stdout, stderr } = await run([...args, '--json'], options);
    assert.equal(code, 0, stderr || stdout);
    return JSON.parse(stdout);
  };
  const denied = async (args, options) => {
    const { code, stdout, stderr } = await run([...args, '--json'], options);
    assert.equal(code, 1, stdout);
    assert.notEqual(stdout, '', stderr);
    return JSON.parse(stdout);
  };
  const refused = async (args, options) => {
    const { code, stdout, stderr } = await run(args, options);
    assert.equal(code, 1, stdout);
    assert.equal(stdout, '');
    return stderr;
  };
  return { run, told, denied, refused, begin };
}

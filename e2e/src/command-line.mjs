// SPDX-License-Identifier: Apache-2.0

/** `openledger`, the command line, as a program that is run in somebody's name. */

import { start } from './processes.mjs';

/**
 * @typedef {object} Ended
 * @property {number} code
 * @property {string} stdout
 * @property {string} stderr
 */

/**
 * @typedef {object} Running
 * @property {string} [by] - secret URI of the key that signs
 * @property {string} [server] - address of the LoRA server, where it is another one
 */

/**
 * The command line of somebody who uses this node and this server.
 * @param {object} what
 * @param {{ws: string}} what.node
 * @param {{url: string}} what.server
 * @param {string} [what.binary]
 * @returns {{
 *   binary: string,
 *   environment: (running?: Running) => Record<string, string>,
 *   run: (args: unknown[], running?: Running) => Promise<Ended>,
 *   told: (args: unknown[], running?: Running) => Promise<any>,
 * }} `told` is what a command says in JSON, and throws what it says on stderr where it fails
 */
export function commandLine({ node, server, binary = process.env.OPENLEDGER_CLI }) {
  if (!binary) throw new Error('set OPENLEDGER_CLI to the path of the openledger binary');
  // A secret is given by the environment: others on the machine see arguments.
  const environment = ({ by, server: url = server.url } = {}) => ({
    OPENLEDGER_NODE_WS: node.ws, OPENLEDGER_SERVER: url, ...(by ? { OPENLEDGER_SURI: by } : {}),
  });
  const run = async (args, running) => {
    const { ended, output } = start(binary, args.map(String), { ...process.env, ...environment(running) });
    const { code, signal, error } = await ended;
    if (error) throw error;
    return { code: code ?? signal, stdout: output.stdout, stderr: output.stderr };
  };
  const told = async (args, running) => {
    const { code, stdout, stderr } = await run([...args, '--json'], running);
    if (code !== 0) throw new Error(`openledger ${args.join(' ')}: ${stderr.trim() || `exit code ${code}`}`);
    return JSON.parse(stdout);
  };
  return {
    binary, environment, run, told,
  };
}

// SPDX-License-Identifier: Apache-2.0

/**
 * Starts and stops nodes. Each has its own ports and its own folder, and nothing of it is left when
 * it is stopped, nor when this process ends early.
 */

import { join } from 'node:path';
import { stringToHex, u8aToHex } from '@polkadot/util';
import {
  Service, freePorts, start, tail, temporaryFolder,
} from './processes.mjs';

const START_TIMEOUT_MS = 240_000;
const RUN_TIMEOUT_MS = 180_000;

/**
 * Asks a node over HTTP.
 * @param {string} url
 * @param {string} method
 * @param {unknown[]} [params]
 * @returns {Promise<any>} the result; an error answer is thrown with its message and data
 */
export async function rpc(url, method, params = []) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    signal: AbortSignal.timeout(10_000),
  });
  const { result, error } = await response.json();
  if (error) {
    throw new Error(`${method}: ${error.message}${error.data ? ` (${JSON.stringify(error.data)})` : ''}`);
  }
  return result;
}

/**
 * Where the off-chain worker looks for the LoRA server's address, for the lowest budget of jobs that it takes, and
 * whether it is to rest.
 */
const SERVER_KEY = 'openledger/ocw/url';
const FACTORY_KEY = 'openledger/ocw/factory';
const OFF_KEY = 'openledger/ocw/off';

/** The type of workers' keys in the keystore. */
const WORKER_KEY = 'poa!';

const setLocally = (http, key, value) =>
  rpc(http, 'offchain_localStorageSet', ['PERSISTENT', stringToHex(key), stringToHex(value)]);

/** A setting, or what it is for the worker with this public key alone. */
const settingFor = (setting, publicKey) =>
  (publicKey ? `${setting}/${u8aToHex(publicKey, undefined, false)}` : setting);

function checkBinary(binary) {
  if (!binary) {
    throw new Error('set OPENLEDGER_NODE to the path of the openledger-node binary');
  }
  return binary;
}

/** A folder of our own instead of the home folder: a node without --base-path writes there. */
const homeAt = (path) => ({ HOME: path, XDG_DATA_HOME: join(path, 'data') });

/**
 * @typedef {object} RunningNode
 * @property {string} ws - the WebSocket URL
 * @property {string} http - the HTTP URL of the same RPC server
 * @property {string} host
 * @property {number} rpcPort
 * @property {number} p2pPort
 * @property {string} basePath
 * @property {Service} service - its process: can be killed, and started again on the same data
 * @property {() => string} logs - everything that it has printed (the last megabyte)
 * @property {(method: string, params?: unknown[]) => Promise<any>} rpc - asks it over HTTP
 * @property {(suri: string, publicKey: Uint8Array) => Promise<void>} insertWorkerKey - has it work for one more worker
 * @property {(url: string, publicKey?: Uint8Array) => Promise<void>} setLoraServer - tells its off-chain worker where the
 *   server is, of all workers or of this one
 * @property {(plancks: bigint, publicKey?: Uint8Array) => Promise<void>} takeJobs - has its off-chain worker take jobs of
 *   the ModelFactory with at least this budget, for all workers or for this one
 * @property {() => Promise<void>} restWorker - has its off-chain worker do nothing
 * @property {() => Promise<void>} stop - ends it and removes its folder; harmless when repeated
 */

/**
 * Starts a development node (one block a second) and waits until it has made a block.
 * @param {object} [options]
 * @param {string[]} [options.args] - more arguments
 * @param {Record<string, string>} [options.env] - more environment variables
 * @param {string} [options.binary]
 * @param {number} [options.blockTime] - milliseconds between blocks
 * @param {number} [options.rpcPort] - a free one, if none is given
 * @returns {Promise<RunningNode>}
 */
export async function startNode({
  args = [],
  env = {},
  binary = process.env.OPENLEDGER_NODE,
  blockTime = 1_000,
  rpcPort: wantedPort,
} = {}) {
  checkBinary(binary);
  const [p2pPort, freePort] = await freePorts(2);
  const rpcPort = wantedPort ?? freePort;
  const home = temporaryFolder();
  const basePath = join(home.path, 'base');
  const host = '127.0.0.1';
  const http = `http://${host}:${rpcPort}`;

  const service = new Service({
    name: 'node',
    binary,
    args: [
      '--dev',
      '--dev-block-time', String(blockTime),
      '--rpc-port', String(rpcPort),
      '--port', String(p2pPort),
      '--no-prometheus',
      '--base-path', basePath,
      '--no-hardware-benchmarks',
      '--rpc-methods', 'unsafe',
      ...args,
    ],
    env: { ...homeAt(home.path), ...env },
    logFile: join(home.path, 'node.log'),
    readyTimeout: START_TIMEOUT_MS,
    // The RPC server refuses until it is up.
    isReady: async () => BigInt((await rpc(http, 'chain_getHeader')).number) >= 1n,
  });
  const stop = async () => {
    await service.stop();
    home.remove();
  };
  await service.start().catch(async (error) => {
    await stop();
    throw error;
  });

  return {
    ws: `ws://${host}:${rpcPort}`,
    http,
    host,
    rpcPort,
    p2pPort,
    basePath,
    service,
    logs: () => service.log,
    rpc: (method, params) => rpc(http, method, params),
    insertWorkerKey: (suri, publicKey) =>
      rpc(http, 'author_insertKey', [WORKER_KEY, suri, u8aToHex(publicKey)]),
    setLoraServer: (url, publicKey) => setLocally(http, settingFor(SERVER_KEY, publicKey), url),
    takeJobs: (plancks, publicKey) =>
      setLocally(http, settingFor(FACTORY_KEY, publicKey), plancks.toString()),
    restWorker: () => setLocally(http, OFF_KEY, 'yes'),
    stop,
  };
}

/**
 * Runs the node with these arguments until it ends by itself: subcommands, and starts that must be
 * refused. Its home folder is a temporary one.
 * @param {string[]} args
 * @param {object} [options]
 * @param {Record<string, string>} [options.env]
 * @param {string} [options.binary]
 * @param {number} [options.timeout] - milliseconds; after it the node is killed and this throws
 * @returns {Promise<{code: number | null, stdout: string, stderr: string}>}
 */
export async function runNode(
  args,
  { env = {}, binary = process.env.OPENLEDGER_NODE, timeout = RUN_TIMEOUT_MS } = {},
) {
  checkBinary(binary);
  const home = temporaryFolder();
  try {
    const node = start(binary, args, { ...process.env, ...homeAt(home.path), ...env });
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      node.child.kill('SIGKILL');
    }, timeout);
    const end = await node.ended;
    clearTimeout(timer);
    if (end.error) throw end.error;
    if (late) {
      throw new Error(
        `'${args.join(' ')}' did not end within ${timeout / 1000} s:\n${tail(node.output.stderr)}`,
      );
    }
    return { code: end.code, stdout: node.output.stdout, stderr: node.output.stderr };
  } finally {
    home.remove();
  }
}

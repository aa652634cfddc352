// SPDX-License-Identifier: Apache-2.0

/**
 * Starts and stops nodes for tests. Each has its own ports and its own folder, and nothing of it is
 * left when it is stopped, nor when the test process ends early.
 */

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

const START_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 10_000;
const RUN_TIMEOUT_MS = 60_000;
const LOG_LIMIT = 1_000_000;
const TAIL_LINES = 40;

/** What must go when this process ends: running children and temporary folders. */
const children = new Set();
const folders = new Set();

function cleanUp() {
  for (const child of children) child.kill('SIGKILL');
  for (const folder of folders) remove(folder);
}

process.on('exit', cleanUp);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  // Kept until everything is gone: the same signal often comes twice, from the shell and the runner.
  const onSignal = () => {
    cleanUp();
    process.off(signal, onSignal);
    process.kill(process.pid, signal);
  };
  process.on(signal, onSignal);
}

function remove(folder) {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  folders.delete(folder);
}

/**
 * Makes a temporary folder, which goes when this process ends.
 * @returns {{path: string, remove: () => void}}
 */
export function temporaryFolder() {
  const path = mkdtempSync(join(tmpdir(), 'openledger-e2e-'));
  folders.add(path);
  return { path, remove: () => remove(path) };
}

/**
 * Finds TCP ports of this machine that nothing listens on.
 * @param {number} count
 * @returns {Promise<number[]>}
 */
export async function freePorts(count) {
  // All are held until all are found, so that none comes twice.
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0)));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

/**
 * Listens on a port of 127.0.0.1; 0 picks a free one.
 * @param {number} port
 * @returns {Promise<import('node:net').Server>}
 */
export async function listen(port) {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

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

function checkBinary(binary) {
  if (!binary) {
    throw new Error('set OPENLEDGER_NODE to the path of the openledger-node binary');
  }
  return binary;
}

/** A folder of our own instead of the home folder: a node without --base-path writes there. */
function environment(home, env) {
  return { ...process.env, HOME: home, XDG_DATA_HOME: join(home, 'data'), ...env };
}

function start(binary, args, env) {
  const child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
  children.add(child);
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr']) {
    child[stream].setEncoding('utf8').on('data', (text) => {
      output[stream] += text;
    });
  }
  // `close` comes after `exit`, once the output is complete; after `error` when it never started.
  const ended = new Promise((resolve) => {
    child.once('error', (error) => {
      children.delete(child);
      resolve({ code: null, signal: null, error });
    });
    child.once('close', (code, signal) => {
      children.delete(child);
      resolve({ code, signal });
    });
  });
  return { child, output, ended };
}

const tail = (text) => text.trimEnd().split('\n').slice(-TAIL_LINES).join('\n');

/**
 * @typedef {object} RunningNode
 * @property {string} ws - the WebSocket URL
 * @property {string} http - the HTTP URL of the same RPC server
 * @property {string} host
 * @property {number} rpcPort
 * @property {number} p2pPort
 * @property {string} basePath
 * @property {() => string} logs - everything that it has printed (the last megabyte)
 * @property {(method: string, params?: unknown[]) => Promise<any>} rpc - asks it over HTTP
 * @property {() => Promise<void>} stop - ends it and removes its folder; harmless when repeated
 */

/**
 * Starts a development node (one block a second) and waits until it has made a block.
 * @param {object} [options]
 * @param {string[]} [options.args] - more arguments
 * @param {Record<string, string>} [options.env] - more environment variables
 * @param {string} [options.binary]
 * @param {number} [options.blockTime] - milliseconds between blocks
 * @returns {Promise<RunningNode>}
 */
export async function startNode({
  args = [],
  env = {},
  binary = process.env.OPENLEDGER_NODE,
  blockTime = 1_000,
} = {}) {
  checkBinary(binary);
  const [rpcPort, p2pPort] = await freePorts(2);
  const home = temporaryFolder();
  const basePath = join(home.path, 'base');
  const host = '127.0.0.1';
  const http = `http://${host}:${rpcPort}`;

  const node = start(
    binary,
    [
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
    environment(home.path, env),
  );
  let log = '';
  for (const stream of ['stdout', 'stderr']) {
    node.child[stream].on('data', (text) => {
      log = (log + text).slice(-LOG_LIMIT);
      node.output[stream] = '';
    });
  }

  let over;
  node.ended.then((end) => {
    over = end;
  });

  const stop = async () => {
    if (!over) {
      node.child.kill('SIGTERM');
      const patience = new AbortController();
      await Promise.race([
        node.ended,
        pause(STOP_TIMEOUT_MS, undefined, { signal: patience.signal }).then(
          () => node.child.kill('SIGKILL'),
          () => {},
        ),
      ]);
      patience.abort();
      await node.ended;
    }
    home.remove();
  };

  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    if (over) {
      await stop();
      const how = over.error ? over.error.message : `exit code ${over.code ?? over.signal}`;
      throw new Error(`the node ended before its first block (${how}):\n${tail(log)}`);
    }
    // Refused until the RPC server is up.
    const header = await rpc(http, 'chain_getHeader').catch(() => undefined);
    if (header && BigInt(header.number) >= 1n) break;
    if (Date.now() > deadline) {
      await stop();
      throw new Error(`the node made no block within ${START_TIMEOUT_MS / 1000} s:\n${tail(log)}`);
    }
    await pause(200);
  }

  return {
    ws: `ws://${host}:${rpcPort}`,
    http,
    host,
    rpcPort,
    p2pPort,
    basePath,
    logs: () => log,
    rpc: (method, params) => rpc(http, method, params),
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
    const node = start(binary, args, environment(home.path, env));
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

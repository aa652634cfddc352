// SPDX-License-Identifier: Apache-2.0

/**
 * Programs that are started, killed and started again, and the folders and ports that they use.
 * Nothing of them is left when this process ends, however it ends.
 */

import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

const STOP_TIMEOUT_MS = 10_000;
const POLL_MS = 200;
const LOG_LIMIT = 1_000_000;
const TAIL_LINES = 40;

/** What must go when this process ends: running children, and temporary folders. */
const running = new Map();
const folders = new Set();
let interruptedBy;

process.on('exit', () => {
  for (const child of running.keys()) child.kill('SIGKILL');
  for (const folder of folders) remove(folder);
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  // The same signal often comes twice, from the shell and the runner: the first one counts.
  process.on(signal, async () => {
    if (interruptedBy) return;
    interruptedBy = signal;
    for (const child of running.keys()) child.kill('SIGKILL');
    await Promise.all(running.values());
    for (const folder of folders) remove(folder);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

/**
 * The signal by which this process is being ended, if it is: its children are gone, so what they
 * were needed for fails, and that is no news.
 * @returns {NodeJS.Signals | undefined}
 */
export const interruption = () => interruptedBy;

function remove(folder) {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  folders.delete(folder);
}

/**
 * Makes a temporary folder, which goes when this process ends.
 * @param {string} [prefix]
 * @returns {{path: string, remove: () => void}}
 */
export function temporaryFolder(prefix = 'openledger-e2e-') {
  const path = mkdtempSync(join(tmpdir(), prefix));
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
 * Starts a program and collects what it prints.
 * @param {string} binary
 * @param {string[]} args
 * @param {Record<string, string>} env
 * @returns {{child: import('node:child_process').ChildProcess, output: {stdout: string, stderr: string}, ended: Promise<{code: number | null, signal: string | null, error?: Error}>}}
 */
export function start(binary, args, env) {
  const child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr']) {
    child[stream].setEncoding('utf8').on('data', (text) => {
      output[stream] += text;
    });
  }
  // `close` comes after `exit`, once the output is complete; after `error` when it never started.
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: null, signal: null, error }));
    child.once('close', (code, signal) => resolve({ code, signal }));
  }).finally(() => running.delete(child));
  running.set(child, ended);
  return { child, output, ended };
}

/**
 * The last lines of a text.
 * @param {string} text
 * @returns {string}
 */
export const tail = (text) => text.trimEnd().split('\n').slice(-TAIL_LINES).join('\n');

/** A program that serves until it is stopped, and can be started again after that. */
export class Service {
  #options;

  #process;

  #end;

  #log = '';

  /**
   * @param {object} options
   * @param {string} options.name - for errors
   * @param {string} options.binary
   * @param {string[]} options.args
   * @param {Record<string, string>} [options.env] - more environment variables
   * @param {() => Promise<boolean>} options.isReady - asked again and again; a failure is a no
   * @param {number} options.readyTimeout - milliseconds
   * @param {string} options.logFile - what it prints is added to this file
   */
  constructor(options) {
    this.#options = options;
  }

  get name() {
    return this.#options.name;
  }

  get binary() {
    return this.#options.binary;
  }

  get logFile() {
    return this.#options.logFile;
  }

  /**
   * Starts it and waits until it is ready.
   * @throws with the last lines of its log, where it ends or is not ready in time
   */
  async start() {
    const { name, binary, args, env, isReady, readyTimeout, logFile } = this.#options;
    const started = start(binary, args, { ...process.env, ...env });
    this.#process = started;
    this.#end = undefined;
    for (const stream of ['stdout', 'stderr']) {
      started.child[stream].on('data', (text) => {
        started.output[stream] = '';
        this.#log = (this.#log + text).slice(-LOG_LIMIT);
        if (!interruptedBy) appendFileSync(logFile, text);
      });
    }
    started.ended.then((end) => {
      if (this.#process === started) this.#end = end;
    });

    const deadline = Date.now() + readyTimeout;
    while (!(await isReady().catch(() => false))) {
      if (this.#end) {
        const { error, code, signal } = this.#end;
        const how = error ? error.message : `exit code ${code ?? signal}`;
        throw new Error(`the ${name} ended before it was ready (${how}):\n${tail(this.#log)}`);
      }
      if (Date.now() > deadline) {
        await this.kill();
        throw new Error(`the ${name} was not ready within ${readyTimeout / 1000} s:\n${tail(this.#log)}`);
      }
      await pause(POLL_MS);
    }
  }

  /** Everything that it has printed (the last megabyte). */
  get log() {
    return this.#log;
  }

  /** Its process, while it runs. */
  get pid() {
    return this.#process?.child.pid;
  }

  /** Resolves when it ends, whoever ends it. */
  get ended() {
    return this.#process?.ended;
  }

  /** Ends it as an operator does, and waits until it is gone; harmless when repeated. */
  async stop() {
    if (!this.#process) return;
    const { child, ended } = this.#process;
    child.kill('SIGTERM');
    const impatience = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(impatience);
  }

  /** Ends it as a power cut does, and waits until it is gone. */
  async kill() {
    if (!this.#process) return;
    const { child, ended } = this.#process;
    child.kill('SIGKILL');
    await ended;
  }
}

// SPDX-License-Identifier: Apache-2.0

/** Starts a LoRA server beside a node, and asks it over HTTP. */

import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Service, temporaryFolder } from './processes.mjs';

const START_TIMEOUT_MS = 240_000;
const ASK_TIMEOUT_MS = 30_000;
const POLL_MS = 500;

/** How often a failed training is begun anew, where the server says that this can help. */
const RETRIES = 5;

/** The version of the wire's format. */
const WIRE_VERSION = 1;

/**
 * @typedef {object} RunningServer
 * @property {string} url
 * @property {Service} service - its process: can be killed, and started again on the same data
 * @property {(path: string, body?: unknown) => Promise<any>} ask - GET, or POST with a body
 * @property {() => Promise<void>} stop - ends it and removes its folder; harmless when repeated
 */

/**
 * Starts a server and waits until it is ready: its base model is loaded, and the node answers it.
 * @param {object} options
 * @param {{http: string}} options.node
 * @param {number} options.port
 * @param {string} [options.binary]
 * @param {string[]} [options.args] - more arguments of `serve`
 * @returns {Promise<RunningServer>}
 */
export async function startLoraServer({
  node,
  port,
  binary = process.env.OPENLEDGER_LORA_SERVER,
  args = [],
}) {
  if (!binary) {
    throw new Error('set OPENLEDGER_LORA_SERVER to the path of the openledger-lora-server binary');
  }
  const home = temporaryFolder();
  const url = `http://127.0.0.1:${port}`;
  const ask = (path, body) => request(`${url}${path}`, body);
  const service = new Service({
    name: 'LoRA server',
    binary,
    args: [
      'serve',
      '--listen', `127.0.0.1:${port}`,
      '--node', node.http,
      '--store', join(home.path, 'store'),
      // Where the servers of one story are.
      '--fetch', 'all',
      ...args,
    ],
    logFile: join(home.path, 'server.log'),
    readyTimeout: START_TIMEOUT_MS,
    isReady: async () => Boolean(await ask('/ready')),
  });
  const stop = async () => {
    await service.stop();
    home.remove();
  };
  await service.start().catch(async (error) => {
    await stop();
    throw error;
  });
  return { url, service, ask, stop };
}

async function request(url, body) {
  const response = await fetch(url, {
    ...(body === undefined ? {} : {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
    signal: AbortSignal.timeout(ASK_TIMEOUT_MS),
  }).catch((error) => {
    // What it says itself is "fetch failed".
    throw new Error(`no answer from ${url}: ${error.cause?.message ?? error.message}`);
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${url}: ${answer.error?.message ?? response.statusText}`);
  return answer;
}

/**
 * Has a server train an adapter, and waits for it.
 * @param {RunningServer} server
 * @param {object} options
 * @param {string} options.jobId
 * @param {import('./jobs.mjs').Training} options.training
 * @param {number} options.deadline - the last block in which the adapter is of use
 * @param {(progress: object) => void} options.report - what the server says of how far it is
 * @returns {Promise<{manifest: import('./datanets.mjs').Commitment, rows: number, steps: number, final_loss_millis: number}>}
 */
export async function train(server, { jobId, training, deadline, report }) {
  const job = { version: WIRE_VERSION, job_id: jobId, task: { training }, deadline };
  let { state } = await server.ask('/v1/jobs', job);
  for (let again = RETRIES; !state.finished;) {
    await pause(POLL_MS);
    if (!state.failed) {
      // There is none until it has begun.
      await server.ask(`/v1/jobs/${jobId}/progress`).then(report, () => {});
      ({ state } = await server.ask(`/v1/jobs/${jobId}`));
    } else if (state.failed.retryable && again > 0) {
      again -= 1;
      ({ state } = await server.ask('/v1/jobs', job));
    } else {
      throw new Error(`the server could not train the adapter: ${state.failed.reason}`);
    }
  }
  return state.finished.result.training;
}

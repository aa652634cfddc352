// SPDX-License-Identifier: Apache-2.0

/**
 * How Mallory's program cheats. It has another worker's server answer, and states evidence of its own: that the words
 * stand in a contribution of a friend. What it states it publishes, as workers do.
 */

import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { commitTo } from '../src/commitments.mjs';
import { claimOf, evidenceTree } from '../src/evidence.mjs';
import { jobId } from '../src/jobs.mjs';

const WIRE_VERSION = 1;
const POLL_MS = 200;

/** Answers a request, or passes it on. */
async function answer(honest, lies, request, response) {
  const lie = lies.get(request.url);
  if (lie) {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(lie));
    return;
  }
  const passed = await fetch(`${honest.url}${request.url}`);
  const body = Buffer.from(await passed.arrayBuffer());
  response
    .writeHead(passed.status, { 'content-type': passed.headers.get('content-type') ?? 'application/octet-stream' })
    .end(body);
}

/**
 * Starts Mallory's server: the other server's, but for what it lies about.
 * @param {{url: string}} honest
 * @returns {Promise<{url: string, lies: Map<string, object>, stop: () => Promise<void>}>} `lies` by path
 */
export async function startLiar(honest) {
  const lies = new Map();
  const server = createServer((request, response) => {
    answer(honest, lies, request, response).catch((error) => response.writeHead(502).end(error.message));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    lies,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/**
 * Has a server answer a request, whoever it is assigned to.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {import('../src/lora-server.mjs').RunningServer} server
 * @param {object} what
 * @param {bigint} what.request
 * @param {number} what.artifact
 * @param {string} what.question
 * @param {number} what.maxOutputTokens
 * @param {number} what.minWords
 * @param {number} what.deadline
 * @returns {Promise<{result: object, evidence: object}>}
 */
export async function answerOf(api, server, {
  request, artifact, question, maxOutputTokens, minWords, deadline,
}) {
  const id = jobId(api.genesisHash.toHex(), request);
  const job = {
    version: WIRE_VERSION,
    job_id: id,
    task: {
      inference: {
        request: Number(request),
        artifact,
        input: { text: question },
        input_commitment: commitTo(question),
        max_output_tokens: maxOutputTokens,
        min_words: minWords,
      },
    },
    deadline,
  };
  for (;;) {
    const { state } = await server.ask('/v1/jobs', job);
    if (state.finished) {
      const evidence = await server.ask(`/v1/jobs/${id}/evidence`);
      return { result: state.finished.result.inference, evidence };
    }
    if (state.failed) throw new Error(`the server could not answer request ${request}: ${state.failed.reason}`);
    await pause(POLL_MS);
  }
}

/**
 * The same evidence, with a friend's contribution in the place of those whose words they are.
 * @param {object} evidence - of the server
 * @param {bigint} friend - a contribution
 * @returns {{claim: ReturnType<typeof claimOf>, published: object}} what is stated, and given out
 */
export function falsified(evidence, friend) {
  const spans = new Map();
  for (const leaf of evidence.leaves) {
    const known = spans.get(leaf.answer_start);
    const score = BigInt(leaf.score) + (known?.score ?? 0n);
    spans.set(leaf.answer_start, {
      answerStart: leaf.answer_start, length: leaf.length, contribution: friend, contentOffset: 0, score,
    });
  }
  const leaves = [...spans.values()];
  const claim = claimOf(evidence.answer, leaves);
  return {
    claim,
    published: {
      ...evidence,
      evidence_root: evidenceTree(leaves).root,
      vector: {
        shares: claim.vector.shares.map(({ share }) => ({ contribution: Number(friend), share })),
        residual: claim.vector.residual,
      },
      leaves: leaves.map(({
        answerStart, length, contentOffset, score,
      }) => ({
        answer_start: answerStart,
        length,
        contribution: Number(friend),
        content_offset: contentOffset,
        score: Number(score),
      })),
    },
  };
}

// SPDX-License-Identifier: Apache-2.0

/** What one more of each costs, on the chain as it is. */

import { performance } from 'node:perf_hooks';
import { eventsOf, signAndInclude } from '../../e2e/src/client.mjs';

/** How often a time is taken. */
const TIMES = 9;

const least = (list) => Math.min(...list);

/** The least time that something takes, which what else the machine does disturbs least, in milliseconds, and what came out of it. */
async function timed(work) {
  const times = [];
  let result;
  for (let i = 0; i < TIMES; i++) {
    const began = performance.now();
    result = await work();
    times.push(performance.now() - began);
  }
  return { milliseconds: least(times), result };
}

/**
 * What a transaction costs.
 * @typedef {object} CallSample
 * @property {string} name
 * @property {number} time - charged, in picoseconds
 * @property {number} proof - bytes that it added to the block's proof
 * @property {number | null} run - milliseconds to execute it; null where the node does not say
 */

/**
 * Measures a transaction, and has it included.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {string} name
 * @param {import('@polkadot/api/types').SubmittableExtrinsic<'promise'>} tx
 * @param {import('@polkadot/keyring/types').KeyringPair} signer
 * @returns {Promise<CallSample & {included: import('../../e2e/src/client.mjs').Included}>}
 */
export async function sampleCall(api, name, tx, signer) {
  let run = null;
  if (api.rpc.system.dryRun) {
    const signed = (await tx.signAsync(signer, { nonce: -1, era: 0 })).toHex();
    const { milliseconds, result } = await timed(() => api.rpc.system.dryRun(signed));
    if (!(result.isOk && result.asOk.isOk)) throw new Error(`${name} fails when it is tried: ${result}`);
    run = milliseconds;
  }
  const included = await signAndInclude(api, tx, signer);
  const [{ data }] = eventsOf(included.events, 'system', 'ExtrinsicSuccess');
  const { weight } = data.dispatchInfo;
  return {
    name,
    time: Number(weight.refTime.toBigInt()),
    proof: Number(weight.proofSize.toBigInt()),
    run,
    included,
  };
}

/**
 * What a question to the runtime costs.
 * @typedef {object} ApiSample
 * @property {string} name
 * @property {number} milliseconds
 * @property {number} bytes - of the answer
 */

/**
 * Measures a call of a runtime API.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {string} name - such as `ModelRegistryApi_lineage`
 * @param {string} argument - SCALE, in hex
 * @returns {Promise<ApiSample>}
 */
export async function sampleApi(api, name, argument) {
  const { milliseconds, result } = await timed(() => api.rpc.state.call(name, argument));
  return { name, milliseconds, bytes: result.toU8a(true).length };
}

// SPDX-License-Identifier: Apache-2.0

/** Paid answers: workers, questions, proofs. */

import { stringToU8a, u8aConcat } from '@polkadot/util';
import { eventsOf, signAndInclude } from './client.mjs';

/** What is put before a proof when it is signed. */
const SIGNING_DOMAIN = 'openledger/attribution-proof/v1';

/**
 * Puts so much at stake for an account as is missing.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {import('@polkadot/keyring/types').KeyringPair} who
 * @param {bigint} stake - in plancks
 * @returns {Promise<import('./client.mjs').Included | undefined>} nothing, if nothing was missing
 */
export async function bond(api, who, stake) {
  const missing = stake - (await api.call.bondsApi.bond(who.address)).active.toBigInt();
  return missing > 0n ? signAndInclude(api, api.tx.bonds.bond(missing), who) : undefined;
}

/**
 * Makes an account a worker for a base model, besides those that it serves already.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {import('@polkadot/keyring/types').KeyringPair} worker
 * @param {{endpoint: string, baseModel: number}} offer
 * @returns {Promise<import('./client.mjs').Included>}
 */
export async function serve(api, worker, { endpoint, baseModel }) {
  const record = await api.query.attribution.workers(worker.address);
  if (record.isNone) {
    const register = api.tx.attribution.registerWorker(worker.publicKey, endpoint, [baseModel]);
    return signAndInclude(api, register, worker);
  }
  const served = record.unwrap().baseModels.map((id) => id.toNumber());
  const all = [...new Set([...served, baseModel])].sort((a, b) => a - b);
  return signAndInclude(api, api.tx.attribution.updateWorker(endpoint, all), worker);
}

/**
 * Asks an artifact a question.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {import('@polkadot/keyring/types').KeyringPair} payer
 * @param {object} what
 * @param {number} what.artifact
 * @param {string} what.question
 * @param {number} what.maxOutputTokens
 * @param {bigint} what.maxFee - in plancks
 * @param {number} what.deadline - how many blocks the worker has
 * @param {{nonce?: number}} [options]
 * @returns {Promise<import('./client.mjs').Included & {request: bigint, worker: string, deadline: number}>}
 *   `deadline` is the last block in which a proof is accepted
 */
export async function ask(api, payer, what, options) {
  const { artifact, question, maxOutputTokens, maxFee, deadline } = what;
  const included = await signAndInclude(
    api,
    api.tx.attribution.requestInference(artifact, question, maxOutputTokens, maxFee, deadline),
    payer,
    options,
  );
  const [{ data }] = eventsOf(included.events, 'attribution', 'InferenceRequested');
  return {
    ...included,
    request: data.request.toBigInt(),
    worker: data.worker.toString(),
    deadline: data.deadline.toNumber(),
  };
}

/**
 * A Proof of Attribution, in the chain's own type.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {object} fields - by the names that the metadata gives them
 * @returns {import('@polkadot/types/types').Codec}
 */
export function attributionProof(api, fields) {
  const [proof] = api.tx.attribution.submitProof.meta.args;
  return api.createType(proof.type.toString(), fields);
}

/**
 * What a worker's key says to a proof.
 * @param {import('@polkadot/types/types').Codec} proof
 * @param {import('@polkadot/keyring/types').KeyringPair} worker
 * @returns {Uint8Array}
 */
export const signProof = (proof, worker) =>
  worker.sign(u8aConcat(stringToU8a(SIGNING_DOMAIN), proof.toU8a()));

/**
 * The settled answer to a request, as the chain keeps it.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {bigint} request
 * @returns {Promise<{artifact: number, fee: bigint, evidenceRoot: string, shares: {contribution: bigint, parts: number}[], residual: number} | undefined>}
 *   shares and residual are parts per billion; nothing, if it is not settled
 */
export async function settledAnswer(api, request) {
  const record = await api.query.attribution.requests(request);
  if (record.isNone || !record.unwrap().state.isSettled) return undefined;
  const { proof, fee } = record.unwrap().state.asSettled;
  return {
    artifact: proof.artifact.toNumber(),
    fee: fee.toBigInt(),
    evidenceRoot: proof.evidenceRoot.toHex(),
    shares: proof.vector.shares.map(({ contribution, share }) => ({
      contribution: contribution.toBigInt(),
      parts: share.toNumber(),
    })),
    residual: proof.vector.residual.toNumber(),
  };
}

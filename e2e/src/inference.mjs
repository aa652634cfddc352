// SPDX-License-Identifier: Apache-2.0

/** Paid answers: workers, questions, proofs. */

import { hexToU8a, stringToU8a, u8aConcat } from '@polkadot/util';
import { blake2AsHex } from '@polkadot/util-crypto';
import { eventsOf, signAndInclude, waitInBlocks } from './client.mjs';
import { integer } from './scale.mjs';

/** Hash of no build, for workers whose operators do not say what they run. */
export const NO_BUILD = `0x${'00'.repeat(32)}`;

/** What is put before a proof when it is signed. */
const SIGNING_DOMAIN = 'openledger/attribution-proof/v1';

/** What is put before a judgement when it is hashed. */
const JUDGEMENT_DOMAIN = 'openledger/committee/v1';

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
    const register = api.tx.attribution.registerWorker(worker.publicKey, endpoint, [baseModel], NO_BUILD);
    return signAndInclude(api, register, worker);
  }
  const served = record.unwrap().baseModels.map((id) => id.toNumber());
  const all = [...new Set([...served, baseModel])].sort((a, b) => a - b);
  return signAndInclude(api, api.tx.attribution.updateWorker(endpoint, all, NO_BUILD), worker);
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
 * @param {number} what.deadline - how many blocks there are to answer it
 * @param {number} [what.committee] - how many workers are to agree; one answers when it is not given
 * @param {{nonce?: number}} [options]
 * @returns {Promise<import('./client.mjs').Included & {request: bigint, deadline: number}>}
 *   `deadline` is the last block in which an answer is accepted
 */
export async function ask(api, payer, what, options) {
  const {
    artifact, question, maxOutputTokens, maxFee, deadline, committee,
  } = what;
  const mode = committee ? { Committee: { k: committee } } : 'Optimistic';
  const included = await signAndInclude(
    api,
    api.tx.attribution.requestInference(
      artifact,
      { Text: question },
      mode,
      maxOutputTokens,
      maxFee,
      deadline,
    ),
    payer,
    options,
  );
  const [{ data }] = eventsOf(included.events, 'attribution', 'InferenceRequested');
  return {
    ...included,
    request: data.request.toBigInt(),
    deadline: data.deadline.toNumber(),
  };
}

/**
 * Waits until a request was given to workers.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {{request: bigint, block: number, deadline: number}} asked
 * @returns {Promise<string[]>} who is to answer, and then those who are to check it
 */
export const assigned = (api, { request, block, deadline }) => waitInBlocks(api, {
  from: block,
  within: deadline - block,
  what: `the assignment of request ${request}`,
  look: ({ events }) => eventsOf(events, 'attribution', 'InferenceAssigned')
    .filter(({ data }) => data.request.toBigInt() === request)
    .map(({ data }) => data.workers.map((worker) => worker.toString()))[0],
});

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
 * What binds a member of a committee to a judgement that nobody can read yet.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {object} what
 * @param {bigint} what.request
 * @param {import('@polkadot/keyring/types').KeyringPair} what.member
 * @param {object | string} what.judgement - `Foreign`, or `{ Genuine: { vector, evidenceRoot } }`
 * @param {string} what.salt - 32 random bytes in hex, used only here
 * @returns {string}
 */
export function judgementCommitment(api, {
  request, member, judgement, salt,
}) {
  const { type } = api.tx.attribution.revealJudgement.meta.args[1];
  return blake2AsHex(u8aConcat(
    stringToU8a(JUDGEMENT_DOMAIN),
    api.genesisHash,
    integer(request, 64),
    member.publicKey,
    api.createType(type.toString(), judgement).toU8a(),
    hexToU8a(salt),
  ), 256);
}

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
  const { proof, fee } = record.unwrap().state.asSettled.answer;
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

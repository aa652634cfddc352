// SPDX-License-Identifier: Apache-2.0

/** A small market for tests that need no LoRA server: its commitments are to nothing. */

import assert from 'node:assert/strict';
import { blake2AsHex } from '@polkadot/util-crypto';
import { DispatchFailure, OPEN, signAndInclude } from '../../src/client.mjs';
import {
  accept, contribute, createDatanet, takeSnapshot,
} from '../../src/datanets.mjs';
import { bond, serve } from '../../src/inference.mjs';
import { registerAdapter, registerBaseModel } from '../../src/models.mjs';

/** What a worker must have at stake. */
export const STAKE = 1_000n * OPEN;

/** What an answer costs. */
export const PRICES = { base: OPEN, per1kInput: 10n * OPEN, per1kOutput: 20n * OPEN };

/** A commitment that some bytes could have. */
export const commitment = (name, length = 100) => ({ root: blake2AsHex(name, 256), length });

/**
 * Eve's Datanet with a contribution of Bob's and then one of Charlie's, and its snapshot; Alice's base
 * model, that she serves; Eve's adapter.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {ReturnType<typeof import('../../src/client.mjs').people>} cast
 * @returns {Promise<{datanet: number, contributions: bigint[], snapshot: number, base: number, adapter: number}>}
 */
export async function makeMarket(api, { alice, bob, charlie, eve }) {
  const data = async () => {
    const { datanet } = await createDatanet(api, eve, { name: 'Small' });
    const contributions = [];
    for (const contributor of [bob, charlie]) {
      const content = commitment(contributor.address);
      const given = await contribute(api, contributor, { datanet, content });
      contributions.push(given.contribution);
    }
    await accept(api, eve, contributions);
    const { snapshot } = await takeSnapshot(api, eve, datanet);
    return { datanet, contributions, snapshot };
  };
  const worker = async () => {
    const { artifact } = await registerBaseModel(api, alice, {
      name: 'Base', manifest: commitment('base'), royalty: 250_000_000,
    });
    await bond(api, alice, STAKE);
    await serve(api, alice, { endpoint: 'http://127.0.0.1:8400', baseModel: artifact });
    return artifact;
  };
  const [gathered, base] = await Promise.all([data(), worker()]);
  const { artifact: adapter } = await registerAdapter(api, eve, {
    base,
    name: 'Adapter',
    manifest: commitment('adapter'),
    snapshots: [gathered.snapshot],
    prices: PRICES,
  });
  return { ...gathered, base, adapter };
}

/**
 * Expects the chain to refuse each of these calls by its name, with a sentence. They are sent at
 * once: none changes anything.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {import('@polkadot/keyring/types').KeyringPair} signer
 * @param {[string, import('@polkadot/api/types').SubmittableExtrinsic<'promise'>][]} calls - each with the error's name
 */
export async function assertRefused(api, signer, calls) {
  const nonce = (await api.rpc.system.accountNextIndex(signer.address)).toNumber();
  await Promise.all(calls.map(async ([name, tx], i) => {
    const failure = await signAndInclude(api, tx, signer, { nonce: nonce + i }).then(
      () => assert.fail(`${name} was expected, and the call succeeded`),
      (error) => error,
    );
    assert.ok(failure instanceof DispatchFailure, `${name} was expected: ${failure.stack}`);
    assert.equal(failure.error, name);
    assert.match(failure.sentence, /^[A-Z].*[a-z].* .*\S$/, 'a sentence says what is wrong');
  }));
}

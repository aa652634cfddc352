// SPDX-License-Identifier: Apache-2.0

/** How somebody becomes a collator, as the operators' guide says it. */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { u8aToHex } from '@polkadot/util';
import { startNode } from '../src/node.mjs';
import {
  OPEN, DispatchFailure, balanceOf, connect, people, signAndInclude,
} from '../src/client.mjs';
import { endTests } from './support/chain.mjs';

const run = promisify(execFile);

/** What a candidate bonds, and what the registration of session keys holds: 2 items, 64 bytes. */
const BOND = 10_000n * OPEN;
const KEY_DEPOSIT = (464n * OPEN) / 1_000n;

describe('collators', { timeout: 200_000 }, () => {
  let node;
  let api;
  const { bob, charlie, dave } = people();

  before(async () => {
    node = await startNode();
    api = await connect(node.ws);
  }, { timeout: 150_000 });

  after(() => endTests(api, node));

  /** New session keys in the node's keystore, with the proof that `owner` may register them. */
  const rotate = (owner) => node.rpc('author_rotateKeysWithOwner', [u8aToHex(owner.publicKey)]);

  const refusedProof = async (tx, signer) => {
    const failure = await signAndInclude(api, tx, signer).then(
      () => assert.fail('the keys were registered'),
      (error) => error,
    );
    assert.ok(failure instanceof DispatchFailure, failure);
    assert.equal(failure.error, 'session.InvalidProof');
    assert.equal(failure.sentence, 'Invalid ownership proof.');
  };

  test('keys are refused by name when the proof is empty', async () => {
    const { keys } = await rotate(dave);
    await refusedProof(api.tx.session.setKeys(keys, '0x'), dave);
    assert.ok((await api.query.session.nextKeys(dave.address)).isNone, 'no keys are set');
  });

  test('keys are refused by name when the proof is for somebody else', async () => {
    const { keys, proof } = await rotate(bob);
    await refusedProof(api.tx.session.setKeys(keys, proof), dave);
  });

  test('two operators become candidates when they register their keys and themselves', async () => {
    assert.equal((await api.query.collatorSelection.candidacyBond()).toBigInt(), BOND);
    assert.equal((await api.query.collatorSelection.candidateList()).length, 0);

    const joined = new Map();
    await Promise.all([bob, charlie].map(async (operator) => {
      const { keys, proof } = await rotate(operator);
      await signAndInclude(api, api.tx.session.setKeys(keys, proof), operator);
      const deposit = (await balanceOf(api, operator.address)).reserved;
      assert.equal(deposit, KEY_DEPOSIT, 'the deposit for the keys is held');
      await signAndInclude(api, api.tx.collatorSelection.registerAsCandidate(), operator);
      joined.set(operator.address, keys);
    }));

    for (const [address, keys] of joined) {
      const next = (await api.query.session.nextKeys(address)).unwrap();
      assert.equal(next.toHex(), keys, 'the keys are those of the node');
      assert.equal((await balanceOf(api, address)).reserved, KEY_DEPOSIT + BOND, 'the bond is reserved');
      assert.equal(await node.rpc('author_hasSessionKeys', [keys]), true, 'the node can sign with them');
    }
    const candidates = [...(await api.query.collatorSelection.candidateList())]
      .map(({ who, deposit }) => [who.toString(), deposit.toBigInt()]);
    assert.deepEqual(
      candidates.sort(),
      [bob, charlie].map(({ address }) => [address, BOND]).sort(),
    );
  });

  test('registration is refused by name when the operator is a candidate already', async () => {
    await assert.rejects(
      signAndInclude(api, api.tx.collatorSelection.registerAsCandidate(), bob),
      { error: 'collatorSelection.AlreadyCandidate' },
    );
  });

  test('scripts/register-collator makes a candidate when the account can pay', async () => {
    const { eve } = people();
    const script = fileURLToPath(new URL('../../scripts/register-collator', import.meta.url));
    const { stdout } = await run(script, ['--ws', node.ws, '--suri', '//Eve']);
    assert.match(stdout, /blocks can be yours from session 2; this is session 0/);
    const [, keys] = stdout.match(/session keys +(0x[0-9a-f]+)/);
    assert.equal((await api.query.session.nextKeys(eve.address)).unwrap().toHex(), keys);
    const candidates = (await api.query.collatorSelection.candidateList()).map(({ who }) => who.toString());
    assert.ok(candidates.includes(eve.address));
  });

  test('scripts/register-collator refuses when the account cannot pay the bond', async () => {
    const script = fileURLToPath(new URL('../../scripts/register-collator', import.meta.url));
    await assert.rejects(run(script, ['--ws', node.ws, '--suri', '//Nobody']), (error) => {
      assert.equal(error.code, 1);
      assert.match(error.stderr, /^Error: the account holds 0 OPEN, less than the bond and fees\n$/);
      return true;
    });
  });
});

// SPDX-License-Identifier: Apache-2.0

/** What clients compute themselves, by the vectors that the chain's own code wrote. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { hexToU8a, u8aToHex } from '@polkadot/util';
import { cryptoWaitReady } from '@polkadot/util-crypto';
import { DOMAINS, distribution, merkleTree } from '../src/merkle.mjs';
import { voucherBytes } from '../src/vouchers.mjs';

const vectors = (name) => JSON.parse(
  readFileSync(new URL(`../../primitives/vectors/${name}.json`, import.meta.url), 'utf8'),
);

test.before(cryptoWaitReady);

test('merkleTree has the roots and paths of the vectors when their leaves are put in', () => {
  const { domains, trees_of_domain_snapshot: trees } = vectors('merkle');
  assert.deepEqual(DOMAINS, domains);
  for (const { leaves, paths, root } of trees) {
    const tree = merkleTree(DOMAINS.snapshot, leaves.map((leaf) => hexToU8a(leaf)));
    assert.equal(tree.root, root);
    assert.deepEqual(leaves.map((_, i) => tree.prove(i)), paths);
  }
});

test('distribution has the root and the proofs of the vectors when their leaves are put in', () => {
  // Numbers above 2^53 stand in the vectors as digits.
  const text = readFileSync(new URL('../../primitives/vectors/distribution.json', import.meta.url), 'utf8');
  const { leaves, proofs, root, total } = JSON.parse(text.replaceAll(/: (\d{16,})/g, ': "$1"'));
  const { root: found, prove } = distribution(proofs.map(({ contribution, cumulative }) => ({
    contribution: BigInt(contribution), cumulative: BigInt(cumulative),
  })));
  assert.deepEqual(found, { root, leaves, total: BigInt(total) });
  proofs.forEach(({ proof }, i) => {
    const { index, path } = prove(i);
    const hashes = path.map((hash) => hash.slice(2)).join('');
    // SCALE: u32le, the number of hashes, and these.
    const bytes = u8aToHex(new Uint8Array([index, 0, 0, 0, path.length << 2]));
    assert.equal(`${bytes}${hashes}`, proof);
  });
});

test('voucherBytes are those of the vectors when a voucher is named', () => {
  const {
    genesis, channel, cumulative, signing_bytes: bytes,
  } = vectors('voucher');
  const voucher = { genesis, channel: BigInt(channel), cumulative: BigInt(cumulative) };
  assert.equal(u8aToHex(voucherBytes(voucher)), bytes);
});

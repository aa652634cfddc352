// SPDX-License-Identifier: Apache-2.0

/** What clients compute themselves, by the vectors that the chain's own code wrote. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { hexToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import { cryptoWaitReady } from '@polkadot/util-crypto';
import { commitTo, rangeProof } from '../src/commitments.mjs';
import {
  evidenceOf, evidenceTree, holderScores, maxSpans, spanOpening, vectorOf,
} from '../src/evidence.mjs';
import { DOMAINS, accumulatorRoot, distribution, merkleTree } from '../src/merkle.mjs';
import { askBytes } from '../src/payment.mjs';
import {
  LEAF_BYTES, batchOf, entryAmount, headerBytes, receiptStatement,
} from '../src/receipts.mjs';
import { integer, list } from '../src/scale.mjs';
import { voucherBytes } from '../src/vouchers.mjs';

const vectors = (name) => JSON.parse(
  readFileSync(new URL(`../../primitives/vectors/${name}.json`, import.meta.url), 'utf8'),
);

/** A chunk with its path, in SCALE. */
const chunkBytes = ({ index, chunk, path }) => u8aConcat(
  integer(index, 32), list([...hexToU8a(chunk)].map((byte) => new Uint8Array([byte]))), pathBytes(path),
);
const pathBytes = (path) => list(path.map((hash) => hexToU8a(hash)));
const rangeBytes = ({ chunks }) => list(chunks.map(chunkBytes));

test.before(cryptoWaitReady);

test('merkleTree has the roots and paths of the vectors when their leaves are put in', () => {
  const { domains, trees_of_domain_snapshot: trees } = vectors('merkle');
  for (const [name, index] of Object.entries(domains)) assert.equal(DOMAINS[name], index, name);
  for (const { leaves, paths, root } of trees) {
    const tree = merkleTree(DOMAINS.snapshot, leaves.map((leaf) => hexToU8a(leaf)));
    assert.equal(tree.root, root);
    assert.deepEqual(leaves.map((_, i) => tree.prove(i)), paths);
  }
});

test('accumulatorRoot has the roots of the vectors when their leaves are put in one after the other', () => {
  const { leaves_of_domain_snapshot: leaves, after_each_leaf: after } = vectors('accumulator');
  const bytes = leaves.map((leaf) => hexToU8a(leaf));
  after.forEach(({ root }, i) => {
    assert.equal(accumulatorRoot(DOMAINS.snapshot, bytes.slice(0, i + 1)), root);
  });
});

test('distribution has the root and the proofs of the vectors when their leaves are put in', () => {
  const {
    leaves, proofs, root, total,
  } = vectors('distribution');
  const { root: found, prove } = distribution(proofs.map(({ contribution, cumulative }) => ({
    contribution: BigInt(contribution), cumulative: BigInt(cumulative),
  })));
  assert.deepEqual(found, { root, leaves, total: BigInt(total) });
  proofs.forEach(({ proof }, i) => {
    const { index, path } = prove(i);
    assert.equal(u8aToHex(u8aConcat(integer(index, 32), pathBytes(path))), proof);
  });
});

test('commitTo and rangeProof have the roots and the chunks of the vectors when their bytes are put in', () => {
  const { commitments, range_proofs: proofs } = vectors('commitment');
  const content = (length) => Uint8Array.from({ length }, (_, i) => (31 * i + Math.floor(i / 256)) % 256);
  for (const { length, root } of commitments) {
    assert.deepEqual(commitTo(content(length)), { root, length });
  }
  for (const {
    length, start, range, scale,
  } of proofs) {
    assert.equal(u8aToHex(rangeBytes(rangeProof(content(length), start, range))), scale);
  }
});

test('evidence has the root, path, opening, scores and vector of the vectors when their leaves are put in', () => {
  const data = vectors('evidence');
  const leaves = data.leaves.map((leaf) => ({
    answerStart: leaf.answer_start,
    length: leaf.length,
    contribution: BigInt(leaf.contribution),
    contentOffset: leaf.content_offset,
    score: BigInt(leaf.score),
  }));
  const tree = evidenceTree(leaves);
  assert.equal(tree.root, data.root);
  const { index, scale } = data.presence;
  const shown = [hexToU8a(data.leaf_scale[index]), integer(index, 32), pathBytes(tree.show(index).path)];
  assert.equal(u8aToHex(u8aConcat(...shown)), scale);

  const text = (hex) => new TextDecoder().decode(hexToU8a(hex));
  const { opening } = data;
  const { answer, content } = spanOpening(leaves[0], text(data.answer), text(opening.contribution));
  assert.equal(u8aToHex(u8aConcat(rangeBytes(answer), rangeBytes(content))), opening.scale);

  for (const { words, holders, by_holder: scores } of data.scores) {
    assert.deepEqual(holderScores(words, data.min_words, holders), scores.map(BigInt));
  }
  for (const { words, spans } of data.max_spans) assert.equal(maxSpans(words), spans);
  const { shares, residual } = data.vector;
  assert.deepEqual(vectorOf(leaves), {
    shares: shares.map(({ contribution, share }) => ({ contribution: BigInt(contribution), share })), residual,
  });
});

test('evidenceOf finds the longest whole words and the earliest holders when texts share them', () => {
  const shared = 'the tide returns every night before the bell';
  const answer = `She said that ${shared} rings.`;
  const sources = [
    { id: 7n, text: `nothing\n${shared} rings. And more.` },
    { id: 3n, text: `before ${shared} tolls` },
    { id: 1n, text: `before ${shared}s tolls` },
  ];
  assert.deepEqual(evidenceOf(answer, sources, 6), [{
    answerStart: 14, length: shared.length + 7, contribution: 7n, contentOffset: 8, score: 4n * 2n ** 32n,
  }], 'who has all nine words has them alone');
  const cut = answer.replace(' rings.', '.');
  assert.deepEqual(
    evidenceOf(cut, sources, 6).map(({ length, contribution }) => [length, contribution]),
    [[shared.length - 5, 1n], [shared.length - 5, 3n], [shared.length - 5, 7n]],
    'a word that is cut is none',
  );
});

test('batch has the roots, leaves, paths and signed bytes of the vectors when their receipts are put in', () => {
  const data = vectors('receipts');
  for (const {
    amount, fee, contributors, share,
  } of data.amounts) {
    assert.equal(entryAmount(BigInt(fee), contributors, share), BigInt(amount));
  }
  const some = 10n ** 21n;
  const share = (contribution, parts) => ({ contribution, share: parts });
  const receipt = (channel, cumulative, fee, shares) => ({
    channel,
    cumulative,
    fee,
    input: commitTo('What is the chain?'),
    output: commitTo('The chain is the contract.'),
    inputTokens: 5,
    outputTokens: 6,
    vector: { shares, residual: shares.length ? 0 : 1_000_000_000 },
    evidenceRoot: `0x${(shares.length ? 'ee' : '00').repeat(32)}`,
  });
  const receipts = [
    receipt(9n, 700n + some, some, [share(1n, 333_333_333), share(7n, 666_666_667)]),
    receipt(4n, 1_000n, 900n, [share(1n, 750_000_000), share(2n, 250_000_000)]),
    receipt(9n, 700n, 700n, []),
    receipt(4n, 1_500n, 500n, [share(2n, 1_000_000_000)]),
  ];
  const batch = batchOf({
    terms: {
      artifact: 3, engineVersion: 1, minWords: 6, contributorsShare: 400_000_000,
    },
    previous: [{ contribution: 2n, cumulative: 40n }, { contribution: 5n, cumulative: 30n }],
    receipts,
  });
  assert.equal(u8aToHex(headerBytes(batch.header)), data.header);
  // The trees in the order in which the chain numbers them.
  Object.entries({ receipts: 0, entries: 1, distribution: 3 }).forEach(([tree, number]) => {
    data[tree].forEach((shown, i) => {
      const { index, leaf, path } = batch.show(tree, i);
      const bytes = u8aConcat([number], integer(index, 32), LEAF_BYTES[tree](leaf), pathBytes(path));
      assert.equal(u8aToHex(bytes), shown);
    });
  });
  assert.deepEqual(batch.channels, [
    { channel: 4n, before: 100n, cumulative: 1_500n }, { channel: 9n, before: 0n, cumulative: 700n + some },
  ]);
  const statement = {
    genesis: `0x${'ab'.repeat(32)}`,
    worker: new Uint8Array(32).fill(7),
    artifact: 3,
    engineVersion: 1,
    minWords: 6,
    receipt: receipts[1],
  };
  assert.equal(u8aToHex(receiptStatement(statement)), data.signing_bytes);
});

test('askBytes are those of the vectors when a body is asked with', () => {
  const { genesis, channel, cumulative, ask } = vectors('voucher');
  const bytes = askBytes({ genesis, channel: BigInt(channel), cumulative: BigInt(cumulative) }, ask.body);
  assert.equal(u8aToHex(bytes), ask.signing_bytes);
});

test('voucherBytes are those of the vectors when a voucher is named', () => {
  const {
    genesis, channel, cumulative, signing_bytes: bytes,
  } = vectors('voucher');
  const voucher = { genesis, channel: BigInt(channel), cumulative: BigInt(cumulative) };
  assert.equal(u8aToHex(voucherBytes(voucher)), bytes);
});

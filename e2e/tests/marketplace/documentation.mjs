// SPDX-License-Identifier: Apache-2.0

/** What wallets and explorers show of the chain: everything has its documentation. */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { SDK_PALLETS, palletOf, undocumented } from '../../src/undocumented.mjs';

export const name = 'metadata';
export const people = [];

const REVIEWED = new URL('../undocumented-sdk-items.json', import.meta.url);

/** @param {import('../marketplace.test.mjs').Chain} chain */
export function topic(chain) {
  const found = () => undocumented(chain.api.registry.metadata, chain.api.registry.lookup);

  test('metadata has version 15 or later when the newest is asked for', () => {
    const { version } = chain.api.runtimeMetadata;
    assert.ok(version >= 15, `version ${version}`);
  });

  test('list of the SDK\'s pallets names only pallets that exist when it is compared', () => {
    const pallets = [...chain.api.registry.metadata.pallets].map((pallet) => pallet.name.toString());
    assert.deepEqual(SDK_PALLETS.filter((pallet) => !pallets.includes(pallet)), []);
    assert.ok(pallets.includes('Origins'), 'our own pallets are there');
  });

  test('our pallets document every item and argument when the metadata is read', () => {
    assert.deepEqual(found().filter((path) => !SDK_PALLETS.includes(palletOf(path))), []);
  });

  test('SDK\'s undocumented items are exactly the reviewed ones when the metadata is read', async () => {
    const reviewed = JSON.parse(await readFile(REVIEWED, 'utf8'));
    const sdk = found().filter((path) => SDK_PALLETS.includes(palletOf(path)));
    const hint = 'after a review: node src/undocumented.mjs --ws URL > tests/undocumented-sdk-items.json';
    assert.deepEqual(
      sdk.filter((path) => !reviewed.includes(path)), [],
      `these have lost their documentation, or are new without it (${hint})`,
    );
    assert.deepEqual(
      reviewed.filter((path) => !sdk.includes(path)), [],
      `these are documented now, or gone: take them off the list (${hint})`,
    );
  });
}

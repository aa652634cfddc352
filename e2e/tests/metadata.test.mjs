// SPDX-License-Identifier: Apache-2.0

/** What wallets and explorers show of the chain: everything has its documentation. */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { startNode } from '../src/node.mjs';
import { connect } from '../src/client.mjs';
import { SDK_PALLETS, palletOf, undocumented } from '../src/undocumented.mjs';

const REVIEWED = new URL('./undocumented-sdk-items.json', import.meta.url);

describe('metadata', { timeout: 200_000 }, () => {
  let node;
  let api;
  let found;

  before(async () => {
    node = await startNode();
    api = await connect(node.ws);
    found = undocumented(api.registry.metadata, api.registry.lookup);
  }, { timeout: 150_000 });

  after(async () => {
    await api?.disconnect();
    await node?.stop();
  });

  test('metadata has version 15 or later when the newest is asked for', () => {
    const { version } = api.runtimeMetadata;
    assert.ok(version >= 15, `version ${version}`);
  });

  test('list of the SDK\'s pallets names only pallets that exist when it is compared', () => {
    const pallets = [...api.registry.metadata.pallets].map(({ name }) => name.toString());
    assert.deepEqual(SDK_PALLETS.filter((name) => !pallets.includes(name)), []);
    assert.ok(pallets.includes('Origins'), 'our own pallets are there');
  });

  test('our pallets document every item and argument when the metadata is read', () => {
    assert.deepEqual(found.filter((path) => !SDK_PALLETS.includes(palletOf(path))), []);
  });

  test('SDK\'s undocumented items are exactly the reviewed ones when the metadata is read', async () => {
    const reviewed = JSON.parse(await readFile(REVIEWED, 'utf8'));
    const sdk = found.filter((path) => SDK_PALLETS.includes(palletOf(path)));
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
});

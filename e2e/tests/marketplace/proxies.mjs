// SPDX-License-Identifier: Apache-2.0

/** Contributing on somebody's behalf: through a proxy that may do nothing else. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OPEN, signAndInclude } from '../../src/client.mjs';
import { contribution, createDatanet } from '../../src/datanets.mjs';
import { commitment } from '../support/market.mjs';
import { eventOf } from '../support/chain.mjs';

export const name = 'proxies';
export const people = ['owner', 'contributor', 'delegate'];

/**
 * @param {import('../marketplace.test.mjs').Chain} chain
 * @param {Record<string, import('@polkadot/keyring/types').KeyringPair>} cast
 */
export function topic(chain, { owner, contributor, delegate }) {
  test('proxy contributes in its principal\'s name and moves no money when it is a contributor\'s', async () => {
    const { api } = chain;
    const { datanet } = await createDatanet(api, owner, { name: 'By proxy' });
    const { addProxy, proxy } = api.tx.proxy;
    await signAndInclude(api, addProxy(delegate.address, 'Contributor', 0), contributor);

    const give = contribution(api, { datanet, content: commitment('by proxy') });
    const given = await signAndInclude(api, proxy(contributor.address, 'Contributor', give), delegate);
    const data = eventOf(given, 'datanets', 'Contributed');
    assert.equal(data.contributor.toString(), contributor.address);

    const steal = api.tx.balances.transferKeepAlive(delegate.address, OPEN);
    const tried = await signAndInclude(api, proxy(contributor.address, 'Contributor', steal), delegate);
    const { result } = eventOf(tried, 'proxy', 'ProxyExecuted');
    const { section, name: error } = api.registry.findMetaError(result.asErr.asModule);
    assert.equal(`${section}.${error}`, 'system.CallFiltered');
  });
}

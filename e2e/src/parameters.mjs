// SPDX-License-Identifier: Apache-2.0

/** What governance can set, set at once by the sudo key of a development chain. */

import { eventsOf, signAndInclude } from './client.mjs';

/**
 * Sets a parameter.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {import('@polkadot/keyring/types').KeyringPair} sudo
 * @param {object} parameter - such as `{ Attribution: { ChallengeWindow: [null, 5] } }`
 * @returns {Promise<import('./client.mjs').Included>}
 */
export async function setParameter(api, sudo, parameter) {
  const included = await signAndInclude(api, api.tx.sudo.sudo(api.tx.parameters.setParameter(parameter)), sudo);
  const [{ data }] = eventsOf(included.events, 'sudo', 'Sudid');
  if (!data.sudoResult.isOk) throw new Error(`a parameter could not be set: ${data.sudoResult}`);
  return included;
}

/**
 * A parameter as it was set.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {object} key - such as `{ Market: 'Periods' }`
 * @returns {Promise<any>} in the words of the client's JSON; nothing, where nobody has set it
 */
export async function parameter(api, key) {
  const [[pallet, name]] = Object.entries(key);
  const found = await api.query.parameters.parameters(key);
  return found.isSome ? found.unwrap()[`as${pallet}`][`as${name}`].toJSON() : undefined;
}

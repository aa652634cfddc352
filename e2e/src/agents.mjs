// SPDX-License-Identifier: Apache-2.0

/** Agents: registered, told what to do, paid. */

import { eventsOf, signAndInclude } from './client.mjs';

/** Hash of no terms in particular. */
export const NO_TERMS = `0x${'00'.repeat(32)}`;

/**
 * @typedef {object} Agent
 * @property {number} id
 * @property {string} wallet - the address of its account
 * @property {import('@polkadot/keyring/types').KeyringPair} owner
 */

/**
 * Registers an agent.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {import('@polkadot/keyring/types').KeyringPair} owner
 * @param {{metadata: string, endpoints?: {protocol: 'Http' | 'OpenAi' | 'A2a' | 'Mcp', uri: string}[]}} what
 * @returns {Promise<import('./client.mjs').Included & {agent: Agent}>}
 */
export async function registerAgent(api, owner, { metadata, endpoints = [] }) {
  const included = await signAndInclude(api, api.tx.agents.register(metadata, endpoints), owner);
  const [{ data }] = eventsOf(included.events, 'agents', 'AgentRegistered');
  return { ...included, agent: { id: data.agent.toNumber(), wallet: data.wallet.toString(), owner } };
}

/**
 * Has an agent's wallet do something.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {Agent} agent
 * @param {import('@polkadot/api/types').SubmittableExtrinsic<'promise'>} call
 * @param {import('@polkadot/keyring/types').KeyringPair} [by] - its owner, or a controller
 * @returns {Promise<import('./client.mjs').Included>}
 */
export const act = (api, agent, call, by = agent.owner) =>
  signAndInclude(api, api.tx.agents.act(agent.id, call), by);

/**
 * What is given when a task is posted, of an agent that it is ordered of directly.
 * @param {object} what
 * @param {Agent} what.agent
 * @param {bigint} what.price - in plancks
 * @param {import('./datanets.mjs').Commitment} what.input
 * @param {number} what.deadline - in how many blocks it must be delivered
 * @param {{who: string, fee: bigint} | null} [what.validator] - who judges a dispute
 * @param {bigint | null} [what.parent] - the client's task for which it is
 * @returns {object}
 */
export const directTask = ({
  agent, price, input, deadline, validator = null, parent = null,
}) => ({
  order: { Direct: { agent: agent.id, price, terms: NO_TERMS } },
  minBond: 0,
  input,
  uri: 'ipfs://input',
  deadline,
  validator,
  parent,
});

// SPDX-License-Identifier: Apache-2.0

/** Whether the scenario came out as it must: by the chain's state, its events, and the evidence. */

import { CONTRIBUTORS } from './cast.mjs';
import { creditedInAll, ofRequest } from './chronicle.mjs';
import { settledAnswer } from './inference.mjs';
import { jobId } from './jobs.mjs';
import { checklist } from './story.mjs';

/**
 * A question with everything that is known of its answer.
 * @typedef {import('./cast.mjs').Row & {
 *   request: bigint,
 *   settled: Awaited<ReturnType<typeof settledAnswer>>,
 *   evidence: {answer: string, evidence_root: string, spans: {text: string, words: number}[]},
 *   shares: Map<string, number>,
 *   fee: import('./chronicle.mjs').CreditedFee | undefined,
 *   right: boolean,
 * }} Answer `shares` are parts per billion, by contributor; `right` says that the one who brought
 *   the true source has the largest
 */

/**
 * Looks up whom an answer rests on, by the chain; and on which words, by the server.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {import('./lora-server.mjs').RunningServer} server
 * @param {Map<string, import('./chronicle.mjs').CreditedFee>} fees
 * @param {object} question - with its `request`, and the `net` whose adapter was asked
 * @returns {Promise<Answer>}
 */
export async function examine(api, server, fees, question) {
  const { request, contributor, net } = question;
  const settled = await settledAnswer(api, request);
  const evidence = await server.ask(`/v1/jobs/${jobId(api.genesisHash.toHex(), request)}/evidence`);
  const shares = new Map(CONTRIBUTORS.map((name) => [name, 0]));
  for (const { contribution, parts } of settled?.shares ?? []) {
    const from = net.contributions.find(({ id }) => id === contribution);
    if (!from) throw new Error(`request ${request} names a foreign contribution, ${contribution}`);
    shares.set(from.contributor, shares.get(from.contributor) + parts);
  }
  const others = [...shares].filter(([name]) => name !== contributor).map(([, parts]) => parts);
  return {
    ...question,
    settled,
    evidence,
    shares,
    fee: fees.get(ofRequest(request)),
    right: shares.get(contributor) > Math.max(...others),
  };
}

/**
 * What accounts hold, and what exists of OPEN.
 * @typedef {{issuance: bigint, balances: Map<string, bigint>}} Money
 */

/**
 * Balances, with what is on hold, and the issuance, at a block.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {number} block
 * @param {string[]} addresses
 * @returns {Promise<Money>}
 */
export async function moneyAt(api, block, addresses) {
  const { query } = await api.at(await api.rpc.chain.getBlockHash(block));
  const balances = await Promise.all(addresses.map(async (address) => {
    const { data } = await query.system.account(address);
    return [address, data.free.toBigInt() + data.reserved.toBigInt()];
  }));
  return {
    issuance: (await query.balances.totalIssuance()).toBigInt(),
    balances: new Map(balances),
  };
}

/** Whether the parts of the fee, and what was credited of it, are all of it. */
const isWhole = ({ settled: { fee }, fee: credited }) =>
  credited?.parts === fee && creditedInAll(credited) === fee;

/**
 * Checks everything, and prints how it is.
 * @param {object} options
 * @param {Answer[]} options.answers
 * @param {Money} options.before
 * @param {Money} options.after
 * @param {Map<string, import('./chronicle.mjs').Account>} options.flow
 * @param {Map<string, string>} options.names - by address
 * @param {bigint} options.unclaimed - what is earned and not claimed
 * @param {bigint} options.kept - what the royalty ledger has more than before
 * @param {number} options.shares - among how many contributions and curators pools are divided
 * @param {string | undefined} options.imbalance - what the chain finds wrong with its own books
 * @returns {string[]} what is wrong: nothing, if all is well
 */
export function judge({
  answers, before, after, flow, names, unclaimed, kept, shares, imbalance,
}) {
  const { check, wrong } = checklist();
  const all = answers.length;
  const settled = answers.filter((answer) => answer.settled);
  check(
    settled.length === all,
    `All ${all} answers are settled.`,
    `Only ${settled.length} of ${all} answers are settled.`,
  );
  const right = answers.filter((answer) => answer.right).length;
  check(
    right >= all - 1,
    `For ${right} of ${all} answers, who brought the true source has the largest share.`,
    `Only for ${right} of ${all} answers, who brought the true source has the largest share.`,
  );
  const proved = settled.filter(({ settled: { evidenceRoot }, evidence }) =>
    evidenceRoot === evidence.evidence_root);
  check(
    proved.length === all,
    'The server\'s evidence is what the proofs on chain commit to.',
    `The server's evidence is what the proofs commit to for ${proved.length} answers only.`,
  );
  const whole = settled.filter(isWhole);
  check(
    whole.length === all,
    'The parts of each fee, and what was credited of it, sum to the fee exactly.',
    `The parts of the fee, or what was credited, sum to it for ${whole.length} answers only.`,
  );
  check(
    before.issuance === after.issuance,
    'The total issuance did not change by a planck.',
    `The total issuance changed by ${after.issuance - before.issuance} plancks.`,
  );
  const unexplained = [...names]
    .map(([address, name]) => ({
      name,
      changed: after.balances.get(address) - before.balances.get(address),
      told: flow.get(address).change,
    }))
    .filter(({ changed, told }) => changed !== told)
    .map(({ name, changed, told }) => `${name}'s by ${changed} plancks, and by the events ${told}`);
  check(
    unexplained.length === 0,
    'Every balance changed by what the events say, exactly.',
    `Balances changed otherwise than the events say: ${unexplained.join('; ')}.`,
  );
  check(
    unclaimed === 0n,
    'Everything that was earned is claimed.',
    `${unclaimed} plancks are earned and not claimed.`,
  );
  check(
    kept >= 0n && kept < BigInt(shares),
    `The royalty ledger keeps nothing but what cannot be divided: ${kept} plancks.`,
    `The royalty ledger keeps ${kept} plancks, which is not what cannot be divided.`,
  );
  check(
    imbalance === undefined,
    'The chain went through all its books, and they balance.',
    `The chain's books do not balance: ${imbalance}.`,
  );
  return wrong;
}

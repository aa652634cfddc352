// SPDX-License-Identifier: Apache-2.0

/** Whether the scenario came out as it must: by the chain's state, its events, and the evidence. */

import { CONTRIBUTORS } from './cast.mjs';
import { settledAnswer } from './inference.mjs';
import { jobId } from './jobs.mjs';
import { creditedInAll, ofRequest } from './money.mjs';
import { amount, checklist, percent } from './story.mjs';

/** The least part of answers whose true source has the largest share. */
const PRECISION = 0.9;

/**
 * Whom an answer rests on.
 * @typedef {{shares: Map<string, number>, residual: number, right: boolean}} Attributed `shares` are parts per billion,
 *   by contributor; `right` says that who brought the true source has the largest
 */

/**
 * A question that was asked on chain, with everything that is known of its answer.
 * @typedef {import('../scenario/answers.mjs').Asked & Attributed & {
 *   settled: Awaited<ReturnType<typeof settledAnswer>>,
 *   evidence: {answer: string, evidence_root: string, spans: {text: string, words: number}[]},
 *   fee: import('./money.mjs').CreditedFee | undefined,
 * }} Answer
 */

/**
 * Says by an attribution vector whom an answer rests on.
 * @param {{contributor: string, net: import('../scenario/stage.mjs').Net}} question - with its true source
 * @param {{contribution: bigint, parts: number}[]} vector
 * @param {number} residual
 * @returns {Attributed}
 */
export function attributed({ contributor, net }, vector, residual) {
  const shares = new Map(CONTRIBUTORS.map((name) => [name, 0]));
  for (const { contribution, parts } of vector) {
    const from = net.contributions.find(({ id }) => id === contribution);
    if (!from) throw new Error(`an answer rests on contribution ${contribution}, which "${net.name}" does not have`);
    shares.set(from.contributor, shares.get(from.contributor) + parts);
  }
  const others = [...shares].filter(([name]) => name !== contributor).map(([, parts]) => parts);
  return { shares, residual, right: shares.get(contributor) > Math.max(...others) };
}

/**
 * Looks up whom an answer rests on, by the chain; and on which words, by the server of who answered.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {import('./lora-server.mjs').RunningServer} server
 * @param {Map<string, import('./money.mjs').CreditedFee>} fees
 * @param {import('../scenario/answers.mjs').Asked} question
 * @returns {Promise<Answer>}
 */
export async function examine(api, server, fees, question) {
  const { request } = question;
  const settled = await settledAnswer(api, request);
  const evidence = await server.ask(`/v1/jobs/${jobId(api.genesisHash.toHex(), request)}/evidence`);
  return {
    ...question,
    ...attributed(question, settled?.shares ?? [], settled?.residual ?? 0),
    settled,
    evidence,
    fee: fees.get(ofRequest(request)),
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

/** How many are right, and whether these are enough. */
function precisionOf(answers) {
  const right = answers.filter((answer) => answer.right).length;
  return { right, all: answers.length, enough: answers.length > 0 && right >= PRECISION * answers.length };
}

/**
 * What the checks look at, besides answers and money.
 * @typedef {object} Outcome
 * @property {Answer[]} answers - on chain
 * @property {(Attributed & {text: string})[]} paid - by vouchers
 * @property {{batch: number, total: bigint, distributed: bigint}} batch - that settled them
 * @property {{request: bigint, judgements: {member: string, judgement: string}[]}[]} committees
 * @property {number} seats - of each committee
 * @property {{request: bigint, slashed: bigint, refund: bigint, reward: bigint, maxFee: bigint}} fraud
 * @property {{counts: {holds: number, unknown: number, fails: number}, code: number}} audit
 */

/** Checks what was answered, and why. */
function judgeAnswers(check, { answers, paid, committees, seats }) {
  const all = answers.length;
  const settled = answers.filter((answer) => answer.settled);
  check(
    settled.length === all,
    `All ${all} answers on chain are settled.`,
    `Only ${settled.length} of ${all} answers on chain are settled.`,
  );
  for (const [where, list] of [['on chain', answers], ['paid by vouchers', paid]]) {
    const { right, all: number, enough } = precisionOf(list);
    const found = `for ${right} of ${number} answers ${where}, who brought the true source has the largest share.`;
    check(enough, found[0].toUpperCase() + found.slice(1), `Only ${found}`);
  }
  const proved = settled.filter(({ settled: { evidenceRoot }, evidence }) => evidenceRoot === evidence.evidence_root);
  check(
    proved.length === all,
    'The servers\' evidence is what the proofs on chain commit to.',
    `The servers' evidence is what the proofs commit to for ${proved.length} answers only.`,
  );
  const agreed = committees.filter(({ judgements }) => judgements.length === seats &&
    new Set(judgements.map(({ member }) => member)).size === seats &&
    new Set(judgements.map(({ judgement }) => judgement)).size === 1);
  check(
    committees.length > 0 && agreed.length === committees.length,
    `In each of ${committees.length} committees, all ${seats} workers found the same shares and the same evidence.`,
    `Only in ${agreed.length} of ${committees.length} committees all ${seats} workers found the same.`,
  );
}

/** Checks what was paid for it. */
function judgeFees(check, { answers, batch }, fees) {
  const isWhole = (credited, fee) => credited?.parts === fee && creditedInAll(credited) === fee;
  const whole = answers.filter(({ settled, fee }) => settled && isWhole(fee, settled.fee));
  check(
    whole.length === answers.length,
    'The parts of each fee, and what was credited of it, sum to the fee exactly.',
    `The parts of the fee, or what was credited, sum to it for ${whole.length} answers only.`,
  );
  const { batch: id, total, distributed } = batch;
  const credited = fees.get(`Batch ${id}`);
  check(
    isWhole(credited, total - distributed),
    `So do those of batch ${id}: ${amount(total)} OPEN, of which contributors draw ${amount(distributed)}.`,
    `Of batch ${id}, over ${total} plancks, ${distributed} are distributed and ${credited?.parts} credited.`,
  );
}

/** Checks what became of the liar. */
function judgeFraud(check, { fraud }, fees) {
  const {
    request, slashed, refund, reward, maxFee,
  } = fraud;
  check(
    slashed > 0n && reward > 0n && refund === maxFee && !fees.has(ofRequest(request)),
    `The liar lost ${amount(slashed)} OPEN, who showed it has ${amount(reward)} of it, the payer has everything back, ` +
      'and nobody was paid for the lie.',
    `The liar lost ${slashed} plancks, of which the reporter has ${reward}; the payer has ${refund} of ${maxFee} back.`,
  );
}

/** Checks what the audit found. */
function judgeAudit(check, { audit: { counts, code } }) {
  check(
    code === 0 && counts.fails === 0 && counts.unknown === 0,
    `The audit of an answer verifies: all of its ${counts.holds} checks hold.`,
    `The audit ended with exit code ${code}: ${counts.fails} checks fail, ${counts.unknown} could not be made.`,
  );
}

/**
 * What is known of everybody's money.
 * @typedef {object} Books
 * @property {Money} before
 * @property {Money} after
 * @property {Map<string, import('./money.mjs').Account>} flow
 * @property {Map<string, string>} names - by address
 * @property {Map<string, import('./money.mjs').CreditedFee>} fees - by source
 * @property {bigint} unclaimed - what is earned and not claimed
 * @property {bigint} kept - what the royalty ledger has more than before
 * @property {number} shares - among how many contributions and curators pools are divided
 * @property {string | undefined} imbalance - what the chain finds wrong with its own books
 */

/** Checks where all OPEN went. */
function judgeBooks(check, {
  before, after, flow, names, fees, unclaimed, kept, shares, imbalance,
}) {
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
    `The balances of all ${names.size} accounts changed by what the events say, exactly.`,
    `Balances changed otherwise than the events say: ${unexplained.join('; ')}.`,
  );
  check(
    unclaimed === 0n,
    'Everything that was earned is claimed.',
    `${unclaimed} plancks are earned and not claimed.`,
  );
  // Of each payment, each of those who share it can leave less than a planck.
  check(
    kept >= 0n && kept < BigInt(shares * fees.size),
    `The royalty ledger keeps nothing but what cannot be divided: ${kept} plancks.`,
    `The royalty ledger keeps ${kept} plancks, which is not what cannot be divided.`,
  );
  check(
    imbalance === undefined,
    'The chain went through all its books, and they balance.',
    `The chain's books do not balance: ${imbalance}.`,
  );
}

/**
 * Checks everything, and prints how it is.
 * @param {Outcome} outcome
 * @param {Books} books
 * @returns {string[]} what is wrong: nothing, if all is well
 */
export function judge(outcome, books) {
  const { check, wrong } = checklist();
  judgeAnswers(check, outcome);
  judgeFees(check, outcome, books.fees);
  judgeFraud(check, outcome, books.fees);
  judgeAudit(check, outcome);
  judgeBooks(check, books);
  return wrong;
}

/**
 * How often who brought the true source has the largest share.
 * @param {Attributed[]} answers
 * @returns {{right: number, all: number, percent: string}}
 */
export function precision(answers) {
  const { right, all } = precisionOf(answers);
  return { right, all, percent: percent((right / all) * 1_000_000_000) };
}

// SPDX-License-Identifier: Apache-2.0

/** What the events of a chronicle mean for people's money: who paid, earned, lost and was given what. */

const add = (sums, key, amount) => sums.set(key, (sums.get(key) ?? 0n) + amount);

/** The parts of a fee, as the chain names them. */
const PARTS = ['protocol', 'worker', 'owners', 'stakers', 'contributors'];

/**
 * A fee that was credited, and to whom.
 * @typedef {object} CreditedFee
 * @property {string} source - such as `Request 3`, or `Batch 1`
 * @property {string | undefined} payer - nobody, where many paid
 * @property {bigint} parts - the sum of its parts
 * @property {{who: string, role: string, amount: bigint}[]} credits
 * @property {{snapshot: number, amount: bigint}[]} pools - of contributions
 * @property {{datanet: number, amount: bigint}[]} curators
 * @property {{target: string, amount: bigint}[]} stakers
 * @property {bigint} burnt
 */

const named = (source) => `${source.type} ${source.value}`;

/**
 * The source of the fee of a request, as [creditedFees] names it.
 * @param {bigint} request
 * @returns {string}
 */
export const ofRequest = (request) => `Request ${request}`;

/**
 * The fees that were credited.
 * @param {import('./chronicle.mjs').Chronicle} chronicle
 * @returns {Map<string, CreditedFee>} by source
 */
export function creditedFees(chronicle) {
  const fees = new Map();
  for (const { data } of chronicle.of('royalties', 'FeeCredited')) {
    fees.set(named(data.source), {
      source: named(data.source),
      payer: data.payer.unwrapOr(undefined)?.toString(),
      parts: PARTS.reduce((sum, part) => sum + data.parts[part].toBigInt(), 0n),
      credits: [],
      pools: [],
      curators: [],
      stakers: [],
      burnt: 0n,
    });
  }
  const feeOf = ({ source }) => fees.get(named(source));
  for (const { data } of chronicle.of('royalties', 'Credited')) {
    feeOf(data).credits.push({
      who: data.who.toString(),
      role: data.role.type,
      amount: data.amount.toBigInt(),
    });
  }
  for (const { data } of chronicle.of('royalties', 'PoolCredited')) {
    feeOf(data).pools.push({
      snapshot: data.snapshot.toNumber(),
      amount: data.amount.toBigInt(),
    });
  }
  for (const { data } of chronicle.of('royalties', 'CuratorsCredited')) {
    feeOf(data).curators.push({
      datanet: data.datanet.toNumber(),
      amount: data.amount.toBigInt(),
    });
  }
  for (const { data } of chronicle.of('royalties', 'StakersCredited')) {
    feeOf(data).stakers.push({
      target: data.target.toString(),
      amount: data.amount.toBigInt(),
    });
  }
  for (const { data } of chronicle.of('royalties', 'Burnt')) {
    feeOf(data).burnt += data.amount.toBigInt();
  }
  return fees;
}

/**
 * All that a fee went to, in plancks: no less and no more than the fee.
 * @param {CreditedFee} fee
 * @returns {bigint}
 */
export const creditedInAll = ({
  credits, pools, curators, stakers, burnt,
}) => [...credits, ...pools, ...curators, ...stakers]
  .reduce((sum, { amount }) => sum + amount, burnt);

/** As what people earn by answers; a worker also by checking those of others. */
export const ROLES = ['Contributor', 'Curator', 'Worker', 'Owner', 'Protocol'];

/** The pallets whose events say what a transfer of theirs was for. */
const TELLING = [
  'agents', 'attribution', 'bonds', 'challenges', 'datanets', 'modelFactory', 'modelRegistry', 'paymentChannels',
  'receipts', 'royalties',
];

/**
 * What an account paid and got, in plancks. Deposits and what is at stake are its own and no part of this.
 * @typedef {object} Account
 * @property {bigint} answers - paid for answers and their checks: by escrow, and by vouchers of workers' channels
 * @property {Record<'Contributor' | 'Curator' | 'Worker' | 'Owner' | 'Protocol', bigint>} earned - credited, by role; out of snapshots' pools and distributions as a contributor
 * @property {bigint} claimed - paid out
 * @property {bigint} work - got for jobs, tasks and services, less what was paid for them
 * @property {bigint} verdicts - got of what others were slashed, less what it was slashed itself
 * @property {bigint} given - got from others, less what was given to them
 * @property {bigint} fees - paid for transactions
 * @property {bigint} blocks - got for making blocks
 * @property {bigint} change - of its balance, by all of this
 */

/** Sums by account of what somebody paid, and somebody else got. */
class Sums {
  #sums = new Map();

  add(who, amount) {
    add(this.#sums, String(who), amount);
  }

  move(from, to, amount) {
    this.add(from, -amount);
    this.add(to, amount);
  }

  of(who) {
    return this.#sums.get(who) ?? 0n;
  }
}

/** What was paid for answers. */
function paidForAnswers(chronicle) {
  const sums = new Sums();
  const payers = new Map(chronicle.of('attribution', 'InferenceRequested')
    .map(({ data }) => [ofRequest(data.request), data.payer]));
  for (const { payer, parts } of creditedFees(chronicle).values()) if (payer) sums.add(payer, parts);
  for (const { data } of chronicle.of('royalties', 'CheckCredited')) {
    sums.add(payers.get(named(data.source)), data.amount.toBigInt());
  }
  for (const { data } of chronicle.of('receipts', 'VoucherRedeemed')) sums.add(data.payer, data.amount.toBigInt());
  for (const { data } of chronicle.of('receipts', 'Refunded')) sums.add(data.who, -data.amount.toBigInt());
  return sums;
}

/** What was earned, by role and account. */
function earnings(chronicle) {
  const sums = new Map(ROLES.map((role) => [role, new Sums()]));
  for (const { credits } of creditedFees(chronicle).values()) {
    for (const { who, role, amount } of credits) sums.get(role).add(who, amount);
  }
  for (const [role, section, name, who = 'who'] of [
    ['Worker', 'royalties', 'CheckCredited', 'worker'],
    ['Contributor', 'royalties', 'Collected'],
    ['Contributor', 'royalties', 'Drawn'],
    ['Curator', 'royalties', 'CollectedAsCurator'],
  ]) {
    for (const { data } of chronicle.of(section, name)) sums.get(role).add(data[who], data.amount.toBigInt());
  }
  return sums;
}

/** What was paid for work: jobs of the ModelFactory, tasks of agents, and what channels pay without batches. */
function paidForWork(chronicle, wallets) {
  const sums = new Sums();
  const find = (section, name, key) => new Map(chronicle.of(section, name).map(({ data }) => [String(data[key]), data]));
  const jobs = find('modelFactory', 'JobPosted', 'job');
  for (const { data } of chronicle.of('modelFactory', 'JobCompleted')) {
    sums.move(jobs.get(String(data.job)).builder, data.worker, data.paid.toBigInt());
  }
  const tasks = find('agents', 'TaskPosted', 'task');
  for (const { data } of chronicle.of('agents', 'TaskSettled')) {
    sums.move(tasks.get(String(data.task)).client, wallets.get(String(data.agent)), data.paid.toBigInt());
  }
  const channels = find('paymentChannels', 'Opened', 'channel');
  for (const { data } of chronicle.of('paymentChannels', 'Redeemed')) {
    const { payer, batched } = channels.get(String(data.channel));
    // What batches redeem is told of by them.
    if (!batched.isTrue) sums.move(payer, data.destination, data.amount.toBigInt());
  }
  return sums;
}

/** What verdicts took from some and gave to others: of spam, and of slashed bonds. The treasury has the rest. */
function verdicts(chronicle, treasury) {
  const sums = new Sums();
  const divide = (from, amount, reporter, reward) => {
    sums.move(from, treasury, amount);
    if (reporter.isSome) sums.move(treasury, reporter.unwrap(), reward);
  };
  for (const { data } of chronicle.of('datanets', 'ContributionSlashed')) {
    divide(data.contributor, data.amount.toBigInt(), data.reporter, data.reward.toBigInt());
  }
  for (const { data } of chronicle.of('bonds', 'SlashExecuted')) {
    divide(data.who, data.amount.toBigInt() + data.forfeited.toBigInt(), data.reporter, data.reward.toBigInt());
  }
  return sums;
}

/**
 * What the events say about the money of accounts.
 * @param {import('./chronicle.mjs').Chronicle} chronicle
 * @param {string[]} addresses
 * @param {object} known
 * @param {string} known.collators - the account to which fees of transactions go
 * @param {string} known.treasury
 * @returns {Map<string, Account>}
 */
export function accounts(chronicle, addresses, { collators, treasury }) {
  const wallets = new Map(chronicle.of('agents', 'AgentRegistered')
    .map(({ data }) => [String(data.agent), data.wallet]));
  const answers = paidForAnswers(chronicle);
  const earned = earnings(chronicle);
  const work = paidForWork(chronicle, wallets);
  const judged = verdicts(chronicle, treasury);
  const [claimed, given, fees, blocks] = Array.from({ length: 4 }, () => new Sums());
  for (const { data } of chronicle.of('royalties', 'Claimed')) claimed.add(data.who, data.amount.toBigInt());
  for (const { from, to, amount } of chronicle.gifts(TELLING)) given.move(from, to, amount);
  for (const { data } of chronicle.of('transactionPayment', 'TransactionFeePaid')) {
    fees.add(data.who, data.actualFee.toBigInt() + data.tip.toBigInt());
  }
  for (const { data } of chronicle.of('balances', 'Transfer')) {
    if (data.from.toString() === collators) blocks.add(data.to, data.amount.toBigInt());
  }
  return new Map(addresses.map((who) => {
    const account = {
      answers: answers.of(who),
      earned: Object.fromEntries(ROLES.map((role) => [role, earned.get(role).of(who)])),
      claimed: claimed.of(who),
      work: work.of(who),
      verdicts: judged.of(who),
      given: given.of(who),
      fees: fees.of(who),
      blocks: blocks.of(who),
    };
    const change = account.claimed + account.work + account.verdicts + account.given + account.blocks
      - account.answers - account.fees;
    return [who, { ...account, change }];
  }));
}

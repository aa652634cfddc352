// SPDX-License-Identifier: Apache-2.0

/** What happened on the chain since a block, event by event, and what follows for people's money. */

import { waitInBlocks } from './client.mjs';

/** Follows the finalised blocks; goes on with another connection where one was lost. */
export class Chronicle {
  #next;

  #events = [];

  /** @param {number} from - the first block to read */
  constructor(from) {
    this.#next = from;
  }

  /**
   * Reads on until enough has happened.
   * @param {import('@polkadot/api').ApiPromise} api
   * @param {object} options
   * @param {string} options.what - what is waited for, for the error
   * @param {number} options.within - how many blocks to read at most
   * @param {(block: number) => boolean} options.until - asked after each block
   */
  async read(api, { what, within, until }) {
    await waitInBlocks(api, {
      from: this.#next,
      within,
      what,
      look: ({ number, events }) => {
        for (const { event } of events) this.#events.push({ block: number, event });
        this.#next = number + 1;
        return until(number) || undefined;
      },
    });
  }

  /**
   * Reads on up to a block, which may have been read before.
   * @param {import('@polkadot/api').ApiPromise} api
   * @param {number} block
   */
  async readTo(api, block) {
    if (block < this.#next) return;
    const within = block - this.#next + 1;
    await this.read(api, { what: `block ${block}`, within, until: (number) => number >= block });
  }

  /**
   * The events of this kind so far.
   * @param {string} section
   * @param {string} method
   * @returns {{block: number, data: any}[]}
   */
  of(section, method) {
    return this.#events
      .filter(({ event }) => event.section === section && event.method === method)
      .map(({ block, event }) => ({ block, data: event.data }));
  }
}

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
 * @param {Chronicle} chronicle
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

/** As what people earn by answers. */
export const ROLES = ['Contributor', 'Curator', 'Worker', 'Owner', 'Protocol'];

/**
 * What an account paid and got, in plancks.
 * @typedef {object} Account
 * @property {bigint} answers - paid for answers
 * @property {Record<'Contributor' | 'Curator' | 'Worker' | 'Owner' | 'Protocol', bigint>} earned - credited, by role; out of snapshots' pools as a contributor
 * @property {bigint} claimed - paid out
 * @property {bigint} fees - paid for transactions
 * @property {bigint} blocks - got for making blocks
 * @property {bigint} change - of its balance, by all of this
 */

/**
 * What the events say about the money of accounts.
 * @param {Chronicle} chronicle
 * @param {string[]} addresses
 * @param {{collators: string}} pots - the account to which fees of transactions go
 * @returns {Map<string, Account>}
 */
export function accounts(chronicle, addresses, { collators }) {
  const sums = { answers: new Map(), claimed: new Map(), fees: new Map(), blocks: new Map() };
  const earned = new Map();
  for (const { payer, parts, credits } of creditedFees(chronicle).values()) {
    if (payer) add(sums.answers, payer, parts);
    for (const { who, role, amount } of credits) add(earned, `${role} ${who}`, amount);
  }
  for (const { data } of chronicle.of('royalties', 'Collected')) {
    add(earned, `Contributor ${data.who}`, data.amount.toBigInt());
  }
  for (const { data } of chronicle.of('royalties', 'CollectedAsCurator')) {
    add(earned, `Curator ${data.who}`, data.amount.toBigInt());
  }
  for (const { data } of chronicle.of('royalties', 'Claimed')) {
    add(sums.claimed, data.who.toString(), data.amount.toBigInt());
  }
  for (const { data } of chronicle.of('transactionPayment', 'TransactionFeePaid')) {
    add(sums.fees, data.who.toString(), data.actualFee.toBigInt() + data.tip.toBigInt());
  }
  for (const { data } of chronicle.of('balances', 'Transfer')) {
    if (data.from.toString() !== collators) continue;
    add(sums.blocks, data.to.toString(), data.amount.toBigInt());
  }
  const of = (map, key) => map.get(key) ?? 0n;
  return new Map(addresses.map((address) => {
    const [answers, claimed, fees, blocks] = ['answers', 'claimed', 'fees', 'blocks']
      .map((kind) => of(sums[kind], address));
    return [address, {
      answers,
      earned: Object.fromEntries(ROLES.map((role) => [role, of(earned, `${role} ${address}`)])),
      claimed,
      fees,
      blocks,
      change: claimed + blocks - answers - fees,
    }];
  }));
}

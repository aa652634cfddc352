// SPDX-License-Identifier: Apache-2.0

/** Fills a chain as fast as its blocks have room. */

import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { decodeDispatchError, eventsOf } from '../../e2e/src/client.mjs';
import { contribution } from '../../e2e/src/datanets.mjs';
import { newAdapter } from '../../e2e/src/models.mjs';

/** The part of what one transaction may take of a block that a batch takes: three fit into a block. */
const BATCH_PERCENT = 31n;

/** The most calls in a batch: the utility pallet has a limit, too. */
const MAX_CALLS = 1_000;

/** How many batches of one account may wait for a block. */
const MAX_WAITING = 3;

/** How many blocks may pass without anything getting done. */
const PATIENCE = 60;

/** Ancestors of the adapters: so many in a row are made from each other. */
export const CHAIN = 64;

const POLL_MS = 100;

/** A commitment that some bytes could have. Which hash it is, the chain cannot tell. */
export const commitment = (name, length = 100) => ({
  root: `0x${createHash('sha256').update(name).digest('hex')}`, length,
});

/** An account that sends one transaction after the other without waiting for each. */
class Sender {
  #api;

  #pair;

  #nonce;

  #done;

  constructor(api, pair) {
    this.#api = api;
    this.#pair = pair;
  }

  /** Whether another transaction may be sent now. */
  async isFree() {
    this.#done = (await this.#api.query.system.account(this.#pair.address)).nonce.toNumber();
    this.#nonce ??= this.#done;
    return this.#nonce - this.#done < MAX_WAITING;
  }

  async send(calls) {
    const batch = this.#api.tx.utility.batchAll(calls);
    const signed = await batch.signAsync(this.#pair, { nonce: this.#nonce, era: 0 });
    await this.#api.rpc.author.submitExtrinsic(signed);
    this.#nonce += 1;
  }
}

/** How many of these calls fill a batch. */
async function batchSize(api, call, signer) {
  const { maxTotal, maxExtrinsic } = api.consts.system.blockWeights.perClass.normal;
  const most = maxExtrinsic.unwrapOr(maxTotal.unwrap());
  const { weight } = await call.paymentInfo(signer);
  const fit = (room, each) => (room.toBigInt() * BATCH_PERCENT) / 100n / (each.toBigInt() || 1n);
  const [byTime, byProof] = [
    fit(most.refTime, weight.refTime), fit(most.proofSize, weight.proofSize),
  ];
  const calls = Number(byTime < byProof ? byTime : byProof);
  return Math.max(1, Math.min(calls, MAX_CALLS));
}

/** Why transactions failed in these blocks, if any did. */
async function failure(api, from, to) {
  for (let number = from; number <= to; number++) {
    const { query } = await api.at(await api.rpc.chain.getBlockHash(number));
    const [failed] = eventsOf(await query.system.events(), 'system', 'ExtrinsicFailed');
    if (failed) return `in block ${number}, ${decodeDispatchError(api, failed.data.dispatchError).message}`;
  }
  return 'no transaction failed';
}

/**
 * Goes from block to block until all is there.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {object} options
 * @param {string} options.what - for the error
 * @param {() => Promise<number>} options.step - sends what there is room for, and says how much is there
 * @param {number} options.goal - how much must be there
 * @param {(done: number, block: number) => void} options.report
 */
async function untilThere(api, {
  what, step, goal, report,
}) {
  const head = async () => (await api.rpc.chain.getHeader()).number.toNumber();
  let block = await head();
  let [most, since] = [-1, block];
  for (;;) {
    const done = await step();
    report(done, block);
    if (done >= goal) return;
    if (done > most) [most, since] = [done, block];
    if (block - since > PATIENCE) {
      const why = await failure(api, since, block);
      throw new Error(`${what}: nothing was added to ${done} of ${goal} in ${PATIENCE} blocks; ${why}`);
    }
    const last = block;
    while (block === last) {
      await pause(POLL_MS);
      block = await head();
    }
  }
}

/**
 * Brings contributions into a Datanet until so many are accepted.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {object} options
 * @param {number} options.datanet
 * @param {import('@polkadot/keyring/types').KeyringPair[]} options.contributors - whose accounts nobody
 *   else uses; nor may anybody else contribute to this chain
 * @param {import('@polkadot/keyring/types').KeyringPair} options.owner - who accepts them
 * @param {number} options.goal
 * @param {(done: number, block: number) => void} options.report
 */
export async function fillContributions(api, {
  datanet, contributors, owner, goal, report,
}) {
  const given = async () => (await api.query.datanets.nextContribution()).toBigInt();
  const accepted = async () =>
    (await api.call.datanetsApi.datanet(datanet)).unwrap().accepted.toNumber();
  const before = await accepted();
  const first = await given();
  const give = (i) => contribution(api, {
    datanet, content: commitment(`contribution ${first + BigInt(i)}`),
  });
  const judge = (id) => api.tx.datanets.judge(id, 'Accept');
  const [giveSize, judgeSize] = await Promise.all([
    batchSize(api, give(0), contributors[0]), batchSize(api, judge(0), owner),
  ]);
  const wanted = goal - before;
  const givers = contributors.map((pair) => new Sender(api, pair));
  const judges = new Sender(api, owner);
  let [sent, judged] = [0, first];
  const step = async () => {
    for (const giver of givers) {
      if (sent < wanted && await giver.isFree()) {
        const count = Math.min(giveSize, wanted - sent);
        await giver.send(Array.from({ length: count }, (_, i) => give(sent + i)));
        sent += count;
      }
    }
    const there = await given();
    const all = there - first === BigInt(wanted);
    while (judged < there && (all || there - judged >= judgeSize) && await judges.isFree()) {
      const count = Math.min(judgeSize, Number(there - judged));
      const start = judged;
      await judges.send(Array.from({ length: count }, (_, i) => judge(start + BigInt(i))));
      judged += BigInt(count);
    }
    return accepted();
  };
  await untilThere(api, {
    what: 'contributions', step, goal, report,
  });
}

/**
 * Registers adapters until there are so many artifacts.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {object} options
 * @param {number} options.base - the base model
 * @param {number} options.snapshot - that they were trained on
 * @param {import('@polkadot/keyring/types').KeyringPair} options.owner - whose account nobody else uses;
 *   nor may anybody else register artifacts on this chain
 * @param {number} options.goal
 * @param {(done: number, block: number) => void} options.report
 * @returns {Promise<{artifact: number, ancestors: number}>} one with as many ancestors as any
 */
export async function fillArtifacts(api, {
  base, snapshot, owner, goal, report,
}) {
  const there = async () => (await api.query.modelRegistry.nextArtifact()).toNumber();
  const first = await there();
  const adapter = (i) => api.tx.modelRegistry.register(newAdapter({
    base,
    others: i % CHAIN === 0 ? [] : [first + i - 1],
    name: `Adapter ${first + i}`,
    manifest: commitment(`adapter ${first + i}`),
    snapshots: [snapshot],
  }));
  const wanted = goal - first;
  // The one with two parents weighs more.
  const size = await batchSize(api, adapter(1), owner);
  const sender = new Sender(api, owner);
  let sent = 0;
  const step = async () => {
    while (sent < wanted && await sender.isFree()) {
      const count = Math.min(size, wanted - sent);
      await sender.send(Array.from({ length: count }, (_, i) => adapter(sent + i)));
      sent += count;
    }
    return there();
  };
  await untilThere(api, {
    what: 'artifacts', step, goal, report,
  });
  const deepest = Math.min(CHAIN, wanted) - 1;
  return { artifact: first + deepest, ancestors: deepest + 1 };
}

// SPDX-License-Identifier: Apache-2.0

/** OpenGov with @polkadot/api: the tracks, and a referendum from the proposal to its enactment. */

import { compactToU8a, hexToU8a, stringToU8a, u8aConcat } from '@polkadot/util';
import { blake2AsHex } from '@polkadot/util-crypto';
import { decodeDispatchError, eventsOf, signAndInclude, waitInBlocks } from './client.mjs';

/**
 * The tracks of OpenGov as the chain's metadata gives them.
 * @param {import('@polkadot/api').ApiPromise} api
 * @returns {{id: number, name: string, decisionDeposit: bigint, preparePeriod: number, decisionPeriod: number, confirmPeriod: number, minEnactmentPeriod: number}[]}
 */
export function tracks(api) {
  return [...api.consts.referenda.tracks].map(([id, track]) => ({
    id: id.toNumber(),
    name: track.name.toString().replace(/\0+$/, ''),
    decisionDeposit: track.decisionDeposit.toBigInt(),
    preparePeriod: track.preparePeriod.toNumber(),
    decisionPeriod: track.decisionPeriod.toNumber(),
    confirmPeriod: track.confirmPeriod.toNumber(),
    minEnactmentPeriod: track.minEnactmentPeriod.toNumber(),
  }));
}

/**
 * The name under which the scheduler keeps the enactment of a referendum.
 * @param {number} index
 * @returns {string} 32 bytes in hex
 */
export function enactmentId(index) {
  const number = new Uint8Array(4);
  new DataView(number.buffer).setUint32(0, index, true);
  const text = stringToU8a('enactment');
  return blake2AsHex(
    u8aConcat(stringToU8a('assembly'), compactToU8a(text.length), text, number),
    256,
  );
}

/** How a referendum ends without passing, and what that means. */
const FAILED = {
  Rejected: 'was rejected',
  TimedOut: 'timed out without a decision',
  Cancelled: 'was cancelled',
  Killed: 'was killed',
};

/**
 * @typedef {object} Voter
 * @property {import('@polkadot/keyring/types').KeyringPair} who
 * @property {bigint} amount - in plancks
 * @property {string} [conviction] - `None`, or `Locked1x` (the default) to `Locked6x`
 * @property {boolean} [aye] - true by default
 */

/**
 * @typedef {object} Step
 * @property {'preimage' | 'submitted' | 'deposit' | 'vote' | 'deciding' | 'confirming' | 'confirmed' | 'enacted' | 'refunded'} kind
 * @property {number} block
 * @property {bigint} [fee] - of the transaction; missing where the chain acted by itself
 * @property {number} [index]
 * @property {Voter} [voter]
 * @property {bigint} [amount] - of a deposit
 * @property {{ayes: bigint, nays: bigint, support: bigint}} [tally]
 */

/**
 * Takes a call through OpenGov: notes its preimage, submits the referendum, places the decision
 * deposit, votes, waits for the enactment, and takes all deposits back.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {object} options
 * @param {import('@polkadot/api/types').SubmittableExtrinsic<'promise'>} options.proposal - the call
 * @param {unknown} options.origin - `{ system: 'Root' }` or, for example, `{ Origins: 'Treasurer' }`
 * @param {import('@polkadot/keyring/types').KeyringPair} options.proposer - pays all deposits
 * @param {Voter[]} options.voters
 * @param {number} [options.enactAfter] - blocks; the track's own minimum goes first
 * @param {(step: Step) => void} [options.report]
 * @returns {Promise<{index: number, track: number, hash: string, blocks: Record<'submitted' | 'deciding' | 'confirmed' | 'enacted' | 'refunded', number>, tally: {ayes: bigint, nays: bigint, support: bigint}, events: import('@polkadot/types/interfaces').EventRecord[]}>}
 *   `events` are all events of the block in which the call was dispatched
 * @throws {DispatchFailure} where the enacted call failed
 */
export async function referendum(
  api,
  { proposal, origin, proposer, voters, enactAfter = 1, report = () => {} },
) {
  const encoded = proposal.method.toHex();
  const len = hexToU8a(encoded).length;
  const hash = blake2AsHex(encoded, 256);

  // An interrupted run may have left the preimage noted.
  const noted = (await api.query.preimage.requestStatusFor(hash)).isSome;
  if (!noted) {
    const { block, fee, events } = await signAndInclude(
      api,
      api.tx.preimage.notePreimage(encoded),
      proposer,
    );
    if (eventsOf(events, 'preimage', 'Noted').length !== 1) {
      throw new Error(`the preimage ${hash} was not noted`);
    }
    report({ kind: 'preimage', block, fee });
  }

  const submitted = await signAndInclude(
    api,
    api.tx.referenda.submit(origin, { Lookup: { hash, len } }, { After: enactAfter }),
    proposer,
  );
  const [submission] = eventsOf(submitted.events, 'referenda', 'Submitted');
  const index = submission.data.index.toNumber();
  const trackId = submission.data.track.toNumber();
  const track = tracks(api).find(({ id }) => id === trackId);
  report({
    kind: 'submitted',
    block: submitted.block,
    fee: submitted.fee,
    amount: api.consts.referenda.submissionDeposit.toBigInt(),
    index,
  });

  // The proposer may vote too, so each signer's transactions go one after the other.
  const queues = new Map();
  const enqueue = (who, work) => {
    const done = (queues.get(who.address) ?? Promise.resolve()).then(work);
    queues.set(who.address, done);
    return done;
  };
  await Promise.all([
    enqueue(proposer, async () => {
      const tx = api.tx.referenda.placeDecisionDeposit(index);
      const { block, fee } = await signAndInclude(api, tx, proposer);
      report({ kind: 'deposit', block, fee, amount: track.decisionDeposit, index });
    }),
    ...voters.map((voter) =>
      enqueue(voter.who, async () => {
        const { who, amount, conviction = 'Locked1x', aye = true } = voter;
        const vote = { Standard: { vote: { aye, conviction }, balance: amount } };
        const { block, fee } = await signAndInclude(
          api,
          api.tx.convictionVoting.vote(index, vote),
          who,
        );
        report({ kind: 'vote', block, fee, index, voter: { who, amount, conviction, aye } });
      }),
    ),
  ]);

  const blocks = { submitted: submitted.block };
  const ours = (event) => event.section === 'referenda' && event.data.index?.toNumber() === index;
  const { tally } = await waitInBlocks(api, {
    from: submitted.block,
    // Some blocks more than the track may take, for the transactions above.
    within: track.preparePeriod + track.decisionPeriod + track.confirmPeriod + 20,
    what: `the decision of referendum ${index}`,
    look: ({ number, events }) => {
      for (const { event } of events) {
        if (!ours(event)) continue;
        if (event.method in FAILED) {
          throw new Error(`referendum ${index} ${FAILED[event.method]} in block ${number}`);
        }
        if (event.method === 'DecisionStarted') {
          blocks.deciding = number;
          report({ kind: 'deciding', block: number, index });
        } else if (event.method === 'ConfirmStarted') {
          report({ kind: 'confirming', block: number, index });
        } else if (event.method === 'Confirmed') {
          const { ayes, nays, support } = event.data.tally;
          blocks.confirmed = number;
          return {
            tally: {
              ayes: ayes.toBigInt(),
              nays: nays.toBigInt(),
              support: support.toBigInt(),
            },
          };
        }
      }
      return undefined;
    },
  });
  report({ kind: 'confirmed', block: blocks.confirmed, index, tally });

  const id = enactmentId(index);
  const enacted = await waitInBlocks(api, {
    from: blocks.confirmed,
    within: Math.max(track.minEnactmentPeriod, enactAfter) + 20,
    what: `the enactment of referendum ${index}`,
    look: ({ number, events }) => {
      for (const { event } of events) {
        if (event.section !== 'scheduler' || !event.data.id?.isSome) continue;
        if (event.data.id.unwrap().toHex() !== id) continue;
        if (event.method === 'Dispatched') return { number, events, result: event.data.result };
        if (event.method !== 'Scheduled') {
          throw new Error(`referendum ${index} could not be enacted: scheduler.${event.method}`);
        }
      }
      return undefined;
    },
  });
  blocks.enacted = enacted.number;
  if (enacted.result.isErr) throw decodeDispatchError(api, enacted.result.asErr);
  report({ kind: 'enacted', block: enacted.number, index });

  const back = [
    api.tx.referenda.refundDecisionDeposit(index),
    api.tx.referenda.refundSubmissionDeposit(index),
  ];
  const status = await api.query.preimage.requestStatusFor(hash);
  const noter = status.isSome && status.unwrap().isUnrequested
    ? status.unwrap().asUnrequested.ticket[0].toString()
    : undefined;
  if (noter === proposer.address) back.push(api.tx.preimage.unnotePreimage(hash));
  const refunded = await signAndInclude(api, api.tx.utility.batchAll(back), proposer);
  blocks.refunded = refunded.block;
  const amount = ['DecisionDepositRefunded', 'SubmissionDepositRefunded']
    .flatMap((name) => eventsOf(refunded.events, 'referenda', name))
    .reduce((sum, event) => sum + event.data.amount.toBigInt(), 0n);
  report({ kind: 'refunded', block: refunded.block, fee: refunded.fee, amount, index });

  return { index, track: trackId, hash, blocks, tally, events: enacted.events };
}

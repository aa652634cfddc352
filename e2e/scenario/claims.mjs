// SPDX-License-Identifier: Apache-2.0

/** Everybody claims what was earned: out of pools, as a curator, by the batch of receipts, and by answers on chain. */

import { COMMITTEE, CONTRIBUTORS, WORKERS } from '../src/cast.mjs';
import { eventsOf, signAndInclude } from '../src/client.mjs';
import {
  claim, claimable, collectable, curatorEarnings,
} from '../src/economics.mjs';
import { distribution as distributionOf } from '../src/merkle.mjs';
import { amount, capital } from '../src/story.mjs';
import { listed } from './stage.mjs';

/** The items of which something is left to collect. */
async function worth(items, left) {
  const amounts = await Promise.all(items.map(left));
  return items.filter((_, i) => amounts[i] > 0n);
}

/** What is drawn with, for each contribution that earned by the batch, by its number. */
async function drawsOf({ api }, batch) {
  if (!batch) return new Map();
  const leaves = batch.leaves.map(({ contribution, cumulative }) =>
    ({ contribution: BigInt(contribution), cumulative: BigInt(cumulative) }));
  const { root, prove } = distributionOf(leaves);
  const { active } = (await api.call.royaltiesApi.distribution(batch.distribution)).unwrap();
  if (active.root.toHex() !== root.root) throw new Error('the published leaves are not those of the distribution');
  return new Map(leaves.map((leaf, i) =>
    [leaf.contribution, { distribution: batch.distribution, leaf, proof: prove(i) }]));
}

/**
 * Has everybody paid.
 * @param {import('./stage.mjs').World} world
 * @param {import('./stage.mjs').Net[]} nets
 * @param {{distribution: number, leaves: {contribution: number, cumulative: string}[]}} batch - of receipts
 * @returns {Promise<number>} the block of the last claim
 */
export async function claimAll(world, nets, batch) {
  const {
    api, cast, say, treasury,
  } = world;
  const draws = await drawsOf(world, batch);
  const own = async (name) => {
    const given = nets.flatMap(({ snapshot, contributions }) => contributions
      .filter(({ contributor }) => contributor === name)
      .map(({ id }) => ({ snapshot, contribution: id })));
    const { address } = cast[name];
    return {
      signer: cast[name],
      who: address,
      shares: await worth(given, (share) => collectable(api, share)),
      draws: given.map(({ contribution }) => draws.get(contribution)).filter(Boolean),
    };
  };
  const earned = async ({ who, shares = [], draws: drawn = [], curated = [] }) =>
    shares.length + drawn.length + curated.length > 0 || (await claimable(api, who)) > 0n;

  /** Those of different people at once, and each told with what came of it. */
  const pay = async (claims) => {
    const due = await worth(claims, async (each) => (await earned(each) ? 1n : 0n));
    const paid = await Promise.all(due.map(({ signer, ...what }) => claim(api, signer, what)));
    due.forEach(({ text }, i) => {
      const { block, fee, events } = paid[i];
      const [{ data }] = eventsOf(events, 'royalties', 'Claimed');
      say(block, `${text}: ${amount(data.amount.toBigInt())} OPEN`, fee);
    });
    return Math.max(0, ...paid.map(({ block }) => block));
  };

  // What is drawn and collected is what curators have a cut of, so they come afterwards.
  const contributors = await Promise.all(CONTRIBUTORS.map(async (name) =>
    ({ ...await own(name), text: `${capital(name)} draws, collects and claims` })));
  const first = await pay(contributors);
  const curators = await Promise.all(COMMITTEE.map(async (name) => ({
    signer: cast[name],
    who: cast[name].address,
    curated: await worth(nets.map(({ datanet }) => datanet), (id) => curatorEarnings(api, id, cast[name].address)),
    text: `${capital(name)} collects and claims`,
  })));
  const second = await pay(curators);
  // Workers' accounts may be busy with proofs, and the treasury has no key: anybody may claim for anybody.
  const others = [
    ...WORKERS.map((name) => [cast[name].address, capital(name)]), [treasury, 'the treasury'],
  ];
  const due = await worth(others, ([who]) => claimable(api, who));
  const { block, fee, events } = await signAndInclude(
    api, api.tx.utility.batchAll(due.map(([who]) => api.tx.royalties.claimFor(who))), cast.victor,
  );
  const claimed = eventsOf(events, 'royalties', 'Claimed').map(({ data }) => data.amount.toBigInt());
  say(block, `Victor claims for ${listed(due.map(([, name], i) => `${name} (${amount(claimed[i])} OPEN)`))}`, fee);
  return Math.max(first, second, block);
}

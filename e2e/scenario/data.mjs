// SPDX-License-Identifier: Apache-2.0

/**
 * Text of five people becomes two Datanets. Somebody else brings what somebody brought already, the same with a few
 * words changed, and an advertisement: the chain refuses the first, and curators the others.
 */

import {
  COMMITTEE, CONTRIBUTORS, CURATORS_CUT, LICENCE, datanets, unwanted,
} from '../src/cast.mjs';
import { DispatchFailure, OPEN, eventsOf, signAndInclude } from '../src/client.mjs';
import { closest } from '../src/containment.mjs';
import { fetchContent } from '../src/content.mjs';
import { contribution, creation } from '../src/datanets.mjs';
import { amount, capital, percent } from '../src/story.mjs';
import { inOrder, listed, textOf } from './stage.mjs';

/** A contribution with more of its runs of words in another one is a copy to Eve. */
const COPY = 0.5;

/** Sends these calls of one person as one transaction, all or none. */
const together = (api, calls, signer, options) =>
  signAndInclude(api, api.tx.utility.batchAll(calls), signer, options);

/** Who judges a Datanet, in the chain's words. */
function policyOf({ curators }, cast) {
  if (curators.length === 1) return 'Owner';
  const members = curators.map((name) => cast[name])
    .sort((a, b) => Buffer.compare(a.publicKey, b.publicKey))
    .map(({ address }) => address);
  return { Committee: { members, threshold: 2 } };
}

/** Both Datanets, empty. */
async function found({ api, cast, say }) {
  const plans = datanets();
  const created = await together(api, plans.map((plan) => creation(api, {
    name: plan.name,
    summary: plan.summary,
    uri: plan.uri,
    licence: LICENCE,
    policy: policyOf(plan, cast),
    curatorsCut: CURATORS_CUT,
  })), cast.eve);
  const ids = eventsOf(created.events, 'datanets', 'DatanetCreated').map(({ data }) => data.datanet.toNumber());
  say(created.block, `Eve creates ${plans.map(({ name }, i) => `Datanet ${ids[i]}, "${name}"`).join(', and ')}; ` +
    `${percent(CURATORS_CUT)} of what contributors earn is for those who curate`, created.fee);
  return plans.map((plan, i) => ({ ...plan, datanet: ids[i], contributions: [] }));
}

/** The call that contributes documents, once the store has them. */
async function offer({ api, store }, datanet, documents) {
  const content = await store.ask('/v1/contributions', { documents });
  const uri = `${store.url}/v1/content/${content.root}`;
  return contribution(api, {
    datanet, content, uri, licence: LICENCE,
  });
}

/** The numbers of the contributions that a transaction made, in its order, and what is at stake for each. */
const contributed = ({ events }) => eventsOf(events, 'datanets', 'Contributed')
  .map(({ data }) => ({ id: data.contribution.toBigInt(), bond: data.bond.toBigInt() }));

/**
 * Somebody contributes to all Datanets. One person after the other: of the same text, an adapter is the same only
 * when the text is in the same order.
 */
async function contribute(world, nets, contributor) {
  const { api, cast, say } = world;
  const calls = await Promise.all(nets.map(({ datanet, documents }) =>
    offer(world, datanet, documents[contributor])));
  const given = await together(api, calls, cast[contributor]);
  const made = contributed(given);
  nets.forEach((net, i) => net.contributions.push({
    id: made[i].id, contributor, text: net.documents[contributor].join('\n'),
  }));
  const what = nets.map(({ name, documents }, i) =>
    `${documents[contributor].length} rows to "${name}" (contribution ${made[i].id})`);
  say(given.block, `${capital(contributor)} contributes ${what.join(' and ')}, with ` +
    `${made[0].bond / OPEN} OPEN at stake on each`, given.fee);
}

/** Mallory brings Bob's rows as they are, Bob's rows with a few words changed, and an advertisement. */
async function smuggle(world, [first, second]) {
  const { api, cast, say } = world;
  const { copy, spam } = unwanted();
  const [duplicate, altered, advertisement] = await Promise.all([
    offer(world, first.datanet, first.documents.bob),
    offer(world, first.datanet, copy),
    offer(world, second.datanet, spam),
  ]);
  const nonce = (await api.rpc.system.accountNextIndex(cast.mallory.address)).toNumber();
  const [refusal, given] = await Promise.all([
    signAndInclude(api, duplicate, cast.mallory, { nonce }).catch((error) => error),
    together(api, [altered, advertisement], cast.mallory, { nonce: nonce + 1 }),
  ]);
  if (!(refusal instanceof DispatchFailure && refusal.error === 'datanets.DuplicateContent')) {
    throw new Error(`Bob's rows were taken a second time: ${refusal.message ?? 'without an error'}`);
  }
  say(given.block, `Mallory contributes Bob's rows to "${first.name}", and is refused: ${refusal.message}`);
  const [near, unasked] = contributed(given);
  say(given.block, `Mallory contributes the same with a few words changed (contribution ${near.id}), and an ` +
    `advertisement to "${second.name}" (contribution ${unasked.id})`, given.fee);
  return { copy: near.id, spam: unasked.id };
}

/** A contribution as the chain names it, with its text from where the chain says that it lies. */
async function read(api, id) {
  const { content, uri } = (await api.call.datanetsApi.contribution(id)).unwrap();
  const { root, length } = content;
  const text = await fetchContent(textOf(uri), { root: root.toHex(), length: length.toNumber() });
  return { id, text };
}

/** What Eve sees before she judges: how much of each contribution stands in an earlier one. */
async function compare({ api }, ids) {
  const texts = await Promise.all(ids.map((id) => read(api, id)));
  return texts.map(({ id, text }, i) => ({ id, ...closest(text, texts.slice(0, i)) }));
}

/** The curators judge what is there. */
async function curate(world, [first, second], { copy, spam }) {
  const { api, cast, say } = world;
  const { judge, report } = api.tx.datanets;
  const idsOf = ({ contributions }) => contributions.map(({ id }) => id);

  const reported = await signAndInclude(api, report(spam), cast.victor);
  say(reported.block, `Victor reports contribution ${spam} as spam`, reported.fee);

  const seen = await compare(world, [...idsOf(first), copy]);
  console.log(`     Eve's client compares what is pending in "${first.name}", by runs of six words:`);
  for (const { id, part, source } of seen) {
    const where = source ? `${percent(part * 1_000_000_000)} of it stands in contribution ${source.id}` : 'new';
    console.log(`       contribution ${id}: ${where}`);
  }
  const verdicts = seen.map(({ id, part, source }) => judge(id, part < COPY ? 'Accept' : {
    Reject: { reason: `${percent(part * 1_000_000_000)} of it stands in contribution ${source.id}` },
  }));
  const members = COMMITTEE.filter((name) => !first.curators.includes(name));
  const [ruled, ...votes] = await Promise.all([
    together(api, verdicts, cast.eve),
    ...members.map((name) =>
      together(api, [...idsOf(second).map((id) => judge(id, 'Accept')), judge(spam, 'Spam')], cast[name])),
  ]);
  const events = [ruled, ...votes].flatMap((each) => [...each.events]);
  const accepted = eventsOf(events, 'datanets', 'ContributionAccepted').length;
  const [rejected] = eventsOf(ruled.events, 'datanets', 'ContributionRejected');
  const [slashed] = eventsOf(events, 'datanets', 'ContributionSlashed');
  const wanted = first.contributions.length + second.contributions.length;
  if (accepted !== wanted) throw new Error(`${accepted} of ${wanted} contributions were accepted`);
  if (rejected?.data.contribution.toBigInt() !== copy) throw new Error('the near-duplicate was not rejected');
  if (slashed?.data.contribution.toBigInt() !== spam) throw new Error('the spam was not slashed');
  say(ruled.block, `Eve accepts ${first.contributions.length} of them, and rejects contribution ${copy}: ` +
    `"${textOf(rejected.data.reason)}"`, ruled.fee);
  const last = votes.reduce((late, vote) => (vote.block > late.block ? vote : late));
  say(last.block, `${listed(members.map(capital))} agree about "${second.name}": ` +
    `${second.contributions.length} are accepted, and contribution ${spam} is spam. Mallory loses ` +
    `${amount(slashed.data.amount.toBigInt())} OPEN, of which Victor gets ${amount(slashed.data.reward.toBigInt())}`,
  votes.reduce((sum, { fee }) => sum + fee, 0n));
}

/** Fixes what was accepted. */
async function fix({ api, cast, say }, nets) {
  const taken = await together(api, nets.map(({ datanet }) => api.tx.datanets.snapshot(datanet, '')), cast.eve);
  const snapshots = eventsOf(taken.events, 'datanets', 'SnapshotTaken').map(({ data }) => ({
    snapshot: data.snapshot.toNumber(),
    root: data.root.toHex(),
    withdrawnRoot: data.withdrawnRoot.toHex(),
    accepted: data.accepted.toNumber(),
    bytes: data.bytes.toBigInt(),
  }));
  say(taken.block, `Eve takes ${nets.map(({ name }, i) => `snapshot ${snapshots[i].snapshot} of "${name}" ` +
    `(${snapshots[i].accepted} contributions, ${snapshots[i].bytes} bytes, root ` +
    `${snapshots[i].root.slice(0, 10)})`).join(', and ')}`, taken.fee);
  return nets.map((net, i) => ({ ...net, ...snapshots[i] }));
}

/**
 * Gathers the text.
 * @param {import('./stage.mjs').World} world
 * @returns {Promise<import('./stage.mjs').Net[]>} the Datanets, each with its snapshot
 */
export async function gatherData(world) {
  const nets = await found(world);
  await inOrder(CONTRIBUTORS, (contributor) => contribute(world, nets, contributor));
  const bad = await smuggle(world, nets);
  await curate(world, nets, bad);
  return fix(world, nets);
}

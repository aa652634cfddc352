// SPDX-License-Identifier: Apache-2.0

/**
 * Ferdie's agent orders an answer from Peggy's agent, which buys it on chain and delivers; and then looks words up there
 * over HTTP, and pays for each with a voucher.
 */

import { NO_TERMS, act, directTask, registerAgent } from '../src/agents.mjs';
import { BOUGHT, rowFor } from '../src/cast.mjs';
import { commitTo } from '../src/commitments.mjs';
import { OPEN, eventsOf, signAndInclude } from '../src/client.mjs';
import { fetchContent } from '../src/content.mjs';
import { jobId } from '../src/jobs.mjs';
import { buy, startGateway } from '../src/paywall.mjs';
import { amount } from '../src/story.mjs';
import { paymentRequirements } from '../src/x402.mjs';
import { DEADLINE, MAX_FEE, MAX_OUTPUT_TOKENS } from './answers.mjs';
import {
  PATIENCE, called, introduce, serverOf, textOf,
} from './stage.mjs';

/** What the agents begin with, what the answer costs, and what looking a word up does. */
const FUNDS = 100n * OPEN;
const PRICE = 5n * OPEN;
const LOOK_UP = OPEN / 1_000n;

/** How many words are looked up. */
const WORDS = 100;

const event = (included, section, name) => eventsOf(included.events, section, name)[0].data;

/** Two agents with something in their wallets. */
async function register(world) {
  const { api, cast, say } = world;
  const [buyer, seller] = await Promise.all([
    registerAgent(api, cast.ferdie, { metadata: 'https://ferdie.example/agent' }),
    registerAgent(api, cast.peggy, { metadata: 'https://peggy.example/agent' }),
  ]);
  for (const [{ agent, block, fee }, owner] of [[buyer, 'Ferdie'], [seller, 'Peggy']]) {
    introduce(world, agent.wallet, `${owner}'s agent`);
    say(block, `${owner} registers agent ${agent.id}`, fee);
  }
  const funded = await Promise.all([buyer, seller].map(({ agent }) =>
    signAndInclude(api, api.tx.balances.transferKeepAlive(agent.wallet, FUNDS), agent.owner)));
  say(Math.max(...funded.map(({ block }) => block)), `both give their agents ${FUNDS / OPEN} OPEN`,
    funded.reduce((sum, { fee }) => sum + fee, 0n));
  return { buyer: buyer.agent, seller: seller.agent };
}

/** What the seller's agent asks the network, and where the answer lies. */
async function askAsAgent(world, seller, net, question) {
  const { api, chronicle } = world;
  const asked = await act(api, seller, api.tx.attribution.requestInference(
    net.artifact, { Text: question }, 'Optimistic', MAX_OUTPUT_TOKENS, MAX_FEE, DEADLINE,
  ));
  const request = event(asked, 'attribution', 'InferenceRequested').request.toBigInt();
  const proof = () => chronicle.of('attribution', 'ProofAccepted')
    .find(({ data }) => data.request.toBigInt() === request);
  await chronicle.read(api, {
    what: `the answer to request ${request}`, within: PATIENCE, until: () => proof() !== undefined,
  });
  const { worker, output } = proof().data;
  const server = serverOf(world, worker);
  const { answer } = await server.ask(`/v1/jobs/${jobId(api.genesisHash.toHex(), request)}/evidence`);
  return {
    asked, request, worker, answer, server, content: { root: output.root.toHex(), length: output.length.toNumber() },
  };
}

/** The buyer's agent orders an answer, the seller's gets it from the network, and is paid for it. */
async function order(world, { buyer, seller }, net) {
  const { api, chronicle, store, say } = world;
  const calls = api.tx.agents;
  const { question } = rowFor(net.rows, BOUGHT);
  const input = commitTo(question);
  await store.ask('/v1/contributions', { documents: [question] });
  const posted = await act(api, buyer, calls.postTask({
    ...directTask({ agent: seller, price: PRICE, input, deadline: DEADLINE }),
    uri: `${store.url}/v1/content/${input.root}`,
  }));
  const task = event(posted, 'agents', 'TaskPosted').task.toBigInt();
  say(posted.block, `Ferdie's agent orders an answer from Peggy's as task ${task}, for ${PRICE / OPEN} OPEN in escrow: ` +
    `${question}`, posted.fee);
  const accepted = await act(api, seller, calls.acceptTask(task));
  const bought = await askAsAgent(world, seller, net, question);
  say(bought.asked.block, `Peggy's agent accepts, and asks artifact ${net.artifact} itself, as request ` +
    `${bought.request}`, accepted.fee + bought.asked.fee);
  const uri = `${bought.server.url}/v1/content/${bought.content.root}`;
  const delivered = await act(api, seller, calls.deliver(task, { result: bought.content, uri }));
  say(delivered.block, `Peggy's agent delivers what ${called(world, bought.worker)}'s server answered`, delivered.fee);

  const delivery = event(delivered, 'agents', 'TaskDelivered').delivery;
  const text = await fetchContent(textOf(delivery.uri), bought.content);
  if (text !== bought.answer) throw new Error('the seller\'s agent delivered something else');
  const approved = await act(api, buyer, calls.approve(task));
  const { paid } = event(approved, 'agents', 'TaskSettled');
  const rated = await act(api, buyer, calls.giveFeedback(task, 95, ['quality'], '', NO_TERMS));
  say(approved.block, `Ferdie's agent fetches "${text}", compares it with what was delivered, and approves: Peggy's ` +
    `agent has ${amount(paid.toBigInt())} OPEN, and is rated`, approved.fee + rated.fee);
  const settled = () => chronicle.of('attribution', 'InferenceSettled')
    .some(({ data }) => data.request.toBigInt() === bought.request);
  await chronicle.read(api, {
    what: `the settlement of request ${bought.request}`, within: PATIENCE, until: settled,
  });
  return { request: bought.request, answer: text };
}

/** A service that says where a word is explained: the row, and the contribution that it stands in. */
const lookUp = (net) => (path) => {
  const headword = new URL(path, 'http://localhost').searchParams.get('word') ?? '';
  const { question, answer, contributor } = rowFor(net.rows, headword);
  const { id } = net.contributions.find((each) => each.contributor === contributor);
  return JSON.stringify({ row: `${question} ${answer}`, contribution: Number(id) });
};

/** The text of a contribution as the chain and the stores have it, fetched once. */
function reader(api) {
  const texts = new Map();
  return async (id) => {
    if (!texts.has(id)) {
      const { content, uri } = (await api.call.datanetsApi.contribution(id)).unwrap();
      const commitment = { root: content.root.toHex(), length: content.length.toNumber() };
      texts.set(id, await fetchContent(textOf(uri), commitment));
    }
    return texts.get(id);
  };
}

const channelOf = (api) => async (id) => {
  const found = await api.call.paymentChannelsApi.channel(id);
  if (found.isNone) return undefined;
  const record = found.unwrap();
  return {
    payer: record.payer.toString(),
    payee: record.payee.toString(),
    signer: record.signer.toString(),
    deposit: record.deposit.toBigInt(),
    redeemed: record.redeemed.toBigInt(),
    batched: record.batched.isTrue,
    closing: record.closingAt.isSome,
  };
};

/** The buyer's agent looks words up, and pays for each; the seller's has all of it paid out at once. */
async function trade(world, { buyer, seller }, net) {
  const { api, cast, say } = world;
  const genesis = api.genesisHash.toHex();
  const offered = await act(api, seller, api.tx.agents.publishService({
    unit: 'PerCall', price: LOOK_UP, terms: NO_TERMS, uri: 'https://peggy.example/terms',
  }));
  const service = event(offered, 'agents', 'ServiceOffered').service.toNumber();
  say(offered.block, `Peggy's agent offers to look words up, for ${amount(LOOK_UP)} OPEN each, as service ${service}`,
    offered.fee);
  const { open, close, redeem } = api.tx.paymentChannels;
  const deposit = BigInt(WORDS) * LOOK_UP;
  const opened = await act(api, buyer, open(seller.wallet, deposit, cast.ferdie.address));
  const channel = event(opened, 'paymentChannels', 'Opened').channel.toBigInt();
  say(opened.block, `Ferdie's agent opens channel ${channel} to Peggy's, with ${amount(deposit)} OPEN in it`, opened.fee);

  const required = await paymentRequirements(api, seller.id, service);
  const shop = await startGateway({
    required, genesis, channelOf: channelOf(api), serve: lookUp(net),
  });
  world.services.push(shop);
  const read = reader(api);
  const purse = {
    genesis, channel, promised: 0n, most: LOOK_UP, signer: cast.ferdie,
  };
  for (let i = 0; i < WORDS; i++) {
    const { headword } = net.rows[i % net.rows.length];
    const { text } = await buy(`${shop.url}/?word=${encodeURIComponent(headword)}`, purse);
    const { row, contribution } = JSON.parse(text);
    if (!(await read(contribution)).split('\n').includes(row)) {
      throw new Error(`contribution ${contribution} does not say what was sold`);
    }
  }
  const { cumulative, signature } = shop.best();
  await shop.stop();
  const redeemed = await signAndInclude(api, redeem(channel, cumulative, signature), cast.peggy);
  const paid = event(redeemed, 'paymentChannels', 'Redeemed').amount.toBigInt();
  say(redeemed.block, `Ferdie's agent has looked ${WORDS} words up, each row compared with its contribution; one ` +
    `transaction pays Peggy's ${amount(paid)} OPEN for all`, redeemed.fee);
  const closed = await act(api, seller, close(channel));
  say(closed.block, `Peggy's agent closes channel ${channel}`, closed.fee);
  return { calls: WORDS, paid };
}

/**
 * Has agents trade.
 * @param {import('./stage.mjs').World} world
 * @param {import('./stage.mjs').Net} net
 * @returns {Promise<{request: bigint, answer: string, calls: number, paid: bigint}>}
 */
export async function agentsTrade(world, net) {
  const agents = await register(world);
  const ordered = await order(world, agents, net);
  const traded = await trade(world, agents, net);
  return { ...ordered, ...traded };
}

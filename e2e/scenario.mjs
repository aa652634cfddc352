// SPDX-License-Identifier: Apache-2.0

/**
 * The main job, as `scripts/run` tells it: text becomes Datanets, Datanets become adapters, adapters
 * answer for money, and the money goes to those on whose text the answers rest.
 */

import { imbalance } from './src/books.mjs';
import {
  BASE_LICENCE, BASE_ROYALTY, CONTRIBUTORS, CURATORS_CUT, LICENCE, PRICES, TRAINING, datanets,
} from './src/cast.mjs';
import { Chronicle, accounts, creditedFees } from './src/chronicle.mjs';
import {
  OPEN, connect, palletAccount, people,
} from './src/client.mjs';
import {
  accept, contribute, createDatanet, takeSnapshot,
} from './src/datanets.mjs';
import {
  claim, claimable, collectable, curatorEarnings,
} from './src/economics.mjs';
import { ask, bond, serve } from './src/inference.mjs';
import { trainingJobId } from './src/jobs.mjs';
import { train } from './src/lora-server.mjs';
import { artifactWith, registerAdapter, registerBaseModel } from './src/models.mjs';
import {
  amount, capital, chapter, narrator, percent, progress,
} from './src/story.mjs';
import { printAnswers, printBalances, printFlow } from './src/tables.mjs';
import { examine, judge, moneyAt } from './src/verdict.mjs';

/** What Alice puts at stake, and what Ferdie pays for an answer at most. */
const STAKE = 1_000n * OPEN;
const MAX_FEE = 10n * OPEN;
const MAX_OUTPUT_TOKENS = 96;

/** Blocks that a worker has for an answer: many, for it may be killed in between. */
const DEADLINE = 300;

/** Blocks in which something must have happened that is waited for. */
const PATIENCE = 400;

/** Does the same for one after the other. */
async function inOrder(items, work) {
  const results = [];
  for (const item of items) results.push(await work(item));
  return results;
}

/** Two Datanets with text of three people each, and a snapshot of each. */
async function gatherData({
  api, server, cast, say,
}) {
  chapter('1. Text becomes Datanets');
  const all = await inOrder(datanets(), async (plan) => {
    const { name, summary, uri } = plan;
    const { datanet, block, fee } = await createDatanet(api, cast.eve, {
      name, summary, uri, licence: LICENCE, curatorsCut: CURATORS_CUT,
    });
    say(block, `Eve creates Datanet ${datanet}, "${name}", and keeps ${percent(CURATORS_CUT)} of what ` +
      'its contributors earn for curating it', fee);
    return { ...plan, datanet, contributions: [] };
  });

  // Each person's transactions go one after the other, those of different people at once.
  await Promise.all(CONTRIBUTORS.map((contributor) => inOrder(all, async (each) => {
    const documents = each.documents[contributor];
    const content = await server.ask('/v1/contributions', { documents });
    const given = await contribute(api, cast[contributor], {
      datanet: each.datanet,
      content,
      uri: `${server.url}/v1/content/${content.root}`,
      licence: LICENCE,
    });
    each.contributions.push({ id: given.contribution, contributor, content });
    say(given.block, `${capital(contributor)} contributes ${documents.length} rows ` +
      `(${content.length} bytes) to "${each.name}" as contribution ${given.contribution}, ` +
      `with ${given.bond / OPEN} OPEN at stake`, given.fee);
  })));

  const ids = all.flatMap(({ contributions }) => contributions.map(({ id }) => id));
  ids.sort((a, b) => Number(a - b));
  const { block, fee } = await accept(api, cast.eve, ids);
  say(block, `Eve curates both and accepts all ${ids.length}; what was at stake is free`, fee);
  return inOrder(all, async (each) => {
    const taken = await takeSnapshot(api, cast.eve, each.datanet);
    say(taken.block, `Eve takes snapshot ${taken.snapshot} of "${each.name}": ${taken.accepted} ` +
      `contributions, ${taken.bytes} bytes, root ${taken.root.slice(0, 10)}`, taken.fee);
    return { ...each, snapshot: taken.snapshot };
  });
}

/** The base model that the server has, registered once, and Alice as its worker. */
async function serveBase({
  api, server, cast, say,
}) {
  const { commitment } = await server.ask('/v1/base');
  let base = await artifactWith(api, commitment);
  if (base === undefined) {
    const registered = await registerBaseModel(api, cast.alice, {
      name: 'OpenLedger base',
      manifest: commitment,
      uri: `${server.url}/v1/content/${commitment.root}`,
      licence: BASE_LICENCE,
      royalty: BASE_ROYALTY,
      prices: null,
    });
    base = registered.artifact;
    say(registered.block, `Alice registers the base model as artifact ${base}; she wants ` +
      `${percent(BASE_ROYALTY)} of what owners of its adapters earn`, registered.fee);
  }
  const bonded = await bond(api, cast.alice, STAKE);
  if (bonded) say(bonded.block, `Alice puts ${STAKE / OPEN} OPEN at stake`, bonded.fee);
  const serving = await serve(api, cast.alice, { endpoint: server.url, baseModel: base });
  say(serving.block, `Alice serves artifact ${base} and all its adapters`, serving.fee);
  return base;
}

/** An adapter of the base model, trained from a Datanet's snapshot, registered with its lineage. */
async function makeAdapter({
  api, server, cast, say,
}, base, net) {
  const head = (await api.rpc.chain.getHeader()).number.toNumber();
  // Another seed for another snapshot: the same weights could not be registered twice.
  const training = { base, snapshots: [net.snapshot], ...TRAINING, seed: net.snapshot + 1 };
  const shown = progress();
  const began = Date.now();
  const { manifest, rows, steps, final_loss_millis: loss } = await train(server, {
    jobId: trainingJobId(api.genesisHash.toHex(), training),
    training,
    deadline: head + DEADLINE,
    report: ({ epoch, epochs, loss: now }) => shown.show(`training from snapshot ` +
      `${net.snapshot}: pass ${epoch} of at most ${epochs}, loss ${now.toFixed(3)}`),
  });
  shown.done();
  const seconds = Math.round((Date.now() - began) / 1000);
  const { artifact, block, fee } = await registerAdapter(api, cast.eve, {
    base,
    name: `${net.name} adapter`,
    manifest,
    uri: `${server.url}/v1/content/${manifest.root}`,
    licence: LICENCE,
    snapshots: [net.snapshot],
    royalty: 0,
    prices: PRICES,
  });
  say(block, `Eve registers artifact ${artifact}, a LoRA adapter trained from snapshot ` +
    `${net.snapshot} in ${seconds} s (${rows} rows, ${steps} steps, loss ${loss / 1000})`, fee);
  return { ...net, artifact };
}

/** Ferdie asks these questions, all of them at once. */
async function askAll({ api, cast, say }, questions) {
  const nonce = (await api.rpc.system.accountNextIndex(cast.ferdie.address)).toNumber();
  const asked = await Promise.all(questions.map(async (each, i) => {
    const included = await ask(api, cast.ferdie, {
      artifact: each.net.artifact,
      question: each.question,
      maxOutputTokens: MAX_OUTPUT_TOKENS,
      maxFee: MAX_FEE,
      deadline: DEADLINE,
    }, { nonce: nonce + i });
    return { ...each, ...included };
  }));
  for (const { request, net, question, block, fee } of asked) {
    say(block, `Ferdie asks artifact ${net.artifact}, as request ${request}: ${question}`, fee);
  }
  return asked.map(({ request }, i) => ({ ...questions[i], request }));
}

/** What is told of the events about a request. */
const TOLD = {
  InferenceAssigned: ({ request }) => `request ${request} is given to Alice's node`,
  ProofAccepted: ({ request, evidenceRoot }) =>
    `Alice's node proves the answer to request ${request}, evidence ${evidenceRoot.toHex().slice(0, 10)}`,
  InferenceSettled: ({ request, fee }) =>
    `request ${request} is settled: ${amount(fee.toBigInt())} OPEN`,
  InferenceExpired: ({ request }) => `request ${request} expired without an answer`,
};

/** Ten questions, asked in two halves, answered, proved, settled; with an accident, if wanted. */
async function answerQuestions(world, nets) {
  const { chronicle, say } = world;
  // In turns, so that both adapters answer at the same time.
  const all = nets[0].questions.flatMap((_, i) => nets.map((net) => ({ ...net.questions[i], net })));
  const half = all.length / 2;
  const ours = new Set();
  const seen = new Set();
  const happened = (name) => chronicle.of('attribution', name)
    .filter(({ data }) => ours.has(data.request.toBigInt()));
  const wait = (name, count) => chronicle.read(world.api, {
    what: `${count} of the events attribution.${name}`,
    within: PATIENCE,
    until: () => {
      for (const [kind, text] of Object.entries(TOLD)) {
        for (const { block, data } of happened(kind)) {
          const key = `${kind} ${data.request}`;
          if (!seen.has(key)) say(block, text(data));
          seen.add(key);
        }
      }
      const [expired] = happened('InferenceExpired');
      if (expired) throw new Error(TOLD.InferenceExpired(expired.data));
      return happened(name).length >= count;
    },
  });

  chapter('3. Adapters answer, and every answer is proved');
  const first = await askAll(world, all.slice(0, half));
  for (const { request } of first) ours.add(request);
  await wait('ProofAccepted', 1);
  const second = await askAll(world, all.slice(half));
  for (const { request } of second) ours.add(request);
  if (world.restart) {
    await wait('InferenceAssigned', all.length);
    await accident(world);
  }
  await wait('InferenceSettled', all.length);
  return [...first, ...second];
}

/** Server and node are killed while answers are owed, and start again on what they have on disk. */
async function accident(world) {
  const { node, server, cast } = world;
  const owed = (await world.api.query.attribution.assigned(cast.alice.address)).length;
  if (owed === 0) throw new Error('all questions were answered before anything could be killed');
  await world.api.disconnect();
  await Promise.all([server.service.kill(), node.service.kill()]);
  console.log(`\n     Server and node are killed, while Alice owes ${owed} answers ...`);
  await node.service.start();
  await server.service.start();
  world.api = await connect(node.ws);
  console.log('     ... and run again, on what they have on disk.\n');
}

/** Everybody claims what was earned. Returns the block of the last claim. */
async function claimAll({
  api, cast, say, treasury,
}, nets) {
  chapter('4. Everybody is paid');
  /** The items of which something is left to collect. */
  const worth = async (items, amount) => {
    const amounts = await Promise.all(items.map(amount));
    return items.filter((_, i) => amounts[i] > 0n);
  };
  const own = async (name) => {
    const given = nets.flatMap(({ snapshot, contributions }) => contributions
      .filter(({ contributor }) => contributor === name)
      .map(({ id }) => ({ snapshot, contribution: id })));
    const signer = cast[name];
    const who = signer.address;
    return {
      signer,
      who,
      shares: await worth(given, (share) => collectable(api, share)),
      curated: await worth(
        nets.map(({ datanet }) => datanet),
        (datanet) => curatorEarnings(api, datanet, who),
      ),
      text: `${capital(name)} claims`,
    };
  };
  // Alice's account is busy with proofs, and the treasury has no key: anybody may claim for anybody.
  const claims = [
    ...await Promise.all([...CONTRIBUTORS, 'eve'].map(own)),
    { signer: cast.eve, who: cast.alice.address, text: 'Eve claims for Alice' },
    { signer: cast.eve, who: treasury, text: 'Eve claims for the treasury' },
  ];
  let last = 0;
  for (const { signer, who, shares = [], curated = [], text } of claims) {
    const collects = shares.length + curated.length > 0;
    if (!collects && (await claimable(api, who)) === 0n) continue;
    const { block, fee } = await claim(api, signer, { who, shares, curated });
    say(block, text, fee);
    last = block;
  }
  return last;
}

/**
 * Tells the story.
 * @param {object} options
 * @param {import('./src/node.mjs').RunningNode} options.node
 * @param {import('./src/lora-server.mjs').RunningServer} options.server
 * @param {boolean} options.restart - kill both in the middle, and start them again
 * @returns {Promise<string[]>} what is wrong at the end: nothing, if all is well
 */
export async function tell({ node, server, restart }) {
  const began = Date.now();
  const cast = people();
  const world = {
    node, server, restart, cast, say: narrator(), api: await connect(node.ws),
  };
  try {
    const { consts, rpc } = world.api;
    const start = (await rpc.chain.getHeader(await rpc.chain.getFinalizedHead())).number.toNumber();
    world.chronicle = new Chronicle(start + 1);
    world.treasury = palletAccount(consts.treasury.palletId);
    const collators = palletAccount(consts.collatorSelection.potId);
    const royalties = palletAccount(consts.royalties.palletId);
    const names = new Map([
      ...[...CONTRIBUTORS, 'eve', 'ferdie', 'alice'].map((name) => [cast[name].address, capital(name)]),
      [world.treasury, 'treasury'],
    ]);
    const before = await moneyAt(world.api, start, [...names.keys(), royalties]);
    await node.setLoraServer(server.url);

    const gathered = await gatherData(world);
    chapter('2. Datanets become adapters');
    const base = await serveBase(world);
    const nets = await inOrder(gathered, (net) => makeAdapter(world, base, net));
    const questions = await answerQuestions(world, nets);
    const end = await claimAll(world, nets);

    const { api, chronicle } = world;
    await chronicle.readTo(api, end);
    const after = await moneyAt(api, end, [...before.balances.keys()]);
    const flow = accounts(chronicle, [...names.keys()], { collators });
    const fees = creditedFees(chronicle);
    const answers = await inOrder(questions, (each) => examine(api, server, fees, each));
    const left = await Promise.all([...names.keys()].map((address) => claimable(api, address)));

    chapter('Why: the ten answers');
    printAnswers(answers, names);
    chapter('OPEN flow: who earned what');
    printFlow(flow, names);
    chapter('Balances in OPEN, with what is on hold');
    printBalances({
      before, after, flow, names,
    });
    chapter('Checks');
    const wrong = judge({
      answers,
      before,
      after,
      flow,
      names,
      unclaimed: left.reduce((total, each) => total + each, 0n),
      kept: after.balances.get(royalties) - before.balances.get(royalties),
      // Each Datanet has one curator.
      shares: nets.reduce((total, { contributions }) => total + contributions.length + 1, 0),
      imbalance: await imbalance(api),
    });
    console.log(`\nDone in ${Math.round((Date.now() - began) / 1000)} seconds.`);
    return wrong;
  } finally {
    await world.api.disconnect();
  }
}

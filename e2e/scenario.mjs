// SPDX-License-Identifier: Apache-2.0

/**
 * The main job, as `scripts/run` tells it: text becomes Datanets, Datanets become adapters, adapters answer for money,
 * and the money goes to those on whose text the answers rest. A file of `scenario/` for each chapter.
 */

import { makeAdapters } from './scenario/adapters.mjs';
import { agentsTrade } from './scenario/agents.mjs';
import { MAX_FEE, answerQuestions, authors, judgements } from './scenario/answers.mjs';
import { auditAnswer } from './scenario/audit.mjs';
import { claimAll } from './scenario/claims.mjs';
import { gatherData } from './scenario/data.mjs';
import { catchLiar } from './scenario/fraud.mjs';
import { buyAnswers } from './scenario/paid.mjs';
import { inOrder, introduce } from './scenario/stage.mjs';
import { hireWorkers } from './scenario/workers.mjs';
import { imbalance } from './src/books.mjs';
import {
  BOUGHT, CONTRIBUTORS, WORKERS, company, rowFor,
} from './src/cast.mjs';
import { Chronicle } from './src/chronicle.mjs';
import { connect, palletAccount } from './src/client.mjs';
import { commandLine } from './src/command-line.mjs';
import { claimable } from './src/economics.mjs';
import { accounts, creditedFees } from './src/money.mjs';
import { chapter, narrator } from './src/story.mjs';
import { summarise } from './src/summary.mjs';
import {
  printAnswers, printBalances, printFlow, printSplit, printTimes,
} from './src/tables.mjs';
import {
  attributed, examine, judge, moneyAt,
} from './src/verdict.mjs';

/** Whose money is told of, in the order of the tables; agents come later. */
const TOLD_OF = [...CONTRIBUTORS, 'eve', 'oscar', 'olivia', ...WORKERS, 'ferdie', 'mallory', 'victor', 'peggy'];

/** Tells chapters, and how long each took. */
function book() {
  const times = [];
  return {
    times,
    tell: async (title, work) => {
      chapter(`${times.length + 1}. ${title}`);
      const began = performance.now();
      const result = await work();
      times.push({ chapter: title, seconds: (performance.now() - began) / 1_000 });
      return result;
    },
  };
}

/** All that happens, chapter by chapter. */
async function happen(world, tell) {
  const base = await tell('Three workers', () => hireWorkers(world));
  const gathered = await tell('Text becomes Datanets', () => gatherData(world));
  const { nets, scores } = await tell('Datanets become adapters', () => makeAdapters(world, base, gathered));
  const [first, second] = nets;
  const asked = await tell('Answers on chain, proved or judged', () => answerQuestions(world, nets));
  const paid = await tell('Answers over OpenAI\'s API, paid by vouchers', () => buyAnswers(world, first));
  const fraud = await tell('A false proof is found', () => catchLiar(world, base, second));
  const trade = await tell('Agents trade', () => agentsTrade(world, first));
  const end = await tell('Everybody is paid', () => claimAll(world, nets, paid.batch));
  const [audited] = asked;
  const [{ server }] = authors(world, [audited]);
  const audit = await tell('One answer is audited', () => auditAnswer(world, { ...audited, server }));
  const bought = { ...rowFor(first.rows, BOUGHT), net: first, request: trade.request };
  return {
    nets, scores, asked: [...asked, bought], paid, fraud, end, audit,
  };
}

/** What came out, examined: the answers with what they rest on, and everybody's money. */
async function examineAll(world, {
  nets, asked, paid, fraud, end, audit,
}, start) {
  const { api, chronicle, names } = world;
  const { consts } = api;
  const royalties = palletAccount(consts.royalties.palletId);
  const collators = palletAccount(consts.collatorSelection.potId);
  await chronicle.readTo(api, end);
  const fees = creditedFees(chronicle);
  const servers = authors(world, asked);
  const answers = await inOrder(asked.map((each, i) => ({ each, i })), ({ each, i }) =>
    examine(api, servers[i].server, fees, each));
  const vouchers = paid.answers.map((each) => {
    const { shares, residual } = each.receipt.vector;
    const vector = shares.map(({ contribution, share }) => ({ contribution: BigInt(contribution), parts: share }));
    return { ...each, ...attributed(each, vector, residual) };
  });
  const flow = accounts(chronicle, [...names.keys()], { collators, treasury: world.treasury });
  const [before, after] = await Promise.all([start, end].map((block) =>
    moneyAt(api, block, [...names.keys(), royalties])));
  const left = await Promise.all([...names.keys()].map((address) => claimable(api, address)));
  const { data: final } = chronicle.of('receipts', 'BatchFinalized').at(-1);
  return {
    outcome: {
      answers,
      paid: vouchers,
      batch: { ...paid.batch, distributed: final.distributed.toBigInt() },
      committees: judgements(world, asked),
      seats: WORKERS.length,
      fraud: { ...fraud, maxFee: MAX_FEE },
      audit,
    },
    books: {
      before,
      after,
      flow,
      names,
      fees,
      unclaimed: left.reduce((total, each) => total + each, 0n),
      kept: after.balances.get(royalties) - before.balances.get(royalties),
      shares: nets.reduce((total, { contributions, curators }) => total + contributions.length + curators.length, 0),
      imbalance: await imbalance(api),
    },
  };
}

/**
 * Tells the story.
 * @param {object} options
 * @param {import('./src/node.mjs').RunningNode} options.node
 * @param {Record<string, import('./src/lora-server.mjs').RunningServer>} options.servers - by their workers' names
 * @param {string} options.folder - for reports and logs
 * @param {boolean} options.restart - kill the node and a server in the middle, and start them again
 * @returns {Promise<{wrong: string[], summary: import('./src/summary.mjs').Summary, page: string, model: number}>}
 *   `wrong` is what is wrong at the end: nothing, if all is well; `page` the audit's report, and `model` an adapter
 */
export async function tell({
  node, servers, folder, restart,
}) {
  const began = performance.now();
  const store = servers[WORKERS[0]];
  const world = {
    node,
    servers,
    store,
    folder,
    restart,
    cast: company(),
    names: new Map(),
    services: [],
    say: narrator(),
    openledger: commandLine({ node, server: store }),
    api: await connect(node.ws),
  };
  try {
    const { consts, rpc } = world.api;
    const start = (await rpc.chain.getHeader(await rpc.chain.getFinalizedHead())).number.toNumber();
    world.chronicle = new Chronicle(start + 1);
    world.treasury = palletAccount(consts.treasury.palletId);
    for (const name of TOLD_OF) introduce(world, world.cast[name].address, name);
    introduce(world, world.treasury, 'treasury');

    const { times, tell: tellChapter } = book();
    const happened = await happen(world, tellChapter);
    const { outcome, books } = await examineAll(world, happened, start);
    const { answers, audit } = outcome;
    const audited = answers.find(({ request }) => request === audit.request);

    chapter(`Why: the ${answers.length} answers on chain`);
    printAnswers(answers);
    chapter('One answer\'s fee');
    printSplit(audited, books.names);
    chapter('OPEN flow: who earned what by answers');
    printFlow(books.flow, books.names);
    chapter('Balances in OPEN, with what is on hold');
    printBalances(books);
    chapter('Times');
    printTimes(times);
    chapter('Checks');
    const wrong = judge(outcome, books);
    console.log(`\nDone in ${Math.round((performance.now() - began) / 1_000)} seconds.`);
    const summary = summarise({
      restart,
      times,
      answers,
      audited,
      paid: outcome.paid,
      seconds: happened.paid.seconds,
      total: outcome.batch.total,
      scores: happened.scores,
      flow: books.flow,
      names: books.names,
    });
    return {
      wrong, summary, page: audit.page, model: happened.nets[0].artifact,
    };
  } finally {
    await world.api.disconnect();
    await Promise.all(world.services.map((service) => service.stop()));
  }
}

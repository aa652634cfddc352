// SPDX-License-Identifier: Apache-2.0

/**
 * Ferdie's program asks over OpenAI's API, with OpenAI's own client, a few hundred times. A gateway beside it pays for
 * each answer by a voucher of one prepaid channel, and Alice settles all of them by one batch of receipts.
 */

import { join } from 'node:path';
import OpenAI from 'openai';
import { PRICES, secret } from '../src/cast.mjs';
import { OPEN, eventsOf, signAndInclude } from '../src/client.mjs';
import { priceOf } from '../src/economics.mjs';
import { Service, freePorts } from '../src/processes.mjs';
import { amount, progress } from '../src/story.mjs';
import { MAX_OUTPUT_TOKENS } from './answers.mjs';
import { PATIENCE } from './stage.mjs';

/** How often each row of the Datanet is asked for. */
const ROUNDS = 7;

/** What is prepaid. */
const DEPOSIT = 1_000n * OPEN;

const START_TIMEOUT_MS = 60_000;

/** How often OpenAI's client asks again: a server that was killed is up again in seconds. */
const RETRIES = 10;

/**
 * An answer that a voucher paid for.
 * @typedef {import('../src/cast.mjs').Row & {
 *   net: import('./stage.mjs').Net, text: string, receipt: object,
 * }} Paid `receipt` is the worker's, by the names of the wire
 */

/** Alice's account for batches: vouchers of the channels that are opened to her from then on wait for them. */
async function openAccount({ api, cast, say }) {
  const known = await api.query.receipts.accounts(cast.alice.address);
  if (known.isSome) return;
  const { block, fee } = await signAndInclude(api, api.tx.receipts.openAccount(), cast.alice);
  say(block, 'Alice opens an account for batches of receipts', fee);
}

/** Ferdie's channel to Alice. */
async function openChannel({ api, cast, say }) {
  const tx = api.tx.paymentChannels.open(cast.alice.address, DEPOSIT, cast.ferdie.address);
  const opened = await signAndInclude(api, tx, cast.ferdie);
  const [{ data }] = eventsOf(opened.events, 'paymentChannels', 'Opened');
  if (!data.batched.isTrue) throw new Error(`channel ${data.channel} pays without batches`);
  say(opened.block, `Ferdie opens channel ${data.channel} to Alice, with ${DEPOSIT / OPEN} OPEN in it`, opened.fee);
  return data.channel.toBigInt();
}

/** The gateway that pays through a channel. */
async function startGateway({ openledger, servers, folder, services }, channel) {
  const [port] = await freePorts(1);
  const url = `http://127.0.0.1:${port}/v1`;
  const service = new Service({
    name: 'gateway',
    binary: openledger.binary,
    args: [
      'gateway', '--channel', String(channel), '--listen', `127.0.0.1:${port}`,
      '--receipts', join(folder, 'receipts'),
    ],
    env: openledger.environment({ by: secret('ferdie'), server: servers.alice.url }),
    logFile: join(folder, 'gateway.log'),
    readyTimeout: START_TIMEOUT_MS,
    isReady: async () => (await fetch(`${url}/models`)).ok,
  });
  services.push(service);
  await service.start();
  return { service, url };
}

/** Alice's server is killed while it answers, and starts again on what it has. */
async function accident({ servers }) {
  const { service } = servers.alice;
  await service.kill();
  await service.start();
  console.log('\n     Alice\'s server was killed while it answered, and runs again: the client has only waited.\n');
}

/** Asks each row's question several times, one after the other. */
async function converse(world, url, net) {
  const client = new OpenAI({ baseURL: url, apiKey: 'the gateway pays', maxRetries: RETRIES });
  const shown = progress();
  const answers = [];
  const half = Math.floor((ROUNDS * net.rows.length) / 2);
  let restarted = Promise.resolve();
  for (let round = 0; round < ROUNDS; round++) {
    for (const row of net.rows) {
      if (world.restart && answers.length === half) restarted = accident(world);
      const completion = await client.chat.completions.create({
        model: String(net.artifact),
        messages: [{ role: 'user', content: row.question }],
        max_tokens: MAX_OUTPUT_TOKENS,
        temperature: 0,
      });
      const { receipt } = completion.openledger.receipt.statement;
      answers.push({
        ...row, net, text: completion.choices[0].message.content, receipt,
      });
      shown.show(`${answers.length} of ${ROUNDS * net.rows.length} answers, ` +
        `${amount(BigInt(receipt.cumulative))} OPEN promised`);
    }
  }
  shown.done();
  await restarted;
  return answers;
}

/**
 * Compares the receipts with the prices, and with each other, as a payer does.
 * @returns {bigint} what they come to in all
 */
function verify(answers) {
  let paid = 0n;
  for (const { receipt } of answers) {
    const fee = BigInt(receipt.fee);
    const due = priceOf(PRICES, receipt.input_tokens, receipt.output_tokens);
    if (fee !== due) throw new Error(`a receipt is over ${fee} plancks, and not over ${due}`);
    if (BigInt(receipt.cumulative) !== paid + fee) throw new Error('receipts leave a gap');
    paid = BigInt(receipt.cumulative);
  }
  return paid;
}

/** Alice posts the batch, waits until nobody can dispute it any more, and has it made final. */
async function settle(world, total) {
  const {
    api, chronicle, openledger, servers, say,
  } = world;
  const alice = { by: secret('alice'), server: servers.alice.url };
  await openledger.told(['worker', 'settle'], alice);
  const wait = (name, what) => chronicle.read(api, {
    what, within: PATIENCE, until: () => chronicle.of('receipts', name).length > 0,
  });
  await wait('BatchPosted', 'the batch of receipts');
  const { block, data } = chronicle.of('receipts', 'BatchPosted').at(-1);
  if (data.total.toBigInt() !== total) throw new Error(`the batch is over ${data.total} plancks, not ${total}`);
  say(block, `Alice posts batch ${data.batch}: ${data.header.receipts.leaves} receipts over ` +
    `${amount(total)} OPEN, as three roots and one voucher`);
  await openledger.told(['worker', 'settle', '--finalize', '--wait'], alice);
  await wait('BatchFinalized', 'the end of the batch');
  const final = chronicle.of('receipts', 'BatchFinalized').at(-1);
  say(final.block, `nobody has shown anything wrong with batch ${data.batch}: it is final, and ` +
    `${amount(final.data.distributed.toBigInt())} OPEN are there for contributors to draw`);
  const distribution = (await api.call.receiptsApi.accountOf(world.cast.alice.address)).unwrap().distribution.toNumber();
  const leaves = await servers.alice.ask(`/v1/batches/${data.header.receipts.root.toHex()}/leaves`);
  return {
    batch: data.batch.toNumber(), total, distribution, leaves: leaves.distribution,
  };
}

/**
 * Buys a few hundred answers.
 * @param {import('./stage.mjs').World} world
 * @param {import('./stage.mjs').Net} net - whose adapter is asked
 * @returns {Promise<{answers: Paid[], seconds: number, batch: Awaited<ReturnType<typeof settle>>, url: string}>}
 */
export async function buyAnswers(world, net) {
  await openAccount(world);
  const channel = await openChannel(world);
  const { service, url } = await startGateway(world, channel);
  const began = Date.now();
  const answers = await converse(world, url, net);
  const seconds = (Date.now() - began) / 1_000;
  const total = verify(answers);
  console.log(`     OpenAI's client asks ${answers.length} times at ${url}: ${seconds.toFixed(0)} s, ` +
    `${amount(total)} OPEN by one voucher`);
  // When it ends, it pays for the last answer.
  await service.stop();
  const batch = await settle(world, total);
  return {
    answers, seconds, batch, url,
  };
}

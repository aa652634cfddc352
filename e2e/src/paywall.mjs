// SPDX-License-Identifier: Apache-2.0

/** An agent's HTTP server that wants to be paid by x402, and a client that pays. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import {
  HEADERS, VERSION, fromHeader, payment, toHeader, verify,
} from './x402.mjs';

/**
 * @typedef {object} Gateway
 * @property {string} url
 * @property {() => {cumulative: bigint, signature: object} | undefined} best - the highest voucher that it took
 * @property {() => Promise<void>} stop
 */

/**
 * Starts a server that answers whoever pays what is required.
 * @param {object} what
 * @param {object} what.required - the chain's payment requirements
 * @param {string} what.genesis
 * @param {(id: bigint) => Promise<import('./x402.mjs').ChannelView['record'] | undefined>} what.channelOf -
 *   what the chain says of a channel
 * @param {(path: string) => string | Promise<string>} what.serve - what is paid for
 * @returns {Promise<Gateway>}
 */
export async function startGateway({
  required, genesis, channelOf, serve,
}) {
  const channels = new Map();
  let best;

  /** Takes the payment, and says who pays how much. */
  const take = async (paid) => {
    const { channel, cumulative } = paid.payload.voucher;
    const id = BigInt(channel);
    if (!channels.has(id)) {
      const record = await channelOf(id);
      if (!record) throw new Error('WrongChannel');
      channels.set(id, { id, record, accepted: 0n });
    }
    const view = channels.get(id);
    const amount = verify(required, paid, view, genesis);
    view.accepted = BigInt(cumulative);
    best = { cumulative: view.accepted, signature: paid.payload.signature };
    return { amount, payer: view.record.payer };
  };

  const respond = async (request, response) => {
    const header = request.headers[HEADERS.payment];
    const asked = {
      x402Version: VERSION,
      error: null,
      resource: { url: request.url, description: 'an answer', mimeType: 'text/plain' },
      accepts: [required],
    };
    if (!header) {
      response.writeHead(402, { [HEADERS.required]: toHeader(asked) }).end();
      return;
    }
    try {
      const { amount, payer } = await take(fromHeader(header));
      const settlement = {
        success: true,
        errorReason: null,
        transaction: '',
        network: required.network,
        payer,
        amount: amount.toString(),
      };
      const served = await serve(request.url);
      response
        .writeHead(200, { 'content-type': 'text/plain', [HEADERS.response]: toHeader(settlement) })
        .end(served);
    } catch (error) {
      response.writeHead(402, { [HEADERS.required]: toHeader({ ...asked, error: error.message }) }).end();
    }
  };

  const server = createServer((request, response) => {
    respond(request, response).catch((error) => response.writeHead(500).end(error.message));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    best: () => best,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/**
 * Asks for something that has to be paid for, and pays what is wanted.
 * @param {string} url
 * @param {object} purse
 * @param {string} purse.genesis
 * @param {bigint} purse.channel
 * @param {bigint} purse.promised - in all, before this; grows by what is paid
 * @param {bigint} purse.most - what the client pays for one answer at most
 * @param {import('@polkadot/keyring/types').KeyringPair} purse.signer
 * @returns {Promise<{text: string, settlement: object}>}
 * @throws {Error} the server's reason, where it does not take the payment
 */
export async function buy(url, purse) {
  const unpaid = await fetch(url);
  assert.equal(unpaid.status, 402, 'nothing is for nothing');
  const [accepted] = fromHeader(unpaid.headers.get(HEADERS.required)).accepts;
  const amount = BigInt(accepted.amount);
  assert.ok(amount <= purse.most, 'the price is the agreed one');
  const { genesis, channel } = purse;
  const voucher = { genesis, channel, cumulative: purse.promised + amount };
  const paid = await fetch(url, {
    headers: { [HEADERS.payment]: toHeader(payment(accepted, voucher, purse.signer)) },
  });
  if (paid.status !== 200) throw new Error(fromHeader(paid.headers.get(HEADERS.required)).error);
  purse.promised = voucher.cumulative;
  return { text: await paid.text(), settlement: fromHeader(paid.headers.get(HEADERS.response)) };
}

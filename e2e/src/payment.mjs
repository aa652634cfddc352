// SPDX-License-Identifier: Apache-2.0

/**
 * Chats that vouchers pay for, as `primitives/src/payment.rs` has them: a client of OpenAI's API with one header
 * more, and a receipt with each answer.
 */

import {
  hexToU8a, stringToU8a, u8aConcat, u8aToHex,
} from '@polkadot/util';
import { blake2AsU8a, decodeAddress, signatureVerify } from '@polkadot/util-crypto';
import { receiptStatement } from './receipts.mjs';
import { integer } from './scale.mjs';
import { signVoucher } from './vouchers.mjs';

/** The header of a request that is paid for. */
export const HEADER = 'openledger-payment';

const ASK_DOMAIN = 'openledger/ask/v1';

const TIMEOUT_MS = 60_000;

/**
 * A payer's side of a channel.
 * @typedef {object} Purse
 * @property {string} url - of the worker's server
 * @property {string} genesis - hash of the chain's first block, in hex
 * @property {bigint} channel
 * @property {import('@polkadot/keyring/types').KeyringPair} signer - of its vouchers
 * @property {bigint} owed - what its receipts come to; zero at first
 * @property {object[]} receipts - all that was signed, to be kept until their batch is final
 */

/**
 * What is signed to ask by a request with this body.
 * @param {{genesis: string, channel: bigint, cumulative: bigint}} ask
 * @param {string} body
 * @returns {Uint8Array}
 */
export const askBytes = ({ genesis, channel, cumulative }, body) => u8aConcat(
  stringToU8a(ASK_DOMAIN),
  hexToU8a(genesis),
  integer(channel, 64),
  integer(cumulative, 128),
  blake2AsU8a(stringToU8a(body), 256),
);

/**
 * The voucher over all that a purse owes.
 * @param {Purse} purse
 * @returns {object}
 */
export const voucherOf = ({
  genesis, channel, owed, signer,
}) => ({
  voucher: { genesis, channel: Number(channel), cumulative: owed.toString() },
  signature: signVoucher({ genesis, channel, cumulative: owed }, signer),
});

/**
 * The header that pays for the answer to a request with this body.
 * @param {Purse} purse
 * @param {string} body
 * @returns {string}
 */
export function paymentHeader(purse, body) {
  const {
    genesis, channel, owed, signer,
  } = purse;
  const bytes = askBytes({ genesis, channel, cumulative: owed }, body);
  const payment = {
    channel: Number(channel),
    cumulative: owed.toString(),
    ...(owed > 0n ? { voucher: voucherOf(purse) } : {}),
    signature: { Sr25519: u8aToHex(signer.sign(bytes)) },
  };
  return Buffer.from(JSON.stringify(payment)).toString('base64');
}

const bigints = ({
  channel, cumulative, fee, input_tokens: inputTokens, output_tokens: outputTokens,
  evidence_root: evidenceRoot, ...rest
}) => ({
  ...rest,
  channel: BigInt(channel),
  cumulative: BigInt(cumulative),
  fee: BigInt(fee),
  inputTokens,
  outputTokens,
  evidenceRoot,
});

/**
 * Whether the worker signed a receipt.
 * @param {{statement: object, signature: {Sr25519: string}}} signed - as servers send it
 * @returns {boolean}
 */
export function isSigned({ statement, signature }) {
  const bytes = receiptStatement({
    genesis: statement.genesis,
    worker: decodeAddress(statement.worker),
    artifact: statement.artifact,
    engineVersion: statement.engine_version,
    minWords: statement.min_words,
    receipt: bigints(statement.receipt),
  });
  // Servers write signatures without 0x.
  const hex = `0x${signature.Sr25519.replace(/^0x/, '')}`;
  return signatureVerify(bytes, hex, statement.worker).isValid;
}

/**
 * Asks, and pays for the answer before. The receipt is checked and kept: the next question pays for it.
 * @param {Purse} purse
 * @param {object} asked - the body of a chat completion
 * @returns {Promise<{text: string, receipt: object}>}
 * @throws {Error} the server's reason, by its code
 */
export async function chat(purse, asked) {
  const body = JSON.stringify(asked);
  const response = await fetch(`${purse.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [HEADER]: paymentHeader(purse, body) },
    body,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
  const signed = answer.openledger.receipt;
  const receipt = bigints(signed.statement.receipt);
  if (!isSigned(signed)) throw new Error('the worker did not sign the receipt');
  if (receipt.channel !== purse.channel || receipt.cumulative - receipt.fee !== purse.owed) {
    throw new Error('the receipt does not follow the one before');
  }
  purse.owed = receipt.cumulative;
  purse.receipts.push(signed);
  return { text: answer.choices[0].message.content, receipt };
}

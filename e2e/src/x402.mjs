// SPDX-License-Identifier: Apache-2.0

/**
 * x402, as `primitives/src/x402.rs` has it: what an HTTP server and its client say to each other when an answer
 * has to be paid for, with vouchers of prepaid channels as the payment.
 */

import { hexToU8a } from '@polkadot/util';
import { decodeAddress, signatureVerify } from '@polkadot/util-crypto';
import { signVoucher, voucherBytes } from './vouchers.mjs';

/** The version of the protocol. */
export const VERSION = 2;

/** Which headers carry what. */
export const HEADERS = {
  required: 'payment-required', payment: 'payment-signature', response: 'payment-response',
};

/**
 * A message as its header carries it.
 * @param {object} message
 * @returns {string}
 */
export const toHeader = (message) => Buffer.from(JSON.stringify(message)).toString('base64');

/**
 * The message that a header carries.
 * @param {string} header
 * @returns {any}
 */
export const fromHeader = (header) => JSON.parse(Buffer.from(header, 'base64').toString('utf8'));

/**
 * The name of a chain: CAIP-2.
 * @param {string} genesis - hash of its first block, in hex
 * @returns {string}
 */
export const network = (genesis) => `polkadot:${genesis.slice(2, 34)}`;

const snakeCase = (name) => name.replace(/(?<=.)[A-Z]/g, '_$&').toLowerCase();

/**
 * What has to be paid for a service, as the chain tells it and a client reads it.
 * @param {import('@polkadot/api').ApiPromise} api
 * @param {number} agent
 * @param {number} service
 * @returns {Promise<object | undefined>} nothing, where nothing can be paid for it over HTTP
 */
export async function paymentRequirements(api, agent, service) {
  const found = await api.call.agentsApi.paymentRequirements(agent, service);
  if (found.isNone) return undefined;
  const {
    scheme, network: chain, amount, asset, payTo, maxTimeoutSeconds, extra,
  } = found.unwrap();
  return {
    scheme: scheme.type.toLowerCase(),
    network: chain.toString(),
    amount: amount.toString(),
    asset: asset.type.toUpperCase(),
    payTo: payTo.toString(),
    maxTimeoutSeconds: maxTimeoutSeconds.toNumber(),
    extra: {
      agent: extra.agent.toNumber(),
      service: extra.service.toNumber(),
      unit: snakeCase(extra.unit.type),
      terms: extra.terms.toHex(),
      channel: null,
    },
  };
}

/**
 * A client's payment.
 * @param {object} accepted - one of the ways to pay that the server named
 * @param {{genesis: string, channel: bigint, cumulative: bigint}} voucher
 * @param {import('@polkadot/keyring/types').KeyringPair} signer - of the channel
 * @returns {object}
 */
export const payment = (accepted, voucher, signer) => ({
  x402Version: VERSION,
  accepted,
  payload: {
    voucher: {
      genesis: voucher.genesis, channel: Number(voucher.channel), cumulative: voucher.cumulative.toString(),
    },
    signature: signVoucher(voucher, signer),
  },
});

/**
 * What the chain says of a channel.
 * @typedef {object} ChannelRecord
 * @property {string} payee
 * @property {string} signer
 * @property {bigint} deposit
 * @property {bigint} redeemed
 * @property {boolean} batched - whether it pays through batches of receipts alone
 * @property {boolean} closing
 */

/**
 * What a payee knows of a channel.
 * @typedef {object} ChannelView
 * @property {bigint} id
 * @property {ChannelRecord} record
 * @property {bigint} accepted - the sum of the highest voucher that it has taken
 */

/**
 * What a payment pays, in plancks.
 * @param {object} required
 * @param {ReturnType<typeof payment>} paid
 * @param {ChannelView} channel
 * @param {string} genesis
 * @param {bigint} [used] - what was metered, in plancks; the required amount, where nothing is
 * @returns {bigint}
 * @throws {Error} why it is not taken, by the chain's name of it
 */
export function verify(
  required,
  paid,
  { id, record, accepted },
  genesis,
  used = BigInt(required.amount),
) {
  const ensure = (holds, error) => {
    if (!holds) throw new Error(error);
  };
  const { voucher, signature } = paid.payload;
  ensure(paid.x402Version === VERSION, 'UnsupportedVersion');
  ensure(JSON.stringify(paid.accepted) === JSON.stringify(required), 'RequirementsChanged');
  ensure(required.network === network(genesis) && voucher.genesis === genesis, 'WrongNetwork');
  ensure(BigInt(voucher.channel) === id, 'WrongChannel');
  ensure([null, voucher.channel].includes(required.extra.channel), 'WrongChannel');
  ensure(record.payee === required.payTo, 'WrongPayee');
  ensure(!record.closing, 'ChannelClosing');
  ensure(!record.batched, 'BatchedChannel');
  const cumulative = BigInt(voucher.cumulative);
  const promised = accepted > record.redeemed ? accepted : record.redeemed;
  const amount = cumulative - promised;
  ensure(amount > 0n, 'StaleVoucher');
  const most = BigInt(required.amount);
  if (required.scheme === 'exact') ensure(amount === most, 'AmountMismatch');
  else ensure(amount <= most, 'AmountTooHigh');
  ensure(amount >= (used < most ? used : most), 'AmountTooLow');
  ensure(cumulative <= record.deposit, 'InsufficientDeposit');
  const bytes = voucherBytes({ genesis, channel: id, cumulative });
  const { isValid } = signatureVerify(bytes, hexToU8a(signature.Sr25519), decodeAddress(record.signer));
  ensure(isValid, 'BadSignature');
  return amount;
}

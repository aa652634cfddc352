// SPDX-License-Identifier: Apache-2.0

/** Vouchers of prepaid channels: `primitives/src/voucher.rs` says what is signed. */

import {
  hexToU8a, stringToU8a, u8aConcat, u8aToHex,
} from '@polkadot/util';
import { integer } from './scale.mjs';

const SIGNING_DOMAIN = 'openledger/voucher/v1';

/**
 * What a payer signs.
 * @param {object} voucher
 * @param {string} voucher.genesis - hash of the chain's first block, in hex
 * @param {bigint} voucher.channel
 * @param {bigint} voucher.cumulative - all that is paid through it, in plancks
 * @returns {Uint8Array}
 */
export const voucherBytes = ({ genesis, channel, cumulative }) => u8aConcat(
  stringToU8a(SIGNING_DOMAIN),
  hexToU8a(genesis),
  integer(channel, 64),
  integer(cumulative, 128),
);

/**
 * The signature of a voucher, as the chain takes it.
 * @param {Parameters<typeof voucherBytes>[0]} voucher
 * @param {import('@polkadot/keyring/types').KeyringPair} signer - of the channel
 * @returns {{Sr25519: string}}
 */
export const signVoucher = (voucher, signer) => ({ Sr25519: u8aToHex(signer.sign(voucherBytes(voucher))) });

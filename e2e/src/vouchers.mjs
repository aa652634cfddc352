// SPDX-License-Identifier: Apache-2.0

/** Vouchers of prepaid channels: `primitives/src/voucher.rs` says what is signed. */

import {
  bnToU8a, hexToU8a, stringToU8a, u8aConcat,
} from '@polkadot/util';

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
  bnToU8a(channel, { bitLength: 64 }),
  bnToU8a(cumulative, { bitLength: 128 }),
);

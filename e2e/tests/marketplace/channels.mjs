// SPDX-License-Identifier: Apache-2.0

/** Prepaid channels: vouchers are signed off chain, and redeemed on it. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bnToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import { askForBytes, signAndInclude } from '../../src/client.mjs';
import { signVoucher, voucherBytes } from '../../src/vouchers.mjs';
import { assertRefused } from '../support/market.mjs';
import { changeIn, eventOf, untilBlock } from '../support/chain.mjs';

export const name = 'payment channels';
export const people = ['payer', 'payee', 'signer', 'anybody'];

/**
 * @param {import('../marketplace.test.mjs').Chain} chain
 * @param {Record<string, import('@polkadot/keyring/types').KeyringPair>} cast
 */
export function topic(chain, {
  payer, payee, signer, anybody,
}) {
  const least = () => chain.api.consts.paymentChannels.minDeposit.toBigInt();
  const calls = () => chain.api.tx.paymentChannels;

  /** The transaction that redeems a voucher of this channel, signed by this key. */
  const redeem = (channel, cumulative, key = signer) => {
    const genesis = chain.api.genesisHash.toHex();
    return calls().redeem(channel, cumulative, signVoucher({ genesis, channel, cumulative }, key));
  };

  const open = async (amount) => {
    const tx = calls().open(payee.address, amount, signer.address);
    const opened = await signAndInclude(chain.api, tx, payer);
    const data = eventOf(opened, 'paymentChannels', 'Opened');
    return { ...opened, channel: data.channel.toBigInt(), amount: data.amount.toBigInt() };
  };

  test('channel is refused by name when it cannot be opened or is not there', async () => {
    const { api } = chain;
    await assertRefused(api, anybody, [
      ['paymentChannels.PayeeIsPayer', calls().open(anybody.address, least(), signer.address)],
      ['paymentChannels.BelowMinDeposit', calls().open(payee.address, least() - 1n, signer.address)],
      ['paymentChannels.FundsLocked', calls().open(payee.address, 10n ** 27n, signer.address)],
      ['paymentChannels.ChannelNotFound', calls().close(1_000_000)],
      ['paymentChannels.ChannelNotFound', redeem(1_000_000n, 1n)],
    ]);
  });

  test('vouchers pay what exceeds the earlier ones when anybody redeems them', async () => {
    const { api } = chain;
    const amount = 10n * least();
    const opened = await open(amount);
    const { channel } = opened;
    assert.equal(opened.amount, amount);
    assert.ok((await changeIn(api, opened, payer.address)).held > amount, 'amount and deposit are on hold');

    const argument = u8aConcat(
      bnToU8a(channel, { bitLength: 64 }), bnToU8a(4n * least(), { bitLength: 128 }),
    );
    const bytes = await askForBytes(api, 'PaymentChannelsApi_voucher_bytes', argument, 'Bytes');
    const own = { genesis: api.genesisHash.toHex(), channel, cumulative: 4n * least() };
    assert.equal(bytes.toHex(), u8aToHex(voucherBytes(own)), 'the chain signs the same bytes');

    await assertRefused(api, anybody, [
      ['paymentChannels.BadSignature', redeem(channel, 4n * least(), payer)],
      ['paymentChannels.BadSignature', redeem(channel, 4n * least(), payee)],
    ]);
    const first = await signAndInclude(api, redeem(channel, 4n * least()), anybody);
    assert.equal(eventOf(first, 'paymentChannels', 'Redeemed').amount.toBigInt(), 4n * least());
    assert.equal((await changeIn(api, first, payee.address)).free, 4n * least());
    assert.equal((await changeIn(api, first, payer.address)).held, -4n * least());

    await assertRefused(api, anybody, [
      ['paymentChannels.StaleVoucher', redeem(channel, 4n * least())],
      ['paymentChannels.StaleVoucher', redeem(channel, 3n * least())],
    ]);
    const second = await signAndInclude(api, redeem(channel, 25n * least()), anybody);
    const data = eventOf(second, 'paymentChannels', 'Redeemed');
    assert.equal(data.amount.toBigInt(), 6n * least(), 'as far as it is locked');
    assert.equal(data.redeemed.toBigInt(), amount);
    await assertRefused(api, anybody, [
      ['paymentChannels.DepositExhausted', redeem(channel, 26n * least())],
    ]);
    const topped = await signAndInclude(api, calls().topUp(channel, least()), payer);
    assert.equal(eventOf(topped, 'paymentChannels', 'ToppedUp').deposit.toBigInt(), 11n * least());
    assert.equal(
      (await api.call.paymentChannelsApi.redeemable(channel, 25n * least())).toBigInt(), least(),
    );
  });

  test('channel gives back what is left when its payer closes it and the payee had time', async () => {
    const { api } = chain;
    const { channel } = await open(5n * least());
    await Promise.all([
      assertRefused(api, anybody, [
        ['paymentChannels.NotPayer', calls().requestClose(channel)],
        ['paymentChannels.NotClosing', calls().close(channel)],
      ]),
      assertRefused(api, payer, [['paymentChannels.NotClosing', calls().reopen(channel)]]),
    ]);
    const asked = await signAndInclude(api, calls().requestClose(channel), payer);
    const closingAt = eventOf(asked, 'paymentChannels', 'CloseRequested').closingAt.toNumber();
    await assertRefused(api, payer, [
      ['paymentChannels.ClosePeriodNotOver', calls().close(channel)],
      ['paymentChannels.Closing', calls().requestClose(channel)],
      ['paymentChannels.Closing', calls().topUp(channel, least())],
    ]);
    const last = await signAndInclude(api, redeem(channel, 2n * least()), payee);
    assert.equal(eventOf(last, 'paymentChannels', 'Redeemed').amount.toBigInt(), 2n * least());

    await untilBlock(api, closingAt);
    const closed = await signAndInclude(api, calls().close(channel), anybody);
    assert.equal(eventOf(closed, 'paymentChannels', 'Closed').refund.toBigInt(), 3n * least());
    const { held, total } = await changeIn(api, closed, payer.address);
    assert.ok(held < -3n * least(), 'the refund and the deposit are free');
    assert.equal(total, 0n, 'nothing is lost');
    assert.ok((await api.call.paymentChannelsApi.channel(channel)).isNone);
    await assertRefused(api, anybody, [
      ['paymentChannels.ChannelNotFound', redeem(channel, 5n * least())],
    ]);
  });
}

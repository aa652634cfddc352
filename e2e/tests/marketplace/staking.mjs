// SPDX-License-Identifier: Apache-2.0

/** Stakes on what earns: they warm up, earn, and come back. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signAndInclude } from '../../src/client.mjs';
import { assertRefused } from '../support/market.mjs';
import { changeIn, eventOf, untilBlock } from '../support/chain.mjs';

export const name = 'staking';
export const people = ['staker', 'other'];

/**
 * @param {import('../marketplace.test.mjs').Chain} chain
 * @param {Record<string, import('@polkadot/keyring/types').KeyringPair>} cast
 */
export function topic(chain, { staker, other }) {
  const target = () => ({ Artifact: chain.market.adapter });
  const least = () => chain.api.consts.artifactStaking.minStake.toBigInt();
  const stakeOf = async (who) =>
    chain.api.call.stakingApi.stakeOf(who.address, target());
  const ranking = async () => (await chain.api.call.stakingApi.ranking('Artifacts', 256))
    .map(([on, amount]) => [on.asArtifact.toNumber(), amount.toBigInt()]);

  test('stake is refused by name when it is nothing, too little, or on nothing', async () => {
    const { api } = chain;
    const { stake, unstake, restake, withdraw, activate, claimRewards } = api.tx.artifactStaking;
    await assertRefused(api, other, [
      ['artifactStaking.ZeroAmount', stake(target(), 0)],
      ['artifactStaking.BelowMinStake', stake(target(), least() - 1n)],
      ['artifactStaking.NotStakeable', stake({ Artifact: 1_000_000 }, least())],
      ['artifactStaking.NotStakeable', stake({ Datanet: 1_000_000 }, least())],
      ['token.FundsUnavailable', stake(target(), 10n ** 27n)],
      ['artifactStaking.ExceedsStake', unstake(target(), least())],
      ['artifactStaking.ExceedsUnbonding', restake(target(), least())],
      ['artifactStaking.NothingToWithdraw', withdraw()],
      ['artifactStaking.NothingToActivate', activate(target(), other.address)],
      ['artifactStaking.NothingToClaim', claimRewards(target(), other.address)],
    ]);
  });

  test('stake earns and is ranked when it has warmed up and anybody activates it', async () => {
    const { api } = chain;
    const amount = 3n * least();
    const staked = await signAndInclude(api, api.tx.artifactStaking.stake(target(), amount), staker);
    const data = eventOf(staked, 'artifactStaking', 'Staked');
    assert.equal(data.amount.toBigInt(), amount);
    assert.equal((await changeIn(api, staked, staker.address)).held, amount, 'it is on hold');

    const warming = await stakeOf(staker);
    assert.equal(warming.warming.toBigInt(), amount);
    assert.equal(warming.earning.toBigInt(), 0n);
    assert.deepEqual((await ranking()).filter(([id]) => id === chain.market.adapter), []);

    await untilBlock(api, data.activeAt.toNumber());
    const activate = api.tx.artifactStaking.activate(target(), staker.address);
    const activated = await signAndInclude(api, activate, other);
    assert.equal(eventOf(activated, 'artifactStaking', 'Activated').amount.toBigInt(), amount);
    assert.equal((await stakeOf(staker)).earning.toBigInt(), amount);
    assert.deepEqual(
      (await ranking()).filter(([id]) => id === chain.market.adapter),
      [[chain.market.adapter, amount]],
    );
  });

  test('stake comes back when it was taken off and has unbonded', async () => {
    const { api } = chain;
    const { unstake, restake, withdraw } = api.tx.artifactStaking;
    await assertRefused(api, staker, [
      ['artifactStaking.BelowMinStake', unstake(target(), 3n * least() - 1n)],
    ]);
    const taken = await signAndInclude(api, unstake(target(), 2n * least()), staker);
    const released = eventOf(taken, 'artifactStaking', 'Unstaked').releasedAt.toNumber();
    assert.equal((await stakeOf(staker)).earning.toBigInt(), least());
    await assertRefused(api, staker, [['artifactStaking.NothingToWithdraw', withdraw()]]);
    const again = await signAndInclude(api, restake(target(), least()), staker);
    assert.equal(eventOf(again, 'artifactStaking', 'Restaked').amount.toBigInt(), least());

    await untilBlock(api, released);
    const withdrawn = await signAndInclude(api, withdraw(), staker);
    assert.equal(eventOf(withdrawn, 'artifactStaking', 'Withdrawn').amount.toBigInt(), least());
    const { held } = await changeIn(api, withdrawn, staker.address);
    assert.equal(held, -least(), 'what was staked again stays on hold');
  });
}

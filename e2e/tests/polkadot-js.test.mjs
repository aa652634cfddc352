// SPDX-License-Identifier: Apache-2.0

/** What people do with polkadot.js, on a development chain. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { stringCamelCase } from '@polkadot/util';
import { startNode } from '../src/node.mjs';
import {
  DispatchFailure, OPEN, balanceOf, connect, people, signAndInclude,
} from '../src/client.mjs';
import { referendum, tracks } from '../src/opengov.mjs';
import { endTests } from './support/chain.mjs';

const run = promisify(execFile);

/** Runtime API methods without arguments that cannot be called from outside, and why. */
const NOT_CALLABLE = {
  BlockBuilder_finalize_block: 'it ends a block that is being built, and panics where there is none',
};

/** The periods that the development preset sets for every track, in blocks. */
const DEVELOPMENT = { preparePeriod: 3, decisionPeriod: 120, confirmPeriod: 5, minEnactmentPeriod: 3 };

/** The tracks of the runtime: id, name, decision deposit in OPEN. */
const TRACKS = [
  [0, 'root', 100_000n],
  [1, 'whitelisted_caller', 10_000n],
  [10, 'treasurer', 5_000n],
  [11, 'economics_admin', 5_000n],
  [12, 'registry_admin', 1_000n],
  [20, 'emergency_canceller', 10_000n],
];

const LOCKING = { Governance: { VoteLockingPeriod: null } };

describe('polkadot.js', { timeout: 300_000 }, () => {
  let node;
  let api;
  const { alice, bob, charlie, dave, eve, ferdie } = people();

  before(async () => {
    node = await startNode();
    api = await connect(node.ws);
  }, { timeout: 150_000 });

  after(() => endTests(api, node));

  /** Expects a refusal by name, with a sentence. */
  const refused = async (tx, signer, name) => {
    const failure = await signAndInclude(api, tx, signer).then(
      () => assert.fail(`${name} was expected, and the call succeeded`),
      (error) => error,
    );
    assert.ok(failure instanceof DispatchFailure, failure);
    assert.equal(failure.error, name);
    assert.match(failure.sentence, /^[A-Z].*[a-z].* .*\S$/, 'a sentence says what is wrong');
    assert.equal(failure.message, `${name}: ${failure.sentence}`);
  };

  const lockingPeriod = async () =>
    (await api.query.parameters.parameters(LOCKING)).unwrap().asGovernance.asVoteLockingPeriod.toNumber();

  test('connection names the chain and the runtime when it is made', async () => {
    assert.equal((await api.rpc.system.chain()).toString(), 'OpenLedger Development');
    assert.equal(api.runtimeVersion.specName.toString(), 'openledger');
    const properties = await api.rpc.system.properties();
    assert.deepEqual(properties.tokenSymbol.toJSON(), ['OPEN']);
    assert.deepEqual(properties.tokenDecimals.toJSON(), [18]);
    assert.equal(properties.ss58Format.unwrap().toNumber(), 42);
  });

  test('issuance is one thousand million OPEN when the chain starts', async () => {
    const { query } = await api.at(api.genesisHash);
    assert.equal((await query.balances.totalIssuance()).toBigInt(), 1_000_000_000n * OPEN);
    const { data } = await query.system.account(charlie.address);
    assert.equal(data.free.toBigInt(), 150_000_000n * OPEN);
  });

  test('transfer moves exactly the amount when the sender holds it', async () => {
    const amount = 123n * OPEN + 1n;
    const [from, to] = await Promise.all([balanceOf(api, ferdie.address), balanceOf(api, charlie.address)]);
    const { fee } = await signAndInclude(
      api,
      api.tx.balances.transferKeepAlive(charlie.address, amount),
      ferdie,
    );
    assert.ok(fee > 0n, 'a transfer is not free');
    assert.equal((await balanceOf(api, charlie.address)).free, to.free + amount);
    assert.equal((await balanceOf(api, ferdie.address)).free, from.free - amount - fee);
  });

  test('paymentInfo is between nothing and a tenth of an OPEN when asked for a transfer', async () => {
    const { partialFee } = await api.tx.balances
      .transferKeepAlive(charlie.address, OPEN)
      .paymentInfo(ferdie.address);
    assert.ok(partialFee.toBigInt() > 0n, partialFee.toString());
    assert.ok(partialFee.toBigInt() < OPEN / 10n, partialFee.toString());
  });

  test('transfer is refused with a sentence when the sender holds less', async () => {
    await refused(
      api.tx.balances.transferKeepAlive(charlie.address, 10n ** 9n * OPEN),
      ferdie,
      'token.FundsUnavailable',
    );
  });

  test('batchAll undoes its first transfer when the second is refused', async () => {
    const { free } = await balanceOf(api, charlie.address);
    await refused(
      api.tx.utility.batchAll([
        api.tx.balances.transferKeepAlive(charlie.address, OPEN),
        api.tx.balances.transferKeepAlive(charlie.address, 10n ** 9n * OPEN),
      ]),
      ferdie,
      'token.FundsUnavailable',
    );
    assert.equal((await balanceOf(api, charlie.address)).free, free);
  });

  test('registerAsCandidate is refused by name when no session keys are set', async () => {
    await refused(
      api.tx.collatorSelection.registerAsCandidate(),
      eve,
      'collatorSelection.ValidatorNotRegistered',
    );
  });

  test('sudo is refused by name when the signer is not the sudo key', async () => {
    assert.equal((await api.query.sudo.key()).toString(), alice.address);
    await refused(api.tx.sudo.sudo(api.tx.system.remark('0x00')), bob, 'sudo.RequireSudo');
  });

  test('tracks have the short periods when the chain is a development chain', () => {
    assert.deepEqual(
      tracks(api),
      TRACKS.map(([id, name, deposit]) => ({
        id, name, decisionDeposit: deposit * OPEN, ...DEVELOPMENT,
      })),
    );
  });

  test('parameters hold the short periods when the chain is a development chain', async () => {
    for (const track of ['Root', 'WhitelistedCaller', 'Treasurer', 'EconomicsAdmin', 'RegistryAdmin', 'EmergencyCanceller']) {
      const value = (await api.query.parameters.parameters({ Governance: { [track]: null } })).unwrap();
      const { prepare, decision, confirm, minEnactment } = value.asGovernance[`as${track}`];
      assert.deepEqual(
        [prepare, decision, confirm, minEnactment].map((period) => period.toNumber()),
        [3, 120, 5, 3],
        track,
      );
    }
  });

  test('referendum on the root track sets a parameter when it passes', async () => {
    assert.equal(await lockingPeriod(), DEVELOPMENT.confirmPeriod);
    const { total } = await balanceOf(api, dave.address);
    const { track, tally, blocks } = await referendum(api, {
      proposal: api.tx.parameters.setParameter({ Governance: { VoteLockingPeriod: [null, 7] } }),
      origin: { system: 'Root' },
      proposer: dave,
      voters: [
        { who: alice, amount: 140_000_000n * OPEN, conviction: 'Locked1x' },
        { who: bob, amount: 140_000_000n * OPEN, conviction: 'Locked2x' },
        { who: eve, amount: 140_000_000n * OPEN, conviction: 'None' },
        { who: ferdie, amount: 100_000_000n * OPEN, conviction: 'Locked1x' },
      ],
    });
    assert.equal(track, 0);
    assert.equal(await lockingPeriod(), 7);
    // 140 once, 140 twice, 140 a tenth, 100 once; support is not weighted.
    assert.deepEqual(tally, {
      ayes: 534_000_000n * OPEN, nays: 0n, support: 520_000_000n * OPEN,
    });
    assert.ok(blocks.enacted - blocks.confirmed >= DEVELOPMENT.minEnactmentPeriod, 'nothing is enacted early');
    const left = await balanceOf(api, dave.address);
    assert.equal(left.reserved, 0n, 'all deposits are returned');
    assert.ok(total - left.total < OPEN, 'the proposer paid fees only');
  });

  test('grant.mjs pays Charlie out of the treasury when the referendum passes', async () => {
    const script = fileURLToPath(new URL('../grant.mjs', import.meta.url));
    const { stdout } = await run(process.execPath, [script, '--ws', node.ws]);
    assert.match(stdout, /the referendum is confirmed/);
    assert.match(stdout, /ok +Charlie received exactly 1 000 OPEN\./);
    assert.match(stdout, /ok +The treasury paid exactly 1 000 OPEN\./);
    assert.match(stdout, /ok +The total issuance did not change/);
    assert.doesNotMatch(stdout, /WRONG/);
  });

  test('every runtime API without arguments answers when it is called', async (t) => {
    const methods = [...api.registry.metadata.apis].flatMap(({ name, methods: all }) =>
      [...all]
        .filter(({ inputs }) => inputs.length === 0)
        .map((method) => ({ api: name.toString(), method: method.name.toString() })),
    );
    const names = methods.map((each) => `${each.api}_${each.method}`);
    assert.ok(names.includes('Core_version') && names.includes('AuraApi_slot_duration'), names.join());
    for (const name of Object.keys(NOT_CALLABLE)) {
      assert.ok(names.includes(name), `${name} is not there any more: take it off the list`);
    }
    for (const each of methods) {
      const name = `${each.api}_${each.method}`;
      if (name in NOT_CALLABLE) {
        t.diagnostic(`${name} is not called: ${NOT_CALLABLE[name]}`);
        continue;
      }
      const call = api.call[stringCamelCase(each.api)]?.[stringCamelCase(each.method)];
      assert.ok(call, `${name} is missing in the client`);
      assert.notEqual(await call(), undefined, name);
    }
    assert.equal((await api.call.core.version()).specName.toString(), 'openledger');
    assert.equal((await api.call.auraApi.slotDuration()).toNumber(), 6_000);
    assert.equal((await api.call.getParachainInfo.parachainId()).toNumber(), 2_424);
  });
});

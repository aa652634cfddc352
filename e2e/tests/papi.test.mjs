// SPDX-License-Identifier: Apache-2.0

/** What people do with PAPI (polkadot-api), on a development chain. */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { decAnyMetadata, unifyMetadata } from '@polkadot-api/substrate-bindings';
import { blake2AsHex, cryptoWaitReady } from '@polkadot/util-crypto';
import { createClient } from 'polkadot-api';
import { getPolkadotSigner } from 'polkadot-api/signer';
import { getWsProvider } from 'polkadot-api/ws';
import { filter, firstValueFrom, map, merge, mergeMap } from 'rxjs';
import WebSocket from 'ws';
import { startNode } from '../src/node.mjs';
import { OPEN, people } from '../src/client.mjs';
import { enactmentId } from '../src/opengov.mjs';

/** Runtime API methods without arguments that cannot be called from outside, and why. */
const NOT_CALLABLE = {
  BlockBuilder_finalize_block: 'it ends a block that is being built, and panics where there is none',
};

/** The one that answers with nothing when all is well. */
const BOOKS = 'InvariantsApi_check';

/** The byte of a vote for a proposal with this conviction (0 to 6). */
const aye = (conviction) => 0x80 | conviction;

describe('PAPI', { timeout: 300_000 }, () => {
  let node;
  let client;
  let api;
  let metadata;
  let alice;
  let bob;
  let charlie;
  let dave;
  let eve;
  let ferdie;

  before(async () => {
    await cryptoWaitReady();
    const signers = Object.entries(people()).map(([name, pair]) => [name, {
      address: pair.address,
      signer: getPolkadotSigner(pair.publicKey, 'Sr25519', (message) => pair.sign(message)),
    }]);
    ({ alice, bob, charlie, dave, eve, ferdie } = Object.fromEntries(signers));

    node = await startNode();
    client = createClient(getWsProvider(node.ws, { websocketClass: WebSocket }));
    api = client.getUnsafeApi();
    const { hash } = await client.getFinalizedBlock();
    metadata = unifyMetadata(decAnyMetadata(await client.getMetadata(hash)));
  }, { timeout: 150_000 });

  after(async () => {
    try {
      assert.equal(await api?.apis.InvariantsApi.check(), undefined, 'the chain\'s books do not balance');
    } finally {
      client?.destroy();
      await node?.stop();
    }
  });

  const id = (who) => ({ type: 'Id', value: who.address });
  const free = async (who) => (await api.query.System.Account.getValue(who.address)).data.free;

  /** Signs, waits for finality, and expects success. */
  const submit = async (tx, who) => {
    const result = await tx.signAndSubmit(who.signer);
    assert.ok(result.ok, JSON.stringify(result.dispatchError));
    return result;
  };

  /** The payload of the only event of a kind among the events of a transaction. */
  const eventOf = ({ events }, pallet, name) => {
    const found = events.filter((event) => event.type === pallet && event.value.type === name);
    assert.equal(found.length, 1, `${pallet}.${name}`);
    return found[0].value.value;
  };

  /** Waits, up to a number of blocks, for an event. Subscribes at once. */
  const nextEvent = async (source, within, what, matches) => {
    const { number } = await client.getFinalizedBlock();
    return firstValueFrom(merge(
      source.watch().pipe(
        mergeMap(({ block, events }) => events.map(({ payload }) => ({ block, payload }))),
        filter(({ payload }) => matches(payload)),
      ),
      client.finalizedBlock$.pipe(
        filter((block) => block.number > number + within),
        map(() => {
          throw new Error(`${what} did not happen within ${within} blocks`);
        }),
      ),
    ));
  };

  /** The sentence of the metadata for an error of a pallet. */
  const sentence = (pallet, name) => {
    const { errors } = metadata.pallets.find((each) => each.name === pallet);
    const { def } = metadata.lookup[typeof errors === 'number' ? errors : errors.type];
    assert.equal(def.tag, 'variant');
    return def.value.find((each) => each.name === name).docs.join(' ').trim();
  };

  const refused = async (tx, who, pallet, name) => {
    const { ok, dispatchError } = await tx.signAndSubmit(who.signer);
    assert.equal(ok, false, 'the call is refused');
    assert.equal(dispatchError.type, 'Module');
    assert.equal(dispatchError.value.type, pallet);
    assert.equal(dispatchError.value.value.type, name);
    assert.match(sentence(pallet, name), /^[A-Z].*[a-z].* .*\S$/, 'a sentence says what is wrong');
  };

  test('connection names the chain when it is made', async () => {
    const { name, properties } = await client.getChainSpecData();
    assert.equal(name, 'OpenLedger Development');
    assert.equal(properties.tokenSymbol, 'OPEN');
    assert.equal(properties.tokenDecimals, 18);
  });

  test('transfer moves exactly the amount when it is finalised', async () => {
    const amount = 321n * OPEN + 7n;
    const [from, to] = await Promise.all([free(ferdie), free(charlie)]);
    const tx = api.tx.Balances.transfer_keep_alive({ dest: id(charlie), value: amount });
    const estimate = await tx.getEstimatedFees(ferdie.address);
    assert.ok(estimate > 0n && estimate < OPEN / 10n, `${estimate}`);
    const result = await submit(tx, ferdie);
    const fee = eventOf(result, 'TransactionPayment', 'TransactionFeePaid').actual_fee;
    assert.equal(await free(charlie), to + amount);
    assert.equal(await free(ferdie), from - amount - fee);
  });

  test('transfer is refused as a token error when the sender holds less', async () => {
    const { ok, dispatchError } = await api.tx.Balances
      .transfer_keep_alive({ dest: id(charlie), value: 10n ** 9n * OPEN })
      .signAndSubmit(ferdie.signer);
    assert.equal(ok, false);
    assert.equal(dispatchError.type, 'Token');
    assert.equal(dispatchError.value.type, 'FundsUnavailable');
  });

  test('register_as_candidate is refused by name when no session keys are set', async () => {
    await refused(
      api.tx.CollatorSelection.register_as_candidate(),
      eve,
      'CollatorSelection',
      'ValidatorNotRegistered',
    );
  });

  test('sudo is refused by name when the signer is not the sudo key', async () => {
    const call = api.tx.System.remark({ remark: new Uint8Array([0]) }).decodedCall;
    await refused(api.tx.Sudo.sudo({ call }), bob, 'Sudo', 'RequireSudo');
  });

  test('referendum on the treasurer track pays a grant when it passes', async () => {
    const grant = 1_000n * OPEN;
    const before = await free(charlie);
    const bytes = await api.tx.Treasury.spend({
      asset_kind: undefined, amount: grant, beneficiary: id(charlie), valid_from: undefined,
    }).getEncodedData();
    const hash = blake2AsHex(bytes, 256);

    await submit(api.tx.Preimage.note_preimage({ bytes }), dave);
    const submitted = await submit(api.tx.Referenda.submit({
      proposal_origin: { type: 'Origins', value: { type: 'Treasurer', value: undefined } },
      proposal: { type: 'Lookup', value: { hash, len: bytes.length } },
      enactment_moment: { type: 'After', value: 1 },
    }), dave);
    const { index, track } = eventOf(submitted, 'Referenda', 'Submitted');
    assert.equal(track, 10);

    // Waited for before the votes, so that nothing can be missed.
    const ours = (payload) => payload.index === index;
    const confirmed = nextEvent(api.event.Referenda.Confirmed, 150, 'the decision', ours);
    const approved = nextEvent(api.event.Treasury.AssetSpendApproved, 180, 'the enactment', () => true);
    const dispatched = nextEvent(api.event.Scheduler.Dispatched, 180, 'the dispatch',
      (payload) => payload.id === enactmentId(index));

    const vote = (who, amount, conviction) => submit(api.tx.ConvictionVoting.vote({
      poll_index: index,
      vote: { type: 'Standard', value: { vote: aye(conviction), balance: amount * OPEN } },
    }), who);
    const [{ payload: passed }, { payload: spend }, { payload: call }] = await Promise.all([
      confirmed,
      approved,
      dispatched,
      submit(api.tx.Referenda.place_decision_deposit({ index }), dave),
      vote(alice, 140_000_000n, 1),
      vote(bob, 140_000_000n, 2),
      vote(eve, 140_000_000n, 0),
      vote(ferdie, 100_000_000n, 3),
    ]);
    assert.deepEqual(passed.tally, {
      ayes: 734_000_000n * OPEN, nays: 0n, support: 520_000_000n * OPEN,
    });
    assert.equal(call.result.success, true, JSON.stringify(call.result.value));
    assert.equal(spend.amount, grant);
    assert.equal(await free(charlie), before, 'a spend is paid only when somebody asks for it');

    const paid = await submit(api.tx.Treasury.payout({ index: spend.index }), eve);
    assert.equal(eventOf(paid, 'Treasury', 'Paid').index, spend.index);
    assert.equal(await free(charlie), before + grant);
  });

  test('every runtime API without arguments answers when it is called', async (t) => {
    const methods = metadata.apis.flatMap(({ name, methods: all }) =>
      all.filter(({ inputs }) => inputs.length === 0).map((method) => [name, method.name]),
    );
    const names = methods.map((pair) => pair.join('_'));
    assert.ok(names.includes('Core_version') && names.includes('AuraApi_slot_duration'), names.join());
    assert.ok(names.includes(BOOKS), names.join());
    for (const name of Object.keys(NOT_CALLABLE)) {
      assert.ok(names.includes(name), `${name} is not there any more: take it off the list`);
    }
    for (const [name, method] of methods) {
      const path = `${name}_${method}`;
      if (path in NOT_CALLABLE) {
        t.diagnostic(`${path} is not called: ${NOT_CALLABLE[path]}`);
        continue;
      }
      const answer = await api.apis[name][method]();
      if (path === BOOKS) assert.equal(answer, undefined, 'the books balance');
      else assert.notEqual(answer, undefined, path);
    }
    assert.equal((await api.apis.Core.version()).spec_name, 'openledger');
    assert.equal(await api.apis.AuraApi.slot_duration(), 6_000n);
    assert.equal(await api.apis.GetParachainInfo.parachain_id(), 2_424);
  });
});

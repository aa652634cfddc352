// SPDX-License-Identifier: Apache-2.0

/**
 * How money comes out of the treasury: a grant through OpenGov, from the proposal to the payout.
 *
 *     node grant.mjs --ws ws://127.0.0.1:9944
 */

import { parseArgs } from 'node:util';
import { imbalance } from './src/books.mjs';
import {
  OPEN, balanceOf, connect, eventsOf, inOpen, palletAccount, people, signAndInclude,
} from './src/client.mjs';
import { referendum, tracks } from './src/opengov.mjs';
import {
  amount, checklist, difference, narrator, printTable,
} from './src/story.mjs';

const GRANT = 1_000n * OPEN;
const LOCKS = { None: 'no lock', Locked1x: '1x', Locked2x: '2x', Locked3x: '3x' };

const open = (plancks) => `${inOpen(plancks)} OPEN`;
const roughly = (plancks) => `${inOpen(plancks, { decimals: 2 })} OPEN`;

/** What a step of the referendum is called at the terminal. */
function describe(step, names) {
  const { kind, index, amount: deposit, voter, tally } = step;
  switch (kind) {
    case 'preimage': return 'Dave notes the call that he proposes';
    case 'submitted': return `Dave submits referendum ${index} and deposits ${open(deposit)}`;
    case 'deposit': return `Dave places the decision deposit of ${open(deposit)}`;
    case 'vote':
      return `${names.get(voter.who.address)} votes ${voter.aye ? 'for it' : 'against it'} with ` +
        `${open(voter.amount)}, conviction ${LOCKS[voter.conviction] ?? voter.conviction}`;
    case 'deciding': return 'the decision begins';
    case 'confirming': return 'the proposal passes, and must keep passing for a while';
    case 'confirmed':
      return `the referendum is confirmed: ${roughly(tally.ayes)} for it, ` +
        `${roughly(tally.nays)} against it, weighted by conviction`;
    case 'enacted': return 'the scheduler makes the call: the treasury owes Charlie the grant';
    case 'refunded': return `Dave takes back his deposits of ${open(deposit)}, and that for the call`;
    default: return kind;
  }
}

/**
 * Tells the story on the chain behind `api`.
 * @param {import('@polkadot/api').ApiPromise} api
 * @returns {Promise<string[]>} what is wrong at the end: nothing, if all is well
 */
async function tell(api) {
  const started = Date.now();
  const [chain, software, version, head] = await Promise.all([
    api.rpc.system.chain(),
    api.rpc.system.name(),
    api.rpc.system.version(),
    api.rpc.chain.getHeader(),
  ]);
  console.log(`Connected to ${chain}, block ${head.number.toNumber()}.`);
  console.log(`Node ${software} ${version}; runtime ${api.runtimeVersion.specName} ` +
    `${api.runtimeVersion.specVersion.toNumber()}.`);

  const { alice, bob, charlie, dave, eve, ferdie } = people();
  const treasury = palletAccount(api.consts.treasury.palletId);
  const pot = palletAccount(api.consts.collatorSelection.potId);
  const names = new Map([
    [alice.address, 'Alice'], [bob.address, 'Bob'], [charlie.address, 'Charlie'],
    [dave.address, 'Dave'], [eve.address, 'Eve'], [ferdie.address, 'Ferdie'],
    [treasury, 'treasury'], [pot, 'collators\' pot'],
  ]);
  const holdings = () => Promise.all(
    [...names.keys()].map(async (address) => (await balanceOf(api, address)).total),
  );
  const issuance = async () => (await api.query.balances.totalIssuance()).toBigInt();
  const [before, issuedBefore] = await Promise.all([holdings(), issuance()]);

  const track = tracks(api).find(({ name }) => name === 'treasurer');
  console.log(`
A grant through OpenGov
  Dave asks the treasury for ${open(GRANT)} for Charlie. Who holds OPEN decides, on the track
  "${track.name}": ${track.preparePeriod} blocks to read, up to ${track.decisionPeriod} to decide, ` +
    `${track.confirmPeriod} to confirm, ${track.minEnactmentPeriod} until it takes effect.
`);

  const say = narrator();
  const { events } = await referendum(api, {
    proposal: api.tx.treasury.spend(null, GRANT, { Id: charlie.address }, null),
    origin: { Origins: 'Treasurer' },
    proposer: dave,
    // Together more than half of the OPEN that can vote: it passes as soon as the decision begins.
    voters: [
      { who: alice, amount: 140_000_000n * OPEN, conviction: 'Locked1x' },
      { who: bob, amount: 140_000_000n * OPEN, conviction: 'Locked2x' },
      { who: eve, amount: 140_000_000n * OPEN, conviction: 'Locked3x' },
      { who: dave, amount: 100_000_000n * OPEN, conviction: 'Locked1x' },
      { who: ferdie, amount: 1_000_000n * OPEN, conviction: 'None', aye: false },
    ],
    report: (step) => say(step.block, describe(step, names), step.fee),
  });

  const [approved] = eventsOf(events, 'treasury', 'AssetSpendApproved');
  if (!approved) return ['The call was made, but the treasury approved no spend.'];
  const spend = approved.data.index.toNumber();
  const paid = await signAndInclude(api, api.tx.treasury.payout(spend), eve);
  say(paid.block, `Eve asks for the payout of spend ${spend}: anybody may, and Charlie is paid`, paid.fee);
  const closed = await signAndInclude(api, api.tx.treasury.checkStatus(spend), eve);
  say(closed.block, `Eve closes spend ${spend}: the payment has arrived`, closed.fee);

  const [after, issuedAfter] = await Promise.all([holdings(), issuance()]);
  const rows = [...names.values()].map((name, i) => ({ name, before: before[i], after: after[i] }));
  console.log('\nBalances in OPEN, with what is reserved');
  printTable([
    ['', 'before', 'after', 'difference'],
    ...rows.map(({ name, before: had, after: has }) =>
      [name, amount(had), amount(has), difference(has - had)]),
  ]);
  console.log('  Fees go to the pot, which pays who makes the blocks: on this chain, Alice.\n');

  const { check, wrong } = checklist();
  const gained = (name) => {
    const row = rows.find((each) => each.name === name);
    return row.after - row.before;
  };
  check(
    gained('Charlie') === GRANT,
    `Charlie received exactly ${open(GRANT)}.`,
    `Charlie should have received ${open(GRANT)}, and received ${open(gained('Charlie'))}.`,
  );
  check(
    gained('treasury') === -GRANT,
    `The treasury paid exactly ${open(GRANT)}.`,
    `The treasury should have paid ${open(GRANT)}, and its balance changed by ${open(gained('treasury'))}.`,
  );
  check(
    issuedAfter === issuedBefore,
    `The total issuance did not change: ${open(issuedAfter)}.`,
    `The total issuance changed from ${open(issuedBefore)} to ${open(issuedAfter)}.`,
  );
  const found = await imbalance(api);
  check(
    found === undefined,
    'The chain went through all its books, and they balance.',
    `The chain's books do not balance: ${found}.`,
  );
  console.log(`\nDone in ${Math.round((Date.now() - started) / 1000)} seconds.`);
  return wrong;
}

async function main() {
  const { values } = parseArgs({ options: { ws: { type: 'string', default: 'ws://127.0.0.1:9944' } } });
  const api = await connect(values.ws);
  try {
    return await tell(api);
  } finally {
    await api.disconnect();
  }
}

try {
  const wrong = await main();
  process.exit(wrong.length === 0 ? 0 : 1);
} catch (error) {
  console.error(`Error: ${error.message}`);
  process.exit(1);
}

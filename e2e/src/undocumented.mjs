// SPDX-License-Identifier: Apache-2.0

/**
 * Finds what the chain's metadata leaves without documentation.
 *
 *     node src/undocumented.mjs --ws URL > tests/undocumented-sdk-items.json
 *
 * writes the reviewed list of the SDK's pallets anew.
 */

import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { connect } from './client.mjs';

/** The pallets that come from the SDK. Every other pallet is ours, and must document everything. */
export const SDK_PALLETS = [
  'System', 'ParachainSystem', 'Timestamp', 'ParachainInfo', 'WeightReclaim',
  'Balances', 'TransactionPayment', 'SkipFeelessPayment', 'Vesting',
  'Authorship', 'CollatorSelection', 'Session', 'Aura', 'AuraExt',
  'XcmpQueue', 'PolkadotXcm', 'CumulusXcm', 'MessageQueue',
  'Utility', 'Multisig', 'Proxy',
  'Preimage', 'Scheduler', 'Referenda', 'ConvictionVoting', 'Whitelist', 'Treasury', 'Parameters',
  'Sudo',
];

const text = (docs) => docs.map((line) => line.toString()).join('\n').trim();

/** Whether `docs` names the argument as a word of its own. */
const names = (docs, argument) =>
  new RegExp(`(^|[^A-Za-z0-9_])${argument}($|[^A-Za-z0-9_])`).test(docs);

/**
 * Lists what has no documentation, as paths such as `Balances.call.burn`, and the arguments that
 * the documentation of their call does not name, as `Balances.call.burn(value)`.
 * @param {import('@polkadot/types').Metadata['asLatest']} metadata - version 15 or later
 * @param {import('@polkadot/types/metadata').PortableRegistry} lookup
 * @returns {string[]} sorted
 */
export function undocumented(metadata, lookup) {
  const found = [];
  const variants = (option) =>
    option.isSome ? [...lookup.getSiType(option.unwrap().type).def.asVariant.variants] : [];
  for (const pallet of metadata.pallets) {
    const prefix = pallet.name.toString();
    const need = (kind, name, docs) => {
      if (text(docs) === '') found.push(`${prefix}.${kind}.${name}`);
    };
    for (const { name, docs, fields } of variants(pallet.calls)) {
      need('call', name, docs);
      for (const field of fields) {
        const argument = field.name.unwrap().toString();
        if (!names(text(docs), argument)) found.push(`${prefix}.call.${name}(${argument})`);
      }
    }
    for (const { name, docs } of variants(pallet.events)) need('event', name, docs);
    for (const { name, docs } of variants(pallet.errors)) need('error', name, docs);
    if (pallet.storage.isSome) {
      for (const { name, docs } of pallet.storage.unwrap().items) need('storage', name, docs);
    }
    for (const { name, docs } of pallet.constants) need('constant', name, docs);
    for (const { name, docs } of pallet.viewFunctions ?? []) need('view', name, docs);
  }
  return found.sort();
}

/**
 * The pallet of a path that {@link undocumented} gives.
 * @param {string} path
 * @returns {string}
 */
export const palletOf = (path) => path.slice(0, path.indexOf('.'));

/** Prints the list of the SDK's pallets, as the test wants it. */
async function main() {
  const { values } = parseArgs({ options: { ws: { type: 'string', default: 'ws://127.0.0.1:9944' } } });
  const api = await connect(values.ws);
  const all = undocumented(api.registry.metadata, api.registry.lookup);
  await api.disconnect();
  const sdk = all.filter((path) => SDK_PALLETS.includes(palletOf(path)));
  console.log(JSON.stringify(sdk, null, 2));
  const ours = all.filter((path) => !SDK_PALLETS.includes(palletOf(path)));
  if (ours.length > 0) {
    console.error(`Not written, because they must be documented instead:\n  ${ours.join('\n  ')}`);
    process.exitCode = 1;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();

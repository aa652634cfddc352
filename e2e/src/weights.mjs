// SPDX-License-Identifier: Apache-2.0

/**
 * The table of docs/weights.md: what each call of our pallets weighs at its worst, and how often it
 * fits into a block. All of it is read from the sources: the pallets' `weights.rs`, which are measured,
 * and the limits of the runtime.
 */

import { readFileSync, readdirSync } from 'node:fs';

const ROOT = new URL('../../', import.meta.url);

/** Our pallets, by the names that the runtime gives them. */
const PALLETS = {
  Agents: 'pallets/agents',
  ArtifactStaking: 'pallets/open-economics/staking',
  Attribution: 'pallets/attribution',
  Bonds: 'pallets/open-economics/bonds',
  Challenges: 'pallets/challenges',
  Curation: 'pallets/curation',
  Datanets: 'pallets/datanets',
  ModelFactory: 'pallets/model-factory',
  ModelRegistry: 'pallets/model-registry',
  PaymentChannels: 'pallets/open-economics/channels',
  Receipts: 'pallets/receipts',
  Royalties: 'pallets/open-economics/royalties',
  Ticks: 'pallets/ticks',
};

/** The largest proof of validity that the relay chain takes: the SDK's `MAX_POV_SIZE`. */
const MAX_POV_SIZE = 10n * 1024n * 1024n;

const PICOSECONDS = { NANOS: 1_000n, MICROS: 1_000_000n, SECOND: 1_000_000_000_000n };

const read = (path) => readFileSync(new URL(path, ROOT), 'utf8');

const integer = (digits) => BigInt(digits.replaceAll('_', ''));

/** The number that the expression captures in the text. */
function number(path, expression) {
  const found = expression.exec(read(path));
  if (!found) throw new Error(`${path} has no ${expression}: this script has to follow it`);
  return integer(found[1]);
}

/**
 * Time in picoseconds, and bytes of proof.
 * @typedef {{time: bigint, proof: bigint}} Weight
 */

const NOTHING = { time: 0n, proof: 0n };
const plus = (a, b) => ({ time: a.time + b.time, proof: a.proof + b.proof });
const larger = (a, b) => (a > b ? a : b);
const most = (a, b) => ({ time: larger(a.time, b.time), proof: larger(a.proof, b.proof) });

/**
 * What a block has room for, and what a transaction takes of it besides its call.
 * @returns {{room: Weight, base: Weight, database: {read: bigint, write: bigint}}} `room` is that for
 *   normal transactions
 */
export function limits() {
  const constants = 'runtime/src/constants.rs';
  const weights = 'runtime/src/weights/mod.rs';
  const seconds = number(constants, /WEIGHT_REF_TIME_PER_SECOND\.saturating_mul\((\d+)\), MAX_POV_SIZE/);
  const percent = number(constants, /NORMAL_DISPATCH_RATIO: Perbill = Perbill::from_percent\((\d+)\)/);
  const micros = number(
    weights,
    /ExtrinsicBaseWeight: Weight =\s*Weight::from_parts\(WEIGHT_REF_TIME_PER_MICROS\.saturating_mul\((\d+)\), 0\)/,
  );
  if (!read('runtime/src/configs/system.rs').includes('type DbWeight = InMemoryDbWeight;')) {
    throw new Error('the runtime has other database weights: this script has to follow it');
  }
  const access = (kind) =>
    number(weights, new RegExp(`${kind}: ([\\d_]+) \\* WEIGHT_REF_TIME_PER_NANOS`)) * PICOSECONDS.NANOS;
  return {
    room: {
      time: (seconds * PICOSECONDS.SECOND * percent) / 100n,
      proof: (MAX_POV_SIZE * percent) / 100n,
    },
    base: { time: micros * PICOSECONDS.MICROS, proof: 0n },
    database: { read: access('read'), write: access('write') },
  };
}

/** The text up to the parenthesis that closes the one which opens at its beginning. */
function inParentheses(text) {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth += 1;
    if (text[i] === ')') depth -= 1;
    if (depth === 0) return text.slice(1, i);
  }
  throw new Error(`a parenthesis is not closed: ${text.slice(0, 80)}`);
}

const PARTS = /^Weight::from_parts\(([\d_]+), ([\d_]+)\)/;
const TIMES = /\.saturating_mul\((\w+)\.into\(\)\)+$/;
const ACCESS = /^T::DbWeight::get\(\)\.(reads|writes)\(\(?(\d+)(?:_u64)?\)?/;
const BOTH = /^T::DbWeight::get\(\)\.reads_writes\((\d+)(?:_u64)?, (\d+)(?:_u64)?\)$/;

/** One term of a weight, at the most of its component. */
function term(text, most_, database, where) {
  const times = () => {
    const component = TIMES.exec(text)?.[1];
    if (component === undefined) return 1n;
    if (most_[component] === undefined) {
      throw new Error(`${where} does not say how far its component ${component} goes: run scripts/weights`);
    }
    return most_[component];
  };
  const parts = PARTS.exec(text);
  if (parts) return { time: integer(parts[1]) * times(), proof: integer(parts[2]) * times() };
  const both = BOTH.exec(text);
  if (both) return { time: BigInt(both[1]) * database.read + BigInt(both[2]) * database.write, proof: 0n };
  const access = ACCESS.exec(text);
  if (access) {
    const each = access[1] === 'reads' ? database.read : database.write;
    return { time: BigInt(access[2]) * each * times(), proof: 0n };
  }
  throw new Error(`${where} has a term that is unknown here: ${text}`);
}

/**
 * What the functions of a pallet's measured weights come to when each component is at its most.
 * @param {string} source - of `weights.rs`
 * @param {string} path - for errors
 * @param {{read: bigint, write: bigint}} database
 * @returns {Map<string, Weight>} by function
 */
export function measuredWeights(source, path, database) {
  const measured = source.split('for SubstrateWeight<T> {')[1]?.split('\n}\n')[0];
  if (!measured) throw new Error(`${path} has no measured weights`);
  const functions = new Map();
  const each = /((?:\t\/\/\/.*\n)*)\tfn (\w+)\([^)]*\) -> Weight \{\n([\s\S]*?)\n\t\}/g;
  for (const [, comments, name, body] of measured.matchAll(each)) {
    const where = `${name} in ${path}`;
    const ranges = [...comments.matchAll(/component `(\w+)` is `\[\d+, (\d+)\]`/g)];
    const ends = Object.fromEntries(ranges.map(([, component, end]) => [component, BigInt(end)]));
    const code = body.replaceAll(/^\s*\/\/.*$/gm, '').trim();
    const first = PARTS.exec(code);
    if (!first) throw new Error(`${where} does not begin with a weight`);
    let sum = { time: integer(first[1]), proof: integer(first[2]) };
    for (let at = code.indexOf('.saturating_add('); at >= 0;) {
      const argument = inParentheses(code.slice(at + '.saturating_add'.length));
      sum = plus(sum, term(argument.trim(), ends, database, where));
      at = code.indexOf('.saturating_add(', at + '.saturating_add('.length + argument.length);
    }
    functions.set(name, sum);
  }
  return functions;
}

/** The body of a function of the pallet's own, such as one that adds weights up. */
function bodyOf(name, source) {
  const found = new RegExp(`^(\t*)(?:pub(?:\\(crate\\))? )?fn ${name}\\b[^]*?^\\1}`, 'm').exec(source);
  if (!found) throw new Error(`a weight names ${name}, and there is no such function`);
  return found[0];
}

/**
 * The calls of a pallet, with the functions that weigh them.
 * @param {string} source - of all of its files
 * @returns {{call: string, functions: string[], summed: boolean}[]} in the order of the source
 */
export function callsOf(source) {
  const calls = [];
  for (const { index } of source.matchAll(/#\[pallet::weight\(/g)) {
    const written = inParentheses(source.slice(index + '#[pallet::weight'.length));
    const own = /^\s*(?:Pallet::<T>|Self)::(\w+)\(/.exec(written);
    const attribute = own ? bodyOf(own[1], source) : written;
    const [, call] = /\bpub fn (\w+)/.exec(source.slice(index));
    const functions = [...attribute.matchAll(/WeightInfo::(\w+)/g)].map(([, name]) => name);
    calls.push({ call, functions, summed: attribute.includes('saturating_add') });
  }
  return calls;
}

/** All of a pallet's sources, `lib.rs` with the calls among them, but not its weights. */
function sourcesOf(folder) {
  return readdirSync(new URL(`${folder}/src/`, ROOT))
    .filter((file) => file.endsWith('.rs') && !['benchmarking.rs', 'weights.rs'].includes(file))
    .map((file) => read(`${folder}/src/${file}`))
    .join('\n');
}

/**
 * What every call of our pallets weighs at its worst.
 * @returns {{pallet: string, call: string, weight: Weight, fit: bigint}[]} by pallet
 */
export function callWeights() {
  const { room, base, database } = limits();
  return Object.entries(PALLETS).flatMap(([pallet, folder]) => {
    const path = `${folder}/src/weights.rs`;
    const functions = measuredWeights(read(path), path, database);
    return callsOf(sourcesOf(folder)).map(({ call, functions: names, summed }) => {
      const weights = names.map((name) => {
        const weight = functions.get(name);
        if (!weight) throw new Error(`${path} does not weigh ${name}, which ${pallet}.${call} names`);
        return weight;
      });
      if (weights.length === 0) throw new Error(`${pallet}.${call} has no measured weight`);
      const weight = weights.reduce(summed ? plus : most, NOTHING);
      const whole = plus(weight, base);
      const byTime = room.time / whole.time;
      const fit = whole.proof === 0n || byTime < room.proof / whole.proof ? byTime : room.proof / whole.proof;
      return {
        pallet, call, weight, fit,
      };
    });
  });
}

/** When and on what each pallet was measured, as its weights say themselves. */
function measurements() {
  const made = new Map();
  for (const [pallet, folder] of Object.entries(PALLETS)) {
    const said = /^\/\/! (Date .*)$/m.exec(read(`${folder}/src/weights.rs`))?.[1] ?? 'not measured: provisional';
    made.set(said, [...(made.get(said) ?? []), pallet]);
  }
  return [...made];
}

const thousands = (amount) => amount.toString().replace(/\B(?=(\d{3})+$)/g, ' ');

/**
 * The whole of docs/weights.md.
 * @returns {string}
 */
export function weightsTable() {
  const { room, base, database } = limits();
  const micros = (time) => thousands(time / PICOSECONDS.MICROS);
  const rows = callWeights().map(({ pallet, call, weight, fit }) =>
    `| \`${pallet}\` | \`${call}\` | ${micros(weight.time)} | ${thousands(weight.proof)} | ${thousands(fit)} |`);
  return `<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- Not written by hand: run scripts/weights-table. -->

# What the calls weigh

Every call of our pallets at its worst: each component, such as the number of an artifact's parents, at
the most that the types allow. Nothing here has a component that grows with the number of contributions,
artifacts, accounts or anything else that the chain keeps. \`benches/scale\` shows it on a chain that is full.

- **time**: computing, in microseconds, with ${database.read / PICOSECONDS.NANOS} ns for each item read and ${database.write / PICOSECONDS.NANOS} ns for each written
  (the runtime's \`InMemoryDbWeight\`).
- **proof**: bytes of the state that the relay chain's validators must be shown, at most.
- **in one block**: how many transactions with this call alone fit into the room for normal ones,
  ${room.time / PICOSECONDS.MICROS / 1_000n} ms and ${thousands(room.proof)} bytes, with ${base.time / PICOSECONDS.MICROS} microseconds for each transaction as such. The transaction's own
  bytes and its extensions come on top.

Measured:

${measurements().map(([said, pallets]) => `- ${said}: ${pallets.map((name) => `\`${name}\``).join(', ')}`).join('\n')}

| pallet | call | time, µs | proof, bytes | in one block |
| --- | --- | ---: | ---: | ---: |
${rows.join('\n')}
`;
}

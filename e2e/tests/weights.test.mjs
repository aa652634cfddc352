// SPDX-License-Identifier: Apache-2.0

/** The table of weights: that it is read rightly, and that the one in docs/ is the newest. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import {
  callWeights, callsOf, limits, measuredWeights, weightsTable,
} from '../src/weights.mjs';

const DATABASE = { read: 10n, write: 100n };

const SOURCE = `
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: \`A::B\` (r:1 w:1)
	/// The range of component \`p\` is \`[0, 15]\`.
	/// The range of component \`s\` is \`[1, 4]\`.
	fn with_components(p: u32, s: u32, ) -> Weight {
		// Minimum execution time: 1_000 picoseconds.
		Weight::from_parts(1_000, 50)
			// Standard Error: 12
			.saturating_add(Weight::from_parts(7, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(p.into())))
			.saturating_add(T::DbWeight::get().writes((3_u64).saturating_mul(s.into())))
			.saturating_add(Weight::from_parts(0, 5).saturating_mul(s.into()))
	}
	fn plain() -> Weight {
		Weight::from_parts(2_000, 0)
			.saturating_add(T::DbWeight::get().reads_writes(1, 2))
	}
	fn unbounded(x: u32, ) -> Weight {
		Weight::from_parts(1, 0)
	}
}

impl WeightInfo for () {
	fn plain() -> Weight {
		Weight::from_parts(9_999, 0)
	}
}
`;

test('weight has every component at its most when it is read', () => {
  const weights = measuredWeights(SOURCE, 'here', DATABASE);
  assert.deepEqual([...weights.keys()], ['with_components', 'plain', 'unbounded']);
  assert.deepEqual(weights.get('with_components'), {
    time: 1_000n + 7n * 15n + 2n * 10n + 15n * 10n + 3n * 4n * 100n, proof: 50n + 5n * 4n,
  });
  assert.deepEqual(weights.get('plain'), { time: 2_000n + 10n + 2n * 100n, proof: 0n });
});

test('weight is refused by name when a component has no range or a term is unknown', () => {
  const without = SOURCE.replace(/\t\/\/\/ The range of component `p`.*\n/, '');
  assert.throws(() => measuredWeights(without, 'here', DATABASE), /with_components in here .* component p goes: run/);
  const odd = SOURCE.replace('T::DbWeight::get().reads(2_u64)', 'Self::other()');
  assert.throws(() => measuredWeights(odd, 'here', DATABASE), /unknown here: Self::other\(\)/);
});

test('calls are found with all functions that weigh them when a pallet is read', () => {
  const source = `
		#[pallet::weight(T::WeightInfo::one(length(parents), length(snapshots)))]
		#[pallet::feeless_if(|origin: &OriginFor<T>| -> bool { true })]
		pub fn first(
		#[pallet::weight(
			T::WeightInfo::two().max(T::WeightInfo::three())
		)]
		pub fn second(
		#[pallet::weight(Pallet::<T>::both(T::Most::get()))]
		pub fn third(
	pub(crate) fn both(members: u32) -> Weight {
		T::WeightInfo::four(members).saturating_add(T::WeightInfo::five())
	}`;
  assert.deepEqual(callsOf(source), [
    { call: 'first', functions: ['one'], summed: false },
    { call: 'second', functions: ['two', 'three'], summed: false },
    { call: 'third', functions: ['four', 'five'], summed: true },
  ]);
});

test('every call fits into a block at least ten times when it is at its worst', () => {
  const { room } = limits();
  assert.ok(room.time > 0n && room.proof > 0n);
  const calls = callWeights();
  assert.ok(calls.length > 0);
  assert.deepEqual(calls.filter(({ fit }) => fit < 10n), []);
});

test('docs/weights.md is what the weights say when it is compared', () => {
  const written = readFileSync(new URL('../../docs/weights.md', import.meta.url), 'utf8');
  assert.equal(written, weightsTable(), 'run scripts/weights-table');
});

// SPDX-License-Identifier: Apache-2.0
//! Benchmarks: the longest texts, and accumulators at which a call hashes most.

use crate::{
	Call, Config, Contribution, Contributions, Corpora, Datanet, Datanets, Description,
	NextContribution, NextDatanet, NextSnapshot, Pallet, Snapshot, Snapshots, Status, Text,
};
use alloc::{vec, vec::Vec};
use codec::{Decode, Encode};
use frame::{
	benchmarking::prelude::{
		fungible::{Inspect, Mutate},
		*,
	},
	traits::Consideration,
};
use openledger_primitives::{
	accumulator::Accumulator,
	commitment::{ContentCommitment, MAX_CONTENT_LEN},
	ids::{ContributionId, DatanetId},
};

fn text<S: Get<u32>>() -> Text<S> {
	let longest = usize::try_from(S::get()).unwrap_or(usize::MAX);
	BoundedVec::truncate_from(vec![b'x'; longest])
}

fn content() -> ContentCommitment {
	ContentCommitment { root: H256::repeat_byte(7), length: MAX_CONTENT_LEN }
}

/// An accumulator as it is stored, with this many leaves.
fn accumulator(count: u32) -> Result<Accumulator, BenchmarkError> {
	let peaks = (0u8..32)
		.filter(|bit| count & 1u32.wrapping_shl(u32::from(*bit)) != 0)
		.map(H256::repeat_byte)
		.collect::<Vec<_>>();
	Accumulator::decode(&mut &(count, peaks).encode()[..])
		.map_err(|_| BenchmarkError::Stop("the accumulator's encoding has changed"))
}

/// An account that can pay for whatever a benchmark does.
fn rich<T: Config>(name: &'static str) -> T::AccountId
where
	T::Currency: Mutate<T::AccountId>,
{
	let who: T::AccountId = account(name, 0, 0);
	let bond = T::ContributionBond::get().saturating_add(T::Currency::minimum_balance());
	T::Currency::set_balance(&who, bond.saturating_mul(2));
	let description = Description { name: text(), summary: text(), uri: text(), licence: text() };
	T::DatanetDeposit::ensure_successful(&who, Datanet::<T>::footprint(&description));
	T::ContributionDeposit::ensure_successful(&who, Contribution::<T>::footprint(&text()));
	T::SnapshotDeposit::ensure_successful(&who, Snapshot::<T>::footprint());
	who
}

/// A Datanet with the longest texts, and its owner.
fn datanet<T: Config>() -> Result<(DatanetId, T::AccountId), BenchmarkError>
where
	T::Currency: Mutate<T::AccountId>,
{
	let owner = rich::<T>("owner");
	let id = NextDatanet::<T>::get();
	let description = Description { name: text(), summary: text(), uri: text(), licence: text() };
	Pallet::<T>::do_create(owner.clone(), description)?;
	Ok((id, owner))
}

/// A pending contribution to a Datanet, its contributor, and the Datanet's owner.
fn pending<T: Config>() -> Result<(ContributionId, T::AccountId, T::AccountId), BenchmarkError>
where
	T::Currency: Mutate<T::AccountId>,
{
	let (datanet, owner) = datanet::<T>()?;
	let contributor = rich::<T>("contributor");
	let id = NextContribution::<T>::get();
	Pallet::<T>::do_contribute(contributor.clone(), datanet, content(), text())?;
	Ok((id, contributor, owner))
}

#[benchmarks(where T::Currency: Mutate<T::AccountId>)]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn create() -> Result<(), BenchmarkError> {
		let owner = rich::<T>("owner");
		let id = NextDatanet::<T>::get();

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), text(), text(), text(), text());

		assert!(Datanets::<T>::contains_key(id));
		Ok(())
	}

	#[benchmark]
	fn contribute() -> Result<(), BenchmarkError> {
		let (datanet, _) = datanet::<T>()?;
		let contributor = rich::<T>("contributor");
		let id = NextContribution::<T>::get();

		#[extrinsic_call]
		_(RawOrigin::Signed(contributor), datanet, content(), text());

		assert!(Contributions::<T>::contains_key(id));
		Ok(())
	}

	/// 31 peaks are merged.
	#[benchmark]
	fn accept() -> Result<(), BenchmarkError> {
		let (id, _, owner) = pending::<T>()?;
		let datanet = Contributions::<T>::get(id).ok_or("it is pending")?.datanet;
		let index = u32::MAX / 2;
		let accepted = accumulator(index)?;
		Corpora::<T>::mutate(datanet, |corpus| corpus.accepted = accepted);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), id);

		let status = Contributions::<T>::get(id).ok_or("it is accepted")?.status;
		assert_eq!(status, Status::Accepted { index });
		Ok(())
	}

	#[benchmark]
	fn reject() -> Result<(), BenchmarkError> {
		let (id, _, owner) = pending::<T>()?;

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), id, text());

		assert!(!Contributions::<T>::contains_key(id));
		Ok(())
	}

	#[benchmark]
	fn withdraw() -> Result<(), BenchmarkError> {
		let (id, contributor, _) = pending::<T>()?;

		#[extrinsic_call]
		_(RawOrigin::Signed(contributor), id);

		assert!(!Contributions::<T>::contains_key(id));
		Ok(())
	}

	/// 32 peaks are joined, and there is an earlier snapshot to compare with.
	#[benchmark]
	fn snapshot() -> Result<(), BenchmarkError> {
		let (datanet, owner) = datanet::<T>()?;
		let first = accumulator(1)?;
		Corpora::<T>::mutate(datanet, |corpus| corpus.accepted = first);
		Pallet::<T>::do_snapshot(owner.clone(), datanet)?;
		let full = accumulator(u32::MAX)?;
		Corpora::<T>::mutate(datanet, |corpus| corpus.accepted = full);
		T::SnapshotDeposit::ensure_successful(&owner, Snapshot::<T>::footprint());
		let id = NextSnapshot::<T>::get();

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), datanet);

		assert!(Snapshots::<T>::contains_key(id));
		Ok(())
	}
}

// SPDX-License-Identifier: Apache-2.0
//! Benchmarks of the calls, and what a runtime provides for them.

use crate::{
	Call, Config, CuratorPools, CuratorPositions, Distribution, Distributions, Drawn, Ledger,
	NextDistribution, Pallet, Pools,
};
use alloc::vec::Vec;
use frame::{
	benchmarking::prelude::{
		fungible::{Inspect, Mutate},
		*,
	},
	traits::Consideration,
};
use openledger_primitives::{
	distribution::{DistributionLeaf, DistributionProof, DistributionRoot},
	ids::{ContributionId, DatanetId, DistributionId, SnapshotId},
	merkle::{Domain, Tree},
	records::Earnings,
	traits::{CuratorLedger, Datanets, RoyaltySink},
	Balance,
};

/// Makes what the pallet itself cannot.
pub trait BenchmarkHelper {
	/// A snapshot that is as dear to look into as any, and a contribution in it that is as dear to
	/// find, of a Datanet whose curators keep a part.
	fn snapshot() -> Result<(SnapshotId, ContributionId), BenchmarkError>;
}

/// The longest path that a draw is measured with. Longer ones cost in proportion.
const LONGEST_PATH: u32 = 10;
/// The most entries that are measured at once.
const MOST_ENTRIES: u32 = 100;

/// Puts `amount` into the pot besides its existential deposit.
fn fill_pot<T: Config>(amount: Balance) {
	let balance = T::Currency::minimum_balance().saturating_add(amount);
	T::Currency::set_balance(&Pallet::<T>::pot(), balance);
}

fn amount<T: Config>() -> Balance {
	T::Currency::minimum_balance().saturating_mul(1_000).saturating_add(1_000_000)
}

fn claimable<T: Config>(who: &T::AccountId) {
	fill_pot::<T>(amount::<T>());
	let earned = amount::<T>();
	let earnings = Earnings { claimable: earned, earned_contributing: 0, earned };
	Ledger::<T>::insert(who, earnings);
}

fn go_on<T: Config>(blocks: BlockNumberFor<T>) {
	let now = frame_system::Pallet::<T>::block_number();
	frame_system::Pallet::<T>::set_block_number(now.saturating_add(blocks));
}

/// A distribution of the account `operator`, who has OPEN to spare.
fn opened<T: Config>() -> Result<(DistributionId, T::AccountId), BenchmarkError> {
	fill_pot::<T>(0);
	let operator: T::AccountId = account("operator", 0, 0);
	T::Currency::set_balance(&operator, amount::<T>().saturating_mul(10));
	let footprint =
		Distribution::<T>::footprint(MOST_ENTRIES.max(2u32.saturating_pow(LONGEST_PATH)));
	T::DistributionDeposit::ensure_successful(&operator, footprint);
	let id = NextDistribution::<T>::get();
	Pallet::<T>::do_open_distribution(operator.clone(), false)?;
	Ok((id, operator))
}

fn root<T: Config>(leaves: u32) -> DistributionRoot {
	DistributionRoot { root: H256::repeat_byte(1), leaves, total: amount::<T>() }
}

/// A distribution of which `entries` contributions have drawn nearly everything, and its operator.
fn drawn<T: Config>(entries: u32) -> Result<(DistributionId, T::AccountId), BenchmarkError> {
	let (id, operator) = opened::<T>()?;
	let root = root::<T>(entries);
	Pallet::<T>::do_fund_and_post(operator.clone(), id, amount::<T>(), root)?;
	for contribution in 0..entries {
		Drawn::<T>::insert(id, ContributionId(contribution.into()), 1);
	}
	Distributions::<T>::mutate(id, |distribution| {
		if let Some(distribution) = distribution {
			distribution.entries = entries;
			distribution.drawn = entries.into();
		}
	});
	go_on::<T>(T::DistributionGrace::get());
	Ok((id, operator))
}

/// Curators of `datanet` with work behind them.
fn curated<T: Config>(datanet: DatanetId) -> Result<T::AccountId, BenchmarkError> {
	let curator: T::AccountId = account("curator", 0, 0);
	for _ in 0..3 {
		<Pallet<T> as CuratorLedger<T::AccountId>>::worked(datanet, &curator)?;
	}
	Ok(curator)
}

#[benchmarks]
mod benchmarks {
	use super::*;

	/// The account that is paid is made by the payment.
	#[benchmark]
	fn claim_for() {
		let caller: T::AccountId = whitelisted_caller();
		let who: T::AccountId = account("who", 0, 0);
		claimable::<T>(&who);

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), who.clone());

		assert_eq!(T::Currency::balance(&who), amount::<T>());
		assert_eq!(Ledger::<T>::get(&who).claimable, 0);
	}

	#[benchmark]
	fn collect() -> Result<(), BenchmarkError> {
		let caller: T::AccountId = whitelisted_caller();
		let (snapshot, contribution) = T::BenchmarkHelper::snapshot()?;
		let contributor = T::Datanets::contribution(contribution)
			.ok_or(BenchmarkError::Stop("no such contribution"))?
			.contributor;
		// Enough that even one byte of a large snapshot is worth a planck.
		let pool = Balance::from(u64::MAX);
		fill_pot::<T>(pool);
		Pools::<T>::insert(snapshot, pool);
		let before = Ledger::<T>::get(&contributor).claimable;

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), snapshot, contribution);

		assert!(Ledger::<T>::get(&contributor).claimable > before);
		Ok(())
	}

	#[benchmark]
	fn claim() {
		let who: T::AccountId = account("who", 0, 0);
		claimable::<T>(&who);

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));

		assert_eq!(T::Currency::balance(&who), amount::<T>());
		assert_eq!(Ledger::<T>::get(&who).claimable, 0);
	}

	#[benchmark]
	fn collect_as_curator() -> Result<(), BenchmarkError> {
		let caller: T::AccountId = whitelisted_caller();
		let datanet = DatanetId(0);
		let curator = curated::<T>(datanet)?;
		fill_pot::<T>(amount::<T>());
		Pallet::<T>::reward_curators(datanet, amount::<T>())?;

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), datanet, curator.clone());

		assert!(Ledger::<T>::get(&curator).claimable > 0);
		assert_eq!(CuratorPositions::<T>::get(datanet, &curator).owed, 0);
		Ok(())
	}

	#[benchmark]
	fn open_distribution() {
		let operator: T::AccountId = whitelisted_caller();
		T::Currency::set_balance(&operator, amount::<T>());
		T::DistributionDeposit::ensure_successful(&operator, Distribution::<T>::footprint(0));
		let id = NextDistribution::<T>::get();

		#[extrinsic_call]
		_(RawOrigin::Signed(operator));

		assert!(Distributions::<T>::contains_key(id));
	}

	/// The root before becomes the active one.
	#[benchmark]
	fn fund_and_post() -> Result<(), BenchmarkError> {
		let (id, operator) = opened::<T>()?;
		let (first, second) = (root::<T>(1), root::<T>(2));
		Pallet::<T>::do_fund_and_post(operator.clone(), id, amount::<T>(), first)?;
		go_on::<T>(T::DistributionWindow::get());

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), id, amount::<T>(), second);

		let distribution = Distributions::<T>::get(id).ok_or("it is open")?;
		assert_eq!(distribution.active, first);
		assert_eq!(distribution.pending.map(|pending| pending.root), Some(second));
		Ok(())
	}

	#[benchmark]
	fn veto_root() -> Result<(), BenchmarkError> {
		let (id, operator) = opened::<T>()?;
		Pallet::<T>::do_fund_and_post(operator, id, amount::<T>(), root::<T>(1))?;
		let origin =
			T::VetoOrigin::try_successful_origin().map_err(|()| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, id);

		assert!(Distributions::<T>::get(id).ok_or("it is open")?.pending.is_none());
		Ok(())
	}

	/// The contribution's first draw, under a root that has just become active. `p` is the length of the
	/// path. The curators keep a part.
	#[benchmark]
	fn draw(p: Linear<0, LONGEST_PATH>) -> Result<(), BenchmarkError> {
		let caller: T::AccountId = whitelisted_caller();
		let (id, operator) = opened::<T>()?;
		let (_, contribution) = T::BenchmarkHelper::snapshot()?;
		let info = T::Datanets::contribution(contribution)
			.ok_or(BenchmarkError::Stop("no such contribution"))?;
		curated::<T>(info.datanet)?;
		let leaf = DistributionLeaf { contribution, cumulative: amount::<T>() };
		let other = |number: u32| DistributionLeaf {
			contribution: ContributionId(u64::MAX.saturating_sub(number.into())),
			cumulative: 0,
		};
		let leaves = 2u32.saturating_pow(p);
		let data = (0..leaves)
			.map(|index| if index == 0 { leaf.encode() } else { other(index).encode() })
			.collect::<Vec<_>>();
		let tree = Tree::new(Domain::Distribution, data).ok_or("it is a tree")?;
		let path = tree.prove(0).ok_or("it has a leaf")?;
		let proof = DistributionProof { index: 0, path: BoundedVec::truncate_from(path) };
		let root = DistributionRoot { root: tree.root(), leaves, total: amount::<T>() };
		Pallet::<T>::do_fund_and_post(operator, id, amount::<T>(), root)?;
		go_on::<T>(T::DistributionWindow::get());

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), id, leaf, proof);

		assert_eq!(Drawn::<T>::get(id, contribution), amount::<T>());
		assert!(CuratorPools::<T>::get(info.datanet).shares > 0);
		Ok(())
	}

	/// A part is paid back, and the deposit shrinks.
	#[benchmark]
	fn close_distribution() -> Result<(), BenchmarkError> {
		let (id, operator) = drawn::<T>(1)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), id);

		assert!(Distributions::<T>::get(id).ok_or("it is not cleared")?.closed);
		Ok(())
	}

	/// All `n` entries go, and the record with them.
	#[benchmark]
	fn clear_drawn(n: Linear<1, MOST_ENTRIES>) -> Result<(), BenchmarkError> {
		let caller: T::AccountId = whitelisted_caller();
		let (id, operator) = drawn::<T>(n)?;
		Pallet::<T>::do_close_distribution(operator, id)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), id, n);

		assert!(!Distributions::<T>::contains_key(id));
		Ok(())
	}
}

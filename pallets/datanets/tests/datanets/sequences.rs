// SPDX-License-Identifier: Apache-2.0
//! Random calls by several people, against a twin that keeps plain lists.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
	ids::{ContributionId, DatanetId, SnapshotId},
	traits::Datanets as _,
};
use pallet_datanets::Error;
use proptest::prelude::*;

const PEOPLE: [AccountId; 3] = [CURATOR, ALICE, BOB];

#[derive(Clone, Debug)]
enum Call {
	Create { who: AccountId },
	Contribute { who: AccountId, datanet: u32, byte: u8 },
	Accept { who: AccountId, contribution: u64 },
	Reject { who: AccountId, contribution: u64 },
	Withdraw { who: AccountId, contribution: u64 },
	Snapshot { who: AccountId, datanet: u32 },
}

#[derive(Clone, Copy, PartialEq)]
enum Standing {
	Pending,
	Accepted,
	Gone,
}

struct Given {
	who: AccountId,
	datanet: usize,
	byte: u8,
	standing: Standing,
}

/// What the pallet should know, without indices, roots or deposits.
#[derive(Default)]
struct Twin {
	/// The owner, and the accepted contributions in their order.
	datanets: Vec<(AccountId, Vec<usize>)>,
	contributions: Vec<Given>,
	/// The Datanet, and the contributions.
	snapshots: Vec<(usize, Vec<usize>)>,
}

impl Twin {
	fn apply(&mut self, call: &Call) -> Result<(), Error<Test>> {
		match *call {
			Call::Create { who } => self.datanets.push((who, vec![])),
			Call::Contribute { who, datanet, byte } => {
				let datanet = datanet as usize;
				if datanet >= self.datanets.len() {
					return Err(Error::DatanetNotFound);
				}
				if self.contributions.iter().any(|given| {
					(given.datanet, given.byte) == (datanet, byte)
						&& given.standing != Standing::Gone
				}) {
					return Err(Error::DuplicateContent);
				}
				self.contributions.push(Given { who, datanet, byte, standing: Standing::Pending });
			},
			Call::Accept { who, contribution } => {
				let index = contribution as usize;
				let given = self.pending(index, |_, owner| owner == who, Error::NotCurator)?;
				given.standing = Standing::Accepted;
				let datanet = given.datanet;
				self.datanets[datanet].1.push(index);
			},
			Call::Reject { who, contribution } => {
				let index = contribution as usize;
				let given = self.pending(index, |_, owner| owner == who, Error::NotCurator)?;
				given.standing = Standing::Gone;
			},
			Call::Withdraw { who, contribution } => {
				let index = contribution as usize;
				let given = self.pending(index, |giver, _| giver == who, Error::NotContributor)?;
				given.standing = Standing::Gone;
			},
			Call::Snapshot { who, datanet } => {
				let datanet = datanet as usize;
				let (owner, accepted) = self.datanets.get(datanet).ok_or(Error::DatanetNotFound)?;
				if *owner != who {
					return Err(Error::NotOwner);
				}
				if accepted.is_empty() {
					return Err(Error::SnapshotEmpty);
				}
				let last = self.snapshots.iter().rfind(|(of, _)| *of == datanet);
				if last.is_some_and(|(_, contributions)| contributions == accepted) {
					return Err(Error::SnapshotUnchanged);
				}
				self.snapshots.push((datanet, accepted.clone()));
			},
		}
		Ok(())
	}

	/// The pending contribution, for whom its giver and the Datanet's owner allow it.
	fn pending(
		&mut self,
		index: usize,
		allowed: impl Fn(AccountId, AccountId) -> bool,
		refusal: Error<Test>,
	) -> Result<&mut Given, Error<Test>> {
		let given = self.contributions.get_mut(index).ok_or(Error::ContributionNotFound)?;
		let allowed = allowed(given.who, self.datanets[given.datanet].0);
		match given.standing {
			Standing::Gone => Err(Error::ContributionNotFound),
			_ if !allowed => Err(refusal),
			Standing::Accepted => Err(Error::NotPending),
			Standing::Pending => Ok(given),
		}
	}

	/// Everything that can be asked about snapshots is as the lists say.
	fn agrees(&self) {
		for (id, (datanet, contributions)) in (0..).zip(&self.snapshots) {
			let told = Datanets::contributions(SnapshotId(id), 0, u32::MAX);
			let told = told.into_iter().map(|record| record.id.0 as usize).collect::<Vec<_>>();
			assert_eq!(&told, contributions);
			for (index, given) in (0..).zip(&self.contributions) {
				let included = Datanets::includes(SnapshotId(id), ContributionId(index));
				assert_eq!(included, contributions.contains(&(index as usize)));
				assert!(!included || given.datanet == *datanet);
			}
		}
	}
}

fn dispatch(call: &Call) -> DispatchResult {
	let signed = RuntimeOrigin::signed;
	match *call {
		Call::Create { who } => {
			Datanets::create(signed(who), text("n"), text(""), text(""), text("MIT"))
		},
		Call::Contribute { who, datanet, byte } => {
			Datanets::contribute(signed(who), DatanetId(datanet), content(&[byte]), text("u"))
		},
		Call::Accept { who, contribution } => {
			Datanets::accept(signed(who), ContributionId(contribution))
		},
		Call::Reject { who, contribution } => {
			Datanets::reject(signed(who), ContributionId(contribution), text("no"))
		},
		Call::Withdraw { who, contribution } => {
			Datanets::withdraw(signed(who), ContributionId(contribution))
		},
		Call::Snapshot { who, datanet } => Datanets::snapshot(signed(who), DatanetId(datanet)),
	}
}

fn call() -> impl Strategy<Value = Call> {
	let who = || prop::sample::select(PEOPLE.to_vec());
	prop_oneof![
		1 => who().prop_map(|who| Call::Create { who }),
		6 => (who(), 0u32..4, 0u8..24)
			.prop_map(|(who, datanet, byte)| Call::Contribute { who, datanet, byte }),
		8 => (who(), 0u64..24).prop_map(|(who, contribution)| Call::Accept { who, contribution }),
		2 => (who(), 0u64..24).prop_map(|(who, contribution)| Call::Reject { who, contribution }),
		2 => (who(), 0u64..24).prop_map(|(who, contribution)| Call::Withdraw { who, contribution }),
		5 => (who(), 0u32..4).prop_map(|(who, datanet)| Call::Snapshot { who, datanet }),
	]
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(96))]

	#[test]
	fn pallet_agrees_with_the_twin_when_calls_are_random(
		calls in prop::collection::vec(call(), 1..120),
	) {
		run(|| {
			let mut twin = Twin::default();
			for call in &calls {
				let expected = twin.apply(call).map_err(DispatchError::from);
				assert_eq!(dispatch(call), expected, "{call:?}");
				Datanets::do_try_state().unwrap();
				check_holds();
			}
			twin.agrees();
		});
	}
}

// SPDX-License-Identifier: Apache-2.0
//! Who is credited with which part of a fee.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
	fee::FeeParts,
	ids::{BatchId, ContributionId, DatanetId, DistributionId, SnapshotId},
	records::Earnings,
	traits::{EmissionPool, FeeSource, RoyaltySink, StakeTarget},
	vector::AttributionVector,
	Balance,
};
use pallet_royalties::{Error, Event, Ledger, Pools, Role};

fn parts(contributors: Balance) -> FeeParts {
	FeeParts { protocol: 50, worker: 300, owners: 102, stakers: 51, contributors }
}

fn credited(who: AccountId, amount: Balance, role: Role) -> Event<Test> {
	Event::Credited { source: SOURCE, who, amount, role }
}

#[test]
fn credit_tells_who_earned_what_and_why_when_a_fee_is_settled() {
	run(|| {
		let settlement = settlement(ADAPTER, parts(500), vector(&[(C1, 60), (C2, 10)]));
		assert_ok!(settle(&settlement));
		let told = [
			Event::FeeCredited {
				source: SOURCE,
				artifact: ADAPTER,
				payer: Some(PAYER),
				worker: WORKER,
				parts: parts(500),
			},
			credited(TREASURY, 50, Role::Protocol),
			credited(WORKER, 300, Role::Worker),
			// 76.5 and 25.5 of 102: the tie goes to the first.
			credited(OWNER, 77, Role::Owner),
			credited(PARENT, 25, Role::Owner),
			credited(CAROL, 300, Role::Contributor(C1)),
			credited(DAVE, 50, Role::Contributor(C2)),
			Event::StakersCredited {
				source: SOURCE,
				target: StakeTarget::Artifact(ADAPTER),
				amount: 51,
			},
			Event::PoolCredited { source: SOURCE, snapshot: S1, amount: 150 },
		];
		assert_eq!(events(), told);
		let claimable =
			[TREASURY, WORKER, OWNER, PARENT, CAROL, DAVE].map(|who| Royalties::claimable(&who));
		assert_eq!(claimable, [50, 300, 77, 25, 300, 50]);
		assert_eq!(Pools::<Test>::get(S1), 150);
	});
}

#[test]
fn credits_add_up_when_more_fees_are_settled() {
	run(|| {
		let settlement = settlement(ADAPTER, parts(500), vector(&[(C1, 60)]));
		assert_ok!(settle(&settlement));
		assert_ok!(settle(&settlement));
		assert_eq!(Royalties::claimable(&CAROL), 600);
		assert_eq!(Pools::<Test>::get(S1), 400);
	});
}

#[test]
fn account_is_credited_for_each_role_when_it_has_several() {
	run(|| {
		let mut settlement =
			settlement(ADAPTER, parts(100), vector(&[(C1, 20), (C2, 30), (C3, 50)]));
		settlement.worker = DAVE;
		assert_ok!(settle(&settlement));
		let of_dave = |event: &Event<Test>| matches!(event, Event::Credited { who: DAVE, .. });
		let told = [
			credited(DAVE, 300, Role::Worker),
			credited(DAVE, 30, Role::Contributor(C2)),
			credited(DAVE, 50, Role::Contributor(C3)),
		];
		assert_eq!(events().into_iter().filter(of_dave).collect::<Vec<_>>(), told);
		assert_eq!(Royalties::claimable(&DAVE), 380);
	});
}

#[test]
fn owners_part_goes_to_the_protocol_when_nobody_owns_the_artifact() {
	run(|| {
		assert_ok!(settle(&settlement(ORPHAN, parts(0), AttributionVector::unattributed())));
		// Nor did anybody stake on it.
		assert_eq!(Royalties::claimable(&TREASURY), 50 + 102 + 51);
	});
}

#[test]
fn residual_goes_to_the_protocol_when_the_artifact_rests_on_no_snapshot() {
	run(|| {
		assert_ok!(settle(&settlement(ORPHAN, parts(500), vector(&[(C1, 60)]))));
		assert_eq!(Royalties::claimable(&TREASURY), 50 + 102 + 51 + 200);
		assert_eq!(Royalties::claimable(&CAROL), 300);
		assert_eq!(Pools::<Test>::iter().count(), 0);
	});
}

#[test]
fn residual_is_split_by_bytes_when_the_artifact_rests_on_several_snapshots() {
	run(|| {
		assert_ok!(settle(&settlement(MERGED, parts(271), AttributionVector::unattributed())));
		// 100.37 and 170.63 of 271.
		assert_eq!((Pools::<Test>::get(S1), Pools::<Test>::get(S2)), (100, 171));
	});
}

#[test]
fn nothing_is_kept_or_told_when_a_part_is_zero() {
	run(|| {
		let parts = FeeParts { worker: 5, ..Default::default() };
		assert_ok!(settle(&settlement(ADAPTER, parts, vector(&[(C1, 60)]))));
		let (told, credit) = (events(), credited(WORKER, 5, Role::Worker));
		assert_eq!(told.len(), 2);
		assert_eq!(told.last(), Some(&credit));
		let earnings = Earnings { claimable: 5, earned_contributing: 0, earned: 5 };
		assert_eq!(Ledger::<Test>::iter().collect::<Vec<_>>(), [(WORKER, earnings)]);
		assert_eq!(Pools::<Test>::iter().count(), 0);
	});
}

#[test]
fn credit_fails_when_the_parts_overflow() {
	run(|| {
		let parts = FeeParts { protocol: 1, worker: Balance::MAX, ..Default::default() };
		let settlement = settlement(ADAPTER, parts, AttributionVector::unattributed());
		assert_noop!(Royalties::credit(&settlement), Error::<Test>::PartsNotWhole);
	});
}

#[test]
fn credit_fails_when_the_protocol_would_overflow() {
	run(|| {
		let parts = FeeParts { protocol: 1, owners: Balance::MAX, ..Default::default() };
		let settlement = settlement(ORPHAN, parts, AttributionVector::unattributed());
		assert_noop!(Royalties::credit(&settlement), Error::<Test>::PartsNotWhole);
	});
}

#[test]
fn credit_fails_when_no_owner_has_a_share() {
	run(|| {
		TheWorld::mutate(|world| {
			world.artifacts.insert(ADAPTER, (vec![(OWNER, Perbill::zero())], vec![S1]));
		});
		let settlement = settlement(ADAPTER, parts(500), AttributionVector::unattributed());
		assert_noop!(settle(&settlement), Error::<Test>::PartsNotWhole);
	});
}

#[test]
fn credit_fails_when_the_vector_is_not_whole() {
	run(|| {
		let mut vector = vector(&[(C1, 60)]);
		vector.residual = Perbill::from_percent(39);
		assert_noop!(
			settle(&settlement(ADAPTER, parts(500), vector)),
			Error::<Test>::InvalidVector
		);
	});
}

#[test]
fn credit_fails_when_the_vector_names_a_contribution_twice() {
	run(|| {
		let vector = vector(&[(C1, 60), (C1, 40)]);
		assert_noop!(
			settle(&settlement(ADAPTER, parts(500), vector)),
			Error::<Test>::InvalidVector
		);
	});
}

#[test]
fn credit_fails_when_a_contribution_is_unknown() {
	run(|| {
		let vector = vector(&[(C1, 60), (ContributionId(99), 40)]);
		assert_noop!(
			settle(&settlement(ADAPTER, parts(500), vector)),
			Error::<Test>::UnknownContribution
		);
	});
}

#[test]
fn credit_fails_when_a_snapshot_is_unknown() {
	run(|| {
		TheWorld::mutate(|world| {
			world.artifacts.insert(ADAPTER, (vec![], vec![SnapshotId(99)]));
		});
		assert_noop!(
			settle(&settlement(ADAPTER, parts(500), vector(&[(C1, 60)]))),
			Error::<Test>::UnknownSnapshot
		);
	});
}

#[test]
fn credit_changes_nothing_when_a_claim_would_overflow() {
	run(|| {
		// Dave comes last: what was credited before him is not kept either.
		let full = Earnings { claimable: Balance::MAX, ..Default::default() };
		Ledger::<Test>::insert(DAVE, full);
		let settlement = settlement(ADAPTER, parts(500), vector(&[(C1, 60), (C2, 40)]));
		assert_noop!(Royalties::credit(&settlement), ArithmeticError::Overflow);
		Ledger::<Test>::remove(DAVE);
	});
}

#[test]
fn share_of_the_protocols_part_is_burnt_when_governance_set_one() {
	run(|| {
		BurnShare::set(Perbill::from_percent(25));
		let issuance = Balances::total_issuance();
		assert_ok!(settle(&settlement(ADAPTER, parts(500), vector(&[(C1, 60)]))));
		// A quarter of 50, rounded down.
		assert_eq!(Balances::total_issuance(), issuance - 12);
		assert_eq!(Royalties::claimable(&TREASURY), 38);
		assert!(events().contains(&Event::Burnt { source: SOURCE, amount: 12 }));
	});
}

#[test]
fn pot_keeps_its_existential_deposit_when_everything_is_burnt() {
	run(|| {
		BurnShare::set(Perbill::one());
		let parts = FeeParts { protocol: 50, ..Default::default() };
		assert_ok!(settle(&settlement(ADAPTER, parts, AttributionVector::unattributed())));
		assert_eq!(Ledger::<Test>::iter().count(), 0);
		assert_eq!(Balances::free_balance(Royalties::pot()), EXISTENTIAL_DEPOSIT);
	});
}

#[test]
fn emission_is_told_of_workers_and_contributors_when_they_earn() {
	run(|| {
		let settlement = settlement(ADAPTER, parts(500), vector(&[(C1, 60), (C2, 10)]));
		assert_ok!(settle(&settlement));
		let told = [
			((EmissionPool::Workers, WORKER), 300),
			((EmissionPool::Contributors, CAROL), 300),
			((EmissionPool::Contributors, DAVE), 50),
		];
		assert_eq!(Emission::get(), told.into());
	});
}

#[test]
fn emission_is_not_told_when_a_contribution_collects_or_draws() {
	run(|| {
		let residual = FeeParts { contributors: 500, ..Default::default() };
		assert_ok!(settle(&settlement(ADAPTER, residual, AttributionVector::unattributed())));
		assert_ok!(collect(S1, C1));
		let leaves = Leaves::new(&[(C1, 60)]);
		assert_ok!(open(OPERATOR));
		assert_ok!(post(OPERATOR, DistributionId(0), 60, leaves.root()));
		advance(WINDOW);
		assert_ok!(draw(DistributionId(0), &leaves, 0));
		assert_eq!(Royalties::earnings(&CAROL).earned_contributing, 150 + 60);
		assert_eq!(Emission::get(), [].into());
	});
}

#[test]
fn checker_earns_as_a_worker_when_an_answer_was_checked() {
	run(|| {
		assert_ok!(check(WORKER, 40));
		let told = Event::CheckCredited { source: SOURCE, worker: WORKER, amount: 40 };
		assert_eq!(events(), [told]);
		let earnings = Earnings { claimable: 40, earned_contributing: 0, earned: 40 };
		assert_eq!(Royalties::earnings(&WORKER), earnings);
		assert_eq!(Emission::get(), [((EmissionPool::Workers, WORKER), 40)].into());
	});
}

#[test]
fn nothing_is_kept_or_told_when_a_check_earns_nothing() {
	run(|| {
		assert_ok!(check(WORKER, 0));
		assert_eq!(events(), []);
		assert_eq!(Ledger::<Test>::iter().count(), 0);
		assert_eq!(Emission::get(), [].into());
	});
}

#[test]
fn checker_is_not_credited_when_the_claim_would_overflow() {
	run(|| {
		let full = Earnings { claimable: Balance::MAX, ..Default::default() };
		Ledger::<Test>::insert(WORKER, full);
		assert_noop!(check(WORKER, 1), ArithmeticError::Overflow);
		Ledger::<Test>::remove(WORKER);
	});
}

#[test]
fn credit_names_no_payer_when_a_batch_of_answers_is_settled() {
	run(|| {
		let source = FeeSource::Batch(BatchId(3));
		let mut settlement = settlement(ADAPTER, parts(500), AttributionVector::unattributed());
		(settlement.source, settlement.payer) = (source, None);
		assert_ok!(settle(&settlement));
		let told = events();
		let first = Event::FeeCredited {
			source,
			artifact: ADAPTER,
			payer: None,
			worker: WORKER,
			parts: parts(500),
		};
		let worker = Event::Credited { source, who: WORKER, amount: 300, role: Role::Worker };
		assert_eq!(told.first(), Some(&first));
		assert!(told.contains(&worker));
	});
}

#[test]
fn earnings_tell_contributing_apart_when_an_account_earns_otherwise_too() {
	run(|| {
		let mut settlement = settlement(ADAPTER, parts(500), vector(&[(C1, 60)]));
		settlement.worker = CAROL;
		assert_ok!(settle(&settlement));
		let earnings = Earnings { claimable: 600, earned_contributing: 300, earned: 600 };
		assert_eq!(Royalties::earnings(&CAROL), earnings);
	});
}

/// 64 contributions over `count` Datanets, and an artifact that rests on a snapshot of each of 16.
fn crowd(count: u32) -> AttributionVector {
	TheWorld::mutate(|world| {
		for id in 100..164u64 {
			let datanet = DatanetId(u32::try_from(id).unwrap() % count);
			world.contributions.insert(ContributionId(id), (CAROL, 10));
			world.homes.insert(ContributionId(id), datanet);
		}
		let snapshots = (100..116).map(SnapshotId).collect::<Vec<_>>();
		for id in &snapshots {
			world.snapshots.insert(*id, (10, [].into()));
			world.taken_of.insert(*id, DatanetId(id.0 % count));
		}
		for datanet in 0..count {
			world.cuts.insert(DatanetId(datanet), Perbill::from_percent(10));
			world.stakes.insert(StakeTarget::Datanet(DatanetId(datanet)), 1);
		}
		world.artifacts.insert(ADAPTER, (vec![(OWNER, Perbill::one())], snapshots));
	});
	for datanet in 0..count {
		worked(DatanetId(datanet), CURATOR);
	}
	AttributionVector::from_scores((100..164).map(|id| (ContributionId(id), 10))).unwrap()
}

#[test]
fn credit_is_bounded_when_a_fee_goes_to_as_many_as_it_can() {
	run(|| {
		let parts = FeeParts { stakers: 17_000, contributors: 64_000, ..Default::default() };
		assert_ok!(settle(&settlement(ADAPTER, parts, crowd(16))));
		let told = events();
		let count = |which: fn(&Event<Test>) -> bool| told.iter().filter(|e| which(e)).count();
		assert_eq!(count(|event| matches!(event, Event::Credited { .. })), 64);
		assert_eq!(count(|event| matches!(event, Event::CuratorsCredited { .. })), 16);
		assert_eq!(count(|event| matches!(event, Event::StakersCredited { .. })), 17);
		assert_eq!(Royalties::claimable(&CAROL), 57_600);
	});
}

#[test]
fn credit_fails_when_more_datanets_earn_than_an_artifact_can_rest_on() {
	run(|| {
		let settlement = settlement(ADAPTER, parts(500), crowd(17));
		assert_noop!(settle(&settlement), Error::<Test>::TooManyDatanets);
	});
}

#[test]
fn try_state_fails_when_the_fee_is_not_in_the_pot() {
	run(|| {
		// Without stakers, who are paid at once.
		let parts = FeeParts { stakers: 0, ..parts(500) };
		let settlement = settlement(ADAPTER, parts, vector(&[(C1, 60)]));
		assert_ok!(Royalties::credit(&settlement));
		assert!(Royalties::do_try_state().is_err());
		// The other way round it is whole.
		assert_ok!(Balances::transfer_keep_alive(
			RuntimeOrigin::signed(PAYER),
			Royalties::pot(),
			settlement.parts.total().unwrap()
		));
	});
}

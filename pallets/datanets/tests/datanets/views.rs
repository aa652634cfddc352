// SPDX-License-Identifier: Apache-2.0
//! What other pallets and clients are told.

use crate::mock::*;
use codec::Encode;
use frame::testing_prelude::*;
use openledger_primitives::{
	accumulator::{Accumulator, SnapshotLeaf, WithdrawalLeaf},
	ids::{ContributionId, DatanetId, SnapshotId},
	merkle::Domain,
	records::{
		AccessRecord, ContributionKind, ContributionRecord, ContributionStatus, CurationPolicy,
		DataKind, GrantRecord, RequestRecord, TakedownPage, Visibility,
	},
	traits::{ContributionInfo, Datanets as _, SnapshotInfo, Verdict},
};
use pallet_datanets::{Judgement, Policy, MAX_PAGE};

/// By the trait: the pallet has a call of the same name.
fn info(id: SnapshotId) -> Option<SnapshotInfo> {
	<Datanets as openledger_primitives::traits::Datanets<AccountId>>::snapshot(id)
}

fn includes(snapshot: SnapshotId, contribution: ContributionId) -> bool {
	Datanets::includes_any(&[snapshot], contribution)
}

/// A Datanet with this many accepted contributions of Alice's.
fn filled(count: u32) -> DatanetId {
	let datanet = create();
	for i in 0..count {
		accept(contribute(ALICE, datanet, &i.to_le_bytes()));
	}
	datanet
}

#[test]
fn snapshot_is_told_when_there_is_one() {
	run(|| {
		let datanet = filled(3);
		let id = snapshot(datanet);
		take_down(ContributionId(1));
		let next = snapshot(datanet);
		let told = info(id).unwrap();
		assert_eq!((told.datanet, told.accepted, told.length), (datanet, 3, 12));
		assert_eq!((told.withdrawn, told.withdrawn_root), (0, H256::zero()));
		let told = info(next).unwrap();
		assert_eq!((told.accepted, told.withdrawn, told.length), (3, 1, 8));
		assert_eq!(info(SnapshotId(2)), None);
		let record = Datanets::snapshot_record(next).unwrap();
		assert_eq!((record.info, record.version, record.parent), (told, 2, Some(id)));
		assert_eq!((record.note, record.taken_at, record.taken_by), (vec![], 1, OWNER));
		assert_eq!(Datanets::snapshot_record(SnapshotId(2)), None);
	});
}

#[test]
fn contribution_is_told_when_it_was_not_turned_down() {
	run(|| {
		let datanet = create();
		let id = contribute(BOB, datanet, b"a");
		let told = ContributionInfo { datanet, contributor: BOB, content: content(b"a") };
		assert_eq!(Datanets::contribution(id), Some(told.clone()));
		accept(id);
		assert_eq!(Datanets::contribution(id), Some(told.clone()));
		take_down(id);
		assert_eq!(Datanets::contribution(id), Some(told));
		let rejected = contribute(BOB, datanet, b"b");
		assert_ok!(judge(OWNER, rejected, rejection("")));
		assert_eq!(Datanets::contribution(rejected), None);
	});
}

#[test]
fn snapshot_includes_a_contribution_when_it_was_accepted_before() {
	run(|| {
		let (datanet, other) = (create(), create());
		let before = contribute(ALICE, datanet, b"before");
		let after = contribute(ALICE, datanet, b"after");
		let pending = contribute(ALICE, datanet, b"pending");
		let elsewhere = contribute(ALICE, other, b"before");
		accept(before);
		accept(elsewhere);
		let first = snapshot(datanet);
		accept(after);
		let second = snapshot(datanet);
		assert!(includes(first, before));
		assert!(!includes(first, after));
		assert!(includes(second, before));
		assert!(includes(second, after));
		for id in [pending, elsewhere, ContributionId(99)] {
			assert!(!includes(second, id), "{id}");
		}
		assert!(!includes(SnapshotId(99), before));
	});
}

#[test]
fn snapshot_includes_a_contribution_no_more_when_it_was_taken_down_before() {
	run(|| {
		let datanet = filled(2);
		let first = snapshot(datanet);
		take_down(ContributionId(0));
		let second = snapshot(datanet);
		take_down(ContributionId(1));
		assert!(includes(first, ContributionId(0)));
		assert!(!includes(second, ContributionId(0)));
		assert!(includes(second, ContributionId(1)));
	});
}

#[test]
fn any_of_the_snapshots_counts_when_there_are_several() {
	run(|| {
		let (datanet, other) = (filled(1), filled(1));
		let [first, second] = [datanet, other].map(snapshot);
		let missing = SnapshotId(99);
		assert!(Datanets::includes_any(&[missing, second, first], ContributionId(0)));
		assert!(!Datanets::includes_any(&[missing, second], ContributionId(0)));
		assert!(!Datanets::includes_any(&[], ContributionId(0)));
	});
}

#[test]
fn terms_are_told_when_the_datanet_exists() {
	run(|| {
		let datanet = create();
		assert_eq!(Datanets::licence(datanet), Some(open_licence()));
		assert_eq!(Datanets::curators_cut(datanet), Perbill::from_percent(5));
		assert!(Datanets::is_active(datanet));
		assert_ok!(Datanets::retire(signed(OWNER), datanet));
		assert!(!Datanets::is_active(datanet));
		assert_eq!(Datanets::licence(DatanetId(9)), None);
		assert_eq!(Datanets::curators_cut(DatanetId(9)), Perbill::zero());
		assert!(!Datanets::is_active(DatanetId(9)));
	});
}

#[test]
fn latest_snapshot_is_the_newest_of_the_datanet_when_there_are_several() {
	run(|| {
		let (datanet, other) = (filled(1), filled(1));
		assert_eq!(Datanets::latest_snapshot(datanet), None);
		snapshot(datanet);
		accept(contribute(BOB, datanet, b"more"));
		let newest = snapshot(datanet);
		snapshot(other);
		assert_eq!(Datanets::latest_snapshot(datanet), Some(newest));
		assert_eq!(Datanets::latest_snapshot(DatanetId(9)), None);
	});
}

#[test]
fn datanet_is_told_whole_when_asked_for() {
	run(|| {
		let datanet = create_with(Visibility::Private, committee(&[OWNER, BOB], 1));
		for bytes in [b"abc".as_slice(), b"de"] {
			accept(contribute(ALICE, datanet, bytes));
		}
		take_down(ContributionId(0));
		let latest = snapshot(datanet);
		assert_ok!(Datanets::set_entry_price(signed(OWNER), datanet, Some(4)));
		assert_ok!(Datanets::offer_transfer(signed(OWNER), datanet, Some(CAROL)));
		let told = Datanets::datanet_record(datanet).unwrap();
		assert_eq!((told.owner, told.offered_to), (OWNER, Some(CAROL)));
		assert_eq!((told.name, told.tags), (b"Harbours".to_vec(), vec![b"boats".to_vec()]));
		assert_eq!(told.summary, b"What boats do.");
		assert_eq!(told.uri, b"ipfs://harbours");
		assert_eq!((told.kind, told.licence), (DataKind::Text, open_licence()));
		assert_eq!((told.visibility, told.entry_price), (Visibility::Private, Some(4)));
		let members = vec![OWNER, BOB];
		assert_eq!(told.policy, CurationPolicy::Committee { members, threshold: 1 });
		assert_eq!((told.curators_cut, told.retired), (Perbill::from_percent(5), false));
		assert_eq!((told.accepted, told.withdrawn, told.bytes), (2, 1, 2));
		assert_eq!((told.snapshots, told.latest_snapshot), (1, Some(latest)));
		assert_eq!(told.created_at, 1);
		assert_eq!(Datanets::datanet_record(DatanetId(9)), None);
		for (policy, expected) in
			[(Policy::Owner, CurationPolicy::Owner), (Policy::Staked, CurationPolicy::Staked)]
		{
			let other = create_with(Visibility::Public, policy);
			assert_eq!(Datanets::datanet_record(other).unwrap().policy, expected);
		}
	});
}

#[test]
fn contribution_view_follows_the_state_when_it_changes() {
	run(|| {
		let datanet = create_with(Visibility::Public, committee(&[OWNER, BOB], 2));
		let id = contribute(ALICE, datanet, b"a");
		assert_ok!(Datanets::report(signed(CAROL), id));
		assert_ok!(judge(OWNER, id, Judgement::Accept));
		let told = Datanets::contribution_view(id).unwrap();
		assert_eq!((told.datanet, told.contributor, told.submitted_at), (datanet, ALICE, 1));
		assert_eq!((told.content, told.uri), (content(b"a"), b"ipfs://bytes".to_vec()));
		assert_eq!((told.licence, told.kind), (open_licence(), ContributionKind::Document));
		let pending = |votes| ContributionStatus::Pending {
			bond: BOND,
			staked: false,
			reporter: Some(CAROL),
			votes,
		};
		assert_eq!(told.status, pending(vec![(OWNER, Verdict::Accept)]));
		assert_ok!(Datanets::set_policy(signed(OWNER), datanet, Policy::Owner));
		let status = || Datanets::contribution_view(id).unwrap().status;
		assert_eq!(status(), pending(vec![]));
		accept(id);
		assert_eq!(status(), ContributionStatus::Accepted { index: 0 });
		take_down(id);
		assert_eq!(status(), ContributionStatus::Withdrawn { index: 0, order: 0 });
		assert_eq!(Datanets::contribution_view(ContributionId(9)), None);
	});
}

#[test]
fn access_is_told_when_asked_for_or_granted() {
	run(|| {
		let datanet = create();
		let access = || Datanets::access(datanet, &BOB);
		assert_eq!(access(), AccessRecord { request: None, grant: None });
		assert_ok!(Datanets::request_access(signed(BOB), datanet, text("why"), Some(9), 0));
		let request =
			RequestRecord { purpose: b"why".to_vec(), until: Some(9), offer: 0, requested_at: 1 };
		assert_eq!(access(), AccessRecord { request: Some(request), grant: None });
		System::set_block_number(3);
		assert_ok!(Datanets::grant(signed(OWNER), datanet, BOB, 0, Some(9), text("key")));
		let grant = GrantRecord {
			purpose: b"why".to_vec(),
			until: Some(9),
			price: 0,
			key_uri: b"key".to_vec(),
			granted_at: 3,
		};
		assert_eq!(access(), AccessRecord { request: None, grant: Some(grant) });
	});
}

#[test]
fn contributions_rebuild_both_roots_when_read_in_pages() {
	run(|| {
		let datanet = filled(7);
		[4, 1].into_iter().map(ContributionId).for_each(take_down);
		let id = snapshot(datanet);
		accept(contribute(BOB, datanet, b"after the snapshot"));
		take_down(ContributionId(2));
		let mut accepted = Accumulator::default();
		let mut gone = vec![];
		for start in [0, 3, 6] {
			for (index, record) in (start..).zip(Datanets::contributions(id, start, 3)) {
				let ContributionRecord { id: contribution, content, contributor, .. } = record;
				let leaf = SnapshotLeaf { contribution, content, contributor };
				accepted.append(Domain::Snapshot, &leaf.encode()).unwrap();
				if let Some(order) = record.withdrawn {
					gone.push((order, WithdrawalLeaf { contribution, index }));
				}
			}
		}
		gone.sort_by_key(|(order, _)| *order);
		let mut withdrawn = Accumulator::default();
		for (order, leaf) in &gone {
			assert_eq!(withdrawn.append(Domain::Withdrawal, &leaf.encode()), Some(*order));
		}
		let info = info(id).unwrap();
		assert_eq!((accepted.count(), withdrawn.count()), (7, 2));
		assert_eq!(accepted.root(Domain::Snapshot), info.root);
		assert_eq!(withdrawn.root(Domain::Withdrawal), info.withdrawn_root);
	});
}

#[test]
fn contributions_are_told_whole_when_asked_for() {
	run(|| {
		let datanet = create();
		accept(contribute(BOB, datanet, b"a"));
		let id = snapshot(datanet);
		assert_eq!(
			Datanets::contributions(id, 0, 1),
			vec![ContributionRecord {
				id: ContributionId(0),
				contributor: BOB,
				content: content(b"a"),
				uri: b"ipfs://bytes".to_vec(),
				withdrawn: None,
			}]
		);
	});
}

#[test]
fn contributions_are_none_when_there_is_nothing_to_tell() {
	run(|| {
		let datanet = filled(2);
		let id = snapshot(datanet);
		assert_eq!(Datanets::contributions(id, 2, 5), vec![]);
		assert_eq!(Datanets::contributions(id, u32::MAX, u32::MAX), vec![]);
		assert_eq!(Datanets::contributions(id, 0, 0), vec![]);
		assert_eq!(Datanets::contributions(SnapshotId(9), 0, 5), vec![]);
	});
}

#[test]
fn contributions_are_at_most_a_page_when_more_are_asked_for() {
	run(|| {
		let datanet = create();
		for i in 0..MAX_PAGE + 2 {
			let contributor = [ALICE, BOB, CAROL][i as usize % 3];
			accept(contribute(contributor, datanet, &i.to_le_bytes()));
		}
		let id = snapshot(datanet);
		let page = Datanets::contributions(id, 1, u32::MAX);
		assert_eq!(page.len(), 256);
		assert_eq!(page.first().map(|record| record.id), Some(ContributionId(1)));
		assert_eq!(Datanets::contributions(id, MAX_PAGE, u32::MAX).len(), 2);
	});
}

#[test]
fn takedowns_are_told_when_they_follow_the_snapshot_and_concern_it() {
	run(|| {
		let datanet = filled(4);
		take_down(ContributionId(0));
		let id = snapshot(datanet);
		let later = contribute(BOB, datanet, b"later");
		accept(later);
		take_down(ContributionId(3));
		take_down(later);
		take_down(ContributionId(1));
		let page = |start, limit| Datanets::taken_down_since(id, start, limit);
		let told = |ids: &[u64], next| TakedownPage {
			contributions: ids.iter().copied().map(ContributionId).collect(),
			next,
		};
		assert_eq!(page(0, u32::MAX), told(&[3, 1], None));
		assert_eq!(page(0, 2), told(&[3], Some(2)));
		assert_eq!(page(2, 2), told(&[1], None));
		assert_eq!(page(9, 2), told(&[], None));
		assert_eq!(Datanets::taken_down_since(SnapshotId(9), 0, 2), told(&[], None));
	});
}

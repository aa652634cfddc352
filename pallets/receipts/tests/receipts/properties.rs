// SPDX-License-Identifier: Apache-2.0
//! Random sequences of calls by honest and lying workers, watchers and payers.

use crate::mock::*;
use frame::{deps::sp_runtime::Perbill, testing_prelude::*, traits::fungible::Inspect};
use openledger_primitives::{
	distribution::DistributionLeaf,
	ids::{BatchId, ChannelId},
	receipts::{BatchBuilder, BatchLeaves, BatchTerms, LeafPlace, Tree},
	traits::{Claims, FeeSource, Subject},
	Balance,
};
use pallet_receipts::{Accounts, AnsweredDemands, Batches, Demands, ShownReceipts};
use proptest::{prelude::*, sample::Index};
use std::collections::BTreeMap;

/// What a worker lies about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Lie {
	Nothing,
	Fee,
	Running,
	Amount,
	Grand,
	MissingEntry,
	Leaf,
	Order,
}

/// By which channel, how much, and what each contribution scores.
type Fee = (Index, Balance, Vec<(u64, u64)>);

#[derive(Clone, Debug)]
enum Act {
	Open(Index),
	Close(Index),
	Post {
		worker: Index,
		fees: Vec<Fee>,
		lie: Lie,
		at: Index,
		/// By the terms of the last posting.
		late: bool,
	},
	Watch(Index),
	Groundless(Index, Index),
	Demand {
		who: Index,
		batch: Index,
		tree: u8,
		at: Index,
	},
	Show(Index),
	Convict(Index),
	Withdraw(Index),
	ShowReceipt {
		who: Index,
		batch: Index,
		at: Index,
	},
	HideReceipt(Index, Index),
	Hold(Index),
	Release(Index),
	Falsify(Index),
	Finalize(Index),
	SetWindow(u64),
	SetTerms {
		min_words: u32,
		share: u32,
	},
	Advance(u64),
}

const WORKERS: [AccountId; 2] = [WORKER, OTHER_WORKER];
const WATCHERS: [AccountId; 3] = [ALICE, BOB, CAROL];
const ANYBODY: [AccountId; 5] = [ALICE, BOB, CAROL, WORKER, OTHER_WORKER];

fn lie() -> impl Strategy<Value = Lie> {
	prop_oneof![
		7 => Just(Lie::Nothing),
		1 => Just(Lie::Fee),
		1 => Just(Lie::Running),
		1 => Just(Lie::Amount),
		1 => Just(Lie::Grand),
		1 => Just(Lie::MissingEntry),
		1 => Just(Lie::Leaf),
		1 => Just(Lie::Order),
	]
}

fn act() -> impl Strategy<Value = Act> {
	let index = any::<Index>;
	let scores = proptest::collection::vec((0..KNOWN, 1..4u64), 0..3);
	let fees = proptest::collection::vec((index(), 1..3_000u128, scores), 1..6);
	prop_oneof![
		4 => index().prop_map(Act::Open),
		1 => index().prop_map(Act::Close),
		8 => (index(), fees, lie(), index(), any::<bool>())
			.prop_map(|(worker, fees, lie, at, late)| Act::Post { worker, fees, lie, at, late }),
		2 => index().prop_map(Act::Watch),
		1 => (index(), index()).prop_map(|(batch, at)| Act::Groundless(batch, at)),
		4 => (index(), index(), 0..4u8, index())
			.prop_map(|(who, batch, tree, at)| Act::Demand { who, batch, tree, at }),
		5 => index().prop_map(Act::Show),
		1 => index().prop_map(Act::Convict),
		2 => index().prop_map(Act::Withdraw),
		3 => (index(), index(), index())
			.prop_map(|(who, batch, at)| Act::ShowReceipt { who, batch, at }),
		2 => (index(), index()).prop_map(|(who, at)| Act::HideReceipt(who, at)),
		2 => index().prop_map(Act::Hold),
		3 => index().prop_map(Act::Release),
		1 => index().prop_map(Act::Falsify),
		6 => index().prop_map(Act::Finalize),
		1 => (RESPONSE + 1..WINDOW * 2).prop_map(Act::SetWindow),
		1 => (1..9u32, 10..50u32)
			.prop_map(|(min_words, share)| Act::SetTerms { min_words, share }),
		8 => (1..WINDOW).prop_map(Act::Advance),
	]
}

/// What everybody but the chain knows.
#[derive(Default)]
struct Outside {
	/// The leaves of every batch that was posted, and whether a lie is among them.
	batches: BTreeMap<BatchId, (BatchLeaves, bool)>,
	/// The leaves of each worker's distribution.
	distributions: BTreeMap<AccountId, Vec<DistributionLeaf>>,
}

fn of(index: Index, all: &[AccountId]) -> AccountId {
	*index.get(all)
}

/// One of what there is, or nothing when there is nothing.
fn any_of<Item>(index: Index, items: impl Iterator<Item = Item>) -> Option<Item> {
	let mut items = items.collect::<Vec<_>>();
	(!items.is_empty()).then(|| items.swap_remove(index.index(items.len())))
}

fn any_batch(index: Index) -> Option<BatchId> {
	any_of(index, Batches::<Test>::iter_keys())
}

fn any_demand(index: Index) -> Option<(BatchId, LeafPlace)> {
	any_of(index, Demands::<Test>::iter_keys())
}

fn any_subject(index: Index) -> Option<Subject> {
	any_of(index, ShownReceipts::<Test>::iter_keys())
		.map(|(batch, index)| Subject::Receipt { batch, index })
}

/// A channel of each worker with each of two payers.
fn channels_of(worker: AccountId) -> [ChannelId; 2] {
	[ChannelId(worker * 10), ChannelId(worker * 10 + 1)]
}

/// Changes one leaf; whether there was one to change.
fn tell(leaves: &mut BatchLeaves, lie: Lie, at: Index) -> bool {
	let honest = leaves.clone();
	let receipts = &mut leaves.receipts;
	match lie {
		Lie::Nothing => {},
		Lie::Fee => at.get_mut(receipts).receipt.fee += 1,
		Lie::Running => at.get_mut(receipts).running += 1,
		Lie::Amount if !leaves.entries.is_empty() => at.get_mut(&mut leaves.entries).amount += 1,
		Lie::Grand if !leaves.entries.is_empty() => at.get_mut(&mut leaves.entries).grand += 1,
		Lie::MissingEntry if leaves.entries.len() > 1 => {
			leaves.entries.remove(at.index(leaves.entries.len()));
		},
		Lie::Leaf if leaves.distribution.len() > 1 => {
			let last = leaves.distribution.len() - 1;
			leaves.distribution[0].cumulative -= 1;
			leaves.distribution[last].cumulative += 1;
		},
		Lie::Order if leaves.distribution.len() > 1 => leaves.distribution.swap(0, 1),
		_ => {},
	}
	*leaves != honest
}

impl Outside {
	fn post(
		&mut self,
		worker: AccountId,
		fees: Vec<Fee>,
		lie: Lie,
		at: Index,
		late: bool,
	) -> DispatchResult {
		let previous = self.distributions.get(&worker).cloned().unwrap_or_default();
		let account = Accounts::<Test>::get(worker).filter(|_| late);
		let terms = account.map_or_else(terms, |account| BatchTerms {
			min_words: account.terms.min_words,
			contributors_share: account.terms.split.shares().contributors,
			..terms()
		});
		let mut builder = BatchBuilder::new(terms, previous);
		let mut ends =
			channels_of(worker).map(|channel| (channel, channels(|all| all[&channel].redeemed)));
		for (channel, fee, scores) in fees {
			let (channel, end) = channel.get_mut(&mut ends);
			*end += fee;
			builder = builder.push(receipt(*channel, *end, fee, &scores));
		}
		let honest = builder.build().unwrap();
		let vouchers = vouchers(&honest);
		let mut leaves = honest;
		let is_lie = tell(&mut leaves, lie, at);
		let id = pallet_receipts::NextBatch::<Test>::get();
		post_with(worker, &leaves, vouchers)?;
		self.batches.insert(id, (leaves, is_lie));
		Ok(())
	}

	fn finalize(&mut self, id: BatchId) -> DispatchResult {
		let worker = record(id).worker;
		finalize(id)?;
		let (leaves, _) = &self.batches[&id];
		self.distributions.insert(worker, leaves.distribution.clone());
		Ok(())
	}

	/// A watcher with the leaves: lies are found and proved, and nothing else is.
	fn watch(&self, id: BatchId) {
		let (leaves, is_lie) = &self.batches[&id];
		let record = record(id);
		let fraud = find(id, leaves);
		assert_eq!(fraud.is_some(), *is_lie);
		if let Some(fraud) = fraud {
			let payers = record.redemptions.iter().map(|redemption| redemption.payer);
			let payers = payers.collect::<Vec<_>>();
			let before = payers.iter().map(Balances::balance).sum::<Balance>();
			assert_ok!(prove(id, fraud));
			let after = payers.iter().map(Balances::balance).sum::<Balance>();
			assert!(after >= before + record.total());
		}
	}

	fn act(&mut self, act: Act) -> Option<DispatchResult> {
		Some(match act {
			Act::Open(who) => {
				in_layer(|| Receipts::open_account(RuntimeOrigin::signed(of(who, &WORKERS))))
			},
			Act::Close(who) => {
				let who = of(who, &WORKERS);
				let done = in_layer(|| Receipts::close_account(RuntimeOrigin::signed(who)));
				if done.is_ok() {
					// The next account gets a distribution of its own.
					self.distributions.remove(&who);
				}
				done
			},
			Act::Post { worker, fees, lie, at, late } => {
				self.post(of(worker, &WORKERS), fees, lie, at, late)
			},
			Act::Watch(batch) => {
				self.watch(any_batch(batch)?);
				Ok(())
			},
			Act::Groundless(batch, at) => {
				let id = any_batch(batch)?;
				let (leaves, is_lie) = &self.batches[&id];
				let index = at.index(leaves.receipts.len()).try_into().unwrap();
				let receipt = shown_receipt(leaves, index);
				let done = prove(id, openledger_primitives::receipts::BatchFraud::Receipt(receipt));
				assert!(done.is_err() || *is_lie, "an honest worker was slashed");
				done
			},
			Act::Demand { who, batch, tree, at } => {
				let id = any_batch(batch)?;
				let tree = [Tree::Receipts, Tree::Entries, Tree::Previous, Tree::Distribution]
					[usize::from(tree)];
				let leaves = record(id).header.tree(tree).leaves;
				let index = u32::try_from(at.index(usize::try_from(leaves).unwrap() + 1)).unwrap();
				let done = demand(of(who, &ANYBODY), id, place(tree, index));
				assert!(done.is_err() || System::block_number() < record(id).closes);
				done
			},
			Act::Show(at) => {
				let (id, at) = any_demand(at)?;
				show_leaf(id, self.batches[&id].0.show(at).unwrap())
			},
			Act::Convict(at) => {
				let (id, at) = any_demand(at)?;
				convict(id, at)
			},
			Act::Withdraw(at) => {
				let (id, at) = any_demand(at)?;
				withdraw(id, at)
			},
			Act::ShowReceipt { who, batch, at } => {
				let id = any_batch(batch)?;
				let leaves = &self.batches[&id].0;
				let index = at.index(leaves.receipts.len()).try_into().unwrap();
				show_receipt(of(who, &WATCHERS), id, shown_receipt(leaves, index))
			},
			Act::HideReceipt(who, at) => {
				let (id, index) = any_of(at, ShownReceipts::<Test>::iter_keys())?;
				hide_receipt(of(who, &WATCHERS), id, index)
			},
			Act::Hold(at) => {
				let subject = any_subject(at)?;
				let Subject::Receipt { batch, .. } = subject else { panic!("not a receipt") };
				let done = in_layer(|| <Receipts as Claims<AccountId>>::hold(subject));
				assert!(done.is_err() || System::block_number() < record(batch).closes);
				done
			},
			Act::Release(at) => {
				let subject = any_subject(at)?;
				in_layer(|| <Receipts as Claims<AccountId>>::release(subject))
			},
			Act::Falsify(at) => {
				let subject = any_subject(at)?;
				in_layer(|| <Receipts as Claims<AccountId>>::falsify(subject))
			},
			Act::Finalize(batch) => self.finalize(any_batch(batch)?),
			Act::SetWindow(blocks) => {
				ReceiptsWindow::set(blocks);
				Ok(())
			},
			Act::SetTerms { min_words, share } => {
				MinWords::set(min_words);
				ContributorsShare::set(Perbill::from_percent(share));
				Ok(())
			},
			Act::Advance(blocks) => {
				advance(blocks);
				Ok(())
			},
		})
	}

	/// Ends everything that is open, and checks that nothing stays locked.
	fn wind_up(&mut self) {
		for (id, at) in Demands::<Test>::iter_keys().collect::<Vec<_>>() {
			if !Batches::<Test>::contains_key(id) {
				assert_ok!(withdraw(id, at));
			} else if show_leaf(id, self.batches[&id].0.show(at).unwrap()).is_err() {
				assert_ok!(convict(id, at));
			}
		}
		// Convictions above may have left demands of the same batch behind.
		for (id, at) in Demands::<Test>::iter_keys().collect::<Vec<_>>() {
			assert_ok!(withdraw(id, at));
		}
		for (batch, index, shown) in ShownReceipts::<Test>::iter().collect::<Vec<_>>() {
			if Batches::<Test>::contains_key(batch) {
				for _ in 0..shown.open {
					let subject = Subject::Receipt { batch, index };
					assert_ok!(<Receipts as Claims<AccountId>>::release(subject));
				}
			}
		}
		advance(WINDOW * 3);
		for id in Batches::<Test>::iter_keys().collect::<Vec<_>>() {
			assert_ok!(self.finalize(id));
		}
		for (batch, index) in ShownReceipts::<Test>::iter_keys().collect::<Vec<_>>() {
			assert_ok!(hide_receipt(NOBODY, batch, index));
		}
		for (id, at) in AnsweredDemands::<Test>::iter_keys().collect::<Vec<_>>() {
			assert_ok!(withdraw(id, at));
		}
		for worker in Accounts::<Test>::iter_keys().collect::<Vec<_>>() {
			assert_ok!(Receipts::close_account(RuntimeOrigin::signed(worker)));
		}
		for who in WORKERS.into_iter().chain(WATCHERS) {
			assert_eq!(Balances::reserved_balance(who), 0, "nothing of {who} stays locked");
		}
		assert_eq!(Balances::balance(&Receipts::pot()), EXISTENTIAL_DEPOSIT);
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn batches_settle_or_are_refunded_when_anything_happens(
		acts in proptest::collection::vec(act(), 60),
	) {
		run(|| {
			for worker in WORKERS {
				let [alices, bobs] = channels_of(worker);
				open_channel(alices.0, ALICE, worker, FUNDS / 4);
				open_channel(bobs.0, BOB, worker, FUNDS / 4);
				Receipts::open_account(RuntimeOrigin::signed(worker)).unwrap();
			}
			let issuance = Balances::total_issuance();
			let mut outside = Outside::default();
			for act in acts {
				let finalizes = matches!(act, Act::Finalize(_));
				if finalizes {
					// Watchers are awake: no lie becomes final.
					let pending = Batches::<Test>::iter_keys().collect::<Vec<_>>();
					pending.into_iter().for_each(|id| outside.watch(id));
				}
				outside.act(act);
				check();
				assert_eq!(Balances::total_issuance(), issuance);
			}
			let pending = Batches::<Test>::iter_keys().collect::<Vec<_>>();
			pending.into_iter().for_each(|id| outside.watch(id));
			outside.wind_up();
			for credit in Credits::get() {
				let FeeSource::Batch(id) = credit.source else { panic!("not of a batch") };
				assert!(!outside.batches[&id].1, "a lie was credited");
			}
		});
	}
}

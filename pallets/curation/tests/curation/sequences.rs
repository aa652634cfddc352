// SPDX-License-Identifier: Apache-2.0
//! Random sequences of everything that can happen, beside a naive twin that counts every vote anew; and
//! in the end nothing may be left on hold.

use crate::mock::*;
use frame::{deps::frame_support::storage::with_storage_layer, testing_prelude::*};
use openledger_primitives::{
	ids::{ContributionId, DatanetId},
	records::{BallotOutcome, BallotStage},
	traits::Verdict::{self, *},
	Balance,
};
use pallet_curation::{Ballots, Curators, Votes};
use proptest::{array, option, prelude::*};
use std::collections::BTreeMap;

const CONTRIBUTIONS: [ContributionId; 3] = [C0, C1, C5];

#[derive(Clone, Copy, Debug)]
enum Act {
	Join(AccountId, DatanetId, Balance),
	AddStake(AccountId, DatanetId, Balance),
	Leave(AccountId, DatanetId),
	WithdrawStake(AccountId, DatanetId),
	Commit(AccountId, ContributionId, Verdict),
	/// What was committed, or something else.
	Reveal(AccountId, ContributionId, Option<Verdict>),
	Close(ContributionId),
	Appeal(AccountId, ContributionId),
	Decide(ContributionId, Verdict),
	Conclude(ContributionId),
	Settle(AccountId, ContributionId),
	/// The contributor withdraws it.
	Withdraw(ContributionId),
	/// It waits again.
	Give(ContributionId),
	/// Staked curators decide no more, or again.
	TogglePolicy(DatanetId),
	SetFull(bool),
	SetSlashes(u32, u32),
	Advance(u32),
	/// To the end of the ballot's window, whichever it is in.
	Skip(ContributionId),
	/// A ballot from the first commitment to the count: what each curator votes, and whether they
	/// reveal it.
	Round(ContributionId, [(Verdict, bool); 3]),
	/// From the count to the last settlement, with an appeal, and what governance decides.
	Finish(ContributionId, Option<AccountId>, Option<Verdict>),
}

fn act() -> impl Strategy<Value = Act> {
	// The giver may try, too. Most is about one contribution, so that ballots have several votes.
	let who = || prop_oneof![6 => Just(ANN), 6 => Just(BEN), 6 => Just(CAT), 1 => Just(GIVER)];
	let what = || prop_oneof![6 => Just(C0), 1 => Just(C1), 1 => Just(C5)];
	let datanet = || prop_oneof![3 => Just(D0), 1 => Just(D1)];
	let verdict = || prop_oneof![3 => Just(Accept), 2 => Just(Reject), 1 => Just(Spam)];
	let amount = || prop_oneof![8 => 1..=4 * MIN_STAKE, 1 => 0..=FUNDS];
	prop_oneof![
		3 => (who(), datanet(), amount()).prop_map(|(who, at, stake)| Act::Join(who, at, stake)),
		4 => (who(), datanet(), amount()).prop_map(|(who, at, more)| Act::AddStake(who, at, more)),
		1 => (who(), datanet()).prop_map(|(who, at)| Act::Leave(who, at)),
		2 => (who(), datanet()).prop_map(|(who, at)| Act::WithdrawStake(who, at)),
		30 => (who(), what(), verdict()).prop_map(|(who, of, so)| Act::Commit(who, of, so)),
		25 => (who(), what()).prop_map(|(who, of)| Act::Reveal(who, of, None)),
		1 => (who(), what(), verdict()).prop_map(|(who, of, so)| Act::Reveal(who, of, Some(so))),
		12 => what().prop_map(Act::Close),
		12 => (who(), what()).prop_map(|(who, of)| Act::Appeal(who, of)),
		12 => (what(), verdict()).prop_map(|(of, so)| Act::Decide(of, so)),
		8 => what().prop_map(Act::Conclude),
		16 => (who(), what()).prop_map(|(who, of)| Act::Settle(who, of)),
		1 => what().prop_map(Act::Withdraw),
		8 => what().prop_map(Act::Give),
		1 => datanet().prop_map(Act::TogglePolicy),
		1 => any::<bool>().prop_map(Act::SetFull),
		1 => (0..=25u32, 0..=25u32).prop_map(|(wrong, silent)| Act::SetSlashes(wrong, silent)),
		1 => (1..4u32).prop_map(Act::Advance),
		4 => what().prop_map(Act::Skip),
		10 => (what(), array::uniform3((verdict(), proptest::bool::weighted(0.8))))
			.prop_map(|(of, votes)| Act::Round(of, votes)),
		8 => (what(), option::of(who()), option::of(verdict()))
			.prop_map(|(of, appeals, ruling)| Act::Finish(of, appeals, ruling)),
	]
}

#[derive(Clone, Copy)]
struct TwinVote {
	who: AccountId,
	verdict: Verdict,
	weight: Balance,
	/// What it can cost at most.
	most: Balance,
	revealed: bool,
}

#[derive(Default)]
struct TwinBallot {
	/// All that were ever committed.
	votes: Vec<TwinVote>,
	settled: Vec<AccountId>,
	/// What governance decided.
	ruling: Option<Verdict>,
}

impl TwinBallot {
	fn weight_for(&self, verdict: Verdict) -> Balance {
		let votes = self.votes.iter().filter(|vote| vote.revealed && vote.verdict == verdict);
		votes.map(|vote| vote.weight).sum()
	}

	fn reveals(&self) -> u32 {
		self.votes.iter().map(|vote| u32::from(vote.revealed)).sum()
	}

	fn majority(&self) -> Option<Verdict> {
		let mut weights = [Accept, Reject, Spam].map(|verdict| (self.weight_for(verdict), verdict));
		weights.sort();
		let tied = weights[2].0 == weights[1].0;
		(self.reveals() >= QUORUM && !tied).then_some(weights[2].1)
	}

	fn outcome(&self, carried_out: bool) -> BallotOutcome {
		match self.ruling.or(self.majority()) {
			_ if !carried_out => BallotOutcome::Void,
			Some(verdict) => BallotOutcome::Decided(verdict),
			None => BallotOutcome::Undecided,
		}
	}
}

/// What should be known, without counters or deposits.
#[derive(Default)]
struct Twin {
	stakes: BTreeMap<(DatanetId, AccountId), Balance>,
	points: BTreeMap<(DatanetId, AccountId), u32>,
	ballots: BTreeMap<ContributionId, TwinBallot>,
	/// What the treasury got.
	lost: Balance,
}

fn datanet_of(contribution: ContributionId) -> DatanetId {
	if contribution == C5 {
		D1
	} else {
		D0
	}
}

fn percent(percent: u32, amount: Balance) -> Balance {
	amount * Balance::from(percent) / 100
}

/// The slashes in percent: of wrong votes, and of silence.
fn slashes() -> (u32, u32) {
	let percent = |part: Perbill| part.deconstruct() / 10_000_000;
	(percent(MinoritySlash::get()), percent(SilenceSlash::get()))
}

impl Twin {
	/// Takes over what the pallet did.
	fn done(&mut self, act: Act) {
		match act {
			Act::Join(who, at, amount) | Act::AddStake(who, at, amount) => {
				*self.stakes.entry((at, who)).or_default() += amount;
			},
			Act::WithdrawStake(who, at) => {
				self.stakes.remove(&(at, who)).unwrap();
			},
			Act::Commit(who, of, verdict) => {
				let weight = self.stakes[&(datanet_of(of), who)];
				let (wrong, silent) = slashes();
				let most = percent(wrong.max(silent), weight);
				let vote = TwinVote { who, verdict, weight, most, revealed: false };
				self.ballots.entry(of).or_default().votes.push(vote);
			},
			Act::Reveal(who, of, _) => {
				let ballot = self.ballots.get_mut(&of).unwrap();
				let vote = ballot.votes.iter_mut().find(|vote| vote.who == who).unwrap();
				assert!(!vote.revealed);
				vote.revealed = true;
			},
			Act::Decide(of, verdict) => {
				let ballot = self.ballots.get_mut(&of).unwrap();
				let before = ballot.majority().unwrap_or(Reject);
				let is_void = crate::mock::ballot(of).stage
					== BallotStage::Concluded { outcome: BallotOutcome::Void };
				self.lost += if before == verdict && !is_void { BOND } else { 0 };
				ballot.ruling = Some(verdict);
			},
			Act::Advance(_)
			| Act::Appeal(..)
			| Act::Close(_)
			| Act::Conclude(_)
			| Act::Leave(..)
			| Act::SetFull(_)
			| Act::SetSlashes(..)
			| Act::Settle(..)
			| Act::Skip(_)
			| Act::TogglePolicy(_)
			| Act::Withdraw(_)
			| Act::Give(_) => {},
			Act::Round(..) | Act::Finish(..) => unreachable!("they are single acts by now"),
		}
	}

	/// Takes over that a vote was settled in a ballot that had come to `outcome`.
	fn settled(&mut self, who: AccountId, of: ContributionId, outcome: BallotOutcome) {
		let ballot = self.ballots.get_mut(&of).unwrap();
		let vote = *ballot.votes.iter().find(|vote| vote.who == who).unwrap();
		ballot.settled.push(who);
		if ballot.settled.len() == ballot.votes.len() {
			self.ballots.remove(&of);
		}
		let key = (datanet_of(of), who);
		let (wrong, silent) = slashes();
		let cost = match outcome {
			BallotOutcome::Void => 0,
			_ if !vote.revealed => percent(silent, vote.weight),
			BallotOutcome::Decided(verdict) if verdict == vote.verdict => {
				if verdict == Accept {
					*self.points.entry(key).or_default() += 1;
				}
				0
			},
			BallotOutcome::Decided(_) => percent(wrong, vote.weight),
			BallotOutcome::Undecided => 0,
		}
		.min(vote.most);
		self.lost += cost;
		*self.stakes.get_mut(&key).unwrap() -= cost;
		if self.stakes[&key] == 0 && !self.has_open_votes(key) {
			self.stakes.remove(&key);
		}
	}

	fn has_open_votes(&self, (at, who): (DatanetId, AccountId)) -> bool {
		self.ballots.iter().any(|(of, ballot)| {
			datanet_of(*of) == at
				&& !ballot.settled.contains(&who)
				&& ballot.votes.iter().any(|vote| vote.who == who)
		})
	}

	/// The pallet knows the same.
	fn agrees(&self) {
		let stakes = Curators::<Test>::iter().map(|(at, who, curator)| ((at, who), curator.stake));
		assert_eq!(stakes.collect::<BTreeMap<_, _>>(), self.stakes);
		assert_eq!(Balances::free_balance(TREASURY), FUNDS + self.lost);
		assert_eq!(Points::iter().collect::<BTreeMap<_, _>>(), self.points);
		assert_eq!(Ballots::<Test>::iter().count(), self.ballots.len());
		for (of, twin) in &self.ballots {
			let ballot = ballot(*of);
			assert_eq!(ballot.tally.accept, twin.weight_for(Accept));
			assert_eq!(ballot.tally.reject, twin.weight_for(Reject));
			assert_eq!(ballot.tally.spam, twin.weight_for(Spam));
			assert_eq!(ballot.reveals, twin.reveals());
			match ballot.stage {
				BallotStage::Voting => {},
				BallotStage::Closed { majority, .. } | BallotStage::Appealed { majority, .. } => {
					assert_eq!(majority, twin.majority());
				},
				BallotStage::Concluded { outcome } => {
					let carried_out = outcome != BallotOutcome::Void;
					assert_eq!(outcome, twin.outcome(carried_out));
				},
			}
		}
	}

	/// What `who` committed to, if anything.
	fn committed(&self, who: AccountId, of: ContributionId) -> Option<Verdict> {
		let vote = self.ballots.get(&of)?.votes.iter().find(|vote| vote.who == who)?;
		Some(vote.verdict)
	}
}

fn perform(act: Act, twin: &Twin) -> DispatchResult {
	match act {
		Act::Join(who, at, stake) => Curation::join(signed(who), at, stake),
		Act::AddStake(who, at, amount) => Curation::add_stake(signed(who), at, amount),
		Act::Leave(who, at) => Curation::leave(signed(who), at),
		Act::WithdrawStake(who, at) => Curation::withdraw_stake(signed(who), at),
		Act::Commit(who, of, verdict) => commit(who, of, verdict),
		Act::Reveal(who, of, other) => {
			let committed = twin.committed(who, of);
			let told = other.or(committed).unwrap_or(Accept);
			let result = reveal(who, of, told);
			assert!(result.is_err() || Some(told) == committed);
			result
		},
		Act::Close(of) => close(of),
		Act::Appeal(who, of) => appeal(who, of),
		Act::Decide(of, verdict) => decide(of, verdict),
		Act::Conclude(of) => conclude(of),
		Act::Settle(who, of) => settle(of, who),
		Act::Withdraw(of) => {
			Pending::remove(of);
			Ok(())
		},
		Act::Give(of) => {
			Pending::insert(of, (datanet_of(of), GIVER));
			Ok(())
		},
		Act::Round(..) | Act::Finish(..) => unreachable!("they are single acts by now"),
		Act::TogglePolicy(at) => {
			match Curated::get(at) {
				Some(()) => Curated::remove(at),
				None => Curated::insert(at, ()),
			}
			Ok(())
		},
		Act::SetFull(full) => {
			Full::put(full);
			Ok(())
		},
		Act::SetSlashes(wrong, silent) => {
			MinoritySlash::set(Perbill::from_percent(wrong));
			SilenceSlash::set(Perbill::from_percent(silent));
			Ok(())
		},
		Act::Advance(blocks) => {
			advance(blocks);
			Ok(())
		},
		Act::Skip(of) => {
			let ballot = Ballots::<Test>::get(of).ok_or("there is no ballot")?;
			let now = System::block_number();
			let end = match ballot.stage {
				BallotStage::Voting if now < ballot.commit_until => ballot.commit_until,
				BallotStage::Voting => ballot.reveal_until,
				BallotStage::Closed { appeal_until, .. } => appeal_until,
				BallotStage::Appealed { decide_until, .. } => decide_until,
				BallotStage::Concluded { .. } => now,
			};
			System::set_block_number(now.max(end));
			Ok(())
		},
	}
}

/// The single acts that make it up.
fn singly(act: Act) -> Vec<Act> {
	match act {
		Act::Round(of, votes) => {
			let votes = || [ANN, BEN, CAT].into_iter().zip(votes);
			let commits = votes().map(|(who, (verdict, _))| Act::Commit(who, of, verdict));
			let reveals = votes().filter(|(_, (_, reveals))| *reveals);
			let reveals = reveals.map(|(who, _)| Act::Reveal(who, of, None));
			commits
				.chain([Act::Skip(of)])
				.chain(reveals)
				.chain([Act::Skip(of), Act::Close(of)])
				.collect()
		},
		Act::Finish(of, appeals, ruling) => appeals
			.map(|who| Act::Appeal(who, of))
			.into_iter()
			.chain(ruling.map(|verdict| Act::Decide(of, verdict)))
			.chain([Act::Skip(of), Act::Conclude(of)])
			.chain([GIVER, ANN, BEN, CAT].map(|who| Act::Settle(who, of)))
			.collect(),
		single => vec![single],
	}
}

/// Performs the act, and takes it over when the pallet did it.
fn step(act: Act, twin: &mut Twin) -> DispatchResult {
	let outcome = match act {
		Act::Settle(_, of) => Ballots::<Test>::get(of).map(|ballot| ballot.stage),
		_ => None,
	};
	with_storage_layer(|| perform(act, twin))?;
	twin.done(act);
	if let (Act::Settle(who, of), Some(BallotStage::Concluded { outcome })) = (act, outcome) {
		twin.settled(who, of, outcome);
	}
	Ok(())
}

/// Brings everything to its end, by calls that anyone can make and those of the curators themselves.
fn wind_up(twin: &mut Twin) {
	for of in CONTRIBUTIONS {
		let Some(ballot) = Ballots::<Test>::get(of) else { continue };
		advance(COMMIT + REVEAL + DECISION);
		if ballot.stage == BallotStage::Voting {
			step(Act::Close(of), twin).unwrap();
			advance(APPEAL);
		}
		if !matches!(ballot.stage, BallotStage::Concluded { .. }) {
			step(Act::Conclude(of), twin).unwrap();
		}
		for who in Votes::<Test>::iter_key_prefix(of).collect::<Vec<_>>() {
			step(Act::Settle(who, of), twin).unwrap();
		}
	}
	for (at, who, curator) in Curators::<Test>::iter().collect::<Vec<_>>() {
		if curator.leaving.is_none() {
			step(Act::Leave(who, at), twin).unwrap();
		}
		advance(COOLDOWN);
		step(Act::WithdrawStake(who, at), twin).unwrap();
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn votes_are_those_of_the_twin_and_nothing_is_stuck_when_anything_happens(
		acts in proptest::collection::vec(act(), 30..90),
	) {
		run(|| {
			let issuance = Balances::total_issuance();
			let mut twin = Twin::default();
			for who in [ANN, BEN, CAT] {
				for at in [D0, D1] {
					step(Act::Join(who, at, 2 * MIN_STAKE), &mut twin).unwrap();
				}
			}
			for act in acts.into_iter().flat_map(singly) {
				let _ = step(act, &mut twin);
				twin.agrees();
				check();
				assert_eq!(Balances::total_issuance(), issuance);
			}
			wind_up(&mut twin);
			twin.agrees();
			assert_eq!(ALL.map(total_held), [0; 6]);
			assert_eq!(Ballots::<Test>::iter().count(), 0);
			assert_eq!(Votes::<Test>::iter().count(), 0);
			assert_eq!(Curators::<Test>::iter().count(), 0);
		});
	}
}

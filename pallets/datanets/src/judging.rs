// SPDX-License-Identifier: Apache-2.0
//! Who decides about a contribution, and what becomes of it.

use crate::{
	Accepted, Ballot, Config, Contribution, Contributions, Corpora, Datanet, Datanets, Error,
	Event, HoldReason, Judgement, Pallet, Policy, Reports, Reputations, Status, Text, Votes,
	WeightInfo,
};
use alloc::vec::Vec;
use frame::{
	deps::frame_support::storage::with_storage_layer, prelude::fungible::Inspect, prelude::*,
	traits::Consideration,
};
use openledger_primitives::{
	accumulator::SnapshotLeaf,
	ids::{ContributionId, DatanetId},
	records::Reputation,
	traits::{CuratorLedger, StakedCuration, Verdict},
	Balance,
};

/// A decision, and whose work it was.
struct Decision<T: Config> {
	judgement: Judgement<T>,
	by: Vec<T::AccountId>,
}

impl<T: Config> StakedCuration<T::AccountId> for Pallet<T> {
	fn is_curated(datanet: DatanetId) -> bool {
		Datanets::<T>::get(datanet)
			.is_some_and(|datanet| matches!(datanet.policy, Policy::Staked) && !datanet.retired)
	}

	fn pending(contribution: ContributionId) -> Option<(DatanetId, T::AccountId)> {
		let record = Contributions::<T>::get(contribution)?;
		let (_, staked) = Self::pending_bond(&record).ok()?;
		let here = || {
			Datanets::<T>::get(record.datanet)
				.is_some_and(|datanet| matches!(datanet.policy, Policy::Staked))
		};
		(staked || here()).then_some((record.datanet, record.contributor))
	}

	fn carry_out(contribution: ContributionId, verdict: Verdict) -> DispatchResult {
		let record =
			Contributions::<T>::get(contribution).ok_or(Error::<T>::ContributionNotFound)?;
		// The policy may have changed since they began: then it is somebody else's to decide.
		let theirs = <Self as StakedCuration<T::AccountId>>::pending(contribution).is_some();
		ensure!(theirs, Error::<T>::NotPending);
		let retired = verdict == Verdict::Accept && !Self::is_active(record.datanet);
		ensure!(!retired, Error::<T>::DatanetRetired);
		with_storage_layer(|| Self::decide(contribution, record, verdict.into()))
	}
}

impl<T: Config> Pallet<T> {
	/// The most that judging weighs when so many `members` decide.
	pub(crate) fn judging_weight(members: u32) -> Weight {
		T::WeightInfo::judge_accept(members)
			.max(T::WeightInfo::judge_reject(members))
			.max(T::WeightInfo::judge_spam(members))
	}

	/// Returns how many decided: none when it was only a vote.
	pub(crate) fn do_judge(
		who: &T::AccountId,
		contribution: ContributionId,
		judgement: Judgement<T>,
	) -> Result<u32, DispatchError> {
		let record =
			Contributions::<T>::get(contribution).ok_or(Error::<T>::ContributionNotFound)?;
		let (_, staked) = Self::pending_bond(&record)?;
		let id = record.datanet;
		let datanet = Datanets::<T>::get(id).ok_or(Error::<T>::DatanetNotFound)?;
		ensure!(!staked, Error::<T>::NotCurator);
		if let Judgement::Reject { reason } = &judgement {
			Self::ensure_text(reason)?;
		}

		// No snapshot would ever include it, and its deposit would stay.
		let retired = judgement == Judgement::Accept && datanet.retired;
		ensure!(!retired, Error::<T>::DatanetRetired);

		let decision = match datanet.policy {
			Policy::Owner => {
				ensure!(datanet.owner == *who, Error::<T>::NotCurator);
				Some(Decision { judgement, by: alloc::vec![who.clone()] })
			},
			Policy::Committee { .. } => Self::vote(who, contribution, &datanet, judgement)?,
			Policy::Staked => return Err(Error::<T>::NotCurator.into()),
		};
		let Some(Decision { judgement, by }) = decision else { return Ok(0) };
		// Only what stays is counted. What is turned down costs its contributor nothing, and could be given
		// and rejected by the same hand without end.
		let counts = judgement == Judgement::Accept;
		Self::decide(contribution, record, judgement)?;
		if counts {
			for curator in &by {
				T::CuratorLedger::worked(id, curator)?;
			}
		}
		Ok(u32::try_from(by.len()).unwrap_or(u32::MAX))
	}

	/// Takes a member's vote down, and returns what the committee has come to by it, if to anything.
	fn vote(
		who: &T::AccountId,
		contribution: ContributionId,
		datanet: &Datanet<T>,
		judgement: Judgement<T>,
	) -> Result<Option<Decision<T>>, DispatchError> {
		let Policy::Committee { members, threshold } = &datanet.policy else { return Ok(None) };
		ensure!(members.binary_search(who).is_ok(), Error::<T>::NotCurator);
		let earlier = Votes::<T>::get(contribution);
		// A policy that is set again and again must not keep the contributor from leaving.
		let opened_at = earlier
			.as_ref()
			.map_or_else(T::BlockNumberProvider::current_block_number, |ballot| ballot.opened_at);
		let mut ballot = earlier
			.filter(|ballot| ballot.policy_version == datanet.policy_version)
			.unwrap_or_else(|| Ballot {
				policy_version: datanet.policy_version,
				opened_at,
				votes: BoundedVec::new(),
			});
		ensure!(ballot.votes.iter().all(|(voter, _)| voter != who), Error::<T>::AlreadyVoted);
		let verdict = judgement.verdict();
		let vote = (who.clone(), verdict);
		// A committee's members vote once each, so there is room.
		ballot.votes.try_push(vote).map_err(|_| Error::<T>::AlreadyVoted)?;
		Self::deposit_event(Event::Voted {
			contribution,
			member: who.clone(),
			judgement: judgement.clone(),
		});

		let threshold = usize::try_from(*threshold).unwrap_or(usize::MAX);
		let remaining = members.len().saturating_sub(ballot.votes.len());
		let supporters = |verdict| {
			let with = ballot.votes.iter().filter(move |(_, said)| *said == verdict);
			with.map(|(voter, _)| voter.clone()).collect::<Vec<_>>()
		};
		let by = supporters(verdict);
		if by.len() >= threshold {
			return Ok(Some(Decision { judgement, by }));
		}
		let open = [Verdict::Accept, Verdict::Reject, Verdict::Spam]
			.into_iter()
			.any(|verdict| supporters(verdict).len().saturating_add(remaining) >= threshold);
		if !open {
			let by = supporters(Verdict::Reject);
			return Ok(Some(Decision { judgement: Verdict::Reject.into(), by }));
		}
		Votes::<T>::insert(contribution, ballot);
		Ok(None)
	}

	/// Carries a decision out. After an error the caller's storage layer must be rolled back.
	fn decide(
		contribution: ContributionId,
		record: Contribution<T>,
		judgement: Judgement<T>,
	) -> DispatchResult {
		let (bond, _) = Self::pending_bond(&record)?;
		match judgement {
			Judgement::Accept => Self::accept(contribution, record, bond),
			Judgement::Reject { reason } => Self::reject(contribution, record, bond, reason),
			Judgement::Spam => Self::slash(contribution, record, bond),
		}
	}

	fn accept(
		contribution: ContributionId,
		mut record: Contribution<T>,
		bond: Balance,
	) -> DispatchResult {
		let Contribution { datanet, content, ref contributor, .. } = record;
		let leaf = SnapshotLeaf { contribution, content, contributor };
		let index = Corpora::<T>::mutate(datanet, |corpus| corpus.append(&leaf))
			.ok_or(Error::<T>::DatanetFull)?;
		Accepted::<T>::insert(datanet, index, contribution);
		Votes::<T>::remove(contribution);
		Self::release_bond(contributor, bond)?;
		Self::forfeit_report(contribution, contributor)?;
		Self::count(contributor, |reputation| &mut reputation.accepted);
		let footprint = Contribution::<T>::footprint(&record.uri, &record.licence);
		record.deposit = record.deposit.update(contributor, footprint)?;
		record.status = Status::Accepted { index };
		let contributor = contributor.clone();
		Contributions::<T>::insert(contribution, record);
		Self::deposit_event(Event::ContributionAccepted {
			contribution,
			datanet,
			contributor,
			index,
		});
		Ok(())
	}

	fn reject(
		contribution: ContributionId,
		record: Contribution<T>,
		bond: Balance,
		reason: Text<T::MaxNoteLen>,
	) -> DispatchResult {
		Self::release_bond(&record.contributor, bond)?;
		Self::release_report(contribution)?;
		let (datanet, contributor) = Self::remove(contribution, record)?;
		Self::count(&contributor, |reputation| &mut reputation.rejected);
		Self::deposit_event(Event::ContributionRejected {
			contribution,
			datanet,
			contributor,
			reason,
		});
		Ok(())
	}

	/// The bond is slashed while the deposit is still on hold: the account cannot vanish under it.
	fn slash(
		contribution: ContributionId,
		record: Contribution<T>,
		bond: Balance,
	) -> DispatchResult {
		let reporter = Reports::<T>::get(contribution).map(|report| report.reporter);
		let reward = reporter.as_ref().map_or(0, |reporter| Self::reward(reporter, bond));
		if let Some(reporter) = &reporter {
			let reason = HoldReason::ContributionBond;
			Self::move_held(reason, &record.contributor, reporter, reward)?;
		}
		let (rest, to) = (bond.saturating_sub(reward), T::SlashDestination::get());
		Self::move_held(HoldReason::ContributionBond, &record.contributor, &to, rest)?;
		Self::release_report(contribution)?;
		let (datanet, contributor) = Self::remove(contribution, record)?;
		Self::count(&contributor, |reputation| &mut reputation.spam);
		Self::deposit_event(Event::ContributionSlashed {
			contribution,
			datanet,
			contributor,
			amount: bond,
			reporter,
			reward,
		});
		Ok(())
	}

	/// What `reporter` gets of a slashed bond, in plancks: nothing when the account cannot take it.
	fn reward(reporter: &T::AccountId, bond: Balance) -> Balance {
		let reward = T::SpamReporterShare::get().mul_floor(bond);
		let receivable = T::Currency::can_deposit(reporter, reward, Provenance::Extant)
			== DepositConsequence::Success;
		if receivable {
			reward
		} else {
			0
		}
	}

	fn count(who: &T::AccountId, judged: impl FnOnce(&mut Reputation) -> &mut u32) {
		Reputations::<T>::mutate(who, |reputation| {
			let count = judged(reputation);
			*count = count.saturating_add(1);
		});
	}
}

// SPDX-License-Identifier: Apache-2.0
//! How a contribution is given, reported, and taken back.

use crate::{
	Config, Contribution, Contributions, Datanets, Error, Event, HoldReason, NextContribution,
	Pallet, Policy, Report, Reports, Roots, Status, Text, Votes,
};
use frame::{
	prelude::{fungible::MutateHold, tokens::Restriction, *},
	traits::Consideration,
};
use openledger_primitives::{
	commitment::ContentCommitment,
	ids::{ContributionId, DatanetId},
	licence::{Licence, LicenceConflict},
	records::ContributionKind,
	traits::Liquid,
	Balance,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_contribute(
		contributor: T::AccountId,
		datanet: DatanetId,
		content: ContentCommitment,
		uri: Text<T::MaxUriLen>,
		licence: Licence,
		kind: ContributionKind,
	) -> DispatchResult {
		let target = Datanets::<T>::get(datanet).ok_or(Error::<T>::DatanetNotFound)?;
		ensure!(!target.retired, Error::<T>::DatanetRetired);
		ensure!(content.check().is_ok(), Error::<T>::MalformedContent);
		ensure!(content.length > 0, Error::<T>::EmptyContent);
		Self::ensure_text(&uri)?;
		Self::ensure_licence(&licence)?;
		licence.permits_collected(&target.licence).map_err(Error::<T>::from)?;
		ensure!(!Roots::<T>::contains_key(datanet, content.root), Error::<T>::DuplicateContent);

		let bond = T::ContributionBond::get();
		ensure!(T::Liquid::liquid(&contributor) >= bond, Error::<T>::FundsLocked);
		let contribution = Self::allot::<_, NextContribution<T>>(ContributionId::next)?;
		let footprint = Contribution::<T>::pending_footprint(&uri, &licence);
		let deposit = T::ContributionDeposit::new(&contributor, footprint)?;
		T::Currency::hold(&HoldReason::ContributionBond.into(), &contributor, bond)?;
		Roots::<T>::insert(datanet, content.root, contribution);
		let staked = matches!(target.policy, Policy::Staked);
		let record = Contribution {
			datanet,
			contributor: contributor.clone(),
			content,
			uri,
			licence,
			kind,
			status: Status::Pending { bond, staked },
			submitted_at: T::BlockNumberProvider::current_block_number(),
			deposit,
		};
		Contributions::<T>::insert(contribution, record);
		Self::deposit_event(Event::Contributed {
			contribution,
			datanet,
			contributor,
			content,
			kind,
			bond,
		});
		Ok(())
	}

	pub(crate) fn do_withdraw(who: &T::AccountId, contribution: ContributionId) -> DispatchResult {
		let record =
			Contributions::<T>::get(contribution).ok_or(Error::<T>::ContributionNotFound)?;
		ensure!(record.contributor == *who, Error::<T>::NotContributor);
		let (bond, staked) = Self::pending_bond(&record)?;
		ensure!(!T::Ballots::contains(&contribution), Error::<T>::UnderJudgement);
		let judged_since = [
			staked.then_some(record.submitted_at),
			Votes::<T>::get(contribution).map(|ballot| ballot.opened_at),
			Reports::<T>::get(contribution).map(|report| report.reported_at),
		];
		if let Some(since) = judged_since.into_iter().flatten().max() {
			Self::ensure_judged(since)?;
		}
		Self::release_bond(who, bond)?;
		Self::release_report(contribution)?;
		let (datanet, contributor) = Self::remove(contribution, record)?;
		Self::deposit_event(Event::ContributionWithdrawn { contribution, datanet, contributor });
		Ok(())
	}

	pub(crate) fn do_report(
		reporter: T::AccountId,
		contribution: ContributionId,
	) -> DispatchResult {
		let record =
			Contributions::<T>::get(contribution).ok_or(Error::<T>::ContributionNotFound)?;
		Self::pending_bond(&record)?;
		ensure!(record.contributor != reporter, Error::<T>::OwnContribution);
		ensure!(!Reports::<T>::contains_key(contribution), Error::<T>::AlreadyReported);
		let bond = T::ReportBond::get();
		ensure!(T::Liquid::liquid(&reporter) >= bond, Error::<T>::FundsLocked);
		T::Currency::hold(&HoldReason::ReportBond.into(), &reporter, bond)?;
		let report = Report {
			reporter: reporter.clone(),
			bond,
			reported_at: T::BlockNumberProvider::current_block_number(),
		};
		Reports::<T>::insert(contribution, report);
		Self::deposit_event(Event::ContributionReported { contribution, reporter, bond });
		Ok(())
	}

	pub(crate) fn do_retract_report(
		who: &T::AccountId,
		contribution: ContributionId,
	) -> DispatchResult {
		let report = Reports::<T>::get(contribution).ok_or(Error::<T>::ReportNotFound)?;
		ensure!(report.reporter == *who, Error::<T>::NotReporter);
		// Whoever sees the votes go against the report must not leave with the bond.
		ensure!(!T::Ballots::contains(&contribution), Error::<T>::UnderJudgement);
		Self::ensure_judged(report.reported_at)?;
		Self::release_report(contribution)
	}

	/// Whether whoever judges has had the time for it that began in block `since`.
	fn ensure_judged(since: BlockNumberFor<T>) -> Result<(), Error<T>> {
		let until = since.saturating_add(T::JudgingPeriod::get());
		let now = T::BlockNumberProvider::current_block_number();
		ensure!(now >= until, Error::<T>::UnderJudgement);
		Ok(())
	}

	/// The bond of a pending contribution, and whether it was given to staked curators.
	pub(crate) fn pending_bond(record: &Contribution<T>) -> Result<(Balance, bool), Error<T>> {
		match record.status {
			Status::Pending { bond, staked } => Ok((bond, staked)),
			Status::Accepted { .. } | Status::Withdrawn { .. } => Err(Error::<T>::NotPending),
		}
	}

	pub(crate) fn release_bond(contributor: &T::AccountId, bond: Balance) -> DispatchResult {
		let reason = HoldReason::ContributionBond.into();
		T::Currency::release(&reason, contributor, bond, Precision::BestEffort).map(drop)
	}

	/// Gives the report's bond, if there is a report, back to the reporter.
	pub(crate) fn release_report(contribution: ContributionId) -> DispatchResult {
		let Some(Report { reporter, bond, .. }) = Reports::<T>::take(contribution) else {
			return Ok(());
		};
		let reason = HoldReason::ReportBond.into();
		T::Currency::release(&reason, &reporter, bond, Precision::BestEffort)?;
		Self::deposit_event(Event::ReportReleased { contribution, reporter, bond });
		Ok(())
	}

	/// Moves the report's bond, if there is a report, to the contributor.
	pub(crate) fn forfeit_report(
		contribution: ContributionId,
		contributor: &T::AccountId,
	) -> DispatchResult {
		let Some(Report { reporter, bond, .. }) = Reports::<T>::take(contribution) else {
			return Ok(());
		};
		Self::move_held(HoldReason::ReportBond, &reporter, contributor, bond)?;
		Self::deposit_event(Event::ReportForfeited { contribution, reporter, bond });
		Ok(())
	}

	pub(crate) fn move_held(
		reason: HoldReason,
		from: &T::AccountId,
		to: &T::AccountId,
		amount: Balance,
	) -> DispatchResult {
		if amount > 0 {
			T::Currency::transfer_on_hold(
				&reason.into(),
				from,
				to,
				amount,
				Precision::Exact,
				Restriction::Free,
				// A vote's lock does not shield what is at stake.
				Fortitude::Force,
			)?;
		}
		Ok(())
	}

	/// Removes every trace of a contribution whose bond and report are settled, and gives its deposit
	/// back.
	pub(crate) fn remove(
		contribution: ContributionId,
		record: Contribution<T>,
	) -> Result<(DatanetId, T::AccountId), DispatchError> {
		let Contribution { datanet, contributor, content, deposit, .. } = record;
		deposit.drop(&contributor)?;
		Votes::<T>::remove(contribution);
		Roots::<T>::remove(datanet, content.root);
		Contributions::<T>::remove(contribution);
		Ok((datanet, contributor))
	}
}

impl<T> From<LicenceConflict> for Error<T> {
	fn from(conflict: LicenceConflict) -> Self {
		match conflict {
			LicenceConflict::DerivativesForbidden => Self::DerivativesForbidden,
			LicenceConflict::CommercialForbidden => Self::CommercialForbidden,
			LicenceConflict::ShareAlikeBroken => Self::ShareAlikeBroken,
		}
	}
}

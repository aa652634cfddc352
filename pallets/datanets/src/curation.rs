// SPDX-License-Identifier: Apache-2.0
//! How a contribution is given, decided upon, and taken back.

use crate::{
	Accepted, Config, Contribution, Contributions, Corpora, Datanets, Error, Event, HoldReason,
	NextContribution, Pallet, Roots, Status, Text,
};
use frame::{
	prelude::{fungible::hold::Mutate, *},
	traits::Consideration,
};
use openledger_primitives::{
	accumulator::SnapshotLeaf,
	commitment::ContentCommitment,
	ids::{ContributionId, DatanetId},
	Balance,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_contribute(
		contributor: T::AccountId,
		datanet: DatanetId,
		content: ContentCommitment,
		uri: Text<T::MaxUriLen>,
	) -> DispatchResult {
		ensure!(Datanets::<T>::contains_key(datanet), Error::<T>::DatanetNotFound);
		ensure!(content.check().is_ok(), Error::<T>::MalformedContent);
		ensure!(content.length > 0, Error::<T>::EmptyContent);
		Self::ensure_text(&uri)?;
		ensure!(!Roots::<T>::contains_key(datanet, content.root), Error::<T>::DuplicateContent);

		let contribution = Self::allot::<_, NextContribution<T>>(ContributionId::next)?;
		let deposit =
			T::ContributionDeposit::new(&contributor, Contribution::<T>::footprint(&uri))?;
		let bond = T::ContributionBond::get();
		T::Currency::hold(&HoldReason::ContributionBond.into(), &contributor, bond)?;
		Roots::<T>::insert(datanet, content.root, contribution);
		let record = Contribution {
			datanet,
			contributor: contributor.clone(),
			content,
			uri,
			status: Status::Pending { bond },
			submitted_at: frame_system::Pallet::<T>::block_number(),
			deposit,
		};
		Contributions::<T>::insert(contribution, record);
		Self::deposit_event(Event::Contributed {
			contribution,
			datanet,
			contributor,
			content,
			bond,
		});
		Ok(())
	}

	pub(crate) fn do_accept(who: &T::AccountId, contribution: ContributionId) -> DispatchResult {
		let mut record = Self::curated_by(who, contribution)?;
		let bond = Self::pending_bond(&record)?;
		let Contribution { datanet, content, ref contributor, .. } = record;

		let leaf = SnapshotLeaf { contribution, content, contributor };
		let index = Corpora::<T>::mutate(datanet, |corpus| corpus.append(&leaf))
			.ok_or(Error::<T>::DatanetFull)?;
		Accepted::<T>::insert(datanet, index, contribution);
		Self::release_bond(contributor, bond)?;
		Self::deposit_event(Event::ContributionAccepted {
			contribution,
			datanet,
			contributor: contributor.clone(),
			index,
		});
		record.status = Status::Accepted { index };
		Contributions::<T>::insert(contribution, record);
		Ok(())
	}

	pub(crate) fn do_reject(
		who: &T::AccountId,
		contribution: ContributionId,
		reason: Text<T::MaxReasonLen>,
	) -> DispatchResult {
		let record = Self::curated_by(who, contribution)?;
		Self::ensure_text(&reason)?;
		let (datanet, contributor) = Self::remove_pending(contribution, record)?;
		Self::deposit_event(Event::ContributionRejected {
			contribution,
			datanet,
			contributor,
			reason,
		});
		Ok(())
	}

	pub(crate) fn do_withdraw(who: &T::AccountId, contribution: ContributionId) -> DispatchResult {
		let record =
			Contributions::<T>::get(contribution).ok_or(Error::<T>::ContributionNotFound)?;
		ensure!(record.contributor == *who, Error::<T>::NotContributor);
		let (datanet, contributor) = Self::remove_pending(contribution, record)?;
		Self::deposit_event(Event::ContributionWithdrawn { contribution, datanet, contributor });
		Ok(())
	}

	/// The contribution, when `who` is the one to decide about it.
	fn curated_by(
		who: &T::AccountId,
		contribution: ContributionId,
	) -> Result<Contribution<T>, Error<T>> {
		let record =
			Contributions::<T>::get(contribution).ok_or(Error::<T>::ContributionNotFound)?;
		let datanet = Datanets::<T>::get(record.datanet).ok_or(Error::<T>::DatanetNotFound)?;
		ensure!(datanet.owner == *who, Error::<T>::NotCurator);
		Ok(record)
	}

	fn pending_bond(record: &Contribution<T>) -> Result<Balance, Error<T>> {
		match record.status {
			Status::Pending { bond } => Ok(bond),
			Status::Accepted { .. } => Err(Error::<T>::NotPending),
		}
	}

	fn release_bond(contributor: &T::AccountId, bond: Balance) -> DispatchResult {
		let reason = HoldReason::ContributionBond.into();
		T::Currency::release(&reason, contributor, bond, Precision::BestEffort).map(drop)
	}

	/// Removes every trace of a pending contribution, and gives back all that was held for it.
	fn remove_pending(
		contribution: ContributionId,
		record: Contribution<T>,
	) -> Result<(DatanetId, T::AccountId), DispatchError> {
		let bond = Self::pending_bond(&record)?;
		let Contribution { datanet, contributor, content, deposit, .. } = record;
		Self::release_bond(&contributor, bond)?;
		deposit.drop(&contributor)?;
		Roots::<T>::remove(datanet, content.root);
		Contributions::<T>::remove(contribution);
		Ok((datanet, contributor))
	}
}

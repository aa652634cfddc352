// SPDX-License-Identifier: Apache-2.0
//! How an accepted contribution is taken down.

use crate::{
	Config, Contributions, Corpora, Datanets, Error, Event, Pallet, Status, Text, Withdrawn,
};
use frame::prelude::*;
use openledger_primitives::{accumulator::WithdrawalLeaf, ids::ContributionId, traits::OnTakedown};

impl<T: Config> Pallet<T> {
	/// By governance when nobody signed.
	pub(crate) fn do_take_down(
		who: Option<T::AccountId>,
		contribution: ContributionId,
		reason: Text<T::MaxNoteLen>,
	) -> DispatchResult {
		let mut record =
			Contributions::<T>::get(contribution).ok_or(Error::<T>::ContributionNotFound)?;
		let datanet = record.datanet;
		if let Some(who) = &who {
			let owns = || Datanets::<T>::get(datanet).is_some_and(|datanet| datanet.owner == *who);
			ensure!(record.contributor == *who || owns(), Error::<T>::MayNotTakeDown);
		}
		let index = match record.status {
			Status::Pending { .. } => return Err(Error::<T>::NotAccepted.into()),
			Status::Accepted { index } => index,
			Status::Withdrawn { .. } => return Err(Error::<T>::AlreadyTakenDown.into()),
		};
		Self::ensure_text(&reason)?;

		let leaf = WithdrawalLeaf { contribution, index };
		let length = record.content.length;
		let order = Corpora::<T>::mutate(datanet, |corpus| corpus.take_down(leaf, length))
			.ok_or(Error::<T>::AlreadyTakenDown)?;
		Withdrawn::<T>::insert(datanet, order, contribution);
		record.status = Status::Withdrawn { index, order };
		Contributions::<T>::insert(contribution, record);
		T::OnTakedown::taken_down(datanet, contribution);
		Self::deposit_event(Event::ContributionTakenDown {
			contribution,
			datanet,
			index,
			order,
			by: who,
			reason,
		});
		Ok(())
	}
}

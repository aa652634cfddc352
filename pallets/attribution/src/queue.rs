// SPDX-License-Identifier: Apache-2.0
//! The requests that wait for workers: first come, first served.
//!
//! A list of which each entry knows those before and after it. Whatever is cancelled or assigned is taken
//! out wherever it stands, in a fixed number of writes, and leaves no gap for others to wait behind.

use crate::{Config, Pallet, Queue, QueueEntry, QueueEntryOf, QueueHead, QueueLen, QueueTail};
use frame::prelude::*;
use openledger_primitives::ids::RequestId;

impl<T: Config> Pallet<T> {
	/// Puts `request`, which is not there yet, at the end of the queue. It was asked in block `asked_in`, when
	/// its roster had so many `places`, and no workers were found for it `attempts` times.
	pub(crate) fn enqueue(
		request: RequestId,
		asked_in: BlockNumberFor<T>,
		places: u32,
		attempts: u32,
	) {
		let previous = QueueTail::<T>::get();
		match previous {
			Some(last) => Queue::<T>::mutate_extant(last, |entry| entry.next = Some(request)),
			None => QueueHead::<T>::put(request),
		}
		QueueTail::<T>::put(request);
		let entry = QueueEntry { previous, next: None, asked_in, places, attempts };
		Queue::<T>::insert(request, entry);
		QueueLen::<T>::mutate(|len| *len = len.saturating_add(1));
	}

	/// Takes `request` out of the queue, if it is there.
	pub(crate) fn dequeue(request: RequestId) -> Option<QueueEntryOf<T>> {
		let entry = Queue::<T>::take(request)?;
		match entry.previous {
			Some(previous) => Queue::<T>::mutate_extant(previous, |other| other.next = entry.next),
			None => QueueHead::<T>::set(entry.next),
		}
		match entry.next {
			Some(next) => Queue::<T>::mutate_extant(next, |other| other.previous = entry.previous),
			None => QueueTail::<T>::set(entry.previous),
		}
		QueueLen::<T>::mutate(|len| *len = len.saturating_sub(1));
		Some(entry)
	}
}

// SPDX-License-Identifier: Apache-2.0
//! Who is next: requests wait in a queue per payer, and the payer that has had the fewest tokens is
//! served first (the virtual token counter of Sheng et al., "Fairness in Serving Large Language
//! Models", OSDI 2024).

use super::Payer;
use std::collections::{BTreeMap, VecDeque};

/// Payers with nothing waiting whose tokens are remembered at most.
const REMEMBERED: usize = 1024;

/// Items that wait, in the order of each payer's.
pub(super) struct FairQueue<T> {
	payers: BTreeMap<Payer, Account<T>>,
	/// Items that wait, of all payers.
	len: usize,
	limits: QueueLimits,
	/// What the payer served last had had before. Who comes now starts there: nobody saves up
	/// service by staying away.
	floor: u64,
	/// Items taken so far, to number what comes.
	arrivals: u64,
}

/// How many items may wait.
#[derive(Clone, Copy, Debug)]
pub(super) struct QueueLimits {
	/// Of all payers.
	pub all: usize,
	/// Of each payer.
	pub each: usize,
}

struct Account<T> {
	/// With the number of each one's arrival.
	waiting: VecDeque<(u64, T)>,
	/// Tokens had, and what was given for having stayed away.
	served: u64,
}

impl<T> FairQueue<T> {
	pub fn new(limits: QueueLimits) -> Self {
		Self { payers: BTreeMap::new(), len: 0, limits, floor: 0, arrivals: 0 }
	}

	/// Items that wait.
	pub fn len(&self) -> usize {
		self.len
	}

	/// Whether one more item of `payer` may wait.
	pub fn has_room(&self, payer: &Payer) -> bool {
		let waiting = self.payers.get(payer).map_or(0, |account| account.waiting.len());
		self.len < self.limits.all && waiting < self.limits.each
	}

	/// Puts `item` behind those of `payer`, or gives it back when too many wait.
	pub fn push(&mut self, payer: &Payer, item: T) -> Result<(), T> {
		if !self.has_room(payer) {
			return Err(item);
		}
		self.arrivals += 1;
		let arrival = self.arrivals;
		self.account(payer).waiting.push_back((arrival, item));
		self.len += 1;
		Ok(())
	}

	/// Takes the next item: the oldest of the payer that has had the fewest tokens.
	pub fn pop(&mut self) -> Option<T> {
		let next = self.payers.values_mut().filter(|account| !account.waiting.is_empty());
		let next = next.min_by_key(|account| (account.served, account.arrival()))?;
		let (_, item) = next.waiting.pop_front()?;
		self.floor = self.floor.max(next.served);
		self.len -= 1;
		self.forget();
		Some(item)
	}

	/// Writes down that `payer` has had `tokens`.
	pub fn charge(&mut self, payer: &Payer, tokens: u64) {
		let account = self.account(payer);
		account.served = account.served.saturating_add(tokens);
	}

	/// Drops what need not wait any more, and says how many that were.
	pub fn discard(&mut self, needless: impl Fn(&T) -> bool) -> usize {
		let before = self.len;
		for account in self.payers.values_mut() {
			account.waiting.retain(|(_, item)| !needless(item));
		}
		self.len = self.payers.values().map(|account| account.waiting.len()).sum();
		before - self.len
	}

	/// Forgets payers with nothing waiting that would start where they stand anyway; all of them, when
	/// there is nobody to be fair to or they are too many to be remembered.
	fn forget(&mut self) {
		let all = self.len == 0 || self.payers.len() > self.limits.all.saturating_add(REMEMBERED);
		let floor = self.floor;
		self.payers
			.retain(|_, account| !account.waiting.is_empty() || (!all && account.served > floor));
	}

	fn account(&mut self, payer: &Payer) -> &mut Account<T> {
		let floor = self.floor;
		let account = self
			.payers
			.entry(payer.clone())
			.or_insert_with(|| Account { waiting: VecDeque::new(), served: floor });
		if account.waiting.is_empty() {
			account.served = account.served.max(floor);
		}
		account
	}
}

impl<T> Account<T> {
	fn arrival(&self) -> u64 {
		self.waiting.front().map_or(u64::MAX, |&(arrival, _)| arrival)
	}
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	const LIMITS: QueueLimits = QueueLimits { all: 10, each: 6 };

	fn payer(number: usize) -> Payer {
		Payer::new(&number.to_string())
	}

	#[test]
	fn items_of_one_payer_come_in_their_order() {
		let mut queue = FairQueue::new(LIMITS);
		(0..4).for_each(|item| queue.push(&payer(0), item).unwrap());
		assert_eq!(std::iter::from_fn(|| queue.pop()).collect::<Vec<_>>(), [0, 1, 2, 3]);
	}

	#[test]
	fn payer_is_refused_when_it_or_all_have_too_many() {
		let mut queue = FairQueue::new(LIMITS);
		(0..6).for_each(|item| queue.push(&payer(0), item).unwrap());
		assert_eq!(queue.push(&payer(0), 6), Err(6));
		(0..4).for_each(|item| queue.push(&payer(1), item).unwrap());
		assert_eq!(queue.push(&payer(2), 7), Err(7));
		assert_eq!(queue.pop(), Some(0));
		queue.push(&payer(2), 7).unwrap();
	}

	#[test]
	fn payer_that_comes_late_does_not_wait_behind_the_queue_of_another() {
		let mut queue = FairQueue::new(LIMITS);
		(0..5).for_each(|item| queue.push(&payer(0), item).unwrap());
		assert_eq!(queue.pop(), Some(0));
		queue.charge(&payer(0), 100);
		queue.push(&payer(1), 10).unwrap();
		assert_eq!(queue.pop(), Some(10));
	}

	#[test]
	fn payer_saves_up_nothing_by_staying_away() {
		let mut queue = FairQueue::new(LIMITS);
		for item in 0..6 {
			queue.push(&payer(0), item).unwrap();
			queue.pop().unwrap();
			queue.charge(&payer(0), 100);
		}
		(0..3).for_each(|item| queue.push(&payer(0), item).unwrap());
		(10..13).for_each(|item| queue.push(&payer(1), item).unwrap());
		let mut order = Vec::new();
		while let Some(item) = queue.pop() {
			queue.charge(&payer(usize::from(item >= 10)), 100);
			order.push(item);
		}
		// Who was here has had one request more than was written down at the last pop; no more.
		assert_eq!(order, [10, 0, 11, 1, 12, 2]);
	}

	#[test]
	fn discarded_items_leave_their_places() {
		let mut queue = FairQueue::new(LIMITS);
		(0..6).for_each(|item| queue.push(&payer(0), item).unwrap());
		assert_eq!(queue.discard(|item| item % 2 == 0), 3);
		assert_eq!(queue.len(), 3);
		queue.push(&payer(0), 6).unwrap();
		assert_eq!(std::iter::from_fn(|| queue.pop()).collect::<Vec<_>>(), [1, 3, 5, 6]);
	}

	#[test]
	fn payers_that_are_gone_are_forgotten() {
		let mut queue = FairQueue::new(LIMITS);
		for number in 0..1000 {
			queue.push(&payer(number), number).unwrap();
			assert_eq!(queue.pop(), Some(number));
			queue.charge(&payer(number), 5);
		}
		assert!(queue.payers.len() <= 10, "{}", queue.payers.len());
	}

	proptest! {
		/// Whatever the others send: while a payer waits, no other has more than one request beyond
		/// what it has had itself since both waited.
		#[test]
		fn no_payer_starves(
			costs in prop::collection::vec((0usize..4, 1u64..50), 1..200),
			patient_cost in 1u64..50,
		) {
			let mut queue = FairQueue::new(QueueLimits { all: 1000, each: 1000 });
			let patient = payer(9);
			for (number, cost) in &costs {
				queue.push(&payer(*number), (*number, *cost)).unwrap();
			}
			(0..3).for_each(|_| queue.push(&patient, (9, patient_cost)).unwrap());
			let mut had = BTreeMap::new();
			let mut left = 3;
			while left > 0 {
				let (number, cost) = queue.pop().unwrap();
				queue.charge(&payer(number), cost);
				*had.entry(number).or_insert(0u64) += cost;
				left -= usize::from(number == 9);
				let own = had.get(&9).copied().unwrap_or(0);
				for (other, tokens) in &had {
					prop_assert!(*other == 9 || *tokens <= own + 50, "{other} had {tokens}, not {own}");
				}
			}
		}

		/// Beside a twin that looks for the next item in one list.
		#[test]
		fn order_is_that_of_a_naive_list(
			steps in prop::collection::vec((0usize..4, 0u8..4, 1u64..20), 1..150),
		) {
			let mut queue = FairQueue::new(QueueLimits { all: 12, each: 5 });
			let (mut list, mut served) = (Vec::<(usize, usize)>::new(), BTreeMap::new());
			let mut floor = 0u64;
			for (item, (number, action, cost)) in steps.into_iter().enumerate() {
				let waits = |list: &[(usize, usize)]| list.iter().any(|(other, _)| *other == number);
				match action {
					0 | 1 => {
						let own = list.iter().filter(|(other, _)| *other == number).count();
						let fits = list.len() < 12 && own < 5;
						prop_assert_eq!(queue.push(&payer(number), item).is_ok(), fits);
						if fits {
							if !waits(&list) {
								let had = served.entry(number).or_insert(floor);
								*had = floor.max(*had);
							}
							list.push((number, item));
						}
					},
					2 => {
						let next = list.iter().min_by_key(|(other, item)| (served[other], *item)).copied();
						prop_assert_eq!(queue.pop(), next.map(|(_, item)| item));
						if let Some(next) = next {
							list.retain(|other| *other != next);
							floor = floor.max(served[&next.0]);
							if list.is_empty() {
								served.clear();
							}
						}
					},
					_ => {
						queue.charge(&payer(number), cost);
						let had = served.entry(number).or_insert(floor);
						if !waits(&list) {
							*had = floor.max(*had);
						}
						*had += cost;
					},
				}
			}
			prop_assert_eq!(queue.len(), list.len());
		}
	}
}

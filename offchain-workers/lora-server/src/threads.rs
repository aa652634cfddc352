// SPDX-License-Identifier: Apache-2.0
//! How many threads libtorch uses.

/// Has libtorch compute with so many threads, one at least, what the calling thread asks of it. Other
/// threads are not affected; who sets nothing has all cores, and the threads wait for each other.
///
/// A thread's first parallel operation gives it the number that was set last, by whichever thread. So this
/// has libtorch do that first, and sets the number then.
pub(crate) fn compute_with(threads: i32) {
	// Asking for the number does what a first operation does.
	let _ = tch::get_num_threads();
	tch::set_num_threads(threads.max(1));
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;
	use std::{sync::mpsc, thread};

	#[test]
	fn threads_stay_as_set_when_another_thread_sets_its_own() {
		let (set, is_set) = mpsc::channel();
		let (go, wait) = mpsc::channel();
		let first = thread::spawn(move || {
			compute_with(2);
			set.send(()).unwrap();
			wait.recv().unwrap();
			tch::get_num_threads()
		});
		is_set.recv().unwrap();
		thread::spawn(|| compute_with(1)).join().unwrap();
		go.send(()).unwrap();
		assert_eq!(first.join().unwrap(), 2);
	}
}

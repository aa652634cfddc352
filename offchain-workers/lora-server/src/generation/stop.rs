// SPDX-License-Identifier: Apache-2.0
//! Strings that end an answer, found in text that comes in pieces.

/// Looks for stop strings, and holds back what may be the beginning of one.
pub struct StopStrings {
	stops: Vec<String>,
	held: String,
}

/// What a piece of text yields.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Passed {
	/// Text that is certain.
	pub text: String,
	/// Whether a stop string has ended it.
	pub stopped: bool,
}

impl StopStrings {
	/// Looks for `stops`, none of which is empty.
	pub fn new(stops: Vec<String>) -> Self {
		Self { stops, held: String::new() }
	}

	/// Takes the next piece.
	pub fn push(&mut self, piece: &str) -> Passed {
		self.held.push_str(piece);
		let found = self.stops.iter().filter_map(|stop| self.held.find(stop.as_str())).min();
		if let Some(at) = found {
			self.held.truncate(at);
			return Passed { text: std::mem::take(&mut self.held), stopped: true };
		}
		let rest = self.held.split_off(self.certain());
		Passed { text: std::mem::replace(&mut self.held, rest), stopped: false }
	}

	/// Ends the text: what was held back is no stop string.
	pub fn finish(&mut self) -> String {
		std::mem::take(&mut self.held)
	}

	/// How many bytes cannot be part of a stop string: up to the first place from which on all that is
	/// held is the beginning of one.
	fn certain(&self) -> usize {
		self.held
			.char_indices()
			.map(|(at, _)| at)
			.find(|&at| {
				let tail = self.held.get(at..).unwrap_or_default();
				self.stops.iter().any(|stop| stop.starts_with(tail))
			})
			.unwrap_or(self.held.len())
	}
}

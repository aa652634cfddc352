// SPDX-License-Identifier: Apache-2.0
//! Whether a text is what a model answers, found by reading it in place of generating it again.
//!
//! Greedy generation is not the same to the bit on all hardware: where two tokens are nearly equally
//! probable, rounding decides. And what is published of an answer is its canonical form, which does not tell
//! by which white space, and by which tokens, the model said it. So an answer counts as the model's when some
//! sequence of tokens
//!
//! 1. has a text whose canonical form is the answer;
//! 2. has no token that is less probable than the most probable one at its place by more than [`MAX_GAP`],
//!    and is all in all not farther below than [`allowance`];
//! 3. ends where the model may end: the token that ends answers is within the same gap, or no more tokens were
//!    allowed, or none fits the context;
//! 4. has at least as many tokens as are charged, the one that ends it counted.
//!
//! Such a sequence is looked for along what the model itself says: the answer, in the tokens that the
//! tokenizer cuts it into, is read many tokens at once; where the model would have cut, or spaced, it
//! otherwise, its tokens are followed, and the rest is cut anew. Where several tokens would do, the others are
//! tried when the first leads nowhere, [`MAX_RETRIES`] times at most. An honest answer of the same numbers is
//! found at the first try, in one reading and one more for each place where the two ways differ.

mod canonical;
mod reader;

use crate::{
	adapter::LoraBatch,
	model::Network,
	tokenizer::{TextCodec, TokenizerError},
};
use reader::{Page, Reader};
use std::ops::ControlFlow;
use tch::TchError;

/// How far below the most probable token's logarithm of probability a token's may be, in nats. Measured: see
/// the README.
pub const MAX_GAP: f64 = 0.75;

/// How far below the tokens of an answer may be together, in nats: where rounding decides, it decides between
/// neighbours, and seldom.
pub fn allowance(tokens: u32) -> f64 {
	const FOR_ALL: f64 = 0.75;
	const FOR_EACH: f64 = 0.01;
	FOR_ALL + FOR_EACH * f64::from(tokens)
}

/// How often another token is tried where more than one would do.
pub const MAX_RETRIES: usize = 32;

/// Tokens of the answer that are read at once.
const PIECE: usize = 64;

/// What is said of an answer.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'a> {
	/// The tokens of what was asked.
	pub prompt: &'a [u32],
	/// The answer in its canonical form.
	pub answer: &'a str,
	/// How many tokens of output are charged.
	pub charged: u32,
	/// How many were allowed; where that is not known, the answer may end anywhere.
	pub max_tokens: Option<u32>,
}

/// What came out.
#[derive(Clone, PartialEq, Debug)]
pub enum Finding {
	/// The model says this.
	Said(Trace),
	/// It does not.
	NotSaid(Mismatch),
}

/// How the model says an answer.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Trace {
	/// In how many tokens.
	pub tokens: u32,
	/// The largest gap of a token, in nats.
	pub largest_gap: f64,
	/// The gaps of all tokens together, in nats.
	pub total_gap: f64,
	/// How often another token was tried.
	pub retries: usize,
}

/// Why an answer is not the model's. Of several tries, what the one ran into that came farthest.
#[derive(thiserror::Error, Clone, PartialEq, Debug)]
pub enum Mismatch {
	/// What was asked leaves the context no room.
	#[error("the question has {tokens} tokens, and the context holds {context} with an answer")]
	NoRoom {
		/// Tokens of the prompt.
		tokens: usize,
		/// Tokens of the context.
		context: usize,
	},
	/// It does not end within the tokens that were allowed.
	#[error("the answer has more than the {0} tokens that were allowed")]
	TooLong(usize),
	/// The model says something else.
	#[error("after {place} tokens the answer goes on with {said:?}, and the model with {best:?}")]
	Other {
		/// Tokens before.
		place: usize,
		/// How the answer goes on.
		said: String,
		/// How the model does.
		best: String,
	},
	/// Too many of its tokens are not the most probable ones.
	#[error("the answer's tokens are {total:.2} nats below the most probable ones, and {allowed:.2} are allowed")]
	Drift {
		/// How far below they are together, in nats.
		total: f64,
		/// How far they may be.
		allowed: f64,
	},
	/// The model would not have ended there.
	#[error("the answer ends after {place} tokens, and the model goes on with {best:?}")]
	CutShort {
		/// Tokens of the answer.
		place: usize,
		/// How the model goes on.
		best: String,
	},
	/// More tokens are charged than it has.
	#[error("{charged} tokens are charged for an answer of {tokens}")]
	Overcharged {
		/// Tokens that are charged.
		charged: u32,
		/// Tokens that it has.
		tokens: usize,
	},
}

/// Why an answer cannot be checked.
#[derive(thiserror::Error, Debug)]
pub enum CheckError {
	/// Text and tokens do not go together.
	#[error(transparent)]
	Tokenizer(#[from] TokenizerError),
	/// The model computes no numbers.
	#[error("the logits are not finite")]
	NotFinite,
	/// The caller ended it.
	#[error("stopped")]
	Stopped,
	/// libtorch refused.
	#[error("libtorch: {0}")]
	Torch(#[from] TchError),
}

/// Finds out whether `network` with `lora` answers as `claim` says. Before each pass `go_on` is asked.
///
/// # Errors
/// [`CheckError`].
pub fn check(
	network: &Network,
	lora: &LoraBatch,
	codec: &TextCodec,
	claim: &Claim<'_>,
	go_on: &mut dyn FnMut() -> ControlFlow<()>,
) -> Result<Finding, CheckError> {
	let _guard = tch::no_grad_guard();
	let (tokens, context) = (claim.prompt.len(), network.config().context);
	let Some(room) = context.checked_sub(tokens).filter(|room| *room > 0 && tokens > 0) else {
		return Ok(Finding::NotSaid(Mismatch::NoRoom { tokens, context }));
	};
	let plain = codec.encode(claim.answer)?.len();
	// Where nothing else bounds it, there is more white space than text.
	let unsaid = plain.saturating_mul(2).saturating_add(PIECE);
	let allowed = claim.max_tokens.map_or(unsaid, size);
	let limit = allowed.min(room);
	if plain > limit.saturating_mul(2).saturating_add(PIECE) {
		return Ok(Finding::NotSaid(Mismatch::TooLong(limit)));
	}
	let mut reader = Reader::new(network, lora, tokens.saturating_add(limit))?;
	let page = reader.read_last(claim.prompt)?;
	let ends_anywhere = claim.max_tokens.is_none();
	let mut search = Search {
		codec,
		claim,
		reader,
		limit,
		ends_anywhere,
		said: Vec::new(),
		gaps: Vec::new(),
		page,
		row: 0,
		forks: Vec::new(),
		retries: 0,
		farthest: None,
	};
	loop {
		if go_on().is_break() {
			return Err(CheckError::Stopped);
		}
		match search.step()? {
			Step::On => {},
			Step::Done(trace) => return Ok(Finding::Said(trace)),
			Step::Dead(mismatch) => {
				search.note(mismatch);
				if !search.turn_back()? {
					// Something was noted just now.
					let farthest = search.farthest.map(|(_, mismatch)| mismatch);
					return Ok(Finding::NotSaid(farthest.unwrap_or(Mismatch::TooLong(limit))));
				}
			},
		}
	}
}

/// A token, and how much less probable it is than the best at its place.
type Choice = (u32, f64);

/// Another token that would do as well.
struct Fork {
	/// Tokens before it.
	place: usize,
	choice: Choice,
}

enum Step {
	On,
	Done(Trace),
	Dead(Mismatch),
}

struct Search<'a> {
	codec: &'a TextCodec,
	claim: &'a Claim<'a>,
	reader: Reader<'a>,
	/// The most tokens of the answer.
	limit: usize,
	/// Whether it is not known where the answer had to end.
	ends_anywhere: bool,
	/// Tokens found so far: the model may say them, and the answer may begin with them.
	said: Vec<u32>,
	/// The gap of each.
	gaps: Vec<f64>,
	/// What was read last, and which row of it tells what comes next.
	page: Page,
	row: usize,
	forks: Vec<Fork>,
	retries: usize,
	farthest: Option<(usize, Mismatch)>,
}

impl Search<'_> {
	/// Goes as far as the draft of the rest and the model agree, or one token as the model has it.
	fn step(&mut self) -> Result<Step, CheckError> {
		let text = self.codec.decode(&self.said)?;
		let whole = canonical::is(self.claim.answer, &text);
		if whole {
			if let Some(step) = self.end() {
				return Ok(step);
			}
		}
		if self.said.len() >= self.limit {
			return Ok(Step::Dead(match whole {
				true => self.overcharged(),
				false => Mismatch::TooLong(self.limit),
			}));
		}
		let draft = self.draft(&text)?;
		let mut choices = self.choices(self.row, draft.first().copied())?.into_iter();
		let Some((token, gap)) = choices.next() else {
			return self.stuck(whole, &text, draft.first().copied()).map(Step::Dead);
		};
		let place = self.said.len();
		self.forks.extend(choices.rev().map(|choice| Fork { place, choice }));
		if draft.first() == Some(&token) {
			self.follow(draft, gap)?;
		} else {
			self.take(token, gap)?;
		}
		Ok(Step::On)
	}

	/// Reads `draft` up to where the model has it otherwise. Its first token has been chosen.
	fn follow(&mut self, mut draft: Vec<u32>, gap: f64) -> Result<(), CheckError> {
		draft.truncate(PIECE.min(self.limit.saturating_sub(self.said.len())));
		self.page = self.reader.read(self.claim.prompt.len() + self.said.len(), &draft)?;
		let mut gap = gap;
		for (row, &token) in draft.iter().enumerate() {
			self.said.push(token);
			self.gaps.push(gap);
			self.row = row;
			let Some(&next) = draft.get(row + 1) else { break };
			let mut choices = self.choices(row, Some(next))?.into_iter();
			match choices.next() {
				Some((chosen, its)) if chosen == next => gap = its,
				// The next step looks at this place again.
				_ => break,
			}
			let place = self.said.len();
			self.forks.extend(choices.rev().map(|choice| Fork { place, choice }));
		}
		Ok(())
	}

	/// Adds one token.
	fn take(&mut self, token: u32, gap: f64) -> Result<(), CheckError> {
		self.page = self.reader.read(self.claim.prompt.len() + self.said.len(), &[token])?;
		self.row = 0;
		self.said.push(token);
		self.gaps.push(gap);
		Ok(())
	}

	/// Goes back to where another token would have done, if there is such a place.
	fn turn_back(&mut self) -> Result<bool, CheckError> {
		if self.retries >= MAX_RETRIES {
			return Ok(false);
		}
		let Some(Fork { place, choice: (token, gap) }) = self.forks.pop() else { return Ok(false) };
		self.retries += 1;
		self.said.truncate(place);
		self.gaps.truncate(place);
		self.take(token, gap)?;
		Ok(true)
	}

	/// The rest of the answer in tokens; none where the tokens so far end inside a character or a word that
	/// the tokenizer would cut otherwise.
	fn draft(&self, text: &str) -> Result<Vec<u32>, CheckError> {
		let Some(rest) = canonical::rest(self.claim.answer, text) else { return Ok(Vec::new()) };
		let draft = self.codec.encode(rest)?;
		let whole = [self.said.as_slice(), &draft].concat();
		let fits = canonical::is(self.claim.answer, &self.codec.decode(&whole)?);
		Ok(if fits { draft } else { Vec::new() })
	}

	/// Which tokens may come next, by row `row` of what was read: probable enough, and such that the answer
	/// can still come of it. The most probable first. `drafted` is known to fit.
	fn choices(&self, row: usize, drafted: Option<u32>) -> Result<Vec<Choice>, CheckError> {
		let near = self.page.near(row).ok_or(CheckError::NotFinite)?;
		let mut choices =
			near.iter().copied().filter(|(_, gap)| *gap <= MAX_GAP).collect::<Vec<_>>();
		if let Some(token) = drafted.filter(|token| near.iter().all(|(near, _)| near != token)) {
			let gap = self.page.gap(row, token)?;
			if gap <= MAX_GAP {
				choices.push((token, gap));
			}
		}
		let mut fitting = Vec::with_capacity(choices.len());
		for (token, gap) in choices {
			if Some(token) == drafted || self.fits(token)? {
				fitting.push((token, gap));
			}
		}
		Ok(fitting)
	}

	/// Whether the answer can come of the tokens so far and `token`.
	fn fits(&self, token: u32) -> Result<bool, CheckError> {
		if token == self.codec.eos() {
			return Ok(false);
		}
		let text = self.codec.decode(&[self.said.as_slice(), &[token]].concat())?;
		Ok(canonical::begins(self.claim.answer, &text))
	}

	/// What becomes of the whole answer where it may end; none where it has to go on.
	fn end(&self) -> Option<Step> {
		let tokens = self.said.len();
		let stops = self.page.gap(self.row, self.codec.eos()).is_ok_and(|gap| gap <= MAX_GAP);
		let ends = stops || self.ends_anywhere || tokens >= self.limit;
		// White space at the end is no part of the answer, and was generated all the same.
		let paid = size(self.claim.charged) <= tokens.saturating_add(1);
		if !(ends && paid) {
			return None;
		}
		let total_gap = self.gaps.iter().sum::<f64>();
		let counted = u32::try_from(tokens).unwrap_or(u32::MAX);
		let allowed = allowance(counted);
		Some(if total_gap <= allowed {
			Step::Done(Trace {
				tokens: counted,
				largest_gap: self.gaps.iter().copied().fold(0.0, f64::max),
				total_gap,
				retries: self.retries,
			})
		} else {
			Step::Dead(Mismatch::Drift { total: total_gap, allowed })
		})
	}

	/// Why no token may come next.
	fn stuck(&self, whole: bool, text: &str, drafted: Option<u32>) -> Result<Mismatch, CheckError> {
		let near = self.page.near(self.row).ok_or(CheckError::NotFinite)?;
		let best = near.first().map_or(0, |(token, _)| *token);
		let place = self.said.len();
		if whole {
			return Ok(if best == self.codec.eos() {
				self.overcharged()
			} else {
				Mismatch::CutShort { place, best: self.codec.decode(&[best])? }
			});
		}
		let said = match drafted {
			Some(token) => self.codec.decode(&[token])?,
			None => canonical::rest(self.claim.answer, text)
				.unwrap_or_default()
				.chars()
				.take(16)
				.collect(),
		};
		let best = match best == self.codec.eos() {
			true => String::new(),
			false => self.codec.decode(&[best])?,
		};
		Ok(Mismatch::Other { place, said, best })
	}

	fn overcharged(&self) -> Mismatch {
		Mismatch::Overcharged { charged: self.claim.charged, tokens: self.said.len() }
	}

	fn note(&mut self, mismatch: Mismatch) {
		let place = self.said.len();
		if self.farthest.as_ref().is_none_or(|(farthest, _)| *farthest < place) {
			self.farthest = Some((place, mismatch));
		}
	}
}

fn size(tokens: u32) -> usize {
	usize::try_from(tokens).unwrap_or(usize::MAX)
}

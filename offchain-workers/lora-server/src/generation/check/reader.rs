// SPDX-License-Identifier: Apache-2.0
//! What the model says of each next token of one text. Tokens may be read over: what stood at their places,
//! and behind, is forgotten.

use super::{CheckError, Choice};
use crate::{
	adapter::LoraBatch,
	model::{KvCache, Network, Span, TextId, BLOCK_TOKENS},
};
use tch::{Device, Kind, Tensor};

/// The one text.
const TEXT: TextId = TextId(0);
/// How many of the most probable tokens are known at each place.
const LIKELIEST: usize = 8;
/// Tokens of the prompt that are read at once.
const PIECE: usize = 256;

/// Reads one text.
pub(super) struct Reader<'a> {
	network: &'a Network,
	lora: &'a LoraBatch,
	cache: KvCache,
}

/// What comes after each of the tokens that were read at once.
pub(super) struct Page {
	/// `[tokens, vocabulary]`, on the CPU.
	logits: Tensor,
	/// Of each token the most probable next ones, the best first.
	likeliest: Vec<Vec<Choice>>,
	/// Of each token the largest logit.
	best: Vec<f64>,
}

impl<'a> Reader<'a> {
	/// Room for a text of `tokens` tokens.
	pub fn new(
		network: &'a Network,
		lora: &'a LoraBatch,
		tokens: usize,
	) -> Result<Self, CheckError> {
		let blocks = tokens.div_ceil(BLOCK_TOKENS).max(1);
		let cache = KvCache::new(network.config(), network.device(), blocks)?;
		Ok(Self { network, lora, cache })
	}

	/// Reads the beginning of the text, at least one token, and tells what comes after it.
	pub fn read_last(&mut self, tokens: &[u32]) -> Result<Page, CheckError> {
		let mut first = 0;
		let mut hidden = None;
		for piece in tokens.chunks(PIECE) {
			hidden = Some(self.hidden(first, piece)?);
			first += piece.len();
		}
		let hidden = hidden.ok_or(CheckError::NotFinite)?;
		let last = hidden.size().first().copied().unwrap_or(1).saturating_sub(1);
		self.page(&hidden.f_narrow(0, last, 1)?)
	}

	/// Reads `tokens`, of which the first stands at the place `first`, behind what was read before.
	pub fn read(&mut self, first: usize, tokens: &[u32]) -> Result<Page, CheckError> {
		let hidden = self.hidden(first, tokens)?;
		self.page(&hidden)
	}

	/// `[tokens, hidden_size]`.
	fn hidden(&mut self, first: usize, tokens: &[u32]) -> Result<Tensor, CheckError> {
		let count = tokens.len();
		// It was made large enough for the whole text.
		if !self.cache.reserve(TEXT, first.saturating_add(count)) {
			return Err(tch::TchError::Torch("the text is longer than its cache".into()).into());
		}
		let tokens = tokens.iter().copied().map(i64::from).collect::<Vec<_>>();
		let tokens = Tensor::f_from_slice(&tokens)?.f_to_device(self.network.device())?;
		let spans = [Span { text: TEXT, first, tokens: count }];
		let tokens = tokens.f_unsqueeze(0)?;
		let hidden = self.network.forward_cached(&tokens, &mut self.cache, &spans, self.lora);
		Ok(hidden.f_squeeze_dim(0)?)
	}

	fn page(&self, hidden: &Tensor) -> Result<Page, CheckError> {
		let logits = self.network.logits(hidden).f_to_device(Device::Cpu)?;
		let width = i64::try_from(LIKELIEST).unwrap_or(1).min(self.network.config().vocab_size);
		let (values, places) = logits.f_topk(width, -1, true, true)?;
		let values = Vec::<f64>::try_from(&values.f_to_kind(Kind::Double)?.f_flatten(0, -1)?)?;
		let places = Vec::<i64>::try_from(&places.f_flatten(0, -1)?)?;
		let width = usize::try_from(width).unwrap_or(1).max(1);
		let (mut likeliest, mut best) = (Vec::new(), Vec::new());
		for (values, places) in values.chunks(width).zip(places.chunks(width)) {
			let largest = values.first().copied().unwrap_or(f64::NAN);
			best.push(largest);
			let choice =
				|(value, place): (&f64, &i64)| Some((u32::try_from(*place).ok()?, largest - value));
			likeliest.push(values.iter().zip(places).filter_map(choice).collect());
		}
		Ok(Page { logits, likeliest, best })
	}
}

impl Page {
	/// The most probable tokens after the token `row` of the page, the best first; `None` if the model
	/// computed no numbers.
	pub fn near(&self, row: usize) -> Option<&[Choice]> {
		self.best.get(row).filter(|best| best.is_finite())?;
		self.likeliest.get(row).map(Vec::as_slice)
	}

	/// How much less probable than the best `token` is after the token `row`.
	pub fn gap(&self, row: usize, token: u32) -> Result<f64, CheckError> {
		let best = self.best.get(row).copied().unwrap_or(f64::NAN);
		let place = i64::try_from(row).unwrap_or(i64::MAX);
		let gap = best - self.logits.f_double_value(&[place, i64::from(token)])?;
		if gap.is_finite() {
			Ok(gap)
		} else {
			Err(CheckError::NotFinite)
		}
	}
}

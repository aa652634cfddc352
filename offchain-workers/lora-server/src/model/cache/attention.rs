// SPDX-License-Identifier: Apache-2.0
//! Attention of the tokens of a pass to what a cache holds.
//!
//! Where several texts are to get one token more, all blocks in use are computed with at once, each
//! with the query of the text that it belongs to; then the blocks' sums are put together, each weighted
//! by its largest score (as in "Flash-Decoding", Dao et al. 2023). Nothing is copied out of the cache,
//! and no text costs what the longest does.

use super::{size, KvCache, LayerCache, Span, TextId, BLOCK, BLOCK_TOKENS};
use crate::model::ModelConfig;
use std::collections::HashMap;
use tch::{Device, Kind, Tensor};

/// Added to the scores of what is not seen. Finite: a block of which nothing is seen still has a
/// largest score, and weighs nothing beside one of which something is.
const HIDDEN: f32 = -1e30;

/// How the tokens of a pass attend, the same in each layer but for windows.
pub(in crate::model) struct Attention {
	/// Where in a layer's tensors, seen as `[blocks * kv_heads * BLOCK_TOKENS, head_dim]`, the keys of
	/// each token belong: `[tokens * kv_heads]`.
	places: Tensor,
	/// The leading tokens, if they are each of another text.
	together: Option<Together>,
	/// The other spans.
	alone: Vec<Alone>,
	heads: i64,
	kv_heads: i64,
	head_dim: i64,
}

/// Texts that are read one token further.
struct Together {
	/// Whose token asks each block in use, `[blocks]`; any for blocks of other texts.
	asks: Tensor,
	/// Whose sum each block belongs to, `[blocks]`; one more than there are texts for blocks of others.
	gives: Tensor,
	/// Which blocks are each text's, `[texts * most]`, where `most` is how many a text has at most; a
	/// text with fewer has its first several times.
	parts: Tensor,
	/// `[blocks * kv_heads, 1, BLOCK_TOKENS]`.
	masks: Masks,
	texts: i64,
	blocks: i64,
}

/// Tokens of one text.
struct Alone {
	/// Which tokens of the pass they are.
	first: i64,
	tokens: i64,
	/// Where the keys are that they see, in their order: `[kv_heads * keys]`. Absent if these are the
	/// span's own.
	seen: Option<Tensor>,
	/// `[tokens, keys]`.
	masks: Masks,
}

/// What is added to the scores; nothing where libtorch's causal mask serves, or a token sees all.
struct Masks {
	all: Option<Tensor>,
	/// In layers with a window, if it hides something.
	windowed: Option<Tensor>,
}

impl Masks {
	fn of(&self, windowed: bool) -> Option<&Tensor> {
		self.windowed.as_ref().filter(|_| windowed).or(self.all.as_ref())
	}
}

impl Attention {
	/// That of `spans` in `cache`, in the order of the pass. In layers with a window a token sees
	/// `window` tokens, itself one of them.
	pub fn new(
		config: &ModelConfig,
		cache: &KvCache,
		device: Device,
		spans: &[Span],
		window: Option<i64>,
	) -> Self {
		let single = spans.iter().take_while(|span| span.tokens == 1).count();
		// A text that is alone is faster read by itself.
		let single = if single > 1 { single } else { 0 };
		let (together, alone) = spans.split_at(single);
		let mut first = size(single);
		let alone = alone
			.iter()
			.map(|span| {
				let at = first;
				first += size(span.tokens);
				Alone::new(cache, device, span, at, window)
			})
			.collect();
		let &ModelConfig { heads, kv_heads, head_dim, .. } = config;
		Self {
			places: places(cache, spans).to_device(device),
			together: (single > 0).then(|| Together::new(cache, device, together, window)),
			alone,
			heads,
			kv_heads,
			head_dim,
		}
	}

	/// Writes `keys` and `values`, `[1, kv_heads, tokens, head_dim]`, into the layer, and returns what
	/// `queries`, `[1, heads, tokens, head_dim]`, find in it: `[1, heads, tokens, head_dim]`. All in f32.
	pub fn attend(
		&self,
		cache: &mut KvCache,
		layer: usize,
		windowed: bool,
		queries: &Tensor,
		keys: &Tensor,
		values: &Tensor,
	) -> Tensor {
		let cached = &cache.layers[layer];
		for (cached, new) in [(&cached.keys, keys), (&cached.values, values)] {
			let new = new.transpose(1, 2).reshape([-1, self.head_dim]);
			let _ = cached.view([-1, self.head_dim]).index_copy_(0, &self.places, &new);
		}
		let mut found = Vec::with_capacity(self.alone.len() + 1);
		if let Some(together) = &self.together {
			let queries = queries.narrow(2, 0, together.texts);
			let mask = together.masks.of(windowed);
			found.push(self.read_together(together, mask, &queries, cached));
		}
		for span in &self.alone {
			let mask = span.masks.of(windowed);
			found.push(self.read_alone(span, mask, [queries, keys, values], cached));
		}
		let found = if found.len() == 1 { found.remove(0) } else { Tensor::cat(&found, 0) };
		found.transpose(0, 1).unsqueeze(0)
	}

	/// `[texts, heads, head_dim]`.
	fn read_together(
		&self,
		together: &Together,
		mask: Option<&Tensor>,
		queries: &Tensor,
		cached: &LayerCache,
	) -> Tensor {
		let Together { texts, blocks, asks, gives, .. } = together;
		let (texts, blocks) = (*texts, *blocks);
		let &Self { heads, kv_heads, head_dim, .. } = self;
		let pool = |cached: &Tensor| {
			cached.narrow(0, 0, blocks).view([blocks * kv_heads, BLOCK, head_dim])
		};
		let queries = queries
			.transpose(1, 2)
			.reshape([texts, heads * head_dim])
			.index_select(0, asks)
			.view([blocks * kv_heads, heads / kv_heads, head_dim]);
		let keys = pool(&cached.keys).transpose(1, 2);
		let scores = match mask {
			Some(mask) => mask.baddbmm(&queries, &keys, 1.0, self.scale()),
			None => queries.bmm(&keys) * self.scale(),
		};
		let largest = scores.amax([-1].as_slice(), true);
		let mut weights = scores - &largest;
		let weights = weights.exp_();
		let sums = weights.sum_dim_intlist([-1].as_slice(), false, None).view([blocks, heads]);
		let found = weights.bmm(&pool(&cached.values)).view([blocks, heads, head_dim]);

		// Each block's part of its text.
		let largest = largest.view([blocks, heads]);
		let options = (Kind::Float, largest.device());
		let highest = largest.index_select(0, &together.parts).view([texts, -1, heads]);
		let highest = highest.amax([1].as_slice(), false);
		let part = (largest - highest.index_select(0, asks)).exp();
		let mut sum = Tensor::zeros([texts + 1, heads], options);
		let _ = sum.index_add_(0, gives, &(sums * &part));
		let mut all = Tensor::zeros([texts + 1, heads, head_dim], options);
		let _ = all.index_add_(0, gives, &(found * part.unsqueeze(-1)));
		all.narrow(0, 0, texts) / sum.narrow(0, 0, texts).unsqueeze(-1)
	}

	/// `[tokens, heads, head_dim]`.
	fn read_alone(
		&self,
		span: &Alone,
		mask: Option<&Tensor>,
		[queries, keys, values]: [&Tensor; 3],
		cached: &LayerCache,
	) -> Tensor {
		let &Self { heads, kv_heads, head_dim, .. } = self;
		let &Alone { first, tokens, .. } = span;
		let queries = queries.narrow(2, first, tokens);
		let seen = |new: &Tensor, cached: &Tensor| match &span.seen {
			Some(seen) => {
				let found = cached.view([-1, head_dim]).index_select(0, seen);
				found.view([1, kv_heads, -1, head_dim])
			},
			None => new.narrow(2, first, tokens),
		};
		let (keys, values) = (seen(keys, &cached.keys), seen(values, &cached.values));
		if tokens == 1 {
			// The queries of a group are as several tokens of its one head of keys.
			let queries = queries.reshape([1, kv_heads, heads / kv_heads, head_dim]);
			let found = attend(&queries, &keys, &values, mask, false, false);
			return found.reshape([1, heads, head_dim]);
		}
		let found = attend(&queries, &keys, &values, mask, mask.is_none(), heads != kv_heads);
		found.squeeze_dim(0).transpose(0, 1)
	}

	fn scale(&self) -> f64 {
		f64::from(u32::try_from(self.head_dim).unwrap_or(1)).sqrt().recip()
	}
}

impl Together {
	fn new(cache: &KvCache, device: Device, spans: &[Span], window: Option<i64>) -> Self {
		let rows: HashMap<TextId, (usize, i64)> = spans
			.iter()
			.enumerate()
			.map(|(row, span)| (span.text, (row, size(span.first))))
			.collect();
		let owners = cache.table.owners();
		let (mut asks, mut gives) = (Vec::new(), Vec::new());
		let (mut all, mut windowed) = (Vec::new(), Vec::new());
		let mut hides = false;
		for (text, part) in owners {
			let row = rows.get(text);
			asks.push(row.map_or(0, |&(row, _)| size(row)));
			gives.push(row.map_or(size(spans.len()), |&(row, _)| size(row)));
			let last = row.map_or(0, |&(_, last)| last);
			let first = size(*part) * BLOCK;
			for key in first..first + BLOCK {
				let behind = key > last;
				let before = window.is_some_and(|window| key <= last - window);
				hides |= before;
				all.push(if behind { HIDDEN } else { 0.0 });
				windowed.push(if behind || before { HIDDEN } else { 0.0 });
			}
		}
		let held = |span: &Span| cache.table.of(span.text);
		let most = spans.iter().map(|span| held(span).len()).max().unwrap_or(0);
		let parts: Vec<_> = spans
			.iter()
			.flat_map(|span| {
				let (blocks, first) = (held(span), held(span).first().copied().unwrap_or(0));
				(0..most).map(move |part| size(blocks.get(part).copied().unwrap_or(first)))
			})
			.collect();
		let blocks = size(owners.len());
		let mask = |values: &[f32]| {
			let mask = Tensor::from_slice(values).to_device(device).view([blocks, 1, 1, BLOCK]);
			mask.expand([-1, cache.kv_heads, -1, -1], false).reshape([-1, 1, BLOCK])
		};
		Self {
			asks: Tensor::from_slice(&asks).to_device(device),
			gives: Tensor::from_slice(&gives).to_device(device),
			parts: Tensor::from_slice(&parts).to_device(device),
			masks: Masks { all: Some(mask(&all)), windowed: hides.then(|| mask(&windowed)) },
			texts: size(spans.len()),
			blocks,
		}
	}
}

impl Alone {
	fn new(cache: &KvCache, device: Device, span: &Span, at: i64, window: Option<i64>) -> Self {
		let (first, tokens) = (size(span.first), size(span.tokens));
		let keys = first + tokens;
		let hidden = || Tensor::full([tokens, keys], f64::NEG_INFINITY, (Kind::Float, device));
		// The key at `key` stands behind the token at `token` if `key - token > first`.
		let causal = || hidden().triu(first + 1);
		let windowed = window.filter(|&window| keys > window);
		Self {
			first: at,
			tokens,
			seen: (first > 0).then(|| seen(cache, span).to_device(device)),
			masks: Masks {
				all: (first > 0 && tokens > 1).then(causal),
				windowed: windowed.map(|window| causal() + hidden().tril(first - window)),
			},
		}
	}
}

/// Where the keys of each token belong; see [`Attention::places`].
fn places(cache: &KvCache, spans: &[Span]) -> Tensor {
	let mut places = Vec::new();
	for span in spans {
		let blocks = cache.table.of(span.text);
		for token in span.first..span.first + span.tokens {
			let block = size(blocks[token / BLOCK_TOKENS]) * cache.kv_heads;
			let place = size(token % BLOCK_TOKENS);
			places.extend((0..cache.kv_heads).map(|head| (block + head) * BLOCK + place));
		}
	}
	Tensor::from_slice(&places)
}

/// Where the keys are that the last token of `span` sees; see [`Alone::seen`].
fn seen(cache: &KvCache, span: &Span) -> Tensor {
	let keys = size(span.first + span.tokens);
	let blocks = cache.table.of(span.text);
	let mut seen = Vec::new();
	for head in 0..cache.kv_heads {
		let mut left = keys;
		for &block in blocks {
			let begin = (size(block) * cache.kv_heads + head) * BLOCK;
			seen.extend(begin..begin + left.clamp(0, BLOCK));
			left -= BLOCK;
		}
	}
	Tensor::from_slice(&seen)
}

fn attend(
	queries: &Tensor,
	keys: &Tensor,
	values: &Tensor,
	mask: Option<&Tensor>,
	causal: bool,
	grouped: bool,
) -> Tensor {
	Tensor::scaled_dot_product_attention(queries, keys, values, mask, 0.0, causal, None, grouped)
}

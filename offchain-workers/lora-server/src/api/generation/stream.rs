// SPDX-License-Identifier: Apache-2.0
//! Answers in server-sent events.

use super::{Answering, Paid, Piece, Usage};
use crate::{api::ApiError, engine::FinishReason};
use axum::response::sse::Event;
use futures_util::{
	stream::{self, select_all, BoxStream, SelectAll, Stream},
	StreamExt,
};
use std::{collections::VecDeque, convert::Infallible};

/// How the chunks of an answer look.
pub(in crate::api) trait Chunks: Send + 'static {
	/// What comes before any text.
	fn first(&self) -> Option<Event>;
	/// A piece of the text `index`.
	fn text(&self, index: u32, text: String) -> Event;
	/// The end of the text `index`.
	fn end(&self, index: u32, reason: FinishReason) -> Event;
	/// What is told at last: how many tokens it took, if that was asked for, and what was paid.
	fn last(&self, usage: Usage, paid: Option<&Paid>) -> Option<Event>;
}

struct State<C> {
	texts: SelectAll<BoxStream<'static, (u32, Result<Piece, ApiError>)>>,
	chunks: C,
	usage: Usage,
	paid: Option<Box<Paid>>,
	ready: VecDeque<Event>,
	over: bool,
}

/// The `answers` in events, as their texts come. When the client goes away the stream is dropped, and with
/// it the generation of all of them.
pub(in crate::api) fn stream<C: Chunks>(
	answers: Vec<Answering>,
	chunks: C,
) -> impl Stream<Item = Result<Event, Infallible>> {
	let texts = (0..).zip(answers).map(|(index, answer)| pieces(index, answer).boxed());
	let state = State {
		texts: select_all(texts),
		ready: chunks.first().into_iter().collect(),
		chunks,
		usage: Usage::default(),
		paid: None,
		over: false,
	};
	stream::unfold(state, |mut state| async move {
		let event = state.next().await?;
		Some((Ok(event), state))
	})
}

impl<C: Chunks> State<C> {
	async fn next(&mut self) -> Option<Event> {
		if let Some(event) = self.ready.pop_front() {
			return Some(event);
		}
		if self.over {
			return None;
		}
		match self.texts.next().await {
			Some((index, Ok(Piece::Text(text)))) => Some(self.chunks.text(index, text)),
			Some((index, Ok(Piece::End { reason, usage, paid }))) => {
				self.usage += usage;
				self.paid = paid;
				Some(self.chunks.end(index, reason))
			},
			Some((_, Err(error))) => {
				self.over = true;
				Some(Event::default().data(error.to_json()))
			},
			None => {
				self.over = true;
				self.ready.extend(self.chunks.last(self.usage, self.paid.as_deref()));
				self.ready.push_back(Event::default().data("[DONE]"));
				self.ready.pop_front()
			},
		}
	}
}

/// The pieces of one text, the last of which is its end, or what went wrong.
fn pieces(
	index: u32,
	answering: Answering,
) -> impl Stream<Item = (u32, Result<Piece, ApiError>)> + Send + 'static {
	stream::unfold(Some(answering), move |answering| async move {
		let mut answering = answering?;
		let piece = answering.next().await;
		let goes_on = matches!(piece, Ok(Piece::Text(_)));
		Some(((index, piece), goes_on.then_some(answering)))
	})
}

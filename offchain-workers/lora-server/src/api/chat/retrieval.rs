// SPDX-License-Identifier: Apache-2.0
//! Passages for a conversation: `retrieval: {datanet, k}`, an extension of OpenAI's requests.
//!
//! The last message of the user is the question. The best `k` passages of the Datanet's newest snapshot, or
//! as many of the first of them as the context holds beside the conversation and its answer, stand before it
//! in the same message, as the chat templates of all models take it:
//!
//! ```text
//! Answer from these passages.
//! [1] The first passage.
//! [2] The second one.
//!
//! The question.
//! ```

use super::{prompt, request::USER};
use crate::{
	api::{Api, ApiError},
	retrieval::{RetrievalError, Shelf},
	services::Services,
	snapshots::SnapshotError,
	sources::SourceError,
	store::StoreError,
	tokenizer::{ChatMessage, TokenizerError},
};
use openledger_attribution::retrieval::{Citation, Hit, SearchError, MAX_HITS};
use openledger_primitives::ids::DatanetId;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use tokio::task;
use utoipa::ToSchema;

const HEADING: &str = "Answer from these passages.";
/// The part of the context that stays free for the answer, where less is not asked for.
const ANSWER_PART: usize = 4;

/// Which passages are wanted.
#[derive(Deserialize, Clone, Copy, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Passages {
	/// The Datanet's number.
	pub datanet: u32,
	/// Passages at most: 1 to 256.
	#[schema(minimum = 1, maximum = 256)]
	pub k: u32,
}

/// What was put before the model.
#[derive(Serialize, Clone, ToSchema)]
pub(in crate::api) struct Retrieved {
	datanet: u32,
	/// The snapshot that was searched.
	snapshot: u32,
	/// The digest of the log's entry, which commits to the question, the scores and all entries before.
	/// Nothing, where no passage was used.
	entry: Option<String>,
	citations: Vec<Cited>,
}

/// A passage before the model.
#[derive(Serialize, Clone, ToSchema)]
struct Cited {
	/// Its number in the prompt.
	rank: u32,
	contribution: u64,
	/// The bytes before it in the contribution.
	start: u32,
	/// Its length in bytes.
	length: u32,
	/// Its share in the retrieval, in parts of one billion.
	share: u32,
	/// By words: BM25, in units of 2^-32.
	bm25: u64,
	/// By meaning: the cosine, in units of 2^-28; nothing without embeddings.
	cosine: Option<i32>,
	text: String,
}

/// The conversation with passages before it.
pub(super) struct Augmented {
	/// Its tokens.
	pub prompt: Vec<u32>,
	/// What was put before it.
	pub retrieved: Retrieved,
}

/// Puts passages before `messages`, and logs them. `max_tokens` are to be left for the answer.
pub(super) async fn augment(
	api: &Api,
	wanted: Passages,
	messages: Vec<ChatMessage>,
	max_tokens: Option<u64>,
) -> Result<Augmented, ApiError> {
	if !(1..=MAX_HITS).contains(&wanted.k) {
		let message = format!("retrieval.k: 1 to {MAX_HITS}");
		return Err(ApiError::invalid_param("retrieval.k", "invalid_value", message));
	}
	let Some(question) = messages.iter().rfind(|message| message.role == USER) else {
		let message = "retrieval looks for the last message of the user, and there is none";
		return Err(ApiError::invalid_param("messages", "invalid_value", message));
	};
	let question = question.content.clone();
	let services = api.services.clone();
	let view = services.node.finalised().await?;
	let shelf = services.library.newest(&view, DatanetId(wanted.datanet)).await?;
	let work = move || {
		let context = services.artifacts.base().model().config().context;
		let answer = max_tokens.and_then(|most| usize::try_from(most).ok()).unwrap_or(usize::MAX);
		let room = context.saturating_sub(answer.min(context / ANSWER_PART));
		put_before(&services, &shelf, wanted, &question, &messages, room)
	};
	task::spawn_blocking(work).await?
}

fn put_before(
	services: &Arc<Services>,
	shelf: &Shelf,
	wanted: Passages,
	question: &str,
	messages: &[ChatMessage],
	room: usize,
) -> Result<Augmented, ApiError> {
	let mut found = shelf.search(question, wanted.k)?;
	let mut citations = shelf.cite(&found)?;
	let render = |passages: &[Citation]| prompt(services.codec(), &with(messages, passages));
	let (mut tokens, used) = fit(&citations, room, render)?;
	if used < citations.len() {
		// Shares are those of what was used, and so is what is logged.
		if let Ok(k @ 1..) = u32::try_from(used) {
			found = shelf.search(question, k)?;
			citations = shelf.cite(&found)?;
			tokens = render(&citations)?;
		} else {
			found.hits.clear();
			citations.clear();
		}
	}
	let entry = if citations.is_empty() { None } else { Some(services.library.log(&found)?) };
	let citations = citations
		.into_iter()
		.zip(&found.hits)
		.map(|(citation, hit)| cited(citation, hit))
		.collect();
	let retrieved = Retrieved {
		datanet: wanted.datanet,
		snapshot: shelf.snapshot.0,
		entry: entry.map(|digest| digest.to_string()),
		citations,
	};
	Ok(Augmented { prompt: tokens, retrieved })
}

/// The prompt with as many of the first `passages` as give at most `room` tokens, and how many those are.
/// Without passages it is as long as it is.
fn fit(
	passages: &[Citation],
	room: usize,
	render: impl Fn(&[Citation]) -> Result<Vec<u32>, TokenizerError>,
) -> Result<(Vec<u32>, usize), TokenizerError> {
	let all = render(passages)?;
	if all.len() <= room {
		return Ok((all, passages.len()));
	}
	// More passages are more tokens: halve what is not known, between what fits and what does not.
	let (mut fitting, mut prompt) = (0, render(&[])?);
	let mut surplus = passages.len();
	while surplus - fitting > 1 {
		let middle = fitting + (surplus - fitting) / 2;
		let tried = render(passages.get(..middle).unwrap_or_default())?;
		if tried.len() <= room {
			(fitting, prompt) = (middle, tried);
		} else {
			surplus = middle;
		}
	}
	Ok((prompt, fitting))
}

/// The conversation with `passages` before its question.
fn with(messages: &[ChatMessage], passages: &[Citation]) -> Vec<ChatMessage> {
	let mut messages = messages.to_vec();
	let question = messages.iter_mut().rfind(|message| message.role == USER);
	if let Some(question) = question.filter(|_| !passages.is_empty()) {
		let said = passages.iter().map(|passage| format!("[{}] {}\n", passage.rank, passage.text));
		let said = said.collect::<String>();
		question.content = format!("{HEADING}\n{said}\n{}", question.content);
	}
	messages
}

fn cited(citation: Citation, hit: &Hit) -> Cited {
	let Citation { contribution, start, length, rank, share, text } = citation;
	let Hit { bm25, cosine, .. } = *hit;
	Cited { rank, contribution: contribution.0, start, length, share, bm25, cosine, text }
}

impl From<RetrievalError> for ApiError {
	fn from(error: RetrievalError) -> Self {
		let message = error.to_string();
		match error {
			RetrievalError::Chain(error) => error.into(),
			RetrievalError::UnknownDatanet(_) => Self::not_found("datanet_not_found", message),
			RetrievalError::Private(_) => Self::forbidden("datanet_private", message),
			RetrievalError::NoSnapshot(_) => Self::not_found("snapshot_not_found", message),
			RetrievalError::Snapshot(error) => error.into(),
			RetrievalError::Search(SearchError::NoWords | SearchError::TooLong(_)) => {
				Self::invalid_param("messages", "invalid_value", message)
			},
			RetrievalError::Citation(_) => Self::unavailable("contribution_unavailable", message),
			_ => Self::internal(message),
		}
	}
}

impl From<SnapshotError> for ApiError {
	fn from(error: SnapshotError) -> Self {
		let message = error.to_string();
		match error {
			SnapshotError::Chain(error) => error.into(),
			SnapshotError::Store { source: StoreError::Missing { .. }, .. } => {
				Self::unavailable("contribution_unavailable", message)
			},
			SnapshotError::Unknown(_) | SnapshotError::Mismatch { .. } => {
				Self::unavailable("snapshot_unavailable", message)
			},
			SnapshotError::Store { source, .. } | SnapshotError::Use { source } => source.into(),
			SnapshotError::Source { source, .. } => match *source {
				SourceError::Store(source) => source.into(),
				SourceError::Elsewhere { .. } | SourceError::CutShort(_) => {
					Self::unavailable("contribution_unavailable", message)
				},
			},
		}
	}
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;
	use openledger_primitives::ids::ContributionId;
	use proptest::prelude::*;

	fn passages(lengths: &[usize]) -> Vec<Citation> {
		(1..)
			.zip(lengths)
			.map(|(rank, &length)| Citation {
				contribution: ContributionId(1),
				start: 0,
				length: 1,
				rank,
				share: 0,
				text: "x".repeat(length),
			})
			.collect()
	}

	/// A prompt of three tokens, and one for each letter of a passage.
	fn render(passages: &[Citation]) -> Result<Vec<u32>, TokenizerError> {
		Ok(vec![0; 3 + passages.iter().map(|passage| passage.text.len()).sum::<usize>()])
	}

	proptest! {
		/// The same as trying one passage less until it fits.
		#[test]
		fn fit_uses_as_many_passages_as_the_room_holds(
			lengths in prop::collection::vec(1usize..20, 0..40),
			room in 0usize..400,
		) {
			let passages = passages(&lengths);
			let naive = (0..=passages.len())
				.rev()
				.find(|&count| render(&passages[..count]).unwrap().len() <= room)
				.unwrap_or(0);
			let (prompt, used) = fit(&passages, room, render).unwrap();
			prop_assert_eq!(used, naive);
			prop_assert_eq!(prompt.len(), render(&passages[..naive]).unwrap().len());
		}
	}

	#[test]
	fn passages_stand_before_the_last_question() {
		let turn =
			|role: &str, content: &str| ChatMessage { role: role.into(), content: content.into() };
		let asked = [turn("user", "Who?"), turn("assistant", "I."), turn("user", "Why?")];
		let found = with(&asked, &passages(&[1, 2]));
		assert_eq!(found[..2], asked[..2]);
		assert_eq!(found[2].content, "Answer from these passages.\n[1] x\n[2] xx\n\nWhy?");
		assert_eq!(with(&asked, &[]), asked);
	}
}

// SPDX-License-Identifier: Apache-2.0
//! An answer that is paid for: completed, attributed, signed and kept, whether its client stays or not.

use super::{
	purse::{Bid, Purse},
	refusal::{refuse, taken},
};
use crate::{
	api::{
		generation::{begin, count, Answering, Generating, Paid, Piece, Usage, Wanted},
		Api, ApiError,
	},
	artifacts::ModelName,
	attribution::{self, Evidence},
	engine::{FinishReason, Payer},
	payments::{Admitted, Again, ChannelFacts, Order, Produced, Turn},
	services::Services,
};
use openledger_attribution::spans::Index;
use openledger_primitives::{commitment::ContentCommitment, ids::ArtifactId};
use std::sync::Arc;
use tokio::{
	sync::mpsc::{unbounded_channel, UnboundedReceiver, UnboundedSender},
	task,
};

/// What a client hears of an answer.
type Pieces = UnboundedSender<Result<Piece, ApiError>>;

/// The answer to `wanted`, which `purse` pays for. `model` is what the client asked, `input` is what the
/// receipt's commitment is to, `param` the member of the request that the prompt comes from.
pub(in crate::api) async fn answer(
	api: &Api,
	purse: Purse,
	model: &str,
	input: &str,
	wanted: Wanted,
	param: &str,
) -> Result<Answering, ApiError> {
	match purse {
		Purse::Token(payer) => Ok(Answering::Free(Box::new(begin(api, payer, wanted, param)?))),
		Purse::Channel(bid) => buy(api, *bid, model, input, wanted, param).await,
	}
}

async fn buy(
	api: &Api,
	bid: Bid,
	model: &str,
	input: &str,
	wanted: Wanted,
	param: &str,
) -> Result<Answering, ApiError> {
	let payments = taken(api)?.clone();
	let services = &api.services;
	let input = ContentCommitment::of_document(input)
		.map_err(|error| ApiError::invalid_param(param, "invalid_value", error.to_string()))?;
	let Bid { payment, body, view, record } = bid;
	let (genesis, channel) = (view.genesis(), payment.channel);
	let id = sold(model)?;
	let artifact = services.artifacts.find(&view, id).await?;
	let prices = artifact.prices.ok_or_else(|| not_for_sale(model))?;
	let account = view.receipts_account(&payments.worker()).await?;
	let order = Order {
		body,
		artifact: id,
		prices,
		prompt_tokens: count(wanted.prompt.len()),
		max_tokens: wanted.limit(api),
	};
	let admitting = move || {
		let terms = account.map(|account| account.terms);
		let facts = ChannelFacts { genesis, record: record.clone(), terms };
		payments
			.admit(facts, &payment, order)
			.map_err(|error| refuse(&payments, genesis, Some((channel, &record)), &error))
	};
	match task::spawn_blocking(admitting).await?? {
		Admitted::Again(again) => Ok(Answering::Bought(repeated(*again))),
		Admitted::Turn(turn) => {
			let index = services.indexes.get(&view, &artifact.snapshots).await?;
			let payer = Payer::new(&turn.payer().to_string());
			let generating = begin(api, payer, wanted, param)?;
			let (pieces, heard) = unbounded_channel();
			let work = Work { services: services.clone(), turn, index, input };
			// A client that goes away owes what it asked for, and can fetch it: the same request is answered
			// with the same.
			api.works.spawn(work.run(generating, pieces));
			Ok(Answering::Bought(heard))
		},
	}
}

/// The artifact that is asked for by its number: what is named otherwise has no prices.
fn sold(model: &str) -> Result<ArtifactId, ApiError> {
	match model.parse() {
		Ok(ModelName::Artifact(id)) => Ok(id),
		Ok(ModelName::Base | ModelName::Manifest(_)) | Err(_) => Err(not_for_sale(model)),
	}
}

fn not_for_sale(model: &str) -> ApiError {
	let message = format!("{model:?} is not the number of an artifact that has prices");
	ApiError::payment_required("not_for_sale", message)
}

/// What was said before, at once.
fn repeated(again: Again) -> UnboundedReceiver<Result<Piece, ApiError>> {
	let (pieces, heard) = unbounded_channel();
	let Again { answer, receipt } = again;
	let reason = if answer.cut { FinishReason::Length } else { FinishReason::Stop };
	let usage = Usage::new(answer.prompt_tokens, answer.completion_tokens);
	let paid = Some(Box::new(Paid { receipt: Some(receipt) }));
	// Nobody has left yet.
	if !answer.text.is_empty() {
		let _ = pieces.send(Ok(Piece::Text(answer.text)));
	}
	let _ = pieces.send(Ok(Piece::End { reason, usage, paid }));
	heard
}

/// One answer on its way.
struct Work {
	services: Arc<Services>,
	turn: Box<Turn>,
	index: Arc<Index>,
	input: ContentCommitment,
}

impl Work {
	async fn run(self, generating: Generating, pieces: Pieces) {
		let end = self.complete(generating, &pieces).await;
		if let Err(error) = &end {
			tracing::warn!(error = error.message(), "an answer that was to be paid for has failed");
		}
		// The client may have left.
		let _ = pieces.send(end);
	}

	/// Generates to the end, attributes, and signs. When something fails, nothing is owed.
	async fn complete(
		self,
		mut generating: Generating,
		pieces: &Pieces,
	) -> Result<Piece, ApiError> {
		let Self { services, turn, index, input } = self;
		let mut text = String::new();
		let (reason, usage) = loop {
			match generating.next().await? {
				Piece::Text(piece) => {
					text.push_str(&piece);
					let _ = pieces.send(Ok(Piece::Text(piece)));
				},
				Piece::End { reason, usage, .. } => break (reason, usage),
			}
		};
		let min_words = turn.min_words();
		let found = attribution::attribute(index, text.clone(), min_words).await?;
		let work = move || {
			if !found.answer().is_empty() {
				services.store.put_content(found.answer().as_bytes())?;
			}
			let evidence = serde_json::to_vec(&Evidence::of(&found, min_words))
				.expect("evidence has string keys and no serializer of its own that fails; qed");
			let receipt = turn.sign(Produced {
				text,
				cut: reason == FinishReason::Length,
				tokens: usage.completion_tokens,
				input,
				output: found.output(),
				vector: found.vector().clone(),
				evidence_root: found.evidence().root(),
				evidence,
			})?;
			Ok::<_, ApiError>(Paid { receipt })
		};
		let paid = task::spawn_blocking(work).await??;
		Ok(Piece::End { reason, usage, paid: Some(Box::new(paid)) })
	}
}

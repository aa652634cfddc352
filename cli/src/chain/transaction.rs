// SPDX-License-Identifier: Apache-2.0
//! Calls: tried out, or signed, submitted, and followed until they are final.

use super::{
	json::{self, plancks, Event},
	trial::{self, Cost},
	Chain, Signer,
};
use crate::failure::Failure;
use indicatif::ProgressBar;
use serde::{de::DeserializeOwned, Serialize};
use serde_json::Value as Json;
use std::time::Duration;
use subxt::{
	config::polkadot::PolkadotExtrinsicParamsBuilder,
	dynamic::{self, Value},
	error::{DispatchError, TransactionEventsError},
	ext::{
		scale_encode::{self, EncodeAsFields, FieldIter, TypeResolver},
		scale_value::Composite,
	},
	rpcs::client::rpc_params,
	transactions::{DynamicPayload, TransactionStatus},
	utils::H256,
};

/// The longest time that a transaction may take to become final.
const PATIENCE: Duration = Duration::from_secs(600);
/// Blocks in which a transaction is valid, so that one that is lost cannot come back.
const MORTALITY: u64 = 64;
/// Blocks in which a transaction is valid that is only tried out: as few as there can be.
const SHORT_MORTALITY: u64 = 4;

/// A call, by the names that the chain's metadata has.
#[derive(Clone)]
pub struct Call<Arguments = Composite<()>> {
	pallet: &'static str,
	name: &'static str,
	arguments: Arguments,
}

/// Arguments in SCALE, in the order of the call: proofs of many kilobytes, and what servers have encoded.
#[derive(Clone)]
pub struct Encoded(Vec<u8>);

impl EncodeAsFields for Encoded {
	fn encode_as_fields_to<R: TypeResolver>(
		&self,
		_: &mut dyn FieldIter<'_, R::TypeId>,
		_: &R,
		out: &mut Vec<u8>,
	) -> Result<(), scale_encode::Error> {
		out.extend_from_slice(&self.0);
		Ok(())
	}
}

impl Call<Encoded> {
	/// The call `name` of `pallet` with arguments that are encoded already.
	pub fn encoded(pallet: &'static str, name: &'static str, arguments: Vec<u8>) -> Self {
		Self { pallet, name, arguments: Encoded(arguments) }
	}
}

impl<Arguments> Call<Arguments> {
	/// The pallet and its call.
	pub fn title(&self) -> String {
		format!("{}.{}", self.pallet, self.name)
	}
}

impl Call {
	/// The call `name` of `pallet`.
	pub fn new(
		pallet: &'static str,
		name: &'static str,
		arguments: impl IntoIterator<Item = (&'static str, Value)>,
	) -> Self {
		let arguments = Composite::named(arguments);
		Self { pallet, name, arguments }
	}

	/// All of `calls`, or none. One alone stays what it is.
	pub fn all(mut calls: Vec<Self>) -> Self {
		if calls.len() == 1 {
			return calls.remove(0);
		}
		let calls = calls.into_iter().map(Self::into_value);
		Self::new("Utility", "batch_all", [("calls", Value::unnamed_composite(calls))])
	}

	/// The call as an agent's wallet makes it.
	pub fn by_agent(self, agent: u32) -> Self {
		let arguments = [("agent", Value::u128(agent.into())), ("call", self.into_value())];
		Self::new("Agents", "act", arguments)
	}

	fn into_value(self) -> Value {
		Value::unnamed_variant(self.pallet, [Value::variant(self.name, self.arguments)])
	}
}

/// What came of a transaction.
pub struct Receipt {
	/// The block that it is in; `None` when it was only tried out.
	pub block: Option<u64>,
	/// What it cost, or would, in plancks.
	pub fee: u128,
	/// What it would hold and pay besides, when it was only tried out and the node can tell.
	pub cost: Option<Cost>,
	events: Vec<Event>,
}

impl Receipt {
	/// The members of the first event of this kind; `Null` when the call was only tried out.
	///
	/// # Errors
	/// [`Failure::NoEvent`].
	pub fn event(&self, pallet: &str, name: &'static str) -> Result<Json, Failure> {
		let Some(block) = self.block else { return Ok(Json::Null) };
		self.find(pallet, name).cloned().ok_or(Failure::NoEvent { block, event: name })
	}

	/// The members of the first event of this kind, if there is one.
	pub fn find(&self, pallet: &str, name: &str) -> Option<&Json> {
		self.events.iter().find(|event| event.0 == pallet && event.1 == name).map(|event| &event.2)
	}
}

impl Chain {
	/// Signs `call` and waits until it is final, or only tries it out.
	///
	/// # Errors
	/// [`Failure::Refused`] in the chain's own words, [`Failure::NotIncluded`], [`Failure::TooLate`],
	/// [`Failure::Node`].
	pub async fn submit<Arguments: EncodeAsFields>(
		&self,
		signer: &Signer,
		call: Call<Arguments>,
		dry_run: bool,
	) -> Result<Receipt, Failure> {
		let title = call.title();
		let refused = |error: &dyn std::fmt::Display| Failure::NotIncluded(error.to_string());
		let payload = dynamic::tx(call.pallet, call.name, call.arguments);
		if dry_run {
			return self.try_out(&title, &payload, signer).await;
		}
		let mut transactions = self.client.tx().await.map_err(|error| refused(&error))?;
		// The pool's count, not the block's: what waits there comes first.
		let nonce = self.request("system_accountNextIndex", signer.account().to_string()).await?;
		let params = PolkadotExtrinsicParamsBuilder::new().nonce(nonce).mortal(MORTALITY).build();
		let signed = transactions
			.create_signed(&payload, &signer.0, params)
			.await
			.map_err(|error| refused(&error))?;
		let spinner = ProgressBar::new_spinner().with_message(format!("{title}: submitted"));
		spinner.enable_steady_tick(Duration::from_millis(100));
		let mut progress = signed.submit_and_watch().await.map_err(|error| refused(&error))?;
		let follow = async {
			while let Some(status) = progress.next().await {
				match status.map_err(|error| refused(&error))? {
					TransactionStatus::InBestBlock(_) => {
						spinner.set_message(format!("{title}: in a block, not final yet"));
					},
					TransactionStatus::InFinalizedBlock(block) => return Ok(block),
					TransactionStatus::Error { message }
					| TransactionStatus::Invalid { message }
					| TransactionStatus::Dropped { message } => return Err(refused(&message)),
					_ => {},
				}
			}
			Err(refused(&"the node stopped telling of it"))
		};
		let block = tokio::time::timeout(PATIENCE, follow).await.map_err(|_| {
			Failure::TooLate(format!("{title} is not final after {} s", PATIENCE.as_secs()))
		})??;
		let at = block.at().await.map_err(|error| refused(&error))?;
		let number = at.block_number();
		let emitted = block.wait_for_success().await.map_err(|error| match error {
			TransactionEventsError::ExtrinsicFailed(reason) => {
				Failure::Refused { call: title.clone(), reason: words(&reason) }
			},
			error => refused(&error),
		})?;
		spinner.finish_and_clear();
		let mut events = Vec::new();
		for event in emitted.iter() {
			let event = event.map_err(|error| refused(&error))?;
			let fields = event
				.decode_fields_unchecked_as::<Composite<()>>()
				.map_err(|error| refused(&error))?;
			let (pallet, name) = (event.pallet_name().to_owned(), event.event_name().to_owned());
			events.push((pallet, name, json::members(&fields)));
		}
		let mut receipt = Receipt { block: Some(number), fee: 0, cost: None, events };
		let paid = receipt.event("TransactionPayment", "TransactionFeePaid");
		// A call that costs nothing tells of no fee.
		receipt.fee = paid.ok().and_then(|paid| plancks(&paid["actual_fee"])).unwrap_or(0);
		Ok(receipt)
	}

	/// What would happen if the call were applied to the newest final state. Nothing of it stays.
	///
	/// The node gets to see a transaction that it could submit: one that ends with the next blocks.
	async fn try_out<Data: EncodeAsFields>(
		&self,
		title: &str,
		payload: &DynamicPayload<Data>,
		signer: &Signer,
	) -> Result<Receipt, Failure> {
		let refused = |error: &dyn std::fmt::Display| Failure::NotIncluded(error.to_string());
		let at = self.finalised().await?.at;
		// The state of a block does not know the block's own hash yet.
		let parent = at.block_number().saturating_sub(1);
		let hash: H256 = self.request("chain_getBlockHash", parent).await?;
		let params = PolkadotExtrinsicParamsBuilder::new()
			.mortal_from_unchecked(SHORT_MORTALITY, parent, hash)
			.build();
		let signed = at
			.transactions()
			.create_signed(payload, &signer.0, params)
			.await
			.map_err(|error| refused(&error))?;
		let fee = signed.partial_fee_estimate().await.map_err(|error| refused(&error))?;
		let question = "BlockBuilder_apply_extrinsic";
		let answer = at.runtime_apis().call_raw(question, Some(signed.encoded())).await.map_err(
			|error| Failure::Node { question: question.to_owned(), reason: error.to_string() },
		)?;
		// A result of a result: invalid, or applied; applied with success, or with the chain's refusal.
		match answer.as_slice() {
			[0, 0, ..] => {
				let cost = trial::cost(&at, payload, &signer.account()).await;
				Ok(Receipt { block: None, fee, cost, events: Vec::new() })
			},
			[0, 1, error @ ..] => {
				let reason = DispatchError::decode_from(error, at.metadata())
					.map_or_else(|error| error.to_string(), |error| words(&error));
				Err(Failure::Refused { call: title.to_owned(), reason })
			},
			_ => Err(Failure::NotIncluded(format!(
				"{title} is not valid now: can the account pay its fee?"
			))),
		}
	}

	/// Asks the node.
	async fn request<T: DeserializeOwned>(
		&self,
		question: &str,
		argument: impl Serialize,
	) -> Result<T, Failure> {
		self.rpc.request(question, rpc_params![argument]).await.map_err(|error| Failure::Node {
			question: question.to_owned(),
			reason: error.to_string(),
		})
	}
}

/// An error in the words of the pallet that made it.
fn words(error: &DispatchError) -> String {
	match error {
		DispatchError::Module(module) => match module.details() {
			Ok(details) => {
				let docs = details.variant.docs.join(" ");
				let name = format!("{}.{}", details.pallet.name(), details.variant.name);
				if docs.trim().is_empty() {
					name
				} else {
					format!("{name}: {}", docs.trim())
				}
			},
			Err(error) => error.to_string(),
		},
		error => error.to_string(),
	}
}

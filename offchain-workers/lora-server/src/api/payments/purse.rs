// SPDX-License-Identifier: Apache-2.0
//! Who asks, and what pays for it.

use super::refusal::{refuse, taken};
use crate::{
	api::{auth, body, Api, ApiError},
	chain::ChainView,
	engine::Payer,
	payments::{Payment, PaymentError},
};
use axum::{
	extract::{DefaultBodyLimit, FromRequest, Request},
	http::{HeaderMap, HeaderValue},
};
use base64::{engine::general_purpose::STANDARD, Engine};
use openledger_primitives::{
	payment::{Ask, HEADER},
	records::ChannelRecord,
};
use polkadot_sdk::{
	sp_core::H256,
	sp_runtime::{
		traits::{BlakeTwo256, Hash},
		AccountId32,
	},
};
use serde::de::DeserializeOwned;

/// Bytes of a body that is paid for: whoever sends it has shown no token, and no context holds more.
const MAX_BODY: usize = 1024 * 1024;

/// A request with a body of JSON, and what pays for its answer.
pub(in crate::api) struct Asked<T> {
	pub request: T,
	pub purse: Purse,
}

/// What pays for an answer.
#[derive(Clone)]
pub(in crate::api) enum Purse {
	/// Nothing: the engine's tokens are counted for whoever shows this token.
	Token(Payer),
	/// A channel.
	Channel(Box<Bid>),
}

/// A payment for the answer to one body, signed by who may sign for the channel.
#[derive(Clone)]
pub(in crate::api) struct Bid {
	pub payment: Payment,
	/// BLAKE2b-256 of the body.
	pub body: H256,
	/// The chain, as of which the channel pays here.
	pub view: ChainView,
	/// The channel.
	pub record: ChannelRecord<AccountId32>,
}

impl Bid {
	/// Looks the channel up, and whether its signer asks this. Before it nobody has shown anything: no more is
	/// done for them than that.
	async fn check(api: &Api, payment: Payment, body: &[u8]) -> Result<Self, ApiError> {
		let payments = taken(api)?;
		let view = api.services.node.finalised().await?;
		let (genesis, channel) = (view.genesis(), payment.channel);
		let record = view.channel(channel).await?;
		let checked = payments.check_channel(channel, record).and_then(|record| {
			let ask = Ask::new(genesis, channel, payment.cumulative, body);
			if ask.is_signed_by(&record.signer, &payment.signature) {
				Ok(record)
			} else {
				Err(PaymentError::BadSignature { channel, what: "the request" })
			}
		});
		let record = checked.map_err(|error| refuse(payments, genesis, None, &error))?;
		Ok(Self { payment, body: BlakeTwo256::hash(body), view, record })
	}
}

impl Purse {
	/// Whether the answer is paid for.
	pub fn is_paid(&self) -> bool {
		matches!(self, Self::Channel(_))
	}
}

impl<T: DeserializeOwned> FromRequest<Api> for Asked<T> {
	type Rejection = ApiError;

	async fn from_request(mut request: Request, api: &Api) -> Result<Self, ApiError> {
		let headers = request.headers();
		let payment = headers.get(HEADER).map(|header| read(api, header)).transpose()?;
		if payment.is_none() && api.require_payment {
			return Err(ApiError::payment_required(
				"payment_required",
				format!("answers have to be paid for here: the header {HEADER} is missing"),
			));
		}
		let payer = payer(headers);
		if payment.is_some() {
			DefaultBodyLimit::max(MAX_BODY).apply(&mut request);
		}
		let bytes = body::read(request, api).await?;
		let purse = match payment {
			Some(payment) => Purse::Channel(Box::new(Bid::check(api, payment, &bytes).await?)),
			None => Purse::Token(payer),
		};
		Ok(Self { request: body::parse(&bytes)?, purse })
	}
}

fn read(api: &Api, header: &HeaderValue) -> Result<Payment, ApiError> {
	taken(api)?;
	let invalid = |reason: String| {
		let message =
			format!("the header {HEADER} is not the base64 of a payment's JSON: {reason}");
		ApiError::payment_required("payment_invalid", message)
	};
	let json = STANDARD.decode(header.as_bytes()).map_err(|error| invalid(error.to_string()))?;
	serde_json::from_slice(&json).map_err(|error| invalid(error.to_string()))
}

/// Whom the engine counts tokens for: a hash of the token that is shown, for payers are told in logs.
fn payer(headers: &HeaderMap) -> Payer {
	match auth::bearer(headers) {
		Some(token) => Payer::new(&format!("token {:?}", BlakeTwo256::hash(token.as_bytes()))),
		None => Payer::local(),
	}
}

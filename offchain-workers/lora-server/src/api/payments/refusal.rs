// SPDX-License-Identifier: Apache-2.0
//! How a payment is refused: by a code, and with what would have to be paid.

use crate::{
	api::{Api, ApiError},
	attribution::AttributionError,
	payments::{PaymentError, Payments, WatchError},
};
use openledger_primitives::{ids::ChannelId, records::ChannelRecord};
use polkadot_sdk::{sp_core::H256, sp_runtime::AccountId32};
use std::sync::Arc;

/// The payments, where answers can be paid for.
pub(in crate::api) fn taken(api: &Api) -> Result<&Arc<Payments>, ApiError> {
	api.services.payments.as_ref().ok_or_else(|| {
		let message = "this server has no worker's key, and takes no payments";
		ApiError::invalid("payments_not_taken", message)
	})
}

/// The refusal of a payment, with what is known of the channel. Reads the disk.
pub(super) fn refuse(
	payments: &Payments,
	genesis: H256,
	channel: Option<(ChannelId, &ChannelRecord<AccountId32>)>,
	error: &PaymentError,
) -> ApiError {
	let refused = named(error);
	match payments.terms(genesis, channel).map(serde_json::to_value) {
		Ok(Ok(terms)) => refused.with_terms(terms),
		// What is wrong is told without it.
		Ok(Err(_)) | Err(_) => refused,
	}
}

fn named(error: &PaymentError) -> ApiError {
	let message = error.to_string();
	let required = ApiError::payment_required;
	match error {
		PaymentError::ChannelUnknown(_) => required("channel_unknown", message),
		PaymentError::WrongPayee { .. } => required("wrong_payee", message),
		PaymentError::NotBatched(_) => required("channel_not_batched", message),
		PaymentError::Closing(_) => required("channel_closing", message),
		PaymentError::BadSignature { .. } => required("bad_signature", message),
		PaymentError::WrongChain => required("wrong_chain", message),
		PaymentError::WrongChannel(_) => required("wrong_channel", message),
		PaymentError::Unpaid { .. } => required("receipt_unpaid", message),
		PaymentError::PaidTooMuch { .. } => required("paid_too_much", message),
		PaymentError::DepositTooSmall { .. } => required("deposit_too_small", message),
		PaymentError::Busy(_) => ApiError::conflict("channel_busy", message),
		PaymentError::Overtaken(_) => ApiError::conflict("channel_overtaken", message),
		PaymentError::OtherArtifact { .. } => ApiError::conflict("other_artifact", message),
		PaymentError::OldTerms(_) => ApiError::conflict("old_terms", message),
		PaymentError::BatchPending => ApiError::conflict("batch_pending", message),
		PaymentError::NothingToSettle => ApiError::conflict("nothing_to_settle", message),
		PaymentError::DistributionUnknown(_) => ApiError::conflict("distribution_unknown", message),
		PaymentError::NoAccount(_) => ApiError::unavailable("no_account", message),
		PaymentError::EngineOutdated { .. } => ApiError::unavailable("engine_outdated", message),
		PaymentError::OtherChain => ApiError::unavailable("other_chain", message),
		PaymentError::FeeOverflow => ApiError::invalid("fee_overflow", message),
		PaymentError::OtherWorker(_) | PaymentError::Receipt(_) | PaymentError::Build(_) => {
			ApiError::internal(message)
		},
		PaymentError::Store(error) if error.is_full() => ApiError::insufficient_storage(message),
		PaymentError::Store(_) => ApiError::internal(message),
	}
}

impl From<PaymentError> for ApiError {
	fn from(error: PaymentError) -> Self {
		named(&error)
	}
}

impl From<WatchError> for ApiError {
	fn from(error: WatchError) -> Self {
		match error {
			WatchError::Chain(error) => error.into(),
			WatchError::Payment(error) => error.into(),
			WatchError::CutShort(error) => error.into(),
		}
	}
}

impl From<AttributionError> for ApiError {
	fn from(error: AttributionError) -> Self {
		let message = error.to_string();
		if error.passes() {
			Self::unavailable("attribution_unavailable", message)
		} else {
			Self::internal(message)
		}
	}
}

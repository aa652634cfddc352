// SPDX-License-Identifier: Apache-2.0
//! What a call would take of its signer besides the fee, as the node's dry run of it tells by events.

use super::{
	json::{self, plancks, Event},
	At,
};
use codec::Encode;
use serde_json::Value as Json;
use subxt::{
	dynamic::Value,
	ext::{
		frame_decode::runtime_apis::decode_runtime_api_response,
		scale_decode::{DecodeAsType, IntoVisitor},
		scale_encode::EncodeAsFields,
	},
	transactions::DynamicPayload,
	utils::AccountId32,
};

/// The runtime API, and its method.
const API: (&str, &str) = ("DryRunApi", "dry_run_call");
/// Among the origins of the pallet `System`: that of a signed transaction.
const SIGNED: u8 = 1;
/// The version of XCM in which the node would tell of messages, which nobody reads here.
const XCM_VERSION: u32 = 5;

/// What a call would take of its signer besides the fee, in plancks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Cost {
	/// Put on hold: deposits, bonds, escrow.
	pub held: u128,
	/// Free again.
	pub released: u128,
	/// Paid to others.
	pub paid: u128,
	/// Paid by others.
	pub received: u128,
}

/// What the node tells of a dry run, as far as it is used here.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Effects {
	emitted_events: Vec<Value>,
}

/// What the call would take of `who`, the fee not counted; `None` when the node cannot tell.
pub async fn cost<Arguments: EncodeAsFields>(
	at: &At,
	payload: &DynamicPayload<Arguments>,
	who: &AccountId32,
) -> Option<Cost> {
	let call = at.transactions().call_data(payload).ok()?;
	let metadata = at.metadata_ref();
	// An origin is named by the index of its pallet.
	let system = metadata.pallet_by_name("System")?.call_index();
	let arguments = [(system, SIGNED, who.0).encode(), call, XCM_VERSION.encode()].concat();
	let (api, method) = API;
	let question = format!("{api}_{method}");
	let answer = at.runtime_apis().call_raw(&question, Some(&arguments)).await.ok()?;
	let effects = decode_runtime_api_response(
		api,
		method,
		&mut answer.as_slice(),
		metadata,
		metadata.types(),
		<Result<Effects, Value>>::into_visitor(),
	);
	let events: Vec<Event> =
		effects.ok()?.ok()?.emitted_events.iter().filter_map(json::event).collect();
	Some(Cost::of(&events, who))
}

impl Cost {
	/// What `events` took of `who`.
	fn of(events: &[Event], who: &AccountId32) -> Self {
		let who = Json::from(format!("0x{}", hex::encode(who.0)));
		let mut cost = Self::default();
		let add = |sum: &mut u128, amount: &Json| {
			*sum = sum.saturating_add(plancks(amount).unwrap_or_default());
		};
		for (pallet, name, event) in events {
			if pallet != "Balances" {
				continue;
			}
			let is = |member: &str| event.get(member) == Some(&who);
			match name.as_str() {
				"Held" if is("who") => add(&mut cost.held, &event["amount"]),
				"Released" if is("who") => add(&mut cost.released, &event["amount"]),
				"Transfer" if is("from") && !is("to") => add(&mut cost.paid, &event["amount"]),
				"Transfer" if is("to") && !is("from") => add(&mut cost.received, &event["amount"]),
				"TransferAndHold" if is("source") && is("dest") => {
					add(&mut cost.held, &event["transferred"]);
				},
				"TransferAndHold" if is("source") => add(&mut cost.paid, &event["transferred"]),
				"TransferAndHold" if is("dest") => add(&mut cost.received, &event["transferred"]),
				"Burned" if is("who") => add(&mut cost.paid, &event["amount"]),
				_ => {},
			}
		}
		cost
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	const WHO: AccountId32 = AccountId32([7; 32]);

	fn balances(name: &str, event: Json) -> Event {
		("Balances".into(), name.into(), event)
	}

	fn account(byte: u8) -> String {
		format!("0x{}", hex::encode([byte; 32]))
	}

	#[test]
	fn cost_counts_what_is_held_of_the_signer_alone() {
		let events = [
			balances("Held", json!({ "who": account(7), "amount": 5, "reason": "Bond" })),
			balances("Held", json!({ "who": account(8), "amount": 100 })),
			balances(
				"Held",
				json!({ "who": account(7), "amount": "340282366920938463463374607431768211455" }),
			),
			balances("Released", json!({ "who": account(7), "amount": 2 })),
		];
		let cost = Cost::of(&events, &WHO);
		assert_eq!(cost, Cost { held: u128::MAX, released: 2, ..Cost::default() });
	}

	#[test]
	fn cost_counts_what_is_paid_and_received() {
		let events = [
			balances("Transfer", json!({ "from": account(7), "to": account(8), "amount": 30 })),
			balances("Transfer", json!({ "from": account(8), "to": account(7), "amount": 4 })),
			balances("Transfer", json!({ "from": account(7), "to": account(7), "amount": 9 })),
			("Other".into(), "Transfer".into(), json!({ "from": account(7), "amount": 1 })),
		];
		let cost = Cost::of(&events, &WHO);
		assert_eq!(cost, Cost { paid: 30, received: 4, ..Cost::default() });
	}
}

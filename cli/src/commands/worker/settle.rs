// SPDX-License-Identifier: Apache-2.0
//! Batches of receipts: thousands of answers that vouchers paid for, settled by one transaction.

use crate::{
	amount::Amount,
	chain::{plancks, value, Call, Chain},
	commands::Session,
	failure::Failure,
	output::Output,
};
use clap::Args;
use codec::DecodeAll;
use indicatif::ProgressBar;
use openledger_primitives::{
	ids::{ArtifactId, BatchId, ChannelId},
	payment::{BatchRequest, ProposedBatch},
	receipts::{BatchHeader, BatchVoucher},
	records::{BatchRecord, ReceiptsAccountRecord},
};
use polkadot_sdk::sp_runtime::{AccountId32, MultiSignature};
use serde_json::json;
use std::time::Duration;

const PALLET: &str = "Receipts";
/// How often the chain is looked at.
const INTERVAL: Duration = Duration::from_secs(1);

/// What is settled, and how far.
#[derive(Args, Debug)]
pub struct Options {
	/// The artifact whose answers are settled; without it, the one whose answers have earned most
	#[arg(long)]
	artifact: Option<u32>,
	/// A channel that is left out; several
	#[arg(long, value_name = "CHANNEL")]
	except: Vec<u64>,
	/// Make the pending batch final; post one before when none is pending
	#[arg(long)]
	finalize: bool,
	/// Wait until the batch can be final
	#[arg(long, requires = "finalize")]
	wait: bool,
}

/// The caller's account for batches, opened or closed.
///
/// # Errors
/// Those of the chain.
pub async fn account(session: &Session, open: bool) -> Result<Output, Failure> {
	let (call, event, outcome) = match open {
		true => ("open_account", "AccountOpened", "can settle answers that vouchers pay for"),
		false => ("close_account", "AccountClosed", "settles no more batches"),
	};
	let own = session.signer()?.account();
	let receipt = session.submit(&session.chain().await?, Call::new(PALLET, call, [])).await?;
	let told = receipt.event(PALLET, event)?;
	let json = json!({ "worker": own.to_string(), "distribution": told["distribution"] });
	Ok(Output::of(&receipt, format!("{own} {outcome}"), json))
}

/// Posts the next batch of the worker's own server, or makes the pending one final.
///
/// # Errors
/// Those of the chain and the server; [`Failure::TooLate`] when a batch cannot be final yet.
pub async fn run(session: &Session, options: Options) -> Result<Output, Failure> {
	let chain = session.chain().await?;
	let own = AccountId32::new(session.signer()?.account().0);
	let view = chain.finalised().await?;
	let account: Option<ReceiptsAccountRecord> = view.ask("ReceiptsApi_account_of", &own).await?;
	let account = account.ok_or_else(|| {
		Failure::Input(format!("{own} has no account for batches: `worker open-account` opens one"))
	})?;
	let batch = match account.pending {
		Some(batch) if options.finalize => batch,
		Some(batch) => {
			return Err(Failure::TooLate(format!(
				"batch {batch} is not final yet, and one is settled after the other: --finalize makes it final"
			)))
		},
		None => {
			let output = post(session, &chain, &options).await?;
			let (Some(batch), true) = (output.1, options.finalize) else { return Ok(output.0) };
			batch
		},
	};
	due(&chain, batch, options.wait).await?;
	let call = Call::new(PALLET, "finalize", [("batch", value::number(batch.0))]);
	let receipt = session.submit(&chain, call).await?;
	let told = receipt.event(PALLET, "BatchFinalized")?;
	let (total, distributed) = (
		plancks(&told["total"]).unwrap_or_default(),
		plancks(&told["distributed"]).unwrap_or_default(),
	);
	let text = format!(
		"batch {batch} is final: {} of fees, of which named contributions draw {}",
		Amount(total),
		Amount(distributed)
	);
	let json = json!({
		"batch": batch.0,
		"final": true,
		"total": total.to_string(),
		"distributed": distributed.to_string(),
	});
	Ok(Output::of(&receipt, text, json))
}

/// Posts what the server proposes; tells the batch, if it was not only tried out.
async fn post(
	session: &Session,
	chain: &Chain,
	options: &Options,
) -> Result<(Output, Option<BatchId>), Failure> {
	let server = session.server()?;
	let wanted = BatchRequest {
		artifact: options.artifact.map(ArtifactId),
		except: options.except.iter().copied().map(ChannelId).collect(),
	};
	let proposed = server.propose_batch(&wanted).await?;
	let arguments = arguments(&proposed)
		.map_err(|reason| Failure::Server { url: server.url().to_owned(), reason })?;
	let receipt = session.submit(chain, Call::encoded(PALLET, "post_batch", arguments)).await?;
	let told = receipt.event(PALLET, "BatchPosted")?;
	// Its number is on chain only as long as it is pending, and the server looks on its own now and then. A
	// server that cannot look now loses nothing but the number.
	if let Err(error) = server.batches().await {
		eprintln!("Warning: the server does not know the batch's number yet: {error}");
	}
	let batch = told["batch"].as_u64().and_then(|batch| u32::try_from(batch).ok()).map(BatchId);
	let text = format!(
		"batch {} settles {} answers for {}; it can be final in block {}",
		told["batch"],
		proposed.header.receipts.leaves,
		Amount(proposed.total),
		told["due"],
	);
	let json = json!({
		"batch": told["batch"],
		"final": false,
		"artifact": proposed.header.artifact.0,
		"receipts": proposed.header.receipts.leaves,
		"root": proposed.header.receipts.root,
		"channels": proposed.vouchers.iter().map(|voucher| voucher.channel.0).collect::<Vec<_>>(),
		"total": proposed.total.to_string(),
		"due": told["due"],
		"waiting": proposed.waiting,
	});
	Ok((Output::of(&receipt, text, json), batch))
}

/// The encoded arguments, if they are what the server says in words.
fn arguments(proposed: &ProposedBatch<MultiSignature>) -> Result<Vec<u8>, String> {
	type Arguments = (BatchHeader, Vec<BatchVoucher<MultiSignature>>);
	let digits = proposed.arguments.strip_prefix("0x").unwrap_or(&proposed.arguments);
	let bytes =
		hex::decode(digits).map_err(|error| format!("its batch is not hexadecimal: {error}"))?;
	let (header, vouchers) = Arguments::decode_all(&mut bytes.as_slice())
		.map_err(|error| format!("its batch is no call: {error}"))?;
	if header == proposed.header && vouchers == proposed.vouchers {
		Ok(bytes)
	} else {
		Err("its batch is encoded otherwise than it is told".into())
	}
}

/// Waits until the batch can be final, or refuses to.
async fn due(chain: &Chain, batch: BatchId, wait: bool) -> Result<(), Failure> {
	let spinner = ProgressBar::new_spinner();
	spinner.enable_steady_tick(Duration::from_millis(100));
	loop {
		let view = chain.finalised().await?;
		if view.ask("ReceiptsApi_is_due", batch).await? {
			spinner.finish_and_clear();
			return Ok(());
		}
		let found: Option<BatchRecord<AccountId32>> = view.ask("ReceiptsApi_batch", batch).await?;
		let record = found.ok_or_else(|| Failure::Unknown(format!("pending batch {batch}")))?;
		let now = view.clock().await?;
		let open = match record.open {
			0 => String::new(),
			open => format!(", once {open} challenges and demands are over"),
		};
		let state =
			format!("batch {batch} can be final in block {}{open}; it is {now}", record.due);
		if !wait {
			return Err(Failure::TooLate(format!("{state}. --wait waits for it")));
		}
		spinner.set_message(state);
		tokio::time::sleep(INTERVAL).await;
	}
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;
	use codec::Encode;
	use openledger_primitives::{distribution::DistributionRoot, receipts::TreeRoot};
	use polkadot_sdk::{sp_core::sr25519, sp_runtime::Perbill};

	fn proposed() -> ProposedBatch<MultiSignature> {
		let header = BatchHeader {
			artifact: ArtifactId(3),
			engine_version: 1,
			min_words: 6,
			contributors_share: Perbill::from_percent(40),
			receipts: TreeRoot { root: [1; 32].into(), leaves: 2 },
			entries: TreeRoot::default(),
			previous: DistributionRoot::default(),
			distribution: DistributionRoot::default(),
		};
		let vouchers = vec![BatchVoucher {
			channel: ChannelId(4),
			before: 0,
			cumulative: 238,
			signature: MultiSignature::Sr25519(sr25519::Signature::from_raw([2; 64])),
		}];
		let arguments = format!("0x{}", hex::encode((&header, &vouchers).encode()));
		ProposedBatch { header, vouchers, total: 238, arguments, waiting: 0 }
	}

	#[test]
	fn batch_is_posted_when_its_encoding_is_what_is_told() {
		let proposed = proposed();
		let bytes = arguments(&proposed).unwrap();
		assert_eq!(bytes, (&proposed.header, &proposed.vouchers).encode());
	}

	#[test]
	fn batch_is_refused_when_its_encoding_is_another() {
		let mut other = proposed();
		other.vouchers[0].cumulative += 1;
		assert!(arguments(&other).unwrap_err().contains("otherwise"));
		for digits in ["0xzz", "0x00", ""] {
			let broken = ProposedBatch { arguments: digits.into(), ..proposed() };
			assert!(arguments(&broken).is_err(), "{digits}");
		}
	}
}

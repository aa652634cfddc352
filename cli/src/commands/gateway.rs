// SPDX-License-Identifier: Apache-2.0
//! The gateway: OpenAI's clients on this machine ask, and a channel pays.

use super::{channel, readable, Session};
use crate::{
	amount::Amount,
	failure::Failure,
	gateway::{
		ledger::Ledger,
		serve,
		till::{adoptable, Terms, Till},
		ChainReceipt,
	},
	output::Output,
};
use clap::Args;
use openledger_primitives::{
	ids::ChannelId,
	payment::PaymentTerms,
	records::{ChannelRecord, WorkerView},
};
use polkadot_sdk::{
	sp_core::H256,
	sp_runtime::{AccountId32, MultiSignature},
};
use serde_json::json;
use std::{net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};
use tokio::net::TcpListener;

/// How often the worker is paid for the last answer when nothing else is asked.
const PAY_INTERVAL: Duration = Duration::from_secs(30);
/// After how many of these receipts are looked through.
const TIDY_EVERY: u32 = 20;

/// What pays, and where clients are answered.
#[derive(Args, Debug)]
pub struct Options {
	/// The prepaid channel; the key that signs its vouchers is this command's
	#[arg(long)]
	channel: u64,
	/// Where clients are answered: an address of this machine alone, as it pays for whoever asks
	#[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8401")]
	listen: SocketAddr,
	/// The worker's server; without it, what the chain says where that is
	#[arg(long, value_name = "URL")]
	worker_server: Option<String>,
	/// What one answer may cost at most, in OPEN
	#[arg(long, value_name = "OPEN", default_value = "10")]
	max_fee: Amount,
	/// Where receipts are kept; without it, a folder of the channel's in the user's data folder
	#[arg(long, env = "OPENLEDGER_RECEIPTS", value_name = "DIR")]
	receipts: Option<PathBuf>,
	/// Go on from the worker's newest receipt, which is not in the folder: pay what is owed by it unseen
	#[arg(long)]
	adopt: bool,
}

/// Serves until it is ended.
///
/// # Errors
/// Those of the chain, of files and of the server; [`Failure::Input`] when the channel cannot pay for answers.
pub async fn run(session: &Session, options: Options) -> Result<Output, Failure> {
	if !options.listen.ip().is_loopback() {
		let listen = options.listen;
		return Err(Failure::Input(format!(
			"--listen {listen}: the gateway pays for whoever reaches it, so only for this machine"
		)));
	}
	let signer = session.signer()?;
	let chain = session.chain().await?;
	let view = chain.finalised().await?;
	let channel = ChannelId(options.channel);
	let record = channel::find(&view, channel).await?;
	pays(&record, channel, &AccountId32::new(signer.account().0))?;
	let server = match options.worker_server {
		Some(url) => url,
		None => {
			let found: Option<WorkerView<AccountId32>> =
				view.ask("AttributionApi_worker", &record.payee).await?;
			let worker =
				found.ok_or_else(|| Failure::Unknown(format!("worker {}", record.payee)))?;
			readable(&worker.endpoint)
		},
	};
	let genesis = H256(chain.genesis());
	let folder = match options.receipts {
		Some(folder) => folder,
		None => default_folder(genesis, channel)?,
	};
	let mut ledger = Ledger::open(&folder, record.redeemed)?;
	let terms = Terms {
		genesis,
		channel,
		worker: record.payee.clone(),
		server: server.trim_end_matches('/').to_owned(),
		max_fee: options.max_fee.0,
		node: session.node().to_owned(),
	};
	if options.adopt {
		adopt(session, &terms, &mut ledger).await?;
	}
	let cumulative = ledger.cumulative();
	let till = Arc::new(Till::new(terms, signer, ledger)?);
	let listener = TcpListener::bind(options.listen).await;
	let listener = listener
		.map_err(|error| Failure::Input(format!("--listen {}: {error}", options.listen)))?;
	let address = listener
		.local_addr()
		.map_err(|error| Failure::Input(format!("--listen {}: {error}", options.listen)))?;
	let left = Amount(record.deposit.saturating_sub(cumulative));
	Output::new(
		format!(
			"http://{address}/v1 answers OpenAI's clients by {}\nchannel {channel} has {left} left, receipts \
			 are in {}",
			server,
			folder.display()
		),
		json!({
			"url": format!("http://{address}/v1"),
			"channel": channel.0,
			"worker": record.payee.to_string(),
			"server": server,
			"receipts": folder,
			"cumulative": cumulative.to_string(),
			"deposit": record.deposit.to_string(),
		}),
	)
	.print_now(session.is_json());
	let upkeep = tokio::spawn(keep_up(till.clone()));
	let served = serve(listener, till.clone()).await;
	upkeep.abort();
	served?;
	let paid = till.pay().await.map_err(|refusal| {
		Failure::TooLate(format!("the last voucher is not handed in: {refusal}"))
	})?;
	let spent = paid.saturating_sub(cumulative);
	Ok(Output::new(
		format!(
			"{} were paid for answers, {} through the channel in all",
			Amount(spent),
			Amount(paid)
		),
		json!({ "spent": spent.to_string(), "cumulative": paid.to_string() }),
	))
}

/// Pays for the last answer when nobody asks for another, and removes receipts that are final.
async fn keep_up(till: Arc<Till>) {
	let mut round: u32 = 0;
	loop {
		if round.checked_rem(TIDY_EVERY) == Some(0) {
			if let Err(failure) = till.tidy().await {
				eprintln!("Warning: receipts are not looked through: {failure}");
			}
		}
		tokio::time::sleep(PAY_INTERVAL).await;
		round = round.wrapping_add(1);
		if let Err(refusal) = till.pay().await {
			eprintln!("Warning: the voucher is not handed in: {refusal}");
		}
	}
}

/// Checks that the channel can pay for answers by vouchers of the key `own`.
fn pays(
	record: &ChannelRecord<AccountId32>,
	channel: ChannelId,
	own: &AccountId32,
) -> Result<(), Failure> {
	let why = if record.signer != *own {
		format!("vouchers are signed by {}, and the key is of {own}", record.signer)
	} else if !record.batched {
		"its payee had no account for batches when it was opened: open another one".into()
	} else if record.closing_at.is_some() {
		"it is being closed: reopen it".into()
	} else {
		return Ok(());
	};
	Err(Failure::Input(format!("channel {channel} cannot pay for answers: {why}")))
}

/// Takes the receipt over that the server says is the newest.
async fn adopt(session: &Session, terms: &Terms, ledger: &mut Ledger) -> Result<(), Failure> {
	let server = session.server_at(&terms.server)?;
	let said: PaymentTerms<AccountId32, MultiSignature> = server.receipts(terms.channel).await?;
	let newest: Option<ChainReceipt> = said.standing.and_then(|standing| standing.receipt);
	match newest {
		Some(receipt) if receipt.statement.receipt.cumulative > ledger.cumulative() => {
			adoptable(&receipt, terms)?;
			ledger.keep(&receipt)
		},
		_ => Ok(()),
	}
}

/// A folder of the channel's own, and of the chain's: development chains begin again with the same numbers.
fn default_folder(genesis: H256, channel: ChannelId) -> Result<PathBuf, Failure> {
	let data = dirs::data_local_dir().ok_or_else(|| {
		Failure::Input("there is no data folder: name one for the receipts by --receipts".into())
	})?;
	let chain = hex::encode(genesis.as_bytes().get(..8).unwrap_or_default());
	Ok(data.join("openledger").join("gateway").join(chain).join(format!("channel-{channel}")))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;

	const OWN: AccountId32 = AccountId32::new([7; 32]);

	fn record() -> ChannelRecord<AccountId32> {
		ChannelRecord {
			payer: OWN,
			payee: AccountId32::new([8; 32]),
			signer: OWN,
			deposit: 100,
			redeemed: 0,
			batched: true,
			closing_at: None,
		}
	}

	#[test]
	fn channel_pays_when_the_key_signs_for_it_and_batches_redeem() {
		assert!(pays(&record(), ChannelId(1), &OWN).is_ok());
	}

	#[test]
	fn channel_is_refused_by_name_when_it_cannot_pay() {
		let cases = [
			(ChannelRecord { signer: AccountId32::new([9; 32]), ..record() }, "the key is of"),
			(ChannelRecord { batched: false, ..record() }, "no account for batches"),
			(ChannelRecord { closing_at: Some(9), ..record() }, "being closed"),
		];
		for (record, word) in cases {
			let error = pays(&record, ChannelId(1), &OWN).unwrap_err().to_string();
			assert!(error.contains(word), "{error}");
		}
	}
}

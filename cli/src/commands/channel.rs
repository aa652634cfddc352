// SPDX-License-Identifier: Apache-2.0
//! Prepaid channels: opened, filled up, looked at, closed; and vouchers, which pay through them.

use super::Session;
use crate::{
	amount::Amount,
	chain::{plancks, value, Call, View},
	failure::Failure,
	output::Output,
};
use clap::{Args, Subcommand};
use codec::Encode;
use openledger_primitives::{
	ids::ChannelId, records::ChannelRecord, voucher::Voucher, x402::SignedVoucher,
};
use polkadot_sdk::{
	sp_core::H256,
	sp_runtime::{AccountId32, MultiSignature},
};
use serde_json::json;
use std::{fs, path::PathBuf};
use subxt::utils;

const PALLET: &str = "PaymentChannels";

/// What can be done with channels.
#[derive(Subcommand, Debug)]
pub enum Command {
	/// Lock OPEN to pay somebody by vouchers
	Open(Open),
	/// Lock more OPEN in a channel
	TopUp {
		/// The channel
		channel: u64,
		/// How much more, in OPEN
		#[arg(value_name = "OPEN")]
		amount: Amount,
		#[command(flatten)]
		by: By,
	},
	/// Ask to close a channel; close it, once its payee has had time to redeem, or as its payee
	Close {
		/// The channel
		channel: u64,
		#[command(flatten)]
		by: By,
	},
	/// Take the request to close a channel back
	Reopen {
		/// The channel
		channel: u64,
		#[command(flatten)]
		by: By,
	},
	/// Show a channel
	Show {
		/// The channel
		channel: u64,
	},
	/// Sign a voucher, as its channel's signer: all that is to be paid through the channel in all
	Voucher {
		/// The channel
		channel: u64,
		/// The sum of all payments since the channel was opened, in OPEN
		#[arg(value_name = "OPEN")]
		cumulative: Amount,
	},
	/// Have a voucher paid out to the payee; not of channels that pay through batches
	Redeem {
		/// File with the voucher, as `channel voucher --json` prints it
		voucher: PathBuf,
	},
}

/// A new channel.
#[derive(Args, Debug)]
pub struct Open {
	/// Who is to be paid
	payee: utils::AccountId32,
	/// How much is locked, in OPEN
	#[arg(value_name = "OPEN")]
	amount: Amount,
	/// Whose key signs the vouchers; the signer's own without it
	#[arg(long, value_name = "ACCOUNT")]
	voucher_key: Option<utils::AccountId32>,
	#[command(flatten)]
	by: By,
}

/// Who acts.
#[derive(Args, Clone, Copy, Debug)]
pub struct By {
	/// The wallet of this agent, which is the signer's or which the signer's key controls
	#[arg(long, value_name = "AGENT")]
	as_agent: Option<u32>,
}

impl By {
	/// `call`, made by the signer or by the agent's wallet.
	pub fn call(self, call: Call) -> Call {
		match self.as_agent {
			Some(agent) => call.by_agent(agent),
			None => call,
		}
	}

	/// The agent whose wallet acts.
	pub fn agent(self) -> Option<u32> {
		self.as_agent
	}
}

/// Does what `command` says.
///
/// # Errors
/// Those of the chain and of files.
pub async fn run(session: &Session, command: Command) -> Result<Output, Failure> {
	match command {
		Command::Open(new) => open(session, new).await,
		Command::TopUp { channel, amount, by } => {
			let arguments =
				[("channel", value::number(channel)), ("amount", value::number(amount.0))];
			let call = by.call(Call::new(PALLET, "top_up", arguments));
			let outcome = format!("has {amount} more");
			changed(session, channel, call, &outcome).await
		},
		Command::Close { channel, by } => close(session, channel, by).await,
		Command::Reopen { channel, by } => {
			let call = by.call(of(channel, "reopen"));
			changed(session, channel, call, "stays open").await
		},
		Command::Show { channel } => show(session, ChannelId(channel)).await,
		Command::Voucher { channel, cumulative } => {
			voucher(session, ChannelId(channel), cumulative).await
		},
		Command::Redeem { voucher } => redeem(session, voucher).await,
	}
}

/// The channel `id`.
///
/// # Errors
/// [`Failure::Unknown`], those of the chain.
pub async fn find(view: &View, id: ChannelId) -> Result<ChannelRecord<AccountId32>, Failure> {
	let found: Option<ChannelRecord<AccountId32>> =
		view.ask("PaymentChannelsApi_channel", id).await?;
	found.ok_or_else(|| Failure::Unknown(format!("channel {id}, or it was closed")))
}

fn of(channel: u64, name: &'static str) -> Call {
	Call::new(PALLET, name, [("channel", value::number(channel))])
}

async fn open(session: &Session, new: Open) -> Result<Output, Failure> {
	let signer = match new.voucher_key {
		Some(key) => key,
		None => session.signer()?.account(),
	};
	let call = Call::new(
		PALLET,
		"open",
		[
			("payee", value::account(&new.payee)),
			("amount", value::number(new.amount.0)),
			("signer", value::account(&signer)),
		],
	);
	let receipt = session.submit(&session.chain().await?, new.by.call(call)).await?;
	let opened = receipt.event(PALLET, "Opened")?;
	let (channel, batched) = (&opened["channel"], opened["batched"] == json!(true));
	let how = if batched { ", who settles by batches" } else { "" };
	let text = format!("channel {channel} pays {}{how}", new.payee);
	let json = json!({
		"channel": channel,
		"payee": new.payee.to_string(),
		"voucher_key": signer.to_string(),
		"amount": new.amount.0.to_string(),
		"batched": batched,
	});
	Ok(Output::of(&receipt, text, json))
}

async fn changed(
	session: &Session,
	channel: u64,
	call: Call,
	outcome: &str,
) -> Result<Output, Failure> {
	let receipt = session.submit(&session.chain().await?, call).await?;
	let text = format!("channel {channel} {outcome}");
	Ok(Output::of(&receipt, text, json!({ "channel": channel })))
}

async fn close(session: &Session, channel: u64, by: By) -> Result<Output, Failure> {
	let chain = session.chain().await?;
	let view = chain.finalised().await?;
	let record = find(&view, ChannelId(channel)).await?;
	let own = AccountId32::new(session.signer()?.account().0);
	let now = view.clock().await?;
	let (call, event) = match record.closing_at {
		_ if record.payee == own && by.agent().is_none() => ("close", "Closed"),
		None => ("request_close", "CloseRequested"),
		Some(block) if now >= u64::from(block) => ("close", "Closed"),
		Some(block) => {
			return Err(Failure::TooLate(format!(
				"channel {channel} can be closed from block {block} on, and it is block {now}"
			)))
		},
	};
	let receipt = session.submit(&chain, by.call(of(channel, call))).await?;
	let told = receipt.event(PALLET, event)?;
	let refund = plancks(&told["refund"]);
	let text = match refund {
		Some(refund) => format!("channel {channel} is closed, {} are free again", Amount(refund)),
		None => format!("channel {channel} can be closed from block {} on", told["closing_at"]),
	};
	let json = json!({
		"channel": channel,
		"closed": event == "Closed",
		"closing_at": told["closing_at"],
		"refund": refund.map(|refund| refund.to_string()),
	});
	Ok(Output::of(&receipt, text, json))
}

async fn show(session: &Session, id: ChannelId) -> Result<Output, Failure> {
	let view = session.chain().await?.finalised().await?;
	let record = find(&view, id).await?;
	let left = record.deposit.saturating_sub(record.redeemed);
	let mut text = format!(
		"channel {id} of {}\npays {}{}\nvouchers are signed by {}\n{} locked in all, {} paid, {} left",
		record.payer,
		record.payee,
		if record.batched { " through batches of receipts" } else { "" },
		record.signer,
		Amount(record.deposit),
		Amount(record.redeemed),
		Amount(left),
	);
	if let Some(block) = record.closing_at {
		text.push_str(&format!("\ncan be closed from block {block} on"));
	}
	let json = json!({
		"channel": id.0,
		"payer": record.payer.to_string(),
		"payee": record.payee.to_string(),
		"voucher_key": record.signer.to_string(),
		"deposit": record.deposit.to_string(),
		"redeemed": record.redeemed.to_string(),
		"left": left.to_string(),
		"batched": record.batched,
		"closing_at": record.closing_at,
		"at": view.block(),
	});
	Ok(Output::new(text, json))
}

async fn voucher(
	session: &Session,
	channel: ChannelId,
	cumulative: Amount,
) -> Result<Output, Failure> {
	let signer = session.signer()?;
	let chain = session.chain().await?;
	let record = find(&chain.finalised().await?, channel).await?;
	let own = AccountId32::new(signer.account().0);
	if record.signer != own {
		return Err(Failure::Input(format!(
			"vouchers of channel {channel} are signed by {}, and the key is of {own}",
			record.signer
		)));
	}
	if cumulative.0 > record.deposit {
		return Err(Failure::Input(format!(
			"channel {channel} has {} locked in all: top it up, or sign for less",
			Amount(record.deposit)
		)));
	}
	let voucher = Voucher { genesis: H256(chain.genesis()), channel, cumulative: cumulative.0 };
	let signature = signer.sign(&voucher.signing_bytes());
	let json = serde_json::to_value(SignedVoucher { voucher, signature })
		.map_err(|error| Failure::Input(error.to_string()))?;
	Ok(Output::new(json.to_string(), json))
}

async fn redeem(session: &Session, path: PathBuf) -> Result<Output, Failure> {
	let bytes = fs::read(&path).map_err(Failure::file(&path))?;
	let signed: SignedVoucher<MultiSignature> =
		serde_json::from_slice(&bytes).map_err(|error| {
			Failure::Input(format!("{} is no voucher in JSON: {error}", path.display()))
		})?;
	let Voucher { channel, cumulative, .. } = signed.voucher;
	let chain = session.chain().await?;
	if signed.voucher.genesis != H256(chain.genesis()) {
		return Err(Failure::Input("the voucher is for another chain".into()));
	}
	let arguments = (channel, cumulative, &signed.signature).encode();
	let receipt = session.submit(&chain, Call::encoded(PALLET, "redeem", arguments)).await?;
	let redeemed = receipt.event(PALLET, "Redeemed")?;
	let amount = plancks(&redeemed["amount"]).unwrap_or_default();
	let text = format!("channel {channel} has paid {}", Amount(amount));
	let json = json!({ "channel": channel.0, "amount": amount.to_string() });
	Ok(Output::of(&receipt, text, json))
}

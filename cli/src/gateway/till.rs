// SPDX-License-Identifier: Apache-2.0
//! The till: asks the worker's server, looks at each receipt, and signs the vouchers. One answer at a time, as
//! the receipts of a channel continue each other.

use super::{
	answer::{Events, Heard},
	check::{check, Expected, Fault},
	ledger::{Asked, Ledger},
	question::{Question, QuestionError},
	refusal::Refusal,
	ChainReceipt,
};
use crate::{
	chain::{Chain, Signer},
	failure::Failure,
};
use axum::body::Bytes;
use base64::{prelude::BASE64_STANDARD, Engine};
use openledger_primitives::{
	fee::PriceList,
	ids::{ArtifactId, ChannelId},
	payment::{Ask, Payment, PaymentTerms, HEADER},
	receipts::Redemption,
	records::{ArtifactRecord, BatchRecord, ChannelRecord, ReceiptsAccountRecord},
	voucher::Voucher,
	x402::SignedVoucher,
	Balance,
};
use polkadot_sdk::{
	sp_core::H256,
	sp_runtime::{AccountId32, MultiSignature},
};
use reqwest::{
	header::{HeaderValue, CONTENT_TYPE, RETRY_AFTER},
	Client, Response, StatusCode,
};
use std::{collections::BTreeMap, convert::Infallible, sync::Arc, time::Duration};
use tokio::sync::{mpsc, Mutex, OwnedMutexGuard};

/// How long a server may take to be there at all.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long the next piece of an answer may take: it may wait for its turn, and for its adapter.
const READ_TIMEOUT: Duration = Duration::from_secs(600);
/// The longest answer that is read whole, in bytes.
const MAX_ANSWER: usize = 64 * 1024 * 1024;
/// Pieces of a stream that wait for the client.
const PIECES: usize = 64;

/// What the till is for.
pub struct Terms {
	/// Hash of the chain's genesis block.
	pub genesis: H256,
	/// The channel that pays.
	pub channel: ChannelId,
	/// Who is paid.
	pub worker: AccountId32,
	/// The worker's server.
	pub server: String,
	/// What one answer may cost, in plancks.
	pub max_fee: Balance,
	/// The node, which knows the prices.
	pub node: String,
}

/// Asks and pays.
pub struct Till {
	terms: Terms,
	signer: Signer,
	http: Client,
	book: Arc<Mutex<Book>>,
}

/// What only one request at a time may touch.
struct Book {
	ledger: Ledger,
	prices: BTreeMap<ArtifactId, PriceList>,
	/// All that the server was seen to have vouchers for, in plancks.
	paid: Balance,
	/// Why nothing is paid any more.
	distrust: Option<String>,
}

/// What a client is answered with.
pub enum Reply {
	/// All of it.
	Whole {
		/// The server's status.
		status: StatusCode,
		/// When to ask again, where the server says so.
		retry_after: Option<HeaderValue>,
		/// The server's words.
		body: Bytes,
	},
	/// Server-sent events.
	Stream(mpsc::Receiver<Result<Bytes, Infallible>>),
}

impl Till {
	/// A till for the channel whose receipts are in `ledger`.
	///
	/// # Errors
	/// [`Failure::Server`] when there cannot be an HTTP client.
	pub fn new(terms: Terms, signer: Signer, ledger: Ledger) -> Result<Self, Failure> {
		let http = Client::builder()
			.connect_timeout(CONNECT_TIMEOUT)
			.read_timeout(READ_TIMEOUT)
			.build()
			.map_err(|error| Failure::Server {
				url: terms.server.clone(),
				reason: error.to_string(),
			})?;
		let book = Book { ledger, prices: BTreeMap::new(), paid: 0, distrust: None };
		Ok(Self { terms, signer, http, book: Arc::new(Mutex::new(book)) })
	}

	/// What the server says of itself and its models, which costs nothing.
	///
	/// # Errors
	/// [`Refusal::Unreachable`], [`Refusal::Garbled`].
	pub async fn look(&self, path: &str) -> Result<Reply, Refusal> {
		let sent = self.http.get(format!("{}{path}", self.terms.server)).send().await;
		let response = sent.map_err(|error| self.unreachable(&error))?;
		let (status, retry_after) = head(&response);
		Ok(Reply::Whole { status, retry_after, body: self.whole(response).await? })
	}

	/// Asks the worker, and checks the receipt before anything else can be asked.
	///
	/// # Errors
	/// Every [`Refusal`].
	pub async fn ask(self: Arc<Self>, path: &str, body: Bytes) -> Result<Reply, Refusal> {
		let question = Question::read(path, &body)?;
		let text = String::from_utf8(body.to_vec())
			.map_err(|error| QuestionError::Malformed(error.to_string()))?;
		let asked = Asked { path: path.into(), body: text };
		let mut book = self.book.clone().lock_owned().await;
		if let Some(reason) = &book.distrust {
			return Err(Refusal::Distrusted(reason.clone()));
		}
		// Before it is sent: an answer that is lost on the way can be had again by the same request.
		book.ledger.ask(asked.clone())?;
		let mut response = self.send(&asked, &book).await?;
		if is_unpaid(response.status()) && book.ledger.asked().len() > 1 {
			// Perhaps because of an answer that was lost: its receipt is fetched, and paid for by this request.
			let before = book.ledger.cumulative();
			self.recover(&mut book, &asked).await?;
			if book.ledger.cumulative() > before {
				book.ledger.ask(asked.clone())?;
				response = self.send(&asked, &book).await?;
			}
		}
		let (status, retry_after) = head(&response);
		if !status.is_success() {
			let body = self.whole(response).await?;
			if status.is_client_error() {
				book.ledger.forget(&asked)?;
			}
			return Ok(Reply::Whole { status, retry_after, body });
		}
		book.paid = book.ledger.cumulative();
		if question.stream {
			let (sender, receiver) = mpsc::channel(PIECES);
			tokio::spawn(self.relay(book, question, response, sender));
			return Ok(Reply::Stream(receiver));
		}
		let body = self.whole(response).await?;
		let heard = Heard::whole(&body).map_err(Refusal::Garbled)?;
		self.take(&mut book, &question, heard).await?;
		Ok(Reply::Whole { status, retry_after, body })
	}

	/// Passes a stream on as it comes, to its end, whether the client stays or not: the receipt stands there.
	async fn relay(
		self: Arc<Self>,
		mut book: OwnedMutexGuard<Book>,
		question: Question,
		mut response: Response,
		sender: mpsc::Sender<Result<Bytes, Infallible>>,
	) {
		let (mut events, mut heard) = (Events::default(), Heard::default());
		let outcome = loop {
			match response.chunk().await {
				Ok(Some(bytes)) => {
					let pieces = events.push(&bytes);
					// Nobody may be there any more to read it.
					let _ = sender.send(Ok(bytes)).await;
					let read = pieces
						.and_then(|pieces| pieces.iter().try_for_each(|piece| heard.event(piece)));
					if let Err(reason) = read {
						break Err(Refusal::Garbled(reason));
					}
				},
				Ok(None) => break self.take(&mut book, &question, heard).await,
				Err(error) => break Err(self.unreachable(&error)),
			}
		};
		if let Err(refusal) = outcome {
			eprintln!("Error: {refusal}");
			let event = format!("data: {}\n\n", refusal.json());
			let _ = sender.send(Ok(event.into())).await;
		}
	}

	/// Checks what was heard, and keeps the receipt.
	async fn take(
		&self,
		book: &mut Book,
		question: &Question,
		heard: Heard,
	) -> Result<(), Refusal> {
		let receipt = match (heard.receipt, heard.error) {
			(Some(Some(receipt)), _) => receipt,
			// It costs nothing, and changes nothing.
			(Some(None), _) => return Ok(()),
			(None, Some(error)) => return Err(Refusal::Garbled(error)),
			(None, None) => return Err(Refusal::Garbled("its answer has no receipt".into())),
		};
		let mut expected = Expected {
			genesis: self.terms.genesis,
			worker: self.terms.worker.clone(),
			channel: self.terms.channel,
			before: book.ledger.cumulative(),
			artifact: question.artifact,
			input: question.input,
			answer: heard.text,
			max_tokens: question.max_tokens,
			prices: self.prices(book, question.artifact, false).await?,
			max_fee: self.terms.max_fee,
		};
		let mut checked = check(&receipt, &expected);
		if checked == Err(Fault::WrongFee) {
			// The owner may have changed the prices.
			expected.prices = self.prices(book, question.artifact, true).await?;
			checked = check(&receipt, &expected);
		}
		match checked {
			Ok(()) => Ok(book.ledger.keep(&receipt)?),
			Err(fault) => {
				let path = book.ledger.keep_refused(&receipt)?;
				let reason = format!("{fault}; it is in {}", path.display());
				book.distrust = Some(reason.clone());
				Err(Refusal::Distrusted(reason))
			},
		}
	}

	/// Fetches the answer to a question that was asked before, when the server says that it was given.
	async fn recover(&self, book: &mut Book, but: &Asked) -> Result<(), Refusal> {
		let Some(standing) = self.standing().await?.standing else { return Ok(()) };
		let next = |receipt: &ChainReceipt| {
			receipt.statement.receipt.start() == Some(book.ledger.cumulative())
		};
		let Some(newest) = standing.receipt.filter(next) else { return Ok(()) };
		let lost = book.ledger.asked().iter().filter(|asked| *asked != but).find_map(|asked| {
			let question = Question::read(&asked.path, asked.body.as_bytes()).ok()?;
			let stated = &newest.statement;
			let same =
				question.input == stated.receipt.input && question.artifact == stated.artifact;
			same.then(|| (asked.clone(), question))
		});
		let Some((asked, question)) = lost else { return Ok(()) };
		let mut response = self.send(&asked, book).await?;
		if !response.status().is_success() {
			return Ok(());
		}
		let heard = if question.stream {
			let (mut events, mut heard) = (Events::default(), Heard::default());
			while let Some(bytes) =
				response.chunk().await.map_err(|error| self.unreachable(&error))?
			{
				for event in events.push(&bytes).map_err(Refusal::Garbled)? {
					heard.event(&event).map_err(Refusal::Garbled)?;
				}
			}
			heard
		} else {
			Heard::whole(&self.whole(response).await?).map_err(Refusal::Garbled)?
		};
		self.take(book, &question, heard).await
	}

	/// Hands the voucher for the last answer in, so that the worker can settle it, when it has none yet.
	///
	/// # Errors
	/// [`Refusal::Unreachable`], [`Refusal::Garbled`] in the server's words, [`Refusal::Failed`].
	pub async fn pay(&self) -> Result<Balance, Refusal> {
		let mut book = self.book.lock().await;
		let cumulative = book.ledger.cumulative();
		if book.paid < cumulative {
			let url = format!("{}/v1/vouchers", self.terms.server);
			let body = json(&self.voucher(cumulative))?;
			let sent = self.http.post(url).header(CONTENT_TYPE, "application/json").body(body);
			let response = sent.send().await.map_err(|error| self.unreachable(&error))?;
			let status = response.status();
			let said = self.whole(response).await?;
			if !status.is_success() {
				let said = String::from_utf8_lossy(&said).into_owned();
				return Err(Refusal::Garbled(format!("it does not take the voucher: {said}")));
			}
			book.paid = cumulative;
		}
		Ok(cumulative)
	}

	/// Removes the receipts whose batch is final. Says how many those were.
	///
	/// # Errors
	/// Those of the chain and of files.
	pub async fn tidy(&self) -> Result<usize, Failure> {
		let settled = settled(&self.terms).await?;
		self.book.lock().await.ledger.remove_settled(settled)
	}

	/// How the channel stands with the server.
	async fn standing(&self) -> Result<PaymentTerms<AccountId32, MultiSignature>, Refusal> {
		let url = format!("{}/v1/receipts/{}", self.terms.server, self.terms.channel);
		let sent = self.http.get(url).send().await;
		let response = sent.map_err(|error| self.unreachable(&error))?;
		let body = self.whole(response).await?;
		serde_json::from_slice(&body).map_err(|error| Refusal::Garbled(error.to_string()))
	}

	async fn send(&self, asked: &Asked, book: &Book) -> Result<Response, Refusal> {
		let Terms { genesis, channel, .. } = self.terms;
		let cumulative = book.ledger.cumulative();
		let ask = Ask::new(genesis, channel, cumulative, asked.body.as_bytes());
		let payment = Payment {
			channel,
			cumulative,
			voucher: (cumulative > 0).then(|| self.voucher(cumulative)),
			signature: self.signer.sign(&ask.signing_bytes()),
		};
		let request = self
			.http
			.post(format!("{}{}", self.terms.server, asked.path))
			.header(CONTENT_TYPE, "application/json")
			.header(HEADER, BASE64_STANDARD.encode(json(&payment)?))
			.body(asked.body.clone());
		request.send().await.map_err(|error| self.unreachable(&error))
	}

	fn voucher(&self, cumulative: Balance) -> SignedVoucher<MultiSignature> {
		let Terms { genesis, channel, .. } = self.terms;
		let voucher = Voucher { genesis, channel, cumulative };
		SignedVoucher { voucher, signature: self.signer.sign(&voucher.signing_bytes()) }
	}

	/// The artifact's prices: those that were read last, or read again.
	async fn prices(
		&self,
		book: &mut Book,
		artifact: ArtifactId,
		again: bool,
	) -> Result<PriceList, Failure> {
		if let Some(prices) = book.prices.get(&artifact).filter(|_| !again) {
			return Ok(*prices);
		}
		let view = Chain::connect(&self.terms.node).await?.finalised().await?;
		let found: Option<ArtifactRecord<AccountId32>> =
			view.ask("ModelRegistryApi_artifact", artifact).await?;
		let prices = found.and_then(|artifact| artifact.prices);
		let prices =
			prices.ok_or_else(|| Failure::Unknown(format!("price of artifact {artifact}")))?;
		book.prices.insert(artifact, prices);
		Ok(prices)
	}

	async fn whole(&self, mut response: Response) -> Result<Bytes, Refusal> {
		let mut body = Vec::new();
		while let Some(bytes) = response.chunk().await.map_err(|error| self.unreachable(&error))? {
			body.extend_from_slice(&bytes);
			if body.len() > MAX_ANSWER {
				return Err(Refusal::Garbled("its answer has no end".into()));
			}
		}
		Ok(body.into())
	}

	fn unreachable(&self, error: &reqwest::Error) -> Refusal {
		Refusal::Unreachable(self.terms.server.clone(), crate::server::innermost(error))
	}
}

/// What a client is told of an answer beside its words.
fn head(response: &Response) -> (StatusCode, Option<HeaderValue>) {
	(response.status(), response.headers().get(RETRY_AFTER).cloned())
}

/// All that batches which are final have settled of a channel, in plancks.
async fn settled(terms: &Terms) -> Result<Balance, Failure> {
	let view = Chain::connect(&terms.node).await?.finalised().await?;
	let channel: Option<ChannelRecord<AccountId32>> =
		view.ask("PaymentChannelsApi_channel", terms.channel).await?;
	let account: Option<ReceiptsAccountRecord> =
		view.ask("ReceiptsApi_account_of", &terms.worker).await?;
	let pending: Option<BatchRecord<AccountId32>> =
		match account.and_then(|account| account.pending) {
			Some(batch) => view.ask("ReceiptsApi_batch", batch).await?,
			None => None,
		};
	let redeemed = channel.map_or(Balance::MAX, |channel| channel.redeemed);
	let open = pending.iter().flat_map(|batch| &batch.redemptions);
	Ok(final_part(redeemed, open, terms.channel))
}

/// What was redeemed, less what a batch redeemed that is not final.
fn final_part<'a>(
	redeemed: Balance,
	mut open: impl Iterator<Item = &'a Redemption<AccountId32>>,
	channel: ChannelId,
) -> Balance {
	open.find(|redemption| redemption.channel == channel)
		.map_or(redeemed, |redemption| redemption.before)
}

fn is_unpaid(status: StatusCode) -> bool {
	status == StatusCode::PAYMENT_REQUIRED
}

fn json<T: serde::Serialize>(value: &T) -> Result<Vec<u8>, Refusal> {
	serde_json::to_vec(value).map_err(|error| Refusal::Garbled(error.to_string()))
}

/// Whether a receipt that the server has can be taken over by a payer who does not know of it.
///
/// # Errors
/// Why not.
pub fn adoptable(receipt: &ChainReceipt, terms: &Terms) -> Result<(), Failure> {
	let statement = &receipt.statement;
	let same = statement.genesis == terms.genesis
		&& statement.worker == terms.worker
		&& statement.receipt.channel == terms.channel;
	if same && receipt.is_signed() && statement.receipt.validate().is_ok() {
		return Ok(());
	}
	Err(Failure::Input("the server's receipt is not the worker's for this channel".into()))
}

#[cfg(test)]
mod tests;

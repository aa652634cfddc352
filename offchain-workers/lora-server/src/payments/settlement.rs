// SPDX-License-Identifier: Apache-2.0
//! Batches: the next one is made of what is signed and paid for, and what became of the others follows from the
//! chain.
//!
//! A receipt is settled when the chain has redeemed its channel as far as it ends, and goes into the next
//! batch as long as it has not. So nothing has to be given back when a batch is never posted: it stays in the
//! ledger with its leaves, for it still can be, until another one has redeemed what it would.

use super::{KeptReceipt, PaymentError, Payments, Proposal};
use codec::Encode;
use openledger_primitives::{
	distribution::{DistributionLeaf, DistributionRoot},
	ids::{ArtifactId, BatchId, ChannelId},
	payment::{BatchRequest, BatchState, BatchStatus, ProposedBatch},
	receipts::{
		BatchBuilder, BatchHeader, BatchLeaves, BatchTerms, BatchVoucher, BuildError, MAX_VOUCHERS,
	},
	records::{ChannelRecord, ReceiptsAccountRecord, ReceiptsTerms},
	Balance,
};
use polkadot_sdk::sp_runtime::{AccountId32, MultiSignature};
use std::{
	collections::{BTreeMap, BTreeSet},
	sync::{MutexGuard, PoisonError},
};

/// Batches that are over, of which the leaves stay for those who still draw or look.
const KEPT_BATCHES: usize = 64;

/// What the newest finalised block says of a worker's batches.
#[derive(Clone, Debug)]
pub struct SettlementFacts {
	/// The worker's account for batches, if it has one.
	pub account: Option<ReceiptsAccountRecord>,
	/// The root of its distribution, while that is open.
	pub distribution: Option<DistributionRoot>,
	/// The batch of the worker that is neither final nor void.
	pub pending: Option<(BatchId, BatchHeader)>,
	/// Channels, those of [`Payments::involved`] at least; `None` for those that the chain does not have any
	/// more.
	pub channels: BTreeMap<ChannelId, Option<ChannelRecord<AccountId32>>>,
}

/// The receipts of one channel that can be in the next batch.
struct Run {
	channel: ChannelId,
	receipts: Vec<KeptReceipt>,
	closing: bool,
}

impl Run {
	fn total(&self) -> Balance {
		let fees = self.receipts.iter().map(|kept| kept.signed.statement.receipt.fee);
		fees.fold(0, Balance::saturating_add)
	}

	/// The artifact of all of its receipts. A run is never empty.
	fn artifact(&self) -> Option<ArtifactId> {
		self.receipts.first().map(|kept| kept.signed.statement.artifact)
	}
}

impl Payments {
	/// The channels that have something to be settled, or are in a batch that can still be posted.
	///
	/// # Errors
	/// [`PaymentError::Store`].
	pub fn involved(&self) -> Result<BTreeSet<ChannelId>, PaymentError> {
		let mut channels = self.ledger.unsettled()?.into_iter().collect::<BTreeSet<_>>();
		for (_, proposal) in self.ledger.proposals()? {
			if proposal.is_open() {
				channels.extend(proposal.spans.iter().map(|span| span.channel));
			}
		}
		Ok(channels)
	}

	/// Whether a batch can still become final or void.
	///
	/// # Errors
	/// [`PaymentError::Store`].
	pub fn has_open_batches(&self) -> Result<bool, PaymentError> {
		Ok(self.ledger.proposals()?.iter().any(|(_, proposal)| proposal.is_open()))
	}

	/// Writes down what became of batches.
	///
	/// # Errors
	/// [`PaymentError::Store`].
	pub fn observe(&self, facts: &SettlementFacts) -> Result<(), PaymentError> {
		let _one = self.settling();
		self.look(facts)
	}

	fn look(&self, facts: &SettlementFacts) -> Result<(), PaymentError> {
		let mut changed = Vec::new();
		let mut over = Vec::new();
		let mut waits = false;
		for (number, proposal) in self.ledger.proposals()? {
			if !proposal.is_open() && !is_pending(&proposal, facts) {
				over.push((number, proposal));
				continue;
			}
			let fate = fate(&proposal, facts);
			waits |= fate == Fate::Is(BatchState::Pending);
			let batch = match facts.pending {
				Some((id, header)) if header == proposal.header => Some(id),
				_ => proposal.batch,
			};
			match fate {
				Fate::Is(state) if state == proposal.state && batch == proposal.batch => {},
				Fate::Is(state) => {
					changed.push((number, Some(Proposal { state, batch, ..proposal })))
				},
				Fate::Overtaken => changed.push((number, None)),
			}
		}
		// The last leaves of the distribution are those that the next batch stands on.
		let surplus = over.len().saturating_sub(KEPT_BATCHES);
		let old = over.into_iter().take(surplus);
		let unused = old.filter(|(_, old)| Some(old.header.distribution) != facts.distribution);
		changed.extend(unused.map(|(number, _)| (number, None)));
		self.ledger.update(&changed)?;
		let redeemed = facts
			.channels
			.iter()
			.filter_map(|(channel, record)| Some((*channel, record.as_ref()?.redeemed)));
		// As long as a batch is pending, what its answers rest on can be asked for.
		self.ledger.settle(&redeemed.collect::<Vec<_>>(), !waits)?;
		Ok(())
	}

	/// Makes the next batch of what is paid for. Asked again before it is posted, it makes the same one, or
	/// one that has more. Blocks.
	///
	/// # Errors
	/// Why there is none.
	pub fn propose(
		&self,
		facts: &SettlementFacts,
		request: &BatchRequest,
	) -> Result<ProposedBatch<MultiSignature>, PaymentError> {
		let _one = self.settling();
		self.look(facts)?;
		let account = facts.account.ok_or_else(|| PaymentError::NoAccount(self.worker()))?;
		if account.pending.is_some() {
			return Err(PaymentError::BatchPending);
		}
		let previous = self.previous(facts, &account)?;
		let mut runs = self.runs(facts, &account.terms, request)?;
		let channels = runs.len();
		let artifact = choose(&runs).ok_or(PaymentError::NothingToSettle)?;
		runs.retain(|run| run.artifact() == Some(artifact));
		// Those that will be closed come first, then those that are worth most.
		runs.sort_by_key(|run| (!run.closing, std::cmp::Reverse(run.total()), run.channel));
		runs.truncate(usize::try_from(MAX_VOUCHERS).unwrap_or(usize::MAX));
		runs.sort_by_key(|run| run.channel);
		let waiting = u32::try_from(channels.saturating_sub(runs.len())).unwrap_or(u32::MAX);

		let ReceiptsTerms { engine_version, min_words, split } = account.terms;
		let contributors_share = split.shares().contributors;
		let terms = BatchTerms { artifact, engine_version, min_words, contributors_share };
		let mut builder = BatchBuilder::new(terms, previous);
		for kept in runs.iter().flat_map(|run| &run.receipts) {
			builder = builder.push(kept.signed.statement.receipt.clone());
		}
		let leaves = builder.build()?;
		let header = leaves.header().ok_or(BuildError::TooManyLeaves)?;
		let spans = leaves.channels();
		let vouchers = spans
			.iter()
			.zip(&runs)
			.filter_map(|(span, run)| {
				let signature = run.receipts.last()?.voucher.clone()?;
				let (channel, before, cumulative) = (span.channel, span.before, span.cumulative);
				Some(BatchVoucher { channel, before, cumulative, signature })
			})
			.collect::<Vec<_>>();
		let total = runs.iter().map(Run::total).fold(0, Balance::saturating_add);
		let arguments = format!("0x{}", hex::encode((header, &vouchers).encode()));
		self.keep(
			Proposal { header, spans, total, state: BatchState::Proposed, batch: None },
			&leaves,
		)?;
		Ok(ProposedBatch { header, vouchers, total, arguments, waiting })
	}

	/// Writes a batch down, unless it is known.
	fn keep(&self, proposal: Proposal, leaves: &BatchLeaves) -> Result<(), PaymentError> {
		let known = self.ledger.proposals()?;
		if !known.iter().any(|(_, known)| known.header == proposal.header && known.is_open()) {
			self.ledger.propose(&proposal, leaves)?;
		}
		Ok(())
	}

	/// The leaves of the distribution that the next batch stands on.
	fn previous(
		&self,
		facts: &SettlementFacts,
		account: &ReceiptsAccountRecord,
	) -> Result<Vec<DistributionLeaf>, PaymentError> {
		let unknown = || PaymentError::DistributionUnknown(account.distribution);
		let root = facts.distribution.ok_or_else(unknown)?;
		if root.leaves == 0 {
			return Ok(Vec::new());
		}
		let proposals = self.ledger.proposals()?;
		let made = proposals.iter().rfind(|(_, made)| made.header.distribution == root);
		let (number, _) = made.ok_or_else(unknown)?;
		let leaves = self.ledger.leaves(*number)?.ok_or_else(unknown)?;
		Ok(leaves.distribution)
	}

	/// What can be settled of each channel: from where the chain has redeemed it, as long as the receipts
	/// are paid for, of the artifact of the first, and by the terms.
	fn runs(
		&self,
		facts: &SettlementFacts,
		terms: &ReceiptsTerms,
		request: &BatchRequest,
	) -> Result<Vec<Run>, PaymentError> {
		let mut runs = Vec::new();
		for (&channel, record) in &facts.channels {
			let Some(record) = record else { continue };
			if request.except.contains(&channel) {
				continue;
			}
			let mut end = record.redeemed;
			let mut receipts = Vec::<KeptReceipt>::new();
			for kept in self.ledger.after(channel, record.redeemed)? {
				let stated = &kept.signed.statement;
				let first = receipts.first().map_or(stated, |first| &first.signed.statement);
				let fits = stated.receipt.start() == Some(end)
					&& kept.voucher.is_some()
					&& stated.artifact == first.artifact
					&& request.artifact.is_none_or(|artifact| artifact == stated.artifact)
					&& stated.engine_version == terms.engine_version
					&& stated.min_words == terms.min_words;
				if !fits {
					break;
				}
				end = kept.end();
				receipts.push(kept);
			}
			if !receipts.is_empty() {
				runs.push(Run { channel, receipts, closing: record.closing_at.is_some() });
			}
		}
		Ok(runs)
	}

	/// The batches that were made here, the newest first.
	///
	/// # Errors
	/// [`PaymentError::Store`].
	pub fn batches(&self) -> Result<Vec<BatchStatus>, PaymentError> {
		let proposals = self.ledger.proposals()?;
		Ok(proposals.iter().rev().map(|(_, proposal)| proposal.status()).collect())
	}

	/// The leaves of the newest batch that `is_it` says of.
	///
	/// # Errors
	/// [`PaymentError::Store`].
	pub fn leaves(
		&self,
		is_it: impl Fn(&BatchStatus) -> bool,
	) -> Result<Option<BatchLeaves>, PaymentError> {
		let proposals = self.ledger.proposals()?;
		match proposals.iter().rfind(|(_, proposal)| is_it(&proposal.status())) {
			Some((number, _)) => Ok(self.ledger.leaves(*number)?),
			None => Ok(None),
		}
	}

	fn settling(&self) -> MutexGuard<'_, ()> {
		self.settling.lock().unwrap_or_else(PoisonError::into_inner)
	}
}

/// The artifact whose answers have earned most, those of channels that will be closed first.
fn choose(runs: &[Run]) -> Option<ArtifactId> {
	let mut earned = BTreeMap::<ArtifactId, (bool, Balance)>::new();
	for run in runs {
		let (closing, sum) = earned.entry(run.artifact()?).or_default();
		*closing |= run.closing;
		*sum = sum.saturating_add(run.total());
	}
	earned.into_iter().max_by_key(|(_, worth)| *worth).map(|(artifact, _)| artifact)
}

/// What becomes of a batch that was open.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
	/// This.
	Is(BatchState),
	/// It can never be posted any more.
	Overtaken,
}

/// A node that is behind shows less than was seen before. That must not make anything be forgotten.
fn fate(proposal: &Proposal, facts: &SettlementFacts) -> Fate {
	if is_pending(proposal, facts) {
		return Fate::Is(BatchState::Pending);
	}
	let ended = outcome(&proposal.header, facts.distribution);
	if proposal.state == BatchState::Pending {
		return Fate::Is(ended);
	}
	let known = proposal.spans.iter().filter_map(|span| {
		let record = facts.channels.get(&span.channel)?.as_ref()?;
		Some((span, record.redeemed))
	});
	let known = known.collect::<Vec<_>>();
	if known.is_empty() {
		// Its channels are closed: only the distribution can tell.
		let state = if ended == BatchState::Final { ended } else { BatchState::Proposed };
		return Fate::Is(state);
	}
	if known.iter().all(|(span, redeemed)| *redeemed == span.cumulative) {
		return Fate::Is(ended);
	}
	if known.iter().all(|(span, redeemed)| *redeemed <= span.before) {
		return Fate::Is(BatchState::Proposed);
	}
	Fate::Overtaken
}

fn is_pending(proposal: &Proposal, facts: &SettlementFacts) -> bool {
	facts.pending.is_some_and(|(_, header)| header == proposal.header)
}

/// How a batch ended that is not pending any more.
fn outcome(header: &BatchHeader, distribution: Option<DistributionRoot>) -> BatchState {
	if header.distribution == header.previous {
		BatchState::Over
	} else if distribution == Some(header.distribution) {
		BatchState::Final
	} else {
		BatchState::Void
	}
}

// SPDX-License-Identifier: Apache-2.0
//! What the chain says of a worker's batches, now and again.

use super::{PaymentError, Payments, SettlementFacts};
use crate::chain::{ChainError, ChainView, Node};
use std::{
	collections::BTreeMap,
	sync::{Arc, Weak},
	time::Duration,
};
use tokio::{
	task::{self, JoinError},
	time::{self, MissedTickBehavior},
};

/// How often batches are looked after that can still become final or void.
const EVERY: Duration = Duration::from_secs(12);

/// Why it is not known what became of batches.
#[derive(thiserror::Error, Debug)]
pub enum WatchError {
	/// The node did not say.
	#[error(transparent)]
	Chain(#[from] ChainError),
	/// It cannot be written down.
	#[error(transparent)]
	Payment(#[from] PaymentError),
	/// The work was cut short.
	#[error("the work was cut short: {0}")]
	CutShort(#[from] JoinError),
}

/// What `view` says of the batches of `payments`.
///
/// # Errors
/// [`WatchError`].
pub async fn settlement_facts(
	payments: &Arc<Payments>,
	view: &ChainView,
) -> Result<SettlementFacts, WatchError> {
	let looking = payments.clone();
	let involved = task::spawn_blocking(move || looking.involved()).await??;
	let account = view.receipts_account(&payments.worker()).await?;
	let mut distribution = None;
	let mut pending = None;
	if let Some(account) = &account {
		let record = view.distribution(account.distribution).await?;
		distribution = record.filter(|record| !record.closed).map(|record| record.active);
		if let Some(id) = account.pending {
			pending = view.batch(id).await?.map(|record| (id, record.header));
		}
	}
	let mut channels = BTreeMap::new();
	for channel in involved {
		channels.insert(channel, view.channel(channel).await?);
	}
	Ok(SettlementFacts { account, distribution, pending, channels })
}

/// Looks at the chain, and writes down what became of batches.
///
/// # Errors
/// [`WatchError`].
pub async fn observe(payments: &Arc<Payments>, node: &Node) -> Result<(), WatchError> {
	let view = node.finalised().await?;
	let facts = settlement_facts(payments, &view).await?;
	let payments = payments.clone();
	Ok(task::spawn_blocking(move || payments.observe(&facts)).await??)
}

/// Looks after batches until `payments` are gone.
pub async fn watch(payments: Weak<Payments>, node: Node) {
	let mut ticks = time::interval(EVERY);
	ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
	loop {
		ticks.tick().await;
		let Some(payments) = payments.upgrade() else { return };
		let looking = payments.clone();
		let open = task::spawn_blocking(move || looking.has_open_batches()).await;
		let outcome = match open {
			Ok(Ok(false)) => Ok(()),
			Ok(Ok(true)) => observe(&payments, &node).await,
			Ok(Err(error)) => Err(error.into()),
			Err(error) => Err(error.into()),
		};
		if let Err(error) = outcome {
			tracing::warn!(%error, "it is not known what became of batches");
		}
	}
}

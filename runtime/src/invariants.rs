// SPDX-License-Identifier: Apache-2.0

//! What is true after every block: of each of our pallets, and of the OPEN on hold between them.

use crate::*;
use alloc::{collections::BTreeMap, format, string::String};
use codec::{Decode, Encode};
use openledger_primitives::records::{BallotStage, JobStage};
use sp_runtime::DispatchError;

/// Checks all of it.
///
/// # Errors
/// The pallet, and the sentence that is not so.
pub fn check() -> Result<(), String> {
	pallets()?;
	holds()?;
	covers()
}

fn pallets() -> Result<(), String> {
	type Check = fn() -> Result<(), DispatchError>;
	let checks: [(&str, Check); 13] = [
		("Bonds", Bonds::do_try_state),
		("Royalties", Royalties::do_try_state),
		("ArtifactStaking", ArtifactStaking::do_try_state),
		("PaymentChannels", PaymentChannels::do_try_state),
		("Datanets", Datanets::do_try_state),
		("ModelRegistry", ModelRegistry::do_try_state),
		("ModelFactory", ModelFactory::do_try_state),
		("Attribution", Attribution::do_try_state),
		("Curation", Curation::do_try_state),
		("Ticks", Ticks::do_try_state),
		("Challenges", Challenges::do_try_state),
		("Receipts", Receipts::do_try_state),
		("Agents", Agents::do_try_state),
	];
	checks.into_iter().try_for_each(|(pallet, check)| {
		check().map_err(|error| {
			let sentence: &str = error.into();
			format!("{pallet}: {sentence}")
		})
	})
}

/// What should be on hold, by whom and why. A reason is kept as its encoding, which has an order.
#[derive(Default)]
struct Books(BTreeMap<(AccountId, Vec<u8>), Balance>);

impl Books {
	fn add(&mut self, who: AccountId, reason: impl Into<RuntimeHoldReason>, amount: Balance) {
		if amount > 0 {
			let sum = self.0.entry((who, reason.into().encode())).or_default();
			*sum = sum.saturating_add(amount);
		}
	}

	/// A deposit's ticket is the amount that it holds.
	fn deposit(
		&mut self,
		who: AccountId,
		reason: impl Into<RuntimeHoldReason>,
		ticket: &impl Encode,
	) {
		let amount = Balance::decode(&mut &ticket.encode()[..]).unwrap_or_default();
		self.add(who, reason, amount);
	}
}

/// Every planck that our pallets hold has its record, and every record its planck: deposits, bonds,
/// stakes, escrows.
fn holds() -> Result<(), String> {
	let mut books = Books::default();
	data(&mut books);
	models(&mut books);
	economics(&mut books);
	answers(&mut books);
	agents(&mut books);

	for (who, holds) in pallet_balances::Holds::<Runtime>::iter() {
		for hold in holds {
			if !is_ours(&hold.id) {
				continue;
			}
			let due = books.0.remove(&(who.clone(), hold.id.encode())).unwrap_or_default();
			if due != hold.amount {
				return Err(format!(
					"{who:?} has {} plancks on hold for {:?}, and the records say {due}",
					hold.amount, hold.id
				));
			}
		}
	}
	match books.0.into_iter().next() {
		None => Ok(()),
		Some(((who, _), due)) => Err(format!("{who:?} has nothing on hold of {due} plancks due")),
	}
}

/// Who has both escrow and locks has the cover that keeps what is locked, and nobody else has one.
fn covers() -> Result<(), String> {
	let holders = pallet_balances::Holds::<Runtime>::iter_keys();
	let covered = pallet_balances::Freezes::<Runtime>::iter_keys();
	for who in holders.chain(covered) {
		let (cover, due) = (escrow::cover(&who), escrow::cover_due(&who));
		if cover != due {
			return Err(format!("{who:?} has a cover of {cover} plancks, and {due} are due"));
		}
	}
	Ok(())
}

fn is_ours(reason: &RuntimeHoldReason) -> bool {
	matches!(
		reason,
		RuntimeHoldReason::Bonds(_)
			| RuntimeHoldReason::Royalties(_)
			| RuntimeHoldReason::ArtifactStaking(_)
			| RuntimeHoldReason::PaymentChannels(_)
			| RuntimeHoldReason::Datanets(_)
			| RuntimeHoldReason::ModelRegistry(_)
			| RuntimeHoldReason::ModelFactory(_)
			| RuntimeHoldReason::Attribution(_)
			| RuntimeHoldReason::Curation(_)
			| RuntimeHoldReason::Challenges(_)
			| RuntimeHoldReason::Receipts(_)
			| RuntimeHoldReason::Agents(_)
	)
}

fn data(books: &mut Books) {
	use pallet_curation::HoldReason as Curators;
	use pallet_datanets::{types::Status, *};
	for datanet in Datanets::<Runtime>::iter_values() {
		books.deposit(datanet.owner, HoldReason::DatanetDeposit, &datanet.deposit);
	}
	for contribution in Contributions::<Runtime>::iter_values() {
		let who = contribution.contributor;
		books.deposit(who.clone(), HoldReason::ContributionDeposit, &contribution.deposit);
		if let Status::Pending { bond, .. } = contribution.status {
			books.add(who, HoldReason::ContributionBond, bond);
		}
	}
	for report in Reports::<Runtime>::iter_values() {
		books.add(report.reporter, HoldReason::ReportBond, report.bond);
	}
	for snapshot in Snapshots::<Runtime>::iter_values() {
		books.deposit(snapshot.taken_by, HoldReason::SnapshotDeposit, &snapshot.deposit);
	}
	for (_, who, request) in Requests::<Runtime>::iter() {
		books.deposit(who.clone(), HoldReason::AccessDeposit, &request.deposit);
		books.add(who, HoldReason::AccessOffer, request.offer);
	}
	for (_, who, grant) in Grants::<Runtime>::iter() {
		books.deposit(who, HoldReason::AccessDeposit, &grant.deposit);
	}
	for (_, who, curator) in pallet_curation::Curators::<Runtime>::iter() {
		books.add(who, Curators::CuratorStake, curator.stake);
	}
	for ballot in pallet_curation::Ballots::<Runtime>::iter_values() {
		if let BallotStage::Appealed { by, bond, .. } = ballot.stage {
			books.add(by, Curators::AppealBond, bond);
		}
	}
}

fn models(books: &mut Books) {
	use pallet_model_factory::HoldReason as Factory;
	use pallet_model_registry::HoldReason as Registry;
	for artifact in pallet_model_registry::Artifacts::<Runtime>::iter_values() {
		books.deposit(artifact.owner, Registry::ArtifactDeposit, &artifact.deposit);
	}
	for ((_, _, who), evaluation) in pallet_model_registry::Evaluations::<Runtime>::iter() {
		books.deposit(who, Registry::EvaluationDeposit, &evaluation.deposit);
	}
	for job in pallet_model_factory::Jobs::<Runtime>::iter_values() {
		books.deposit(job.builder.clone(), Factory::JobDeposit, &job.deposit);
		if !job.stage.is_finished() {
			books.add(job.builder.clone(), Factory::JobEscrow, job.budget);
		}
		if let JobStage::Disputed { bond, .. } = job.stage {
			books.add(job.builder, Factory::DisputeBond, bond);
		}
	}
}

fn economics(books: &mut Books) {
	use pallet_artifact_staking::HoldReason as Staking;
	use pallet_bonds::HoldReason as Bonds;
	use pallet_payment_channels::HoldReason as Channels;
	use pallet_royalties::HoldReason as Royalties;
	for (who, ledger) in pallet_bonds::Ledgers::<Runtime>::iter() {
		books.add(who, Bonds::Bond, ledger.bonded());
	}
	for slash in pallet_bonds::Slashes::<Runtime>::iter_values() {
		books.add(slash.who.clone(), Bonds::Slash, slash.amount);
		books.add(slash.who, Bonds::Appeal, slash.appeal_bond.unwrap_or_default());
	}
	for distribution in pallet_royalties::Distributions::<Runtime>::iter_values() {
		books.deposit(distribution.operator, Royalties::DistributionDeposit, &distribution.deposit);
	}
	for (who, _, stake) in pallet_artifact_staking::Stakes::<Runtime>::iter() {
		let warming = stake.warming.map_or(0, |warming| warming.amount);
		books.add(who, Staking::Stake, stake.earning.shares.saturating_add(warming));
	}
	for (who, unbonding) in pallet_artifact_staking::Unbondings::<Runtime>::iter() {
		for part in unbonding.parts {
			books.add(who.clone(), Staking::Stake, part.amount);
		}
	}
	for channel in pallet_payment_channels::Channels::<Runtime>::iter_values() {
		books.deposit(channel.payer.clone(), Channels::ChannelDeposit, &channel.ticket);
		let left = channel.deposit.saturating_sub(channel.redeemed);
		books.add(channel.payer, Channels::Channel, left);
	}
}

fn answers(books: &mut Books) {
	use pallet_attribution::HoldReason as Attribution;
	use pallet_challenges::HoldReason as Challenges;
	use pallet_receipts::HoldReason as Receipts;
	for (who, worker) in pallet_attribution::Workers::<Runtime>::iter() {
		books.deposit(who, Attribution::StorageDeposit, &worker.deposit);
	}
	for request in pallet_attribution::Requests::<Runtime>::iter_values() {
		books.deposit(request.payer.clone(), Attribution::StorageDeposit, &request.deposit);
		if request.closed().is_none() {
			books.add(request.payer, Attribution::Escrow, request.max_fee);
		}
	}
	for review in pallet_attribution::Reviews::<Runtime>::iter_values() {
		books.add(review.challenger.clone(), Attribution::Review, review.escrow());
	}
	for challenge in pallet_challenges::Challenges::<Runtime>::iter_values() {
		let who = challenge.challenger;
		books.deposit(who.clone(), Challenges::ChallengeDeposit, &challenge.deposit);
		books.add(who, Challenges::ChallengeBond, challenge.bond.unwrap_or_default());
	}
	for (who, account) in pallet_receipts::Accounts::<Runtime>::iter() {
		books.deposit(who, Receipts::AccountDeposit, &account.deposit);
	}
	for batch in pallet_receipts::Batches::<Runtime>::iter_values() {
		books.deposit(batch.worker, Receipts::BatchDeposit, &batch.deposit);
	}
	for shown in pallet_receipts::ShownReceipts::<Runtime>::iter_values() {
		books.deposit(shown.who, Receipts::ReceiptDeposit, &shown.deposit);
	}
	for demand in pallet_receipts::Demands::<Runtime>::iter_values() {
		books.deposit(demand.who.clone(), Receipts::ReceiptDeposit, &demand.deposit);
		books.add(demand.who, Receipts::DemandBond, demand.bond);
	}
	for answered in pallet_receipts::AnsweredDemands::<Runtime>::iter_values() {
		books.deposit(answered.who, Receipts::ReceiptDeposit, &answered.deposit);
	}
}

fn agents(books: &mut Books) {
	use openledger_primitives::records::TaskStage;
	use pallet_agents::*;
	for (id, agent) in Agents::<Runtime>::iter() {
		books.deposit(agent.owner.clone(), HoldReason::AgentsDeposit, &agent.deposit);
		if let Some(controllers) = Controllers::<Runtime>::get(id) {
			books.deposit(agent.owner, HoldReason::AgentsDeposit, &controllers.deposit);
		}
	}
	for (agent, _, service) in Services::<Runtime>::iter() {
		let wallet = Pallet::<Runtime>::wallet(agent);
		books.deposit(wallet, HoldReason::AgentsDeposit, &service.deposit);
	}
	for task in Tasks::<Runtime>::iter_values() {
		books.deposit(task.client.clone(), HoldReason::AgentsDeposit, &task.deposit);
		if !task.stage.is_closed() {
			books.add(task.client.clone(), HoldReason::TaskEscrow, task.escrow());
		}
		if let TaskStage::Disputed { bond, .. } = task.stage {
			books.add(task.client, HoldReason::TaskDispute, bond);
		}
	}
	for feedback in Feedbacks::<Runtime>::iter_values() {
		books.deposit(feedback.rater, HoldReason::AgentsDeposit, &feedback.deposit);
	}
	for (agent, _, validation) in Validations::<Runtime>::iter() {
		let wallet = Pallet::<Runtime>::wallet(agent);
		books.deposit(wallet, HoldReason::AgentsDeposit, &validation.deposit);
	}
}

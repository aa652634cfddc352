// SPDX-License-Identifier: Apache-2.0

//! What bonds answer for: how long, and how much. Each pallet sets its own windows and slashes, and
//! governance changes some; what is derived here follows them.

use super::parameters::dynamic_params::attribution;
use crate::{constants::time::DAYS, *};
use frame_support::traits::Get;

/// How long a bond cools down: longer than whatever its owner had taken on when it was asked back can be
/// punished. Then whoever has left can still be slashed for what was done before.
pub struct BondCooldown;

impl Get<BlockNumber> for BondCooldown {
	fn get() -> BlockNumber {
		longest_duty().saturating_add(SLACK)
	}
}

/// For whoever has to bring the evidence on chain.
const SLACK: BlockNumber = DAYS;

/// The longest time, in blocks, between taking a duty on and the last block in which it can cost the bond.
pub fn longest_duty() -> BlockNumber {
	[answer(), batch(), job(), task()].into_iter().fold(0, BlockNumber::max)
}

/// A request is answered until its deadline. What is claimed then can be challenged for three windows at
/// most, and the last challenge is met, or the last review convened and revealed, at the end of theirs.
fn answer() -> BlockNumber {
	use pallet_attribution::{Config as Attribution, MAX_CONVENING};
	use pallet_challenges::Config as Challenges;
	let window = <Runtime as Attribution>::ChallengeWindow::get();
	let response = <Runtime as Challenges>::ResponseWindow::get();
	// At most one review is convened in a block.
	let review = sum([
		MAX_CONVENING,
		<Runtime as Attribution>::CommitWindow::get(),
		<Runtime as Attribution>::RevealWindow::get(),
	]);
	let deadline = <Runtime as Attribution>::MaxDeadline::get();
	sum([deadline, window.saturating_mul(3), response.max(review)])
}

/// A batch can be challenged, and its leaves demanded, for three windows at most; the last of them is shown
/// at the end of that for the response, and one more window passes.
fn batch() -> BlockNumber {
	use pallet_receipts::Config as Receipts;
	let window = <Runtime as Receipts>::ReceiptsWindow::get();
	let response = <Runtime as Receipts>::ResponseWindow::get()
		.max(<Runtime as pallet_challenges::Config>::ResponseWindow::get());
	sum([window.saturating_mul(4), response])
}

/// A job is delivered at its deadline, disputed at the end of the window, and decided at the last moment.
fn job() -> BlockNumber {
	use pallet_model_factory::Config as Factory;
	sum([
		<Runtime as Factory>::MaxDeadline::get(),
		<Runtime as Factory>::AcceptanceWindow::get(),
		<Runtime as Factory>::ArbitrationPeriod::get(),
	])
}

/// So is an agent's task, but first its validator may decide the dispute.
fn task() -> BlockNumber {
	use pallet_agents::Config as Agents;
	sum([
		<Runtime as Agents>::MaxDeadline::get(),
		<Runtime as Agents>::AcceptanceWindow::get(),
		<Runtime as Agents>::ResolutionWindow::get(),
		<Runtime as Agents>::ArbitrationPeriod::get(),
	])
}

fn sum<const N: usize>(parts: [BlockNumber; N]) -> BlockNumber {
	parts.into_iter().fold(0, BlockNumber::saturating_add)
}

/// What a worker has at stake, at least, to be given work: what governance set, and never less than what
/// it can lose by it.
pub struct MinWorkerBond;

impl Get<Balance> for MinWorkerBond {
	fn get() -> Balance {
		attribution::MinWorkerBond::get().max(largest_loss())
	}
}

/// The most that one false answer or batch costs, and that all jobs together cost that a worker can have
/// taken, in plancks.
pub fn largest_loss() -> Balance {
	use pallet_attribution::Config as Attribution;
	use pallet_model_factory::Config as Factory;
	let a_job =
		<Runtime as Factory>::BadDeliverySlash::get().max(<Runtime as Factory>::LateSlash::get());
	let taken = <<Runtime as Factory>::MaxTaken as Get<u32>>::get();
	let jobs = a_job.saturating_mul(taken.into());
	[
		jobs,
		<Runtime as Attribution>::FraudSlash::get(),
		<Runtime as Attribution>::StraySlash::get(),
		<Runtime as Attribution>::SilenceSlash::get(),
		<Runtime as pallet_challenges::Config>::FraudSlash::get(),
		<Runtime as pallet_receipts::Config>::FraudSlash::get(),
	]
	.into_iter()
	.fold(0, Balance::max)
}

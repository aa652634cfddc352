// SPDX-License-Identifier: Apache-2.0

//! How long things take on the marketplace, in blocks. One parameter, so that a development chain can
//! go through all of them in seconds.

use super::parameters::dynamic_params::market::Periods;
use crate::{
	constants::time::{DAYS, HOURS, MINUTES},
	BlockNumber,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::traits::Get;
use polkadot_sdk::*;
use scale_info::TypeInfo;

macro_rules! market_periods {
	($($(#[$doc:meta])* $field:ident: $getter:ident = $standard:expr, $development:expr;)*) => {
		/// The periods. Zero counts as one block, and more than a year as a year: nothing that takes time
		/// takes none, and no mistake locks anything for ever.
		#[derive(
			Clone,
			Copy,
			Debug,
			Eq,
			PartialEq,
			Encode,
			Decode,
			DecodeWithMemTracking,
			MaxEncodedLen,
			TypeInfo,
			serde::Serialize,
			serde::Deserialize,
		)]
		#[serde(rename_all = "camelCase", deny_unknown_fields)]
		pub struct MarketPeriods {
			$($(#[$doc])* pub $field: BlockNumber,)*
		}

		impl MarketPeriods {
			/// Those of the public network.
			pub const fn standard() -> Self {
				Self { $($field: $standard,)* }
			}

			/// A few blocks each, for a chain with a block each second.
			pub const fn development() -> Self {
				Self { $($field: $development,)* }
			}
		}

		$(
			$(#[$doc])*
			pub struct $getter;

			impl Get<BlockNumber> for $getter {
				fn get() -> BlockNumber {
					Periods::get().$field.clamp(1, 365 * DAYS)
				}
			}
		)*
	};
}

market_periods! {
	/// In which staked curators commit to their votes.
	commit: CommitPeriod = DAYS, 5;
	/// In which they reveal them.
	reveal: RevealPeriod = DAYS, 5;
	/// In which a verdict of theirs can be appealed against.
	appeal: AppealPeriod = 3 * DAYS, 4;
	/// In which governance decides about the appeal; after it the verdict stands.
	appeal_decision: AppealDecisionPeriod = 28 * DAYS, 60;
	/// Between leaving as a curator and getting the stake back.
	curator_cooldown: CuratorCooldown = 7 * DAYS, 10;
	/// In which a slash of a bond can be appealed against.
	slash_appeal: SlashAppealWindow = 3 * DAYS, 5;
	/// In which governance decides about that; after it the slash stands.
	slash_decision: SlashDecisionPeriod = 28 * DAYS, 60;
	/// Between posting a distribution root and drawing under it: longer than the fastest referendum that
	/// can veto it.
	distribution_window: DistributionWindow = 7 * DAYS, 5;
	/// After the last root, until what nobody drew goes back.
	distribution_grace: DistributionGrace = 180 * DAYS, 60;
	/// In which a payee can still redeem after the payer asked for a channel to be closed.
	channel_close: ChannelClosePeriod = DAYS, 8;
	/// In which a builder accepts or disputes what was delivered; after it the delivery stands.
	acceptance: AcceptanceWindow = 2 * DAYS, 8;
	/// In which governance decides a dispute; after it the delivery stands.
	arbitration: ArbitrationPeriod = 18 * DAYS, 60;
	/// Between two marks of progress of one job, at least.
	progress: ProgressInterval = 10 * MINUTES, 2;
	/// Between taking a stake off an artifact or a Datanet and getting it back.
	unbonding: UnbondingPeriod = 7 * DAYS, 8;
	/// Between staking and earning: longer than a fee can be foreseen before it is settled.
	warm_up: WarmUpPeriod = 3 * DAYS, 2;
	/// Of the treasury's emission.
	era: EraLength = DAYS, 30;
	/// For which a worker that was seen counts as present.
	heartbeat: HeartbeatPeriod = HOURS, 600;
	/// In which the members of a committee commit to what they think of an answer.
	judgement_commit: JudgementCommitWindow = HOURS, 6;
	/// In which they reveal it.
	judgement_reveal: JudgementRevealWindow = HOURS, 6;
	/// In which a worker, or anyone for it, meets a demand for bytes.
	response: ResponseWindow = DAYS, 6;
	/// In which a batch of receipts can be challenged.
	receipts: ReceiptsWindow = 3 * DAYS, 8;
	/// Between the end of a request and its pruning to its record, at least.
	record: RecordPeriod = 28 * DAYS, 20;
	/// In which the client of an agent accepts or disputes what was delivered; after it the delivery stands.
	task_acceptance: TaskAcceptanceWindow = 2 * DAYS, 8;
	/// In which a task's validator decides a dispute.
	task_resolution: TaskResolutionWindow = 3 * DAYS, 8;
	/// In which governance decides it when the validator did not.
	task_arbitration: TaskArbitrationPeriod = 18 * DAYS, 60;
	/// Between the end of a task and its removal, at least.
	task_retention: TaskRetention = 28 * DAYS, 20;
}

/// As long as staked curators and an appeal against them can take.
pub struct JudgingPeriod;

impl Get<BlockNumber> for JudgingPeriod {
	fn get() -> BlockNumber {
		[CommitPeriod::get(), RevealPeriod::get(), AppealPeriod::get(), AppealDecisionPeriod::get()]
			.into_iter()
			.fold(0, BlockNumber::saturating_add)
	}
}

/// As long as a batch of receipts can be pending, and then the time in which a payee can redeem: a demand at the
/// end of the third window, met at the last moment, and the window after it.
pub struct BatchedClosePeriod;

impl Get<BlockNumber> for BatchedClosePeriod {
	fn get() -> BlockNumber {
		let windows = ReceiptsWindow::get().saturating_mul(4);
		[windows, ResponseWindow::get(), ChannelClosePeriod::get()]
			.into_iter()
			.fold(0, BlockNumber::saturating_add)
	}
}

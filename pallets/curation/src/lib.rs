// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
mod curators;
mod deciding;
mod invariants;
mod settling;
pub mod types;
mod views;
mod voting;
pub mod weights;

pub use pallet::*;
pub use types::Vote;
pub use weights::WeightInfo;

/// The pallet.
#[frame::pallet]
pub mod pallet {
	use crate::{
		types::{BallotOf, CuratorOf, Vote},
		weights::WeightInfo,
	};
	use frame::prelude::{fungible::hold, *};
	use openledger_primitives::{
		ids::{ContributionId, DatanetId},
		records::{BallotOutcome, BallotTally},
		traits::{CuratorLedger, StakedCuration, Verdict},
		Balance,
	};

	/// What the pallet needs of its runtime.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The reasons for which the runtime holds balances.
		type RuntimeHoldReason: From<HoldReason>;

		/// OPEN. Stakes and bonds stay in their owner's account, on hold.
		type Currency: hold::Mutate<
			Self::AccountId,
			Reason = Self::RuntimeHoldReason,
			Balance = Balance,
		>;

		/// The contributions that wait for a verdict.
		type Datanets: StakedCuration<Self::AccountId>;

		/// The clock of all periods. The runtime's stands still while blocks are full: else whoever fills them
		/// could keep honest curators from revealing.
		type BlockNumberProvider: BlockNumberProvider<BlockNumber = BlockNumberFor<Self>>;

		/// Where a curator's work is counted, which is what curators earn by.
		type CuratorLedger: CuratorLedger<Self::AccountId>;

		/// Who decides appeals: governance.
		type AppealOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// The least stake of a curator in one Datanet, in plancks. Whoever has less, after slashes, can
		/// not vote.
		#[pallet::constant]
		type MinCuratorStake: Get<Balance>;

		/// How many blocks pass between leaving and getting the stake back, so that nobody brings a stake
		/// for a single vote.
		#[pallet::constant]
		type CuratorCooldown: Get<BlockNumberFor<Self>>;

		/// The most votes of one curator in one Datanet that are not settled yet. The stake stands behind
		/// their bytes, and can pay for all of them.
		#[pallet::constant]
		type MaxOpenVotes: Get<u32>;

		/// How many blocks votes can be committed for, counted from the first one.
		#[pallet::constant]
		type CommitPeriod: Get<BlockNumberFor<Self>>;

		/// How many blocks votes can be revealed for after that.
		#[pallet::constant]
		type RevealPeriod: Get<BlockNumberFor<Self>>;

		/// How many blocks the losing party can appeal for, once a ballot is closed.
		#[pallet::constant]
		type AppealPeriod: Get<BlockNumberFor<Self>>;

		/// How many blocks governance has to decide an appeal: at least as many as a referendum takes
		/// from its submission to its enactment.
		#[pallet::constant]
		type AppealDecisionPeriod: Get<BlockNumberFor<Self>>;

		/// What an appeal costs when it changes nothing, in plancks.
		#[pallet::constant]
		type AppealBond: Get<Balance>;

		/// The fewest revealed votes that decide.
		#[pallet::constant]
		type Quorum: Get<u32>;

		/// The part of its weight that a vote against the final verdict costs, rounded down.
		#[pallet::constant]
		type MinoritySlash: Get<Perbill>;

		/// The part of its weight that a vote costs that was not revealed, rounded down. No less than
		/// `MinoritySlash`: otherwise a curator who sees the others' votes would rather be silent.
		#[pallet::constant]
		type SilenceSlash: Get<Perbill>;

		/// The account that gets what is slashed: the treasury. It must exist.
		#[pallet::constant]
		type SlashDestination: Get<Self::AccountId>;

		/// What the calls weigh.
		type WeightInfo: WeightInfo;

		/// Makes what the benchmarks need.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: crate::benchmarking::BenchmarkHelper;
	}

	/// Why this pallet holds OPEN.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// At stake as a curator: votes against the verdict and votes that are not revealed are slashed.
		CuratorStake,
		/// At stake for an appeal until governance has decided.
		AppealBond,
	}

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// The pallet.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// The curators of each Datanet. The held stake pays for the entry.
	#[pallet::storage]
	pub type Curators<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		DatanetId,
		Blake2_128Concat,
		T::AccountId,
		CuratorOf<T>,
		OptionQuery,
	>;

	/// The ballots, until their last vote is settled. Each has a vote that is not, whose curator's stake
	/// stands behind the entry.
	#[pallet::storage]
	pub type Ballots<T: Config> = StorageMap<_, Twox64Concat, ContributionId, BallotOf<T>>;

	/// The votes that are not settled yet. The curator's stake, which cannot leave before, stands behind
	/// the entry.
	#[pallet::storage]
	pub type Votes<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		ContributionId,
		Blake2_128Concat,
		T::AccountId,
		Vote,
		OptionQuery,
	>;

	/// What curators did, and what came of it.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// `who` curates `datanet` with `stake` plancks.
		CuratorJoined {
			/// The Datanet.
			datanet: DatanetId,
			/// The curator.
			who: T::AccountId,
			/// What is on hold, in plancks.
			stake: Balance,
		},
		/// `who` added `amount` plancks; the stake is `stake` now.
		StakeAdded {
			/// The Datanet.
			datanet: DatanetId,
			/// The curator.
			who: T::AccountId,
			/// What was added, in plancks.
			amount: Balance,
			/// What is on hold now, in plancks.
			stake: Balance,
		},
		/// `who` votes no more in `datanet`, and can withdraw the stake from block `released_at` on.
		CuratorLeaving {
			/// The Datanet.
			datanet: DatanetId,
			/// The curator.
			who: T::AccountId,
			/// The first block in which the stake can be withdrawn.
			released_at: BlockNumberFor<T>,
		},
		/// `who` curates `datanet` no more, and got `amount` plancks back.
		StakeWithdrawn {
			/// The Datanet.
			datanet: DatanetId,
			/// Who was a curator.
			who: T::AccountId,
			/// What was released, in plancks.
			amount: Balance,
		},
		/// The curators of `datanet` vote on `contribution`.
		BallotOpened {
			/// The contribution.
			contribution: ContributionId,
			/// Its Datanet.
			datanet: DatanetId,
			/// The first block in which nobody can commit any more, and votes can be revealed.
			commit_until: BlockNumberFor<T>,
			/// The first block in which nobody can reveal any more.
			reveal_until: BlockNumberFor<T>,
		},
		/// `curator` committed to a vote of `weight` plancks.
		VoteCommitted {
			/// The contribution.
			contribution: ContributionId,
			/// Who votes.
			curator: T::AccountId,
			/// The commitment.
			commitment: H256,
			/// The curator's stake, in plancks.
			weight: Balance,
		},
		/// `curator` voted for `verdict` with `weight` plancks.
		VoteRevealed {
			/// The contribution.
			contribution: ContributionId,
			/// Who voted.
			curator: T::AccountId,
			/// For what.
			verdict: Verdict,
			/// The curator's stake at the commitment, in plancks.
			weight: Balance,
		},
		/// The votes are counted. `verdict` is carried out unless somebody appeals.
		BallotClosed {
			/// The contribution.
			contribution: ContributionId,
			/// What the curators decided, or a rejection when they did not.
			verdict: Verdict,
			/// Whether they decided: enough of them, and one verdict ahead of the others.
			decided: bool,
			/// How many votes were revealed.
			reveals: u32,
			/// The revealed votes, in plancks.
			tally: BallotTally,
			/// The first block in which nobody can appeal any more.
			appeal_until: BlockNumberFor<T>,
		},
		/// `by` asks governance about `contribution`.
		Appealed {
			/// The contribution.
			contribution: ContributionId,
			/// Who appealed.
			by: T::AccountId,
			/// What is at stake for it, in plancks.
			bond: Balance,
			/// The first block in which governance cannot decide any more.
			decide_until: BlockNumberFor<T>,
		},
		/// Governance decided the appeal of `by`.
		AppealDecided {
			/// The contribution.
			contribution: ContributionId,
			/// Who appealed.
			by: T::AccountId,
			/// What governance decided.
			verdict: Verdict,
			/// What the appeal cost, in plancks: nothing when it changed the verdict, or the ballot is void.
			slashed: Balance,
		},
		/// Governance did not decide the appeal of `by` in time. Its bond is free again.
		AppealLapsed {
			/// The contribution.
			contribution: ContributionId,
			/// Who appealed.
			by: T::AccountId,
			/// What was released, in plancks.
			bond: Balance,
		},
		/// The outcome of the ballot is final, and its votes can be settled.
		BallotConcluded {
			/// The contribution.
			contribution: ContributionId,
			/// The outcome.
			outcome: BallotOutcome,
		},
		/// The vote of `curator` is settled.
		VoteSettled {
			/// The contribution.
			contribution: ContributionId,
			/// Who voted.
			curator: T::AccountId,
			/// What the vote cost, in plancks.
			slashed: Balance,
			/// Whether it was counted as work: it was for the acceptance that stood, and the ledger took it.
			counted: bool,
		},
		/// All votes on `contribution` are settled, and the ballot is gone.
		BallotRemoved {
			/// The contribution.
			contribution: ContributionId,
		},
	}

	/// Why a call was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no such Datanet, it is retired, or staked curators do not decide there.
		NotCurated,
		/// The account curates this Datanet already. More is staked with `add_stake`.
		AlreadyCurator,
		/// The account does not curate this Datanet. It joins with `join`.
		NotCurator,
		/// The stake is below the least of a curator. More is staked with `add_stake`.
		BelowMinStake,
		/// The amount is zero.
		ZeroAmount,
		/// The curator is leaving: the stake can only be withdrawn.
		Leaving,
		/// The curator has not asked to leave.
		NotLeaving,
		/// The stake cannot be withdrawn yet.
		CoolingDown,
		/// The curator has votes that are not settled yet.
		VotesOpen,
		/// The contribution does not wait for staked curators: it is decided, withdrawn, or never was.
		NotPending,
		/// Nobody votes on their own contribution.
		OwnContribution,
		/// The curator has committed to a vote on this contribution already.
		AlreadyVoted,
		/// The curator has as many open votes as one can have. They are closed with `settle_vote`.
		TooManyOpenVotes,
		/// The stake could not pay for this vote besides the open ones. It grows with `add_stake`.
		StakeExhausted,
		/// There is no ballot on this contribution, or no longer.
		BallotNotFound,
		/// Votes on this contribution cannot be committed any more. An earlier ballot on it must be
		/// settled before there is another.
		CommitClosed,
		/// Votes on this contribution cannot be revealed yet, or no longer.
		RevealClosed,
		/// There is no vote of this account on this contribution, or it is settled.
		VoteNotFound,
		/// The vote is revealed already.
		AlreadyRevealed,
		/// Verdict and salt are not what was committed to.
		WrongReveal,
		/// Votes can still be committed or revealed.
		StillVoting,
		/// The ballot is closed already.
		AlreadyClosed,
		/// The ballot must be closed first, with `close`.
		NotClosed,
		/// There was an appeal already, and there is only one.
		AlreadyAppealed,
		/// The time for appeals is over.
		AppealTooLate,
		/// Only the contributor and curators who revealed a vote may appeal.
		NotParty,
		/// There is no appeal to decide.
		NotAppealed,
		/// The time to decide the appeal is over.
		DecisionTooLate,
		/// An appeal can still be made or decided.
		NotFinal,
		/// The ballot is concluded already.
		AlreadyConcluded,
		/// The ballot must be concluded first, with `conclude`.
		NotConcluded,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Makes the caller a curator of `datanet` with `stake` plancks, which are the weight of each
		/// vote.
		///
		/// Anyone may call this. Costs the stake, on hold until it is withdrawn or slashed. Emits
		/// `CuratorJoined`.
		///
		/// Fails with `BelowMinStake`, `NotCurated`, `AlreadyCurator`, and with an error of the token when
		/// the caller cannot spare the stake.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::join())]
		pub fn join(origin: OriginFor<T>, datanet: DatanetId, stake: Balance) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_join(&who, datanet, stake)
		}

		/// Adds `amount` plancks to the caller's stake in `datanet`. Votes that are committed already
		/// keep their weight.
		///
		/// Only a curator may call this. Costs `amount`, on hold like the stake. Emits `StakeAdded`.
		///
		/// Fails with `ZeroAmount`, `NotCurator`, `Leaving`, and with an error of the token when the caller
		/// cannot spare `amount`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::add_stake())]
		pub fn add_stake(
			origin: OriginFor<T>,
			datanet: DatanetId,
			amount: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_add_stake(&who, datanet, amount)
		}

		/// Ends the caller's duties in `datanet`: no new votes, and the stake can be withdrawn after the
		/// cooldown. Votes that are committed must still be revealed.
		///
		/// Only a curator may call this. Costs the fee only. Emits `CuratorLeaving`.
		///
		/// Fails with `NotCurator`, and with `Leaving` when it was called before.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::leave())]
		pub fn leave(origin: OriginFor<T>, datanet: DatanetId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_leave(&who, datanet)
		}

		/// Gives the caller, who has left, the stake in `datanet` back.
		///
		/// Only a curator may call this. Costs the fee only. Emits `StakeWithdrawn`.
		///
		/// Fails with `NotCurator`, `NotLeaving`, `CoolingDown`, and with `VotesOpen` while a vote is not
		/// settled.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::withdraw_stake())]
		pub fn withdraw_stake(origin: OriginFor<T>, datanet: DatanetId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_withdraw_stake(&who, datanet)
		}

		/// Commits the caller to a vote on the pending `contribution`, with the caller's stake as its
		/// weight. `commitment` hides the vote; `openledger_primitives::curation::vote_commitment` makes
		/// it. The first commitment opens the ballot.
		///
		/// Only a curator of the Datanet may call this, except on their own contribution. Costs the fee
		/// only; the stake stays until the vote is settled. Emits `VoteCommitted`, and `BallotOpened` before
		/// it when it is the first.
		///
		/// Fails with `NotPending`, `OwnContribution`, `NotCurator`, `Leaving`, `BelowMinStake`,
		/// `TooManyOpenVotes`, `StakeExhausted`, `AlreadyVoted` and `CommitClosed`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::commit())]
		pub fn commit(
			origin: OriginFor<T>,
			contribution: ContributionId,
			commitment: H256,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_commit(who, contribution, commitment)
		}

		/// Reveals the caller's vote on `contribution`: the `verdict` and the `salt` that were committed
		/// to.
		///
		/// Only a curator who committed may call this, after the last block of commitments. Costs the fee
		/// only. Emits `VoteRevealed`.
		///
		/// Fails with `BallotNotFound`, `RevealClosed`, `VoteNotFound`, `AlreadyRevealed` and
		/// `WrongReveal`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::reveal())]
		pub fn reveal(
			origin: OriginFor<T>,
			contribution: ContributionId,
			verdict: Verdict,
			salt: H256,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_reveal(who, contribution, verdict, salt)
		}

		/// Counts the votes on `contribution`. What leads becomes the verdict, unless somebody appeals; if
		/// nothing does, or too few votes were revealed, the contribution is to be rejected.
		///
		/// Anyone may call this, after the last block of reveals. Costs the fee only. Emits `BallotClosed`.
		///
		/// Fails with `BallotNotFound`, `StillVoting` and `AlreadyClosed`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::close())]
		pub fn close(origin: OriginFor<T>, contribution: ContributionId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_close(contribution)
		}

		/// Asks governance to decide about `contribution` otherwise. There is one appeal for a ballot.
		///
		/// Only the contributor, and curators who revealed a vote, may call this. Costs the appeal bond, on
		/// hold: it is lost when governance decides as the curators did, and comes back when it decides
		/// otherwise, or not in time, or there is nothing to decide any more. Emits `Appealed`.
		///
		/// Fails with `BallotNotFound`, `NotClosed`, `AlreadyAppealed`, `AlreadyConcluded`,
		/// `AppealTooLate`, `NotPending`, `NotParty`, and with an error of the token when the caller cannot
		/// spare the bond.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::appeal())]
		pub fn appeal(origin: OriginFor<T>, contribution: ContributionId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_appeal(who, contribution)
		}

		/// Decides the appeal about `contribution`, carries `verdict` out and concludes the ballot. Votes
		/// for another verdict are slashed, whatever the majority was.
		///
		/// Only governance may call this. Costs nothing else. Emits `AppealDecided` and `BallotConcluded`.
		///
		/// Fails with `BallotNotFound`, `NotAppealed`, `DecisionTooLate`, and with an error of the token
		/// when the bond cannot be moved to the slash destination.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::decide_appeal().max(T::WeightInfo::decide_appeal_spam()))]
		pub fn decide_appeal(
			origin: OriginFor<T>,
			contribution: ContributionId,
			verdict: Verdict,
		) -> DispatchResult {
			T::AppealOrigin::ensure_origin(origin)?;
			Self::do_decide_appeal(contribution, verdict)
		}

		/// Carries the curators' verdict on `contribution` out, when nobody appealed in time or governance
		/// did not decide in time. When that cannot be done, for staked curators decide there no more or the
		/// Datanet accepts no more, the ballot is void: nobody is slashed.
		///
		/// Anyone may call this. Costs the fee only. Emits `BallotConcluded`, and `AppealLapsed` before it
		/// when an appeal was not decided.
		///
		/// Fails with `BallotNotFound`, `NotClosed`, `NotFinal` and `AlreadyConcluded`.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::conclude().max(T::WeightInfo::conclude_spam()))]
		pub fn conclude(origin: OriginFor<T>, contribution: ContributionId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_conclude(contribution)
		}

		/// Settles the vote of `curator` on `contribution`, whose ballot is concluded: one for the verdict
		/// is counted as work when that was to accept, one against it and one that was not revealed are
		/// slashed. With the last vote the ballot goes.
		///
		/// Anyone may call this. Costs the fee only. Emits `VoteSettled`, and `BallotRemoved` after the
		/// last.
		///
		/// Fails with `BallotNotFound`, `NotConcluded`, `VoteNotFound`, and with an error of the token when
		/// a slash cannot be moved to the slash destination.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::settle_vote().max(T::WeightInfo::settle_vote_slashed()))]
		pub fn settle_vote(
			origin: OriginFor<T>,
			contribution: ContributionId,
			curator: T::AccountId,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_settle_vote(contribution, curator)
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			let (minority, silence) = (T::MinoritySlash::get(), T::SilenceSlash::get());
			let all = u64::from(silence.deconstruct()).checked_mul(T::MaxOpenVotes::get().into());
			let one = Perbill::one().deconstruct().into();
			assert!(silence >= minority, "silence would be cheaper than a wrong vote");
			assert!(all.is_some_and(|all| all <= one), "a stake could not pay for its open votes");
			assert!(T::MaxOpenVotes::get() > 0, "nobody could vote");
			assert!(T::MinCuratorStake::get() > 0, "a curator would cost nothing");
			assert!(T::AppealBond::get() > 0, "an appeal would cost nothing");
			assert!(T::Quorum::get() > 0, "nobody would decide");
			for period in [
				T::CuratorCooldown::get(),
				T::CommitPeriod::get(),
				T::RevealPeriod::get(),
				T::AppealPeriod::get(),
				T::AppealDecisionPeriod::get(),
			] {
				assert!(!period.is_zero(), "a period is zero");
			}
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), frame::deps::sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}

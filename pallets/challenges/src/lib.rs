// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs)]

extern crate alloc;

mod answers;
#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
mod demands;
mod errors;
mod frauds;
mod invariants;
mod outcomes;
pub mod types;
mod views;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
pub use benchmarking::BenchmarkHelper;
pub use pallet::*;
pub use types::Challenge;
pub use weights::WeightInfo;

/// The pallet.
#[frame::pallet]
pub mod pallet {
	use crate::{types::Challenge, weights::WeightInfo};
	use alloc::boxed::Box;
	use frame::{
		prelude::{fungible::hold, *},
		traits::{Consideration, Footprint},
	};
	use openledger_primitives::{
		challenge::{AnswerBytes, Demand, Fraud, Leaves},
		evidence::{LeafProof, SpanOpening},
		ids::ChallengeId,
		traits::{Bonds, Claims, Datanets, Lineage, Liquid, SlashReason, Subject},
		Balance,
	};

	/// What the pallet needs of its runtime.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The reasons for which the runtime holds balances.
		type RuntimeHoldReason: From<HoldReason>;

		/// OPEN. What is at stake for a challenge stays in the challenger's account, on hold.
		type Currency: hold::Mutate<
			Self::AccountId,
			Reason = Self::RuntimeHoldReason,
			Balance = Balance,
		>;

		/// What of an account's OPEN no lock forbids to spend. The bond of a challenge can end in another
		/// account, so it must be liquid.
		type Liquid: Liquid<Self::AccountId>;

		/// What the state costs that a challenge takes, as long as it is there.
		type ChallengeDeposit: Consideration<Self::AccountId, Footprint>;

		/// The claims that are challenged.
		type Claims: Claims<Self::AccountId>;

		/// The workers' bonds.
		type Bonds: Bonds<Self::AccountId>;

		/// The contributions in which spans are looked for.
		type Datanets: Datanets<Self::AccountId>;

		/// The artifacts, and the snapshots that they rest on.
		type Lineage: Lineage<Self::AccountId>;

		/// The clock of the response window. Blocks that it does not count, no window counts.
		type BlockNumberProvider: BlockNumberProvider<BlockNumber = BlockNumberFor<Self>>;

		/// What is held for a demand, in plancks. Whoever meets it puts it into the worker's account, so it
		/// should be worth more than the fee of an answer, and more than the existential deposit.
		type ChallengeBond: Get<Balance>;

		/// How many blocks a worker, or anyone for it, has to meet a demand.
		type ResponseWindow: Get<BlockNumberFor<Self>>;

		/// What a worker loses of its bond by a false claim, in plancks.
		type FraudSlash: Get<Balance>;

		/// What it weighs at most to end a false claim: besides what the calls weigh, which is measured with
		/// a claim that one payer paid for. A batch has many, and all are refunded.
		type FalsifyWeight: Get<Weight>;

		/// What the calls weigh.
		type WeightInfo: WeightInfo;

		/// Makes what the benchmarks need of other pallets.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: crate::BenchmarkHelper;
	}

	/// Why this pallet holds OPEN.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// At stake for a demand: it goes to the worker when the demand is met.
		ChallengeBond,
		/// The deposit for the challenge's record.
		ChallengeDeposit,
	}

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// The pallet.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// The number of the next challenge.
	#[pallet::storage]
	pub type NextChallenge<T: Config> = StorageValue<_, ChallengeId, ValueQuery>;

	/// The challenges that wait for an answer, and those that were answered while the claim can still be
	/// challenged. The challenger's deposit pays for the entry, and for the one in [`Demands`].
	#[pallet::storage]
	pub type Challenges<T: Config> = StorageMap<_, Twox64Concat, ChallengeId, Challenge<T>>;

	/// Which challenge made which demand of a claim. None is made twice.
	#[pallet::storage]
	pub type Demands<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, Subject, Blake2_128Concat, Demand, ChallengeId>;

	/// What became of a claim.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// `challenger` showed the claim of `worker` about `subject` to be false.
		FraudProved {
			/// The answer about which the claim was.
			subject: Subject,
			/// Whose claim it was.
			worker: T::AccountId,
			/// Who showed it.
			challenger: T::AccountId,
			/// The reason for which the worker is slashed.
			reason: SlashReason,
			/// What was taken out of the worker's bond, in plancks.
			slashed: Balance,
		},
		/// `challenger` demands of `worker` to show something before block `expires_at`. Full blocks are
		/// not counted.
		Challenged {
			/// The challenge.
			challenge: ChallengeId,
			/// The answer about which the claim is.
			subject: Subject,
			/// Whose claim it is.
			worker: T::AccountId,
			/// Who asks.
			challenger: T::AccountId,
			/// What must be shown.
			demand: Demand,
			/// What is held for it, in plancks.
			bond: Balance,
			/// The first block in which silence loses.
			expires_at: BlockNumberFor<T>,
		},
		/// What `challenge` demanded was shown: the claim stands.
		ChallengeAnswered {
			/// The challenge.
			challenge: ChallengeId,
			/// The answer about which the claim is.
			subject: Subject,
			/// Whose claim it is.
			worker: T::AccountId,
			/// Who asked.
			challenger: T::AccountId,
			/// What the worker got of the challenger's bond, in plancks. The rest is free.
			paid: Balance,
		},
		/// Nobody showed in time what `challenge` demanded: the claim is false.
		Convicted {
			/// The challenge.
			challenge: ChallengeId,
			/// The answer about which the claim was.
			subject: Subject,
			/// Whose claim it was.
			worker: T::AccountId,
			/// Who asked.
			challenger: T::AccountId,
			/// What was taken out of the worker's bond, in plancks.
			slashed: Balance,
		},
		/// The claim that `challenge` was about has ended: its record is gone, and `challenger` has the
		/// deposit back.
		ChallengeClosed {
			/// The challenge.
			challenge: ChallengeId,
			/// The answer about which the claim was.
			subject: Subject,
			/// Who asked.
			challenger: T::AccountId,
			/// What was still held for it, in plancks. It is free.
			released: Balance,
		},
	}

	/// Why a claim or a challenge was left as it was.
	#[pallet::error]
	pub enum Error<T> {
		/// The bytes are not the committed answer.
		AnswerMismatch,
		/// The leaves are not all those under the evidence root.
		LeavesMismatch,
		/// The leaf and its path do not lead to the evidence root.
		LeafMismatch,
		/// The chunks do not show these bytes of the committed answer.
		AnswerNotShown,
		/// The chunks do not show these bytes of the committed contribution.
		ContentNotShown,
		/// The bytes are not whole words inside one document.
		NotWholeWords,
		/// The answer and the contribution differ there.
		BytesDiffer,
		/// The match has fewer words than count.
		TooFewWords,
		/// A chosen span contains the match.
		Covered,
		/// As many spans as can be are chosen, and the match comes before none of them.
		NotAmongLongest,
		/// No such span is chosen.
		SpanNotChosen,
		/// The contribution is listed for the span.
		AlreadyListed,
		/// As many contributions as can be are listed for the span, and all are earlier.
		NotAmongEarliest,
		/// The occurrence is not before the listed one.
		NotEarlier,
		/// The vector is what follows from the leaves: the arithmetic is right.
		ArithmeticHolds,
		/// The leaves break a rule among themselves. Prove wrong arithmetic instead.
		LeavesBreakRules,
		/// The words of the span are those that its scores stand for.
		WordsHold,
		/// No more spans are chosen than can be.
		SpansWithinLimit,
		/// The answer is one canonical document.
		AnswerCanonical,
		/// None of the artifact's snapshots includes the contribution.
		ContributionNotIncluded,
		/// One of the artifact's snapshots includes the contribution.
		ContributionIncluded,
		/// The answer is not one canonical document: the claim is false.
		AnswerNotCanonical,
		/// The vector does not follow from the leaves: the claim is false.
		WrongArithmetic,
		/// The words of a span are not those of its scores: the claim is false.
		WrongWords,
		/// More spans are chosen than can be: the claim is false.
		TooManySpans,
		/// What must be liquid is locked, or not there.
		FundsLocked,
		/// All numbers of challenges are given out.
		IdsExhausted,
		/// This was demanded of the claim before.
		AlreadyDemanded,
		/// There is no challenge of this number, or no longer.
		ChallengeNotFound,
		/// The challenge was answered.
		AlreadyAnswered,
		/// The challenge demands something else.
		OtherDemand,
		/// The response window has passed.
		ResponseWindowOver,
		/// The response window has not passed.
		ResponseWindowOpen,
		/// The claim can still be challenged, so the challenge stays.
		ClaimStands,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Shows the claim about `subject` to be false, by the bytes in `fraud`. The runtime decides at
		/// once: nobody earns by the claim, whoever paid has everything back, and the worker's bond is
		/// slashed, with the caller as the reporter.
		///
		/// Anyone may call this, as long as the claim can be challenged. Costs the fee only. Emits
		/// `FraudProved`.
		///
		/// Fails as the claims' pallet says when there is no such claim, or no longer; with
		/// `AnswerMismatch`, `LeavesMismatch`, `LeafMismatch`, `AnswerNotShown` or `ContentNotShown` when
		/// the bytes are not the committed ones; with `NotWholeWords`, `BytesDiffer` or `TooFewWords` when
		/// a match is not one; with `ContributionNotIncluded` when its contribution does not count; and
		/// when the bytes show no fraud: an omitted span with `Covered` or `NotAmongLongest`, an omitted
		/// holder with `SpanNotChosen`, `AlreadyListed` or `NotAmongEarliest`, a later occurrence with
		/// `NotEarlier`, wrong arithmetic with `ArithmeticHolds`, wrong words with `LeavesBreakRules`,
		/// `SpanNotChosen` or `WordsHold`, too many spans with `SpansWithinLimit`, a foreign holder with
		/// `ContributionIncluded`, and text that is not canonical with `AnswerCanonical`.
		#[pallet::call_index(0)]
		#[pallet::weight(Pallet::<T>::showing_weight(fraud).saturating_add(T::FalsifyWeight::get()))]
		pub fn prove_fraud(
			origin: OriginFor<T>,
			subject: Subject,
			fraud: Box<Fraud>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_prove_fraud(who, subject, *fraud)
		}

		/// Demands to be shown the bytes of `leaf`, one of the `count` leaves of the claim about
		/// `subject`, in the answer and in the contribution. If nobody shows them in the response window,
		/// the claim is false.
		///
		/// Anyone may call this, as long as the claim can be challenged. Costs the challenge bond, on hold:
		/// it goes to the worker if the bytes are shown, and is released otherwise; and a deposit until
		/// the claim has ended. Emits `Challenged`.
		///
		/// Fails as the claims' pallet says when there is no such claim, no longer, or too many challenges
		/// of it wait; with `LeafMismatch`, `AlreadyDemanded`, `FundsLocked`, `IdsExhausted`, and with an
		/// error of the token when the caller cannot spare bond and deposit.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::challenge_leaf())]
		pub fn challenge_leaf(
			origin: OriginFor<T>,
			subject: Subject,
			leaf: LeafProof,
			count: u32,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_challenge_leaf(who, subject, leaf, count)
		}

		/// Shows by `opening` the bytes of the leaf that the challenge `challenge` asked for: the claim
		/// stands, and the worker gets the challenger's bond.
		///
		/// Anyone may call this, for whichever worker, in the response window. Costs the fee only. Emits
		/// `ChallengeAnswered`.
		///
		/// Fails with `ChallengeNotFound`, `AlreadyAnswered`, `ResponseWindowOver`, `OtherDemand`; with
		/// `ContributionNotIncluded` when there is no such contribution; with `AnswerNotShown`,
		/// `ContentNotShown`, `NotWholeWords`, `BytesDiffer` or `TooFewWords` when the leaf is not shown to
		/// be true; and as the claims' pallet says when the claim has ended.
		#[pallet::call_index(2)]
		#[pallet::weight(Pallet::<T>::opening_weight(opening))]
		pub fn answer_leaf(
			origin: OriginFor<T>,
			challenge: ChallengeId,
			opening: Box<SpanOpening>,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_answer_leaf(challenge, &opening)
		}

		/// Demands to be shown the whole answer and all leaves of the claim about `subject`. If nobody
		/// shows them in the response window, the claim is false.
		///
		/// Anyone may call this, as long as the claim can be challenged. Costs the challenge bond, on hold:
		/// it goes to the worker if they are shown, and is released otherwise; and a deposit until the
		/// claim has ended. Emits `Challenged`.
		///
		/// Fails as the claims' pallet says when there is no such claim, no longer, or too many challenges
		/// of it wait; with `AlreadyDemanded`, `FundsLocked`, `IdsExhausted`, and with an error of the
		/// token when the caller cannot spare bond and deposit.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::challenge_disclosure())]
		pub fn challenge_disclosure(origin: OriginFor<T>, subject: Subject) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_challenge_disclosure(who, subject)
		}

		/// Shows the whole `answer` and all `leaves` that the challenge `challenge` asked for. Everything
		/// that can be checked without the contributions is; then the claim stands, and the worker gets the
		/// challenger's bond. Whoever has the contributions can now prove what else is false.
		///
		/// Anyone may call this, for whichever worker, in the response window. Costs the fee only. Emits
		/// `ChallengeAnswered`.
		///
		/// Fails with `ChallengeNotFound`, `AlreadyAnswered`, `ResponseWindowOver`, `OtherDemand`,
		/// `AnswerMismatch`, `LeavesMismatch`; when the claim is false with `AnswerNotCanonical`,
		/// `WrongArithmetic`, `WrongWords` or `TooManySpans`; and as the claims' pallet says when the claim
		/// has ended.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::disclose(answer.len().saturated_into(), leaves.len().saturated_into()))]
		pub fn disclose(
			origin: OriginFor<T>,
			challenge: ChallengeId,
			answer: AnswerBytes,
			leaves: Leaves,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_disclose(challenge, &answer, &leaves)
		}

		/// Holds it against the worker that nobody showed in time what the challenge `challenge` demanded:
		/// nobody earns by the claim, whoever paid has everything back, the worker's bond is slashed with
		/// the challenger as the reporter, and the challenger has bond and deposit back.
		///
		/// Anyone may call this after the response window. Costs the fee only. Emits `Convicted`.
		///
		/// Fails with `ChallengeNotFound`, `AlreadyAnswered`, `ResponseWindowOpen`, and as the claims'
		/// pallet says when the claim has ended.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::convict().saturating_add(T::FalsifyWeight::get()))]
		pub fn convict(origin: OriginFor<T>, challenge: ChallengeId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_convict(challenge)
		}

		/// Removes the challenge `challenge` of a claim that has ended: paid for, or shown to be false by
		/// another challenge. Its challenger has the deposit back, and the bond too if the demand was not
		/// met.
		///
		/// Anyone may call this, once the claim cannot be challenged any more. Costs the fee only. Emits
		/// `ChallengeClosed`. Fails with `ChallengeNotFound` and `ClaimStands`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::close())]
		pub fn close(origin: OriginFor<T>, challenge: ChallengeId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_close(challenge)
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(!T::ResponseWindow::get().is_zero(), "no demand could ever be met");
			assert!(T::ChallengeBond::get() > 0, "a demand would cost nothing");
			assert!(T::FraudSlash::get() > 0, "a false claim would cost nothing");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), frame::deps::sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}

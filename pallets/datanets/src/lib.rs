// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs)]

extern crate alloc;

mod access;
#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
mod contributions;
mod creation;
mod invariants;
mod judging;
mod snapshots;
mod takedowns;
pub mod types;
mod views;
pub mod weights;

pub use pallet::*;
pub(crate) use types::NewDatanet;
pub use types::{
	AccessRequest, Ballot, Contribution, Corpus, Datanet, Description, Grant, Judgement, Policy,
	Report, Snapshot, Status, Tag, Text, MAX_TAGS, MAX_TAG_LEN,
};
pub use views::MAX_PAGE;
pub use weights::WeightInfo;

/// The pallet.
#[frame::pallet]
pub mod pallet {
	use crate::{
		types::{
			AccessRequest, Ballot, Contribution, Corpus, Datanet, Description, Grant, Judgement,
			NewDatanet, Policy, Report, Snapshot, Text,
		},
		weights::WeightInfo,
	};
	use frame::{
		prelude::{
			fungible::{self, hold},
			*,
		},
		traits::{Consideration, Footprint},
	};
	use openledger_primitives::{
		commitment::ContentCommitment,
		ids::{ContributionId, DatanetId, SnapshotId},
		licence::Licence,
		records::{ContributionKind, DataKind, Reputation, Visibility},
		traits::{CuratorLedger, Liquid, OnTakedown, RoyaltySink},
		Balance,
	};

	/// What the pallet needs of its runtime.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The reasons for which the runtime holds balances.
		type RuntimeHoldReason: From<HoldReason>;

		/// OPEN. Bonds and offers stay in their owner's account, on hold.
		type Currency: hold::Mutate<Self::AccountId, Reason = Self::RuntimeHoldReason, Balance = Balance>
			+ fungible::Mutate<Self::AccountId, Balance = Balance>;

		/// What a Datanet's owner deposits for it. Held for `HoldReason::DatanetDeposit`.
		type DatanetDeposit: Consideration<Self::AccountId, Footprint>;

		/// What a contributor deposits for a contribution. Held for
		/// `HoldReason::ContributionDeposit`.
		type ContributionDeposit: Consideration<Self::AccountId, Footprint>;

		/// What is deposited for a snapshot. Held for `HoldReason::SnapshotDeposit`.
		type SnapshotDeposit: Consideration<Self::AccountId, Footprint>;

		/// What is deposited for a request of access, and for the grant that it becomes. Held for
		/// `HoldReason::AccessDeposit`.
		type AccessDeposit: Consideration<Self::AccountId, Footprint>;

		/// What of an account's OPEN is under no lock: bonds and offers can end in another account.
		type Liquid: Liquid<Self::AccountId>;

		/// The clock of judging. The runtime's stands still while blocks are full: else whoever fills them
		/// could wait until curators have had no time.
		type BlockNumberProvider: BlockNumberProvider<BlockNumber = BlockNumberFor<Self>>;

		/// The contributions on which staked curators are voting: nobody takes back what these are at.
		type Ballots: Contains<ContributionId>;

		/// Where licences are paid to.
		type Royalties: RoyaltySink<Self::AccountId>;

		/// Where what owners and committees accepted is counted. Staked curators' work is not: whoever
		/// organises them counts it.
		type CuratorLedger: CuratorLedger<Self::AccountId>;

		/// Who hears of takedowns.
		type OnTakedown: OnTakedown;

		/// Who may take down any contribution, and revoke any grant: governance.
		type TakedownOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// What a contributor has at stake for a contribution until it is decided upon, in plancks.
		#[pallet::constant]
		type ContributionBond: Get<Balance>;

		/// What whoever reports spam has at stake until the contribution is decided upon, in plancks.
		#[pallet::constant]
		type ReportBond: Get<Balance>;

		/// The part of a spammer's bond that goes to whoever reported it, rounded down. Below one:
		/// otherwise spammers report themselves from a second account and lose nothing.
		#[pallet::constant]
		type SpamReporterShare: Get<Perbill>;

		/// The account that gets the rest: the treasury. It must exist.
		#[pallet::constant]
		type SlashDestination: Get<Self::AccountId>;

		/// For how many blocks a contribution that is being judged cannot be taken back: after a
		/// report, after the first vote, and after submission where staked curators judge. At least as
		/// many as these need.
		#[pallet::constant]
		type JudgingPeriod: Get<BlockNumberFor<Self>>;

		/// The most members of a committee.
		#[pallet::constant]
		type MaxCommittee: Get<u32>;

		/// The longest name of a Datanet, in bytes.
		#[pallet::constant]
		type MaxNameLen: Get<u32>;

		/// The longest summary of a Datanet, in bytes.
		#[pallet::constant]
		type MaxSummaryLen: Get<u32>;

		/// The longest uri, in bytes.
		#[pallet::constant]
		type MaxUriLen: Get<u32>;

		/// The longest reason, purpose or note, in bytes.
		#[pallet::constant]
		type MaxNoteLen: Get<u32>;

		/// What the calls weigh.
		type WeightInfo: WeightInfo;

		/// Makes what the benchmarks need.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: crate::benchmarking::BenchmarkHelper;
	}

	/// Why this pallet holds OPEN.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// Pays for a Datanet's record.
		DatanetDeposit,
		/// Pays for a contribution's record.
		ContributionDeposit,
		/// At stake until the contribution is accepted, rejected or withdrawn.
		ContributionBond,
		/// At stake until the contribution that was reported is decided upon.
		ReportBond,
		/// Pays for a snapshot's record.
		SnapshotDeposit,
		/// Pays for the record of a request or of a grant.
		AccessDeposit,
		/// Offered for access, until it is granted, denied or cancelled.
		AccessOffer,
	}

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// The pallet.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// The number of the next Datanet.
	#[pallet::storage]
	pub type NextDatanet<T: Config> = StorageValue<_, DatanetId, ValueQuery>;

	/// The number of the next contribution, over all Datanets.
	#[pallet::storage]
	pub type NextContribution<T: Config> = StorageValue<_, ContributionId, ValueQuery>;

	/// The number of the next snapshot, over all Datanets.
	#[pallet::storage]
	pub type NextSnapshot<T: Config> = StorageValue<_, SnapshotId, ValueQuery>;

	/// The Datanets.
	#[pallet::storage]
	pub type Datanets<T: Config> = StorageMap<_, Twox64Concat, DatanetId, Datanet<T>>;

	/// What each Datanet has accepted so far. Apart from its record, so that a contribution need not
	/// read the one, nor acceptance rewrite the other.
	#[pallet::storage]
	pub type Corpora<T: Config> = StorageMap<_, Twox64Concat, DatanetId, Corpus, ValueQuery>;

	/// The contributions that are pending, accepted, or accepted and taken down. Those that were
	/// rejected or withdrawn while pending are gone.
	#[pallet::storage]
	pub type Contributions<T: Config> =
		StorageMap<_, Twox64Concat, ContributionId, Contribution<T>>;

	/// The contribution with a given content root in a Datanet: none is there twice.
	#[pallet::storage]
	pub type Roots<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		DatanetId,
		Blake2_128Concat,
		H256,
		ContributionId,
		OptionQuery,
	>;

	/// The accepted contributions of a Datanet, by their place. Those that were taken down keep it.
	#[pallet::storage]
	pub type Accepted<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		DatanetId,
		Twox64Concat,
		u32,
		ContributionId,
		OptionQuery,
	>;

	/// The contributions of a Datanet that were taken down, by the order of the takedowns.
	#[pallet::storage]
	pub type Withdrawn<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		DatanetId,
		Twox64Concat,
		u32,
		ContributionId,
		OptionQuery,
	>;

	/// What committees have said about pending contributions.
	#[pallet::storage]
	pub type Votes<T: Config> = StorageMap<_, Twox64Concat, ContributionId, Ballot<T>>;

	/// The pending contributions that were reported as spam.
	#[pallet::storage]
	pub type Reports<T: Config> = StorageMap<_, Twox64Concat, ContributionId, Report<T>>;

	/// How each contributor's contributions have been judged.
	#[pallet::storage]
	pub type Reputations<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, Reputation, ValueQuery>;

	/// The snapshots. They never change and never go.
	#[pallet::storage]
	pub type Snapshots<T: Config> = StorageMap<_, Twox64Concat, SnapshotId, Snapshot<T>>;

	/// Who asks for access to which Datanet.
	#[pallet::storage]
	pub type Requests<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		DatanetId,
		Blake2_128Concat,
		T::AccountId,
		AccessRequest<T>,
		OptionQuery,
	>;

	/// Who has access to which Datanet.
	#[pallet::storage]
	pub type Grants<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		DatanetId,
		Blake2_128Concat,
		T::AccountId,
		Grant<T>,
		OptionQuery,
	>;

	/// What happened to a Datanet.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// `owner` created `datanet`.
		DatanetCreated {
			/// The Datanet.
			datanet: DatanetId,
			/// Who owns it.
			owner: T::AccountId,
		},
		/// What people read about `datanet` was changed.
		DatanetEdited {
			/// The Datanet.
			datanet: DatanetId,
		},
		/// `policy` says from now on who decides about contributions to `datanet`.
		PolicySet {
			/// The Datanet.
			datanet: DatanetId,
			/// Who decides.
			policy: Policy<T>,
			/// How often the policy was set until now.
			version: u32,
		},
		/// A licence to `datanet` costs whoever buys one `price` now.
		EntryPriceSet {
			/// The Datanet.
			datanet: DatanetId,
			/// The price, in plancks; none is for sale without.
			price: Option<Balance>,
		},
		/// The owner of `datanet` offers it to `to`.
		TransferOffered {
			/// The Datanet.
			datanet: DatanetId,
			/// Who may take it over; nobody when the offer was taken back.
			to: Option<T::AccountId>,
		},
		/// `to` took `datanet` over.
		DatanetTransferred {
			/// The Datanet.
			datanet: DatanetId,
			/// Who owned it.
			from: T::AccountId,
			/// Who owns it now, and has deposited for it.
			to: T::AccountId,
		},
		/// `datanet` takes no more contributions, snapshots and licences.
		DatanetRetired {
			/// The Datanet.
			datanet: DatanetId,
		},
		/// `contributor` gave `contribution` to `datanet`; it waits to be judged.
		Contributed {
			/// The contribution.
			contribution: ContributionId,
			/// The Datanet that it was given to.
			datanet: DatanetId,
			/// Who gave it.
			contributor: T::AccountId,
			/// Commitment to its canonical bytes.
			content: ContentCommitment,
			/// What it is.
			kind: ContributionKind,
			/// What is at stake for it, in plancks.
			bond: Balance,
		},
		/// `contributor` took `contribution` back. Its bond and deposit are free again.
		ContributionWithdrawn {
			/// The contribution.
			contribution: ContributionId,
			/// The Datanet that it was given to.
			datanet: DatanetId,
			/// Who gave it.
			contributor: T::AccountId,
		},
		/// `reporter` calls `contribution` spam, and has `bond` plancks at stake for it.
		ContributionReported {
			/// The contribution.
			contribution: ContributionId,
			/// Who reported it.
			reporter: T::AccountId,
			/// What is at stake, in plancks.
			bond: Balance,
		},
		/// `contribution` was not accepted, or the report was taken back, so `reporter` got the report's bond
		/// back.
		ReportReleased {
			/// The contribution.
			contribution: ContributionId,
			/// Who had reported it.
			reporter: T::AccountId,
			/// What is free again, in plancks.
			bond: Balance,
		},
		/// `contribution` was accepted, so `reporter` lost the report's bond to its contributor.
		ReportForfeited {
			/// The contribution.
			contribution: ContributionId,
			/// Who had reported it.
			reporter: T::AccountId,
			/// What the contributor got, in plancks.
			bond: Balance,
		},
		/// `member` of the committee said what should become of `contribution`.
		Voted {
			/// The contribution.
			contribution: ContributionId,
			/// Who voted.
			member: T::AccountId,
			/// What they said.
			judgement: Judgement<T>,
		},
		/// `contribution` is part of `datanet` now. Its bond is free again.
		ContributionAccepted {
			/// The contribution.
			contribution: ContributionId,
			/// The Datanet that it belongs to.
			datanet: DatanetId,
			/// Who gave it.
			contributor: T::AccountId,
			/// Its place among the accepted ones.
			index: u32,
		},
		/// `contribution` was turned down. Its bond and deposit are free again.
		ContributionRejected {
			/// The contribution.
			contribution: ContributionId,
			/// The Datanet that it was given to.
			datanet: DatanetId,
			/// Who gave it.
			contributor: T::AccountId,
			/// Why, in the words of whoever decided; empty when a committee could not agree, or staked
			/// curators decided.
			reason: Text<T::MaxNoteLen>,
		},
		/// `contribution` was turned down as spam, and its bond is lost. Its deposit is free again.
		ContributionSlashed {
			/// The contribution.
			contribution: ContributionId,
			/// The Datanet that it was given to.
			datanet: DatanetId,
			/// Who gave it.
			contributor: T::AccountId,
			/// What they lost in all, in plancks.
			amount: Balance,
			/// Who had reported it, if anybody.
			reporter: Option<T::AccountId>,
			/// The reporter's part of what was lost, in plancks.
			reward: Balance,
		},
		/// `contribution` was taken down: later snapshots of `datanet` do not include it.
		ContributionTakenDown {
			/// The contribution.
			contribution: ContributionId,
			/// The Datanet that it belonged to.
			datanet: DatanetId,
			/// Its place among the accepted ones.
			index: u32,
			/// Its place among what was taken down.
			order: u32,
			/// Who took it down; nobody when it was governance.
			by: Option<T::AccountId>,
			/// Why.
			reason: Text<T::MaxNoteLen>,
		},
		/// `snapshot` fixes what `datanet` had accepted.
		SnapshotTaken {
			/// The snapshot.
			snapshot: SnapshotId,
			/// The Datanet that it was taken of.
			datanet: DatanetId,
			/// Its number among the snapshots of its Datanet, from one.
			version: u32,
			/// Root of the accumulator over all that had been accepted.
			root: H256,
			/// How many those are.
			accepted: u32,
			/// How many of those had been taken down.
			withdrawn: u32,
			/// Root of the accumulator over those.
			withdrawn_root: H256,
			/// How many bytes the others have together.
			bytes: u64,
		},
		/// `who` asks for access to `datanet`.
		AccessRequested {
			/// The Datanet.
			datanet: DatanetId,
			/// Who asks.
			who: T::AccountId,
			/// What for.
			purpose: Text<T::MaxNoteLen>,
			/// The last block of it; without end when there is none.
			until: Option<BlockNumberFor<T>>,
			/// What is offered for it, in plancks.
			offer: Balance,
		},
		/// `who` asks for access to `datanet` no more. The offer is free again.
		AccessCancelled {
			/// The Datanet.
			datanet: DatanetId,
			/// Who had asked.
			who: T::AccountId,
			/// What is free again, in plancks.
			offer: Balance,
		},
		/// `who` was given access to `datanet` for `price` plancks.
		AccessGranted {
			/// The Datanet.
			datanet: DatanetId,
			/// Who has access.
			who: T::AccountId,
			/// What was paid for it, in plancks.
			price: Balance,
			/// The last block of it; without end when there is none.
			until: Option<BlockNumberFor<T>>,
			/// Where the key can be had, encrypted for the holder.
			key_uri: Text<T::MaxUriLen>,
		},
		/// `who` was refused access to `datanet`. The offer is free again.
		AccessDenied {
			/// The Datanet.
			datanet: DatanetId,
			/// Who had asked.
			who: T::AccountId,
			/// What is free again, in plancks.
			offer: Balance,
			/// Why.
			reason: Text<T::MaxNoteLen>,
		},
		/// `buyer` bought a licence to `datanet` for `price` plancks. It has no end.
		LicenceBought {
			/// The Datanet.
			datanet: DatanetId,
			/// Who has access.
			buyer: T::AccountId,
			/// What was paid, in plancks.
			price: Balance,
		},
		/// The key to `datanet` can be had by `who` at `key_uri`.
		KeySet {
			/// The Datanet.
			datanet: DatanetId,
			/// Who has access.
			who: T::AccountId,
			/// Where the key can be had, encrypted for the holder.
			key_uri: Text<T::MaxUriLen>,
		},
		/// Access of `who` to `datanet` was taken away.
		AccessRevoked {
			/// The Datanet.
			datanet: DatanetId,
			/// Who had access.
			who: T::AccountId,
			/// Who took it away; nobody when it was governance.
			by: Option<T::AccountId>,
			/// Why.
			reason: Text<T::MaxNoteLen>,
		},
		/// Access of `who` to `datanet` had run out, or was given up.
		AccessExpired {
			/// The Datanet.
			datanet: DatanetId,
			/// Who had access.
			who: T::AccountId,
		},
	}

	/// Why a call was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no Datanet of this number.
		DatanetNotFound,
		/// The Datanet is retired: it takes no more contributions, snapshots and licences.
		DatanetRetired,
		/// Only the Datanet's owner may do this.
		NotOwner,
		/// The owner has not offered you the Datanet.
		NotOffered,
		/// A committee's members must ascend without repetition, and between one and all of them decide.
		InvalidCommittee,
		/// There is no contribution of this number, or no longer.
		ContributionNotFound,
		/// It is not yours to judge: you are not the owner or a member of the committee, or staked
		/// curators judge it.
		NotCurator,
		/// Only the contributor may do this.
		NotContributor,
		/// The contribution was accepted already.
		NotPending,
		/// The contribution is being judged: neither it nor a report of it can be taken back before the
		/// judging period is over, and while staked curators vote on it.
		UnderJudgement,
		/// You have voted on this contribution already.
		AlreadyVoted,
		/// You cannot report what you contributed yourself.
		OwnContribution,
		/// Somebody has reported this contribution already.
		AlreadyReported,
		/// Nobody has reported this contribution, or it is decided upon.
		ReportNotFound,
		/// Only the reporter may do this.
		NotReporter,
		/// Of what the account has free, less than this is under no lock.
		FundsLocked,
		/// Only the contributor, the Datanet's owner or governance may take a contribution down.
		MayNotTakeDown,
		/// The contribution is not accepted, so there is nothing to take down.
		NotAccepted,
		/// The contribution was taken down already.
		AlreadyTakenDown,
		/// A text is not UTF-8, or a name, tag or licence is empty.
		InvalidText,
		/// No content can have this commitment: its length is above 5 MiB, or exactly one of root and
		/// length is zero.
		MalformedContent,
		/// The content has no bytes.
		EmptyContent,
		/// The same content stands in this Datanet already: pending, accepted or taken down.
		DuplicateContent,
		/// The Datanet's licence allows derived works, and the contribution's does not.
		DerivativesForbidden,
		/// The Datanet's licence allows commercial use, and the contribution's does not.
		CommercialForbidden,
		/// The contribution may only be given out under its own licence, and the Datanet has another.
		ShareAlikeBroken,
		/// The Datanet has accepted nothing yet, or all of it was taken down.
		SnapshotEmpty,
		/// The Datanet has accepted and taken down nothing since its last snapshot.
		SnapshotUnchanged,
		/// The Datanet can hold no more contributions.
		DatanetFull,
		/// All numbers are given out.
		IdsExhausted,
		/// The account asks for access already.
		AlreadyRequested,
		/// The account has access already.
		AlreadyGranted,
		/// The account asks for no access.
		RequestNotFound,
		/// The account has no access.
		GrantNotFound,
		/// The last block of the access is not ahead.
		UntilPassed,
		/// Price or last block are not those that are asked for now.
		TermsDiffer,
		/// The Datanet has no snapshot yet, so there is nothing to pay for.
		NothingToLicense,
		/// Licences to this Datanet are not for sale: ask the owner for access.
		NotForSale,
		/// The licence costs more than you are ready to pay.
		PriceAboveLimit,
		/// What was paid for can only be revoked by governance.
		GrantPaidFor,
		/// The access has not run out, and is not yours.
		NotExpired,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Creates a Datanet: its `description`, the `kind` of data it collects, the `licence` under
		/// which it is given out, whether everybody may train on it or only who has a grant
		/// (`visibility`), who decides about contributions (`policy`), what a licence costs whoever buys
		/// one (`entry_price`, in plancks; none is for sale without), and the part of the contributors'
		/// earnings that its curators keep (`curators_cut`). Kind, licence, visibility and cut are for
		/// good: contributors rely on them.
		///
		/// Anyone may call this, and then owns the Datanet. Costs a deposit by the length of the texts and
		/// the size of the committee. Emits `DatanetCreated`.
		///
		/// Fails with `InvalidText` when a text is not UTF-8, or name, a tag or licence is empty, with
		/// `InvalidCommittee`, with `IdsExhausted`, and with an error of the token when the caller cannot
		/// spare the deposit.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::create())]
		#[allow(clippy::too_many_arguments)]
		pub fn create(
			origin: OriginFor<T>,
			description: Description<T>,
			kind: DataKind,
			licence: Licence,
			visibility: Visibility,
			policy: Policy<T>,
			entry_price: Option<Balance>,
			curators_cut: Perbill,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let new = NewDatanet {
				description,
				kind,
				licence,
				visibility,
				policy,
				entry_price,
				curators_cut,
			};
			Self::do_create(who, new)
		}

		/// Changes what people read about the Datanet of number `datanet` to `description`.
		///
		/// Only its owner may call this. The deposit grows or shrinks with the texts. Emits
		/// `DatanetEdited`.
		///
		/// Fails with `DatanetNotFound`, `NotOwner`, with `InvalidText` when a text is not UTF-8, or the
		/// name or a tag is empty, and with an error of the token when the caller cannot spare the
		/// deposit.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::edit())]
		pub fn edit(
			origin: OriginFor<T>,
			datanet: DatanetId,
			description: Description<T>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_edit(&who, datanet, description)
		}

		/// Offers the Datanet of number `datanet` to the account `to`, which owns it when it accepts;
		/// without `to`, takes an offer back. The last offer counts.
		///
		/// Only its owner may call this. Costs the fee only. Emits `TransferOffered`.
		///
		/// Fails with `DatanetNotFound` and `NotOwner`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::offer_transfer())]
		pub fn offer_transfer(
			origin: OriginFor<T>,
			datanet: DatanetId,
			to: Option<T::AccountId>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_offer_transfer(&who, datanet, to)
		}

		/// Takes the Datanet of number `datanet` over from its owner, as it is.
		///
		/// Only the account to which it was offered may call this. Costs the deposit for it, and the
		/// owner until now gets theirs back. Emits `DatanetTransferred`.
		///
		/// Fails with `DatanetNotFound`, `NotOffered`, and with an error of the token when the caller
		/// cannot spare the deposit.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::accept_transfer())]
		pub fn accept_transfer(origin: OriginFor<T>, datanet: DatanetId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_accept_transfer(who, datanet)
		}

		/// Ends the Datanet of number `datanet`: it takes no more contributions, snapshots, requests and
		/// licences. What exists stays: snapshots are trained on and earn, grants hold. What is pending is turned
		/// down or taken back, for no snapshot would include it. There is no way back.
		///
		/// Only its owner may call this. Costs the fee only. Emits `DatanetRetired`.
		///
		/// Fails with `DatanetNotFound`, `NotOwner` and `DatanetRetired`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::retire())]
		pub fn retire(origin: OriginFor<T>, datanet: DatanetId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_retire(&who, datanet)
		}

		/// Sets what a licence to the Datanet of number `datanet` costs, in plancks; without `price`, none
		/// is for sale.
		///
		/// Only its owner may call this. Costs the fee only. Emits `EntryPriceSet`.
		///
		/// Fails with `DatanetNotFound` and `NotOwner`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::set_entry_price())]
		pub fn set_entry_price(
			origin: OriginFor<T>,
			datanet: DatanetId,
			price: Option<Balance>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_entry_price(&who, datanet, price)
		}

		/// Sets by `policy` who decides about contributions to the Datanet of number `datanet` from now on,
		/// the pending ones included. Votes that were cast before count no more. Contributions that were given
		/// to staked curators stay with them.
		///
		/// Only its owner may call this. The deposit grows or shrinks with the committee. Emits
		/// `PolicySet`.
		///
		/// Fails with `DatanetNotFound`, `NotOwner`, `InvalidCommittee`, `IdsExhausted`, and with an error
		/// of the token when the caller cannot spare the deposit.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::set_policy())]
		pub fn set_policy(
			origin: OriginFor<T>,
			datanet: DatanetId,
			policy: Policy<T>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_policy(&who, datanet, policy)
		}

		/// Gives content to the Datanet of number `datanet`. `content` is the commitment to the canonical
		/// bytes, which can be had at `uri`; `licence` is what it is given under, and `kind` what it is.
		///
		/// Anyone may call this. Costs a deposit by the length of `uri` and licence, and the contribution
		/// bond, which comes back when it is accepted, rejected or withdrawn, and is lost when it is spam.
		/// Emits `Contributed`.
		///
		/// Fails with `DatanetNotFound`, `DatanetRetired`, `MalformedContent`, `EmptyContent`, with
		/// `InvalidText` when `uri` or licence is not UTF-8, or the licence empty; with
		/// `DerivativesForbidden`, `CommercialForbidden` or `ShareAlikeBroken` when the Datanet cannot be
		/// given out under its licence with this in it; with `DuplicateContent` when the Datanet has the
		/// same content already, with `IdsExhausted`, with `FundsLocked` when the bond is not in OPEN under
		/// no lock, and with an error of the token when the caller cannot spare deposit and bond.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::contribute())]
		pub fn contribute(
			origin: OriginFor<T>,
			datanet: DatanetId,
			content: ContentCommitment,
			uri: Text<T::MaxUriLen>,
			licence: Licence,
			kind: ContributionKind,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_contribute(who, datanet, content, uri, licence, kind)
		}

		/// Takes the pending `contribution` back. The record goes; bond and deposit are released, and so is
		/// the bond of whoever reported it.
		///
		/// Only the contributor may call this. Costs the fee only. Emits `ContributionWithdrawn`.
		///
		/// Fails with `ContributionNotFound`, `NotContributor`, `NotPending`, and with `UnderJudgement`
		/// before the judging period is over that began when it was reported, was first voted on, or was
		/// given to staked curators, whichever was last, and while staked curators have a ballot on it.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::withdraw())]
		pub fn withdraw(origin: OriginFor<T>, contribution: ContributionId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_withdraw(&who, contribution)
		}

		/// Calls the pending `contribution` spam. When it is judged so, the caller gets a part of its bond.
		///
		/// Anyone but the contributor may call this; the first counts. Costs the report bond, which comes
		/// back unless the contribution is accepted: then it goes to the contributor. When nobody decides,
		/// it comes back by `retract_report`. Emits `ContributionReported`.
		///
		/// Fails with `ContributionNotFound`, `NotPending`, `OwnContribution`, `AlreadyReported`, with
		/// `FundsLocked` when the bond is not in OPEN under no lock, and with an error of the token when the
		/// caller cannot spare it.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::report())]
		pub fn report(origin: OriginFor<T>, contribution: ContributionId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_report(who, contribution)
		}

		/// Says what should become of the pending `contribution`. The word of an owner who decides alone is
		/// carried out at once; that of a committee's member is a vote, and what as many members say as
		/// the policy demands is carried out. When no judgement can get there any more, the contribution
		/// is rejected.
		///
		/// Accepted, it is trained on from the next snapshot on and can earn; the bond is released, most of
		/// the deposit stays, for the record does, and the decision is counted as work. Rejected, the record
		/// goes; bond and deposit are released, and the same content may be given again. As spam likewise,
		/// but the bond is slashed: a part goes to whoever reported it, the rest to the treasury.
		///
		/// Only the owner or a member of the committee may call this, by the Datanet's policy; each member
		/// once. Costs the fee only, less of it when nothing was carried out. Emits `Voted` for a member,
		/// and `ContributionAccepted`, `ContributionRejected` or `ContributionSlashed` when it is carried
		/// out, with `ReportForfeited` or `ReportReleased` when it was reported.
		///
		/// Fails with `ContributionNotFound`, `NotPending`, `NotCurator`, `AlreadyVoted`, `DatanetFull`, with
		/// `DatanetRetired` when it is for acceptance, with `InvalidText` when the reason is not UTF-8, and
		/// when the curators' ledger cannot count the work.
		#[pallet::call_index(10)]
		#[pallet::weight(Pallet::<T>::judging_weight(T::MaxCommittee::get()))]
		pub fn judge(
			origin: OriginFor<T>,
			contribution: ContributionId,
			judgement: Judgement<T>,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let counted = Self::do_judge(&who, contribution, judgement)?;
			Ok(Some(Self::judging_weight(counted)).into())
		}

		/// Takes the accepted `contribution` down for a `reason`, which only the event keeps: later
		/// snapshots do not include it. Older ones do, and never change, so the record stays with its
		/// deposit, and the same content cannot come again.
		///
		/// The contributor, the Datanet's owner, and governance may call this. Costs the fee only. Emits
		/// `ContributionTakenDown`.
		///
		/// Fails with `ContributionNotFound`, `MayNotTakeDown`, `NotAccepted`, `AlreadyTakenDown`, and with
		/// `InvalidText` when `reason` is not UTF-8.
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::take_down())]
		pub fn take_down(
			origin: OriginFor<T>,
			contribution: ContributionId,
			reason: Text<T::MaxNoteLen>,
		) -> DispatchResult {
			let who = Self::signer_or_governance(origin)?;
			Self::do_take_down(who, contribution, reason)
		}

		/// Fixes what the Datanet of number `datanet` has accepted and not taken down until now, as a
		/// snapshot that models are trained from, with a `note` for people. It never changes.
		///
		/// Only the Datanet's owner may call this. Costs a deposit by the length of the note. Emits
		/// `SnapshotTaken`.
		///
		/// Fails with `DatanetNotFound`, `NotOwner`, `DatanetRetired`, `SnapshotEmpty`,
		/// `SnapshotUnchanged`, `IdsExhausted`, with `InvalidText` when `note` is not UTF-8, and with an
		/// error of the token when the caller cannot spare the deposit.
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::snapshot())]
		pub fn snapshot(
			origin: OriginFor<T>,
			datanet: DatanetId,
			note: Text<T::MaxNoteLen>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_snapshot(who, datanet, note)
		}

		/// Asks the owner of the Datanet of number `datanet` for leave to train on it: what for
		/// (`purpose`), until which block (`until`; without end when there is none), and for what price
		/// (`offer`, in plancks).
		///
		/// Anyone may call this. Costs a deposit by the length of `purpose`; the offer is on hold until it
		/// is granted, denied or cancelled. Emits `AccessRequested`.
		///
		/// Fails with `DatanetNotFound`, `DatanetRetired`, with `InvalidText` when `purpose` is not UTF-8,
		/// with `UntilPassed`, `AlreadyGranted`, `AlreadyRequested`, with `FundsLocked` when the offer is not
		/// in OPEN under no lock, and with an error of the token when the caller cannot spare deposit and
		/// offer.
		#[pallet::call_index(13)]
		#[pallet::weight(T::WeightInfo::request_access())]
		pub fn request_access(
			origin: OriginFor<T>,
			datanet: DatanetId,
			purpose: Text<T::MaxNoteLen>,
			until: Option<BlockNumberFor<T>>,
			offer: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_request_access(who, datanet, purpose, until, offer)
		}

		/// Takes the caller's request of access to the Datanet of number `datanet` back. Offer and deposit
		/// are released.
		///
		/// Anyone who asked may call this. Costs the fee only. Emits `AccessCancelled`.
		///
		/// Fails with `RequestNotFound`.
		#[pallet::call_index(14)]
		#[pallet::weight(T::WeightInfo::cancel_request())]
		pub fn cancel_request(origin: OriginFor<T>, datanet: DatanetId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_cancel_request(who, datanet)
		}

		/// Gives `who` the access that they ask for to the Datanet of number `datanet`. `price` and `until`
		/// repeat what is asked for, so that nobody can change it under the owner's hands. The offer is
		/// paid as the price of a licence. The key to the bytes can be had at `key_uri`, encrypted for
		/// `who`.
		///
		/// Only the Datanet's owner may call this. Costs the fee only; the deposit of `who` stays. Emits
		/// `AccessGranted`.
		///
		/// Fails with `DatanetNotFound`, `NotOwner`, `DatanetRetired`, with `InvalidText` when `key_uri` is
		/// not UTF-8, with `RequestNotFound`, `TermsDiffer`, `AlreadyGranted`, `UntilPassed`, with
		/// `NothingToLicense` when something is paid and there is no snapshot, and when the royalty
		/// ledger cannot take the price.
		#[pallet::call_index(15)]
		#[pallet::weight(T::WeightInfo::grant())]
		pub fn grant(
			origin: OriginFor<T>,
			datanet: DatanetId,
			who: T::AccountId,
			price: Balance,
			until: Option<BlockNumberFor<T>>,
			key_uri: Text<T::MaxUriLen>,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_grant(&owner, datanet, who, price, until, key_uri)
		}

		/// Refuses `who` the access that they ask for to the Datanet of number `datanet`, for a `reason`,
		/// which only the event keeps. Offer and deposit are released.
		///
		/// Only the Datanet's owner may call this. Costs the fee only. Emits `AccessDenied`.
		///
		/// Fails with `DatanetNotFound`, `NotOwner`, with `InvalidText` when `reason` is not UTF-8, and
		/// with `RequestNotFound`.
		#[pallet::call_index(16)]
		#[pallet::weight(T::WeightInfo::deny())]
		pub fn deny(
			origin: OriginFor<T>,
			datanet: DatanetId,
			who: T::AccountId,
			reason: Text<T::MaxNoteLen>,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_deny(&owner, datanet, who, reason)
		}

		/// Buys leave without end to train on the Datanet of number `datanet`, for its entry price, but at
		/// most for `max_price` plancks. Where the bytes are encrypted, the owner says next where the key
		/// can be had.
		///
		/// Anyone may call this. Costs the price, and a deposit for the record. Emits `LicenceBought`.
		///
		/// Fails with `DatanetNotFound`, `DatanetRetired`, `NotForSale`, `PriceAboveLimit`,
		/// `AlreadyGranted`, with `NothingToLicense` when there is a price and no snapshot, when the
		/// royalty ledger cannot take the price, and with an error of the token when the caller cannot
		/// spare price and deposit.
		#[pallet::call_index(17)]
		#[pallet::weight(T::WeightInfo::buy_licence())]
		pub fn buy_licence(
			origin: OriginFor<T>,
			datanet: DatanetId,
			max_price: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_buy_licence(who, datanet, max_price)
		}

		/// Says where `who`, who has access to the Datanet of number `datanet`, can have the key to the
		/// bytes: at `key_uri`, encrypted for them.
		///
		/// Only the Datanet's owner may call this. Costs the fee only: the holder's deposit covers the
		/// longest uri. Emits `KeySet`.
		///
		/// Fails with `DatanetNotFound`, `NotOwner`, with `InvalidText` when `key_uri` is not UTF-8, and
		/// with `GrantNotFound`.
		#[pallet::call_index(18)]
		#[pallet::weight(T::WeightInfo::set_key())]
		pub fn set_key(
			origin: OriginFor<T>,
			datanet: DatanetId,
			who: T::AccountId,
			key_uri: Text<T::MaxUriLen>,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_set_key(&owner, datanet, who, key_uri)
		}

		/// Takes the access of `who` to the Datanet of number `datanet` away for a `reason`, which only the
		/// event keeps. The deposit is released; what was trained until now stays as it is.
		///
		/// Only the Datanet's owner may call this, where nothing was paid, and governance. Costs the fee
		/// only. Emits `AccessRevoked`.
		///
		/// Fails with `DatanetNotFound`, `NotOwner`, `GrantNotFound`, `GrantPaidFor`, and with
		/// `InvalidText` when `reason` is not UTF-8.
		#[pallet::call_index(19)]
		#[pallet::weight(T::WeightInfo::revoke())]
		pub fn revoke(
			origin: OriginFor<T>,
			datanet: DatanetId,
			who: T::AccountId,
			reason: Text<T::MaxNoteLen>,
		) -> DispatchResult {
			let by = Self::signer_or_governance(origin)?;
			Self::do_revoke(by, datanet, who, reason)
		}

		/// Removes the access of `who` to the Datanet of number `datanet` that has run out. The deposit is
		/// released.
		///
		/// Anyone may call this after the access's last block, and `who` at any time, to give it up. Costs
		/// the fee only. Emits `AccessExpired`.
		///
		/// Fails with `GrantNotFound` and `NotExpired`.
		#[pallet::call_index(20)]
		#[pallet::weight(T::WeightInfo::expire())]
		pub fn expire(
			origin: OriginFor<T>,
			datanet: DatanetId,
			who: T::AccountId,
		) -> DispatchResult {
			let by = ensure_signed(origin)?;
			Self::do_expire(&by, datanet, who)
		}

		/// Takes the caller's report of the pending `contribution` back, on which nobody has decided. The
		/// report bond is released; the contribution may be reported anew.
		///
		/// Only the reporter may call this, once the judging period is over that began with the report.
		/// Costs the fee only. Emits `ReportReleased`.
		///
		/// Fails with `ReportNotFound`, `NotReporter`, and with `UnderJudgement` before that, and while
		/// staked curators have a ballot on it.
		#[pallet::call_index(21)]
		#[pallet::weight(T::WeightInfo::retract_report())]
		pub fn retract_report(
			origin: OriginFor<T>,
			contribution: ContributionId,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_retract_report(&who, contribution)
		}
	}

	impl<T: Config> Pallet<T> {
		/// Who signed; nobody when the call comes from governance.
		fn signer_or_governance(
			origin: OriginFor<T>,
		) -> Result<Option<T::AccountId>, DispatchError> {
			match T::TakedownOrigin::try_origin(origin) {
				Ok(_) => Ok(None),
				Err(origin) => Ok(Some(ensure_signed(origin)?)),
			}
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(T::MaxNameLen::get() > 0, "no Datanet could have a name");
			assert!(T::MaxUriLen::get() > 0, "nobody could say where content is");
			assert!(T::MaxCommittee::get() > 0, "no committee could decide");
			assert!(T::ReportBond::get() > 0, "a report would cost nothing");
			assert!(T::SpamReporterShare::get() < Perbill::one(), "spam must cost something");
			assert!(
				!T::JudgingPeriod::get().is_zero(),
				"spam could be taken back before it is judged"
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), frame::try_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}

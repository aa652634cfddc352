// SPDX-License-Identifier: Apache-2.0
//! The traits by which pallets know each other.
//!
//! No pallet names another one: each takes what it needs as one of these traits in its `Config`,
//! and the runtime says who implements it.

use crate::{
	commitment::ContentCommitment,
	distribution::DistributionRoot,
	fee::{FeeParts, PriceList},
	ids::{ArtifactId, BatchId, ContributionId, DatanetId, DistributionId, RequestId, SnapshotId},
	licence::Licence,
	records::{Evaluation, NewArtifact, MAX_CREDITS, MAX_PARENTS},
	vector::AttributionVector,
	Balance,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::{
	sp_arithmetic::Perbill,
	sp_core::H256,
	sp_runtime::{DispatchError, DispatchResult},
};
use scale_info::TypeInfo;

mod claims;
mod paying;
pub use claims::{Claim, Claims, Subject};
pub use paying::{Channels, Redeemed};

/// What others need to know of a snapshot.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
)]
pub struct SnapshotInfo {
	/// The Datanet that it was taken of.
	pub datanet: DatanetId,
	/// Merkle root over all that had been accepted, what was taken down later included.
	pub root: H256,
	/// How many those are. Not zero.
	pub accepted: u32,
	/// How many of those had been taken down when it was taken. The snapshot does not include them.
	pub withdrawn: u32,
	/// Merkle root over what had been taken down; zero when nothing had.
	pub withdrawn_root: H256,
	/// How many bytes the included contributions have together. Not zero.
	pub length: u64,
}

/// What others need to know of a contribution.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct ContributionInfo<AccountId> {
	/// The Datanet that it was given to.
	pub datanet: DatanetId,
	/// Who gave it, and earns by it.
	pub contributor: AccountId,
	/// Commitment to its canonical bytes.
	pub content: ContentCommitment,
}

/// Datanets, for whoever trains on them, attributes to them or pays them.
pub trait Datanets<AccountId> {
	/// The snapshot, or `None` when there is none of this number.
	fn snapshot(id: SnapshotId) -> Option<SnapshotInfo>;

	/// The contribution, pending or accepted; `None` when there never was one of this number, or it was
	/// rejected or taken back before it was accepted. One that was taken down after it was accepted is
	/// still here: history is not rewritten.
	fn contribution(id: ContributionId) -> Option<ContributionInfo<AccountId>>;

	/// Whether one of the snapshots includes the contribution: it was accepted, and not taken down,
	/// when that one was taken. Reads the contribution once, however many snapshots there are.
	fn includes_any(snapshots: &[SnapshotId], contribution: ContributionId) -> bool;

	/// The licence under which the Datanet is given out, or `None` when there is none of this number.
	fn licence(datanet: DatanetId) -> Option<Licence>;

	/// Whether `who` may train on the snapshot now: its Datanet is public, or theirs, or they hold a
	/// grant or a bought licence that has not run out.
	fn may_train(who: &AccountId, snapshot: SnapshotId) -> bool;

	/// Whether everybody may see and train on the snapshot: its Datanet is public. False when there is
	/// none of this number.
	fn is_public(snapshot: SnapshotId) -> bool;

	/// The part of the contributors' part that the Datanet's curators keep. Zero when there is no such
	/// Datanet.
	fn curators_cut(datanet: DatanetId) -> Perbill;
}

/// Whoever wants to hear of takedowns: artifacts that were trained on what is gone are marked by it.
pub trait OnTakedown {
	/// `contribution` of `datanet` was taken down. Snapshots that were taken before still include it.
	fn taken_down(datanet: DatanetId, contribution: ContributionId);
}

impl OnTakedown for () {
	fn taken_down(_: DatanetId, _: ContributionId) {}
}

/// What curators decide about a contribution.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Debug,
)]
pub enum Verdict {
	/// It becomes part of the Datanet.
	Accept,
	/// It is turned down, and may come again.
	Reject,
	/// It is turned down as spam: its bond is lost.
	Spam,
}

/// Contributions that wait for the staked curators of their Datanet.
pub trait StakedCuration<AccountId> {
	/// Whether staked curators decide in this Datanet, and it is not retired.
	fn is_curated(datanet: DatanetId) -> bool;

	/// The contribution's Datanet and contributor, while it is pending and staked curators decide there.
	fn pending(contribution: ContributionId) -> Option<(DatanetId, AccountId)>;

	/// Carries the curators' verdict out.
	///
	/// # Errors
	/// When the contribution is not pending, or the Datanet can hold no more; then nothing is changed.
	fn carry_out(contribution: ContributionId, verdict: Verdict) -> DispatchResult;
}

/// The ledger of curators' work: what the curators of a Datanet earn is shared by it.
pub trait CuratorLedger<AccountId> {
	/// Counts one acceptance that stood for `who` in `datanet`.
	///
	/// # Errors
	/// When the ledger cannot take it; then nothing is counted.
	fn worked(datanet: DatanetId, who: &AccountId) -> DispatchResult;
}

/// Artifacts, for whoever makes them.
pub trait Registry<AccountId> {
	/// Checks all of a registration that can be known before the artifact is made: that its parents
	/// exist and may be used, the licences allow it, and `owner` may train on the snapshots. Its
	/// manifest is not looked at.
	///
	/// # Errors
	/// As registration would fail.
	fn ensure_registrable(owner: &AccountId, artifact: &NewArtifact<AccountId>) -> DispatchResult;

	/// Registers `artifact` for `owner`, who pays the deposit.
	///
	/// # Errors
	/// As registration by a call.
	fn register(
		owner: AccountId,
		artifact: NewArtifact<AccountId>,
	) -> Result<ArtifactId, DispatchError>;

	/// Keeps the manifest of this `root` for `builder`: nobody else can register it. May be called
	/// several times for the same two; nothing is kept when the builder's own artifact has it already.
	/// Whoever calls sees to a deposit for one entry.
	///
	/// # Errors
	/// When somebody else's artifact has it, or it is kept for somebody else.
	fn reserve(root: H256, builder: &AccountId) -> DispatchResult;

	/// Takes one [`Self::reserve`] back. Does nothing when none is left, as when the manifest was
	/// registered meanwhile.
	fn release(root: H256, builder: &AccountId);

	/// Whether there is such an artifact, it runs on a model, and it is not revoked.
	fn is_measurable(artifact: ArtifactId) -> bool;

	/// Whether `who` owns the artifact, or is credited in it as more than an evaluator.
	fn is_maker(who: &AccountId, artifact: ArtifactId) -> bool;

	/// Records what `evaluator`, who pays the deposit, measured of `artifact` for a fee. It cannot be
	/// taken back.
	///
	/// # Errors
	/// As evaluation by a call.
	fn evaluate(
		evaluator: AccountId,
		artifact: ArtifactId,
		evaluation: Evaluation,
	) -> DispatchResult;
}

/// What OPEN is staked on.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Debug,
)]
pub enum StakeTarget {
	/// A model, an adapter or what else answers.
	Artifact(ArtifactId),
	/// A collection of contributions.
	Datanet(DatanetId),
}

/// Whether something exists that could be staked on.
pub trait StakeTargets {
	/// Whether there is such a thing, and it is neither retired nor revoked.
	fn is_stakeable(target: StakeTarget) -> bool;
}

/// Those who staked.
pub trait Stakers<AccountId> {
	/// What is staked on `target`, in plancks, what unbonds not counted.
	fn staked(target: StakeTarget) -> Balance;

	/// Shares `amount` plancks of the account `from` out among those who staked on `target`.
	///
	/// # Errors
	/// When nobody did, or the OPEN cannot be moved. Then nothing is.
	fn reward(target: StakeTarget, from: &AccountId, amount: Balance) -> DispatchResult;
}

/// By what a part of the era's emission is earned.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Debug,
)]
pub enum EmissionPool {
	/// By answering.
	Workers,
	/// By contributing.
	Contributors,
}

/// Whoever rewards earnings on top: the era's emission is shared in their proportion.
pub trait OnEarned<AccountId> {
	/// `who` earned `amount` plancks by fees.
	fn earned(pool: EmissionPool, who: &AccountId, amount: Balance);
}

impl<AccountId> OnEarned<AccountId> for () {
	fn earned(_: EmissionPool, _: &AccountId, _: Balance) {}
}

/// The most snapshots that an artifact and its ancestors can rest on together. Bounds what a proof
/// and its settlement look at.
pub const MAX_SNAPSHOTS: u32 = 16;

/// The most accounts that share the owners' part of a fee: an artifact's owner, its parents', and those
/// whom it credits.
pub const MAX_OWNERS: u32 = 1 + MAX_PARENTS + MAX_CREDITS;

/// The lineage of artifacts, for whoever serves, attributes or pays them.
pub trait Lineage<AccountId> {
	/// The prices of the artifact, or `None` when it does not exist, is not active or not offered, or
	/// something that is served with it is revoked. Reads at most [`MAX_PARENTS`] artifacts besides it
	/// and its base model.
	fn prices(id: ArtifactId) -> Option<PriceList>;

	/// The base model that the artifact runs on: itself when it is one. `None` when it does not exist
	/// or runs on none.
	fn base(id: ArtifactId) -> Option<ArtifactId>;

	/// The snapshots that the artifact and its ancestors were trained on, ascending, none twice, at
	/// most [`MAX_SNAPSHOTS`]. Attribution looks in these and nowhere else.
	fn snapshots(id: ArtifactId) -> Vec<SnapshotId>;

	/// Who takes which part of the owners' part of a fee: owner, parents by their royalty terms, those
	/// whom the artifact credits. The shares sum to one, and nobody is named twice; empty when the
	/// artifact does not exist. At most [`MAX_OWNERS`].
	fn owners(id: ArtifactId) -> Vec<(AccountId, Perbill)>;
}

/// What a fee is for.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Debug,
)]
pub enum FeeSource {
	/// An answer that was asked for on chain.
	Request(RequestId),
	/// Answers that were paid for by vouchers.
	Batch(BatchId),
}

/// A fee that is due, with everybody whom it is due to.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Settlement<AccountId> {
	/// What the fee is for.
	pub source: FeeSource,
	/// The artifact that answered.
	pub artifact: ArtifactId,
	/// The account that paid, if it was one.
	pub payer: Option<AccountId>,
	/// Who computed the answer.
	pub worker: AccountId,
	/// The fee in parts.
	pub parts: FeeParts,
	/// Who shares in the contributors' part.
	pub vector: AttributionVector,
}

/// The ledger to which settled fees are credited.
pub trait RoyaltySink<AccountId> {
	/// Where the fee must be when it is credited.
	fn pot() -> AccountId;

	/// Credits all parts of a fee whose sum has just been moved to [`Self::pot`]. Nobody is paid
	/// here; people claim.
	///
	/// # Errors
	/// When the parts cannot be credited whole. The caller's transaction must then fail as a whole,
	/// the transfer included.
	fn credit(settlement: &Settlement<AccountId>) -> DispatchResult;

	/// Credits `amount` plancks that have just been moved to [`Self::pot`] to a worker who checked an
	/// answer. That is work: it earns as an answer does.
	///
	/// # Errors
	/// When it cannot be credited. The caller's transaction must then fail as a whole, the transfer
	/// included.
	fn credit_check(source: FeeSource, worker: &AccountId, amount: Balance) -> DispatchResult;

	/// Credits the price of a licence that has just been moved to [`Self::pot`].
	///
	/// # Errors
	/// When the price cannot be credited whole. The caller's transaction must then fail as a whole, the
	/// transfer included.
	fn credit_sale(sale: &Sale<AccountId>) -> DispatchResult;
}

/// Distributions whose roots another pallet has answered for: under them contributions draw at once.
pub trait Distributions<AccountId> {
	/// Opens a distribution for `operator`, who pays the deposits. Its roots come by
	/// [`Self::post`] alone.
	///
	/// # Errors
	/// When the deposit cannot be held, or there are no numbers left.
	fn open(operator: &AccountId) -> Result<DistributionId, DispatchError>;

	/// The root under which can be drawn; `None` when there is no such distribution. That of nobody,
	/// with a total of zero, before the first was posted.
	fn root(id: DistributionId) -> Option<DistributionRoot>;

	/// Holds the operator's deposit for a root with so many `leaves`, or gives back what it holds for
	/// more: with the number of the root that is there, all that was held in advance.
	///
	/// # Errors
	/// When the distribution is not one of [`Self::open`], the root that is there has more leaves, or the
	/// deposit cannot be held. Then nothing is changed.
	fn prepare(id: DistributionId, leaves: u32) -> DispatchResult;

	/// Replaces the root by `root`, for whose growth `amount` plancks have just been moved to
	/// [`RoyaltySink::pot`]. Takes nothing from the operator, who could otherwise keep it from succeeding.
	///
	/// # Errors
	/// When the distribution is not one of [`Self::open`], the root's total does not grow by `amount`,
	/// its leaves become fewer, or are more than were [prepared](Self::prepare). The caller's
	/// transaction must then fail as a whole, the transfer included.
	fn post(id: DistributionId, root: DistributionRoot, amount: Balance) -> DispatchResult;
}

/// What of an account's OPEN no lock forbids to spend.
///
/// A hold looks at no lock. Where OPEN on hold can end in another account, or in the same one by way of
/// another, what is held must therefore be liquid to begin with: else unvested OPEN would get out, and
/// one OPEN vote twice.
pub trait Liquid<AccountId> {
	/// What of the free balance of `who` is under no lock, in plancks.
	fn liquid(who: &AccountId) -> Balance;
}

/// A licence to train on a Datanet that was paid for.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Sale<AccountId> {
	/// The Datanet.
	pub datanet: DatanetId,
	/// Its newest snapshot, whose contributions share in the price by size.
	pub snapshot: SnapshotId,
	/// Who bought it.
	pub buyer: AccountId,
	/// What was paid, in plancks.
	pub price: Balance,
}

/// Why a bond is slashed.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
)]
pub enum SlashReason {
	/// An evidence leaf is not true.
	FalseEvidence,
	/// A match, or an earlier holder, was left out.
	OmittedEvidence,
	/// The vector does not follow from the evidence.
	WrongArithmetic,
	/// A challenge was not answered in time.
	Silence,
	/// A committed judgement was not revealed in time.
	MissedReveal,
	/// A judgement strayed past the tolerance.
	Strayed,
	/// An answer is not the named artifact's.
	ForeignAnswer,
	/// A challenge failed.
	FrivolousChallenge,
	/// An answer is not what canonical text is.
	NotCanonical,
	/// A receipt, or a sum over receipts, is not true.
	FalseReceipt,
	/// A task was lost in a dispute.
	LostDispute,
	/// A job that was taken was not delivered in time.
	MissedDeadline,
	/// What was delivered is not what was asked for.
	BadDelivery,
}

/// Bonds, for whoever trusts them.
pub trait Bonds<AccountId> {
	/// What `who` has at stake, in plancks: bonded, and neither slashed nor withdrawn. What is
	/// cooling down counts, for it can still be slashed.
	fn bonded(who: &AccountId) -> Balance;

	/// What `who` has at stake and has not asked back, in plancks: what new duties are given for.
	fn active(who: &AccountId) -> Balance;

	/// Takes up to `amount` plancks out of the bond of `who`, and returns what was taken in all. It is
	/// lost after a window in which `who` may appeal; then `reporter` gets the part that governance set.
	///
	/// # Errors
	/// When the bond cannot be changed; then nothing is taken.
	fn slash(
		who: &AccountId,
		amount: Balance,
		reason: SlashReason,
		reporter: Option<&AccountId>,
	) -> Result<Balance, DispatchError>;
}

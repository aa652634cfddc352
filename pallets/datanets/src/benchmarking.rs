// SPDX-License-Identifier: Apache-2.0
//! Benchmarks: the longest texts, full committees, and accumulators at which a call hashes most.

use crate::{
	AccessRequest, Call, Config, Contribution, Contributions, Corpora, Datanet, Datanets,
	Description, Grant, Grants, Judgement, NewDatanet, NextContribution, NextDatanet, NextSnapshot,
	Pallet, Policy, Reports, Requests, Snapshot, Snapshots, Status, Text, Votes, MAX_TAGS,
};
use alloc::{vec, vec::Vec};
use codec::{Decode, Encode};
use frame::{
	benchmarking::prelude::{
		fungible::{Inspect, Mutate},
		*,
	},
	traits::Consideration,
};
use openledger_primitives::{
	accumulator::Accumulator,
	commitment::{ContentCommitment, MAX_CONTENT_LEN},
	ids::{ContributionId, DatanetId},
	licence::{Licence, LicenceTerms, MAX_SPDX_LEN},
	records::{ContributionKind, DataKind, Visibility},
	traits::{RoyaltySink, Verdict},
	Balance,
};

/// Makes what the pallet itself cannot.
pub trait BenchmarkHelper {
	/// Makes sales of licences as dear as they can be: a part of the price is burnt, and everybody else
	/// has one.
	///
	/// # Errors
	/// When it cannot.
	fn dear_sales() -> Result<(), BenchmarkError>;
}

fn text<S: Get<u32>>() -> Text<S> {
	let longest = usize::try_from(S::get()).unwrap_or(usize::MAX);
	BoundedVec::truncate_from(vec![b'x'; longest])
}

fn description<T: Config>() -> Description<T> {
	let tags = (0..MAX_TAGS).map(|_| text()).collect::<Vec<_>>();
	Description {
		name: text(),
		summary: text(),
		uri: text(),
		tags: BoundedVec::truncate_from(tags),
	}
}

/// The longest, and one that is compared to its end.
fn licence() -> Licence {
	let terms = LicenceTerms { derivatives: true, commercial: true, share_alike: true };
	Licence { spdx: text::<ConstU32<MAX_SPDX_LEN>>(), terms }
}

fn content(byte: u8) -> ContentCommitment {
	ContentCommitment { root: H256::repeat_byte(byte), length: MAX_CONTENT_LEN }
}

/// An accumulator as it is stored, with this many leaves.
fn accumulator(count: u32) -> Result<Accumulator, BenchmarkError> {
	let peaks = (0u8..32)
		.filter(|bit| count & 1u32.wrapping_shl(u32::from(*bit)) != 0)
		.map(H256::repeat_byte)
		.collect::<Vec<_>>();
	Accumulator::decode(&mut &(count, peaks).encode()[..])
		.map_err(|_| BenchmarkError::Stop("the accumulator's encoding has changed"))
}

/// This many accounts, ascending.
fn members<T: Config>(count: u32) -> Vec<T::AccountId> {
	let mut members = (0..count).map(|seed| account("member", seed, 0)).collect::<Vec<_>>();
	members.sort();
	members
}

/// So many members, all of whom must agree.
fn committee<T: Config>(count: u32) -> Policy<T> {
	let members = BoundedVec::truncate_from(members::<T>(count));
	Policy::Committee { members, threshold: count }
}

fn full_committee<T: Config>() -> Policy<T> {
	committee(T::MaxCommittee::get())
}

/// Gives an account that must exist what it needs for it.
fn found<T: Config>(who: &T::AccountId) -> DispatchResult {
	if T::Currency::total_balance(who) < T::Currency::minimum_balance() {
		T::Currency::mint_into(who, T::Currency::minimum_balance())?;
	}
	Ok(())
}

/// What is paid for access.
fn price<T: Config>() -> Balance {
	T::Currency::minimum_balance().saturating_mul(10)
}

/// An account that can pay for whatever a benchmark does.
fn rich<T: Config>(name: &'static str) -> T::AccountId {
	let who: T::AccountId = account(name, 0, 0);
	let bonds = T::ContributionBond::get().saturating_add(T::ReportBond::get());
	let sum = bonds.saturating_add(price::<T>()).saturating_add(T::Currency::minimum_balance());
	T::Currency::set_balance(&who, sum.saturating_mul(4));
	let datanet = Datanet::<T>::footprint(&description(), &full_committee());
	T::DatanetDeposit::ensure_successful(&who, datanet);
	let contribution = Contribution::<T>::pending_footprint(&text(), &licence());
	T::ContributionDeposit::ensure_successful(&who, contribution);
	T::SnapshotDeposit::ensure_successful(&who, Snapshot::<T>::footprint(&text()));
	T::AccessDeposit::ensure_successful(&who, Grant::<T>::footprint(&text()));
	who
}

/// A Datanet with the longest texts and this policy, and its owner.
fn datanet<T: Config>(policy: Policy<T>) -> Result<(DatanetId, T::AccountId), BenchmarkError> {
	let owner = rich::<T>("owner");
	let id = NextDatanet::<T>::get();
	let new = NewDatanet {
		description: description(),
		kind: DataKind::Text,
		licence: licence(),
		visibility: Visibility::Private,
		policy,
		entry_price: Some(price::<T>()),
		curators_cut: Perbill::from_percent(10),
	};
	Pallet::<T>::do_create(owner.clone(), new)?;
	Ok((id, owner))
}

/// A contribution of "contributor"'s to the Datanet.
fn contribute<T: Config>(
	datanet: DatanetId,
	content: ContentCommitment,
) -> Result<(ContributionId, T::AccountId), BenchmarkError> {
	let contributor = rich::<T>("contributor");
	let id = NextContribution::<T>::get();
	let kind = ContributionKind::Document;
	Pallet::<T>::do_contribute(contributor.clone(), datanet, content, text(), licence(), kind)?;
	Ok((id, contributor))
}

/// A Datanet with an accepted contribution and a snapshot of it, and its owner.
fn with_snapshot<T: Config>(
	policy: Policy<T>,
) -> Result<(DatanetId, T::AccountId, ContributionId), BenchmarkError> {
	let (datanet, owner) = datanet::<T>(Policy::Owner)?;
	let (contribution, _) = contribute::<T>(datanet, content(7))?;
	Pallet::<T>::do_judge(&owner, contribution, Judgement::Accept)?;
	Pallet::<T>::do_snapshot(owner.clone(), datanet, text())?;
	Pallet::<T>::do_set_policy(&owner, datanet, policy)?;
	T::SnapshotDeposit::ensure_successful(&owner, Snapshot::<T>::footprint(&text()));
	Ok((datanet, owner, contribution))
}

/// A reported contribution on which all of `count` members but the last have said `verdict`, and the
/// last one.
fn before_last_vote<T: Config>(
	count: u32,
	verdict: Verdict,
) -> Result<(ContributionId, T::AccountId), BenchmarkError> {
	found::<T>(&T::SlashDestination::get())?;
	let (datanet, _) = datanet::<T>(committee(count))?;
	let (contribution, _) = contribute::<T>(datanet, content(7))?;
	Pallet::<T>::do_report(rich::<T>("reporter"), contribution)?;
	let mut members = members::<T>(count);
	let last = members.pop().ok_or("a committee has a member")?;
	for member in members {
		Pallet::<T>::do_judge(&member, contribution, verdict.into())?;
	}
	Ok((contribution, last))
}

/// A contribution that waits for staked curators, and is as dear to look up and to decide upon as any: it
/// was given, voted on and reported under another policy, and to accept it merges 31 peaks. For the
/// benchmarks of whoever organises these curators.
///
/// # Errors
/// When it cannot be made.
pub fn dearest_pending<T: Config>() -> Result<ContributionId, BenchmarkError> {
	let (id, _) = before_last_vote::<T>(T::MaxCommittee::get(), Verdict::Reject)?;
	let datanet = Contributions::<T>::get(id).ok_or("it is pending")?.datanet;
	let owner = Datanets::<T>::get(datanet).ok_or("it was created")?.owner;
	Pallet::<T>::do_set_policy(&owner, datanet, Policy::Staked)?;
	let accepted = accumulator(u32::MAX / 2)?;
	Corpora::<T>::mutate(datanet, |corpus| corpus.accepted = accepted);
	Ok(id)
}

/// A request with the longest purpose, of whoever is returned last.
fn requested<T: Config>(
	offer: Balance,
	until: Option<BlockNumberFor<T>>,
) -> Result<(DatanetId, T::AccountId, T::AccountId), BenchmarkError> {
	found::<T>(&T::Royalties::pot())?;
	let (datanet, owner, _) = with_snapshot::<T>(full_committee())?;
	let buyer = rich::<T>("buyer");
	Pallet::<T>::do_request_access(buyer.clone(), datanet, text(), until, offer)?;
	Ok((datanet, owner, buyer))
}

/// A grant for nothing, of whoever is returned last.
fn granted<T: Config>(
	until: Option<BlockNumberFor<T>>,
) -> Result<(DatanetId, T::AccountId, T::AccountId), BenchmarkError> {
	let (datanet, owner, holder) = requested::<T>(0, until)?;
	Pallet::<T>::do_grant(&owner, datanet, holder.clone(), 0, until, text())?;
	Ok((datanet, owner, holder))
}

fn later<T: Config>(blocks: BlockNumberFor<T>) {
	let now = T::BlockNumberProvider::current_block_number();
	T::BlockNumberProvider::set_block_number(now.saturating_add(blocks));
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn create() -> Result<(), BenchmarkError> {
		let owner = rich::<T>("owner");
		let id = NextDatanet::<T>::get();

		#[extrinsic_call]
		_(
			RawOrigin::Signed(owner),
			description(),
			DataKind::Text,
			licence(),
			Visibility::Private,
			full_committee(),
			Some(price::<T>()),
			Perbill::one(),
		);

		assert!(Datanets::<T>::contains_key(id));
		Ok(())
	}

	/// To the longest texts from shorter ones, so that more is held.
	#[benchmark]
	fn edit() -> Result<(), BenchmarkError> {
		let (id, owner) = datanet::<T>(full_committee())?;
		let shorter = Description { summary: BoundedVec::new(), ..description() };
		Pallet::<T>::do_edit(&owner, id, shorter)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), id, description());

		let record = Datanets::<T>::get(id).ok_or("it was created")?;
		assert_eq!(record.description, description());
		Ok(())
	}

	#[benchmark]
	fn offer_transfer() -> Result<(), BenchmarkError> {
		let (id, owner) = datanet::<T>(full_committee())?;
		let to: T::AccountId = account("heir", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), id, Some(to.clone()));

		assert_eq!(Datanets::<T>::get(id).and_then(|record| record.offered_to), Some(to));
		Ok(())
	}

	#[benchmark]
	fn accept_transfer() -> Result<(), BenchmarkError> {
		let (id, owner) = datanet::<T>(full_committee())?;
		let to = rich::<T>("heir");
		Pallet::<T>::do_offer_transfer(&owner, id, Some(to.clone()))?;

		#[extrinsic_call]
		_(RawOrigin::Signed(to.clone()), id);

		assert_eq!(Datanets::<T>::get(id).map(|record| record.owner), Some(to));
		Ok(())
	}

	#[benchmark]
	fn retire() -> Result<(), BenchmarkError> {
		let (id, owner) = datanet::<T>(full_committee())?;

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), id);

		assert!(!Pallet::<T>::is_active(id));
		Ok(())
	}

	#[benchmark]
	fn set_entry_price() -> Result<(), BenchmarkError> {
		let (id, owner) = datanet::<T>(full_committee())?;

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), id, Some(Balance::MAX));

		let record = Datanets::<T>::get(id).ok_or("it was created")?;
		assert_eq!(record.entry_price, Some(Balance::MAX));
		Ok(())
	}

	#[benchmark]
	fn set_policy() -> Result<(), BenchmarkError> {
		let (id, owner) = datanet::<T>(Policy::Owner)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), id, full_committee());

		let record = Datanets::<T>::get(id).ok_or("it was created")?;
		assert_eq!(record.policy, full_committee());
		Ok(())
	}

	#[benchmark]
	fn contribute() -> Result<(), BenchmarkError> {
		let (datanet, _) = datanet::<T>(full_committee())?;
		let contributor = rich::<T>("contributor");
		let id = NextContribution::<T>::get();
		let kind = ContributionKind::Document;

		#[extrinsic_call]
		_(RawOrigin::Signed(contributor), datanet, content(7), text(), licence(), kind);

		assert!(Contributions::<T>::contains_key(id));
		Ok(())
	}

	/// Voted on and reported long ago.
	#[benchmark]
	fn withdraw() -> Result<(), BenchmarkError> {
		let (id, _) = before_last_vote::<T>(T::MaxCommittee::get(), Verdict::Spam)?;
		let contributor = Contributions::<T>::get(id).ok_or("it is pending")?.contributor;
		later::<T>(T::JudgingPeriod::get());

		#[extrinsic_call]
		_(RawOrigin::Signed(contributor), id);

		assert!(!Contributions::<T>::contains_key(id) && !Reports::<T>::contains_key(id));
		Ok(())
	}

	#[benchmark]
	fn report() -> Result<(), BenchmarkError> {
		let (datanet, _) = datanet::<T>(full_committee())?;
		let (id, _) = super::contribute::<T>(datanet, content(7))?;
		let reporter = rich::<T>("reporter");

		#[extrinsic_call]
		_(RawOrigin::Signed(reporter), id);

		assert!(Reports::<T>::contains_key(id));
		Ok(())
	}

	/// Of what staked curators could have voted on, long ago.
	#[benchmark]
	fn retract_report() -> Result<(), BenchmarkError> {
		let (id, _) = before_last_vote::<T>(T::MaxCommittee::get(), Verdict::Spam)?;
		let reporter = Reports::<T>::get(id).ok_or("it is reported")?.reporter;
		later::<T>(T::JudgingPeriod::get());

		#[extrinsic_call]
		_(RawOrigin::Signed(reporter), id);

		assert!(!Reports::<T>::contains_key(id));
		Ok(())
	}

	/// 31 peaks are merged, and the report's bond is forfeited.
	#[benchmark]
	fn judge_accept(m: Linear<1, { T::MaxCommittee::get() }>) -> Result<(), BenchmarkError> {
		let (id, last) = before_last_vote::<T>(m, Verdict::Accept)?;
		let datanet = Contributions::<T>::get(id).ok_or("it is pending")?.datanet;
		let index = u32::MAX / 2;
		let accepted = accumulator(index)?;
		Corpora::<T>::mutate(datanet, |corpus| corpus.accepted = accepted);

		#[extrinsic_call]
		judge(RawOrigin::Signed(last), id, Judgement::Accept);

		let status = Contributions::<T>::get(id).ok_or("it is accepted")?.status;
		assert_eq!(status, Status::Accepted { index });
		Ok(())
	}

	#[benchmark]
	fn judge_reject(m: Linear<1, { T::MaxCommittee::get() }>) -> Result<(), BenchmarkError> {
		let (id, last) = before_last_vote::<T>(m, Verdict::Reject)?;

		#[extrinsic_call]
		judge(RawOrigin::Signed(last), id, Judgement::Reject { reason: text() });

		assert!(!Contributions::<T>::contains_key(id) && !Votes::<T>::contains_key(id));
		Ok(())
	}

	/// The reporter and the treasury share in the bond.
	#[benchmark]
	fn judge_spam(m: Linear<1, { T::MaxCommittee::get() }>) -> Result<(), BenchmarkError> {
		let (id, last) = before_last_vote::<T>(m, Verdict::Spam)?;

		#[extrinsic_call]
		judge(RawOrigin::Signed(last), id, Judgement::Spam);

		assert!(!Contributions::<T>::contains_key(id) && !Reports::<T>::contains_key(id));
		Ok(())
	}

	/// By the owner, whose right is looked up last; 31 peaks are merged.
	#[benchmark]
	fn take_down() -> Result<(), BenchmarkError> {
		let (datanet, owner, id) = with_snapshot::<T>(full_committee())?;
		let order = u32::MAX / 2;
		let withdrawn = accumulator(order)?;
		Corpora::<T>::mutate(datanet, |corpus| corpus.withdrawn = withdrawn);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), id, text());

		let status = Contributions::<T>::get(id).ok_or("its record stays")?.status;
		assert_eq!(status, Status::Withdrawn { index: 0, order });
		Ok(())
	}

	/// 32 and 31 peaks are joined, and there is an earlier snapshot to compare with.
	#[benchmark]
	fn snapshot() -> Result<(), BenchmarkError> {
		let (datanet, owner, _) = with_snapshot::<T>(full_committee())?;
		let (accepted, withdrawn) = (accumulator(u32::MAX)?, accumulator(u32::MAX / 2)?);
		Corpora::<T>::mutate(datanet, |corpus| {
			corpus.accepted = accepted;
			corpus.withdrawn = withdrawn;
		});
		let id = NextSnapshot::<T>::get();

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), datanet, text());

		assert!(Snapshots::<T>::contains_key(id));
		Ok(())
	}

	#[benchmark]
	fn request_access() -> Result<(), BenchmarkError> {
		let (datanet, _) = datanet::<T>(full_committee())?;
		let who = rich::<T>("buyer");

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), datanet, text(), None, price::<T>());

		let AccessRequest { offer, .. } = Requests::<T>::get(datanet, who).ok_or("it is open")?;
		assert_eq!(offer, price::<T>());
		Ok(())
	}

	#[benchmark]
	fn cancel_request() -> Result<(), BenchmarkError> {
		let (datanet, _, who) = requested::<T>(price::<T>(), None)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), datanet);

		assert!(!Requests::<T>::contains_key(datanet, who));
		Ok(())
	}

	/// For a price, of which everybody has a part.
	#[benchmark]
	fn grant() -> Result<(), BenchmarkError> {
		T::BenchmarkHelper::dear_sales()?;
		let (datanet, owner, who) = requested::<T>(price::<T>(), None)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), datanet, who.clone(), price::<T>(), None, text());

		assert!(Grants::<T>::contains_key(datanet, who));
		Ok(())
	}

	#[benchmark]
	fn deny() -> Result<(), BenchmarkError> {
		let (datanet, owner, who) = requested::<T>(price::<T>(), None)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), datanet, who.clone(), text());

		assert!(!Requests::<T>::contains_key(datanet, who));
		Ok(())
	}

	/// For a price, of which everybody has a part.
	#[benchmark]
	fn buy_licence() -> Result<(), BenchmarkError> {
		T::BenchmarkHelper::dear_sales()?;
		found::<T>(&T::Royalties::pot())?;
		let (datanet, _, _) = with_snapshot::<T>(full_committee())?;
		let who = rich::<T>("buyer");

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), datanet, price::<T>());

		let Grant { price: paid, .. } = Grants::<T>::get(datanet, who).ok_or("it was bought")?;
		assert_eq!(paid, price::<T>());
		Ok(())
	}

	#[benchmark]
	fn set_key() -> Result<(), BenchmarkError> {
		let (datanet, owner, who) = granted::<T>(None)?;
		Pallet::<T>::do_set_key(&owner, datanet, who.clone(), BoundedVec::new())?;

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), datanet, who.clone(), text());

		let Grant { key_uri, .. } = Grants::<T>::get(datanet, who).ok_or("it was granted")?;
		assert_eq!(key_uri, text::<T::MaxUriLen>());
		Ok(())
	}

	/// By the owner, whose right is looked up.
	#[benchmark]
	fn revoke() -> Result<(), BenchmarkError> {
		let (datanet, owner, who) = granted::<T>(None)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), datanet, who.clone(), text());

		assert!(!Grants::<T>::contains_key(datanet, who));
		Ok(())
	}

	#[benchmark]
	fn expire() -> Result<(), BenchmarkError> {
		let now = frame_system::Pallet::<T>::block_number();
		let until = now.saturating_add(1u32.into());
		let (datanet, _, who) = granted::<T>(Some(until))?;
		later::<T>(2u32.into());

		#[extrinsic_call]
		_(RawOrigin::Signed(account("anyone", 0, 0)), datanet, who.clone());

		assert!(!Grants::<T>::contains_key(datanet, who));
		Ok(())
	}
}

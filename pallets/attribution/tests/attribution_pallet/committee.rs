// SPDX-License-Identifier: Apache-2.0
//! Committees: what their members do, and what follows from it.

mod conclusion;
mod feeless;
mod judging;
mod properties;
mod publishing;
mod review_outcomes;
mod reviews;
mod views;

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
	commitment::ContentCommitment,
	committee::{judgement_commitment, AnswerStatement, Judgement},
	ids::{ContributionId, RequestId},
	records::Mode,
	traits::SlashReason,
	vector::{AttributionVector, ContributionShare},
	Balance,
};
use pallet_attribution::{Event, HoldReason, PanelOf, Panels, RequestState};

/// What all workers have at stake.
const BOND: Balance = 100;

/// The answer that all authors give: it costs 200, and each check of it 50.
fn statement() -> AnswerStatement {
	AnswerStatement {
		output: ContentCommitment::of(ANSWER).unwrap(),
		input_tokens: 10,
		output_tokens: 20,
	}
}

/// Registers the first `count` workers for [`BASE`].
fn register_workers(count: u8) {
	for n in 0..count {
		assert_ok!(register(n, &[BASE]));
	}
}

/// A request that was given to a committee of `k`, by payer 0 who pays up to 1 000.
fn asked(k: u8) -> RequestId {
	register_workers(WORKERS);
	asked_again(k)
}

/// The same, when the workers are there already.
fn asked_again(k: u8) -> RequestId {
	let id = queue(ADAPTER, Mode::Committee { k });
	next_block();
	assert_eq!(request(id).state, RequestState::Assigned);
	assert_eq!(request(id).workers.len(), usize::from(k));
	id
}

fn publish(id: RequestId) -> DispatchResult {
	Attribution::publish_answer(signed(author(id)), id, statement())
}

/// A request whose answer a committee of `k` is to judge.
fn published(k: u8) -> RequestId {
	let id = asked(k);
	assert_ok!(publish(id));
	id
}

fn panel(id: RequestId) -> PanelOf<Test> {
	Panels::<Test>::get(id).unwrap()
}

fn member(id: RequestId, place: usize) -> AccountId {
	panel(id).seats[place].member.clone()
}

/// Shares in percent; what is left is the residual.
fn shares(percents: &[(u64, u32)]) -> AttributionVector {
	let left = 100 - percents.iter().map(|(_, percent)| percent).sum::<u32>();
	let shares = percents.iter().map(|(id, percent)| ContributionShare {
		contribution: ContributionId(*id),
		share: Perbill::from_percent(*percent),
	});
	AttributionVector {
		shares: shares.collect::<Vec<_>>().try_into().unwrap(),
		residual: Perbill::from_percent(left),
	}
}

fn genuine(vector: AttributionVector) -> Judgement {
	Judgement::Genuine { vector, evidence_root: H256::repeat_byte(7) }
}

/// What honest members find of a genuine answer.
fn honest() -> Judgement {
	genuine(vector(&[1, 3]))
}

/// What no honest member finds.
fn wrong() -> Judgement {
	genuine(vector(&[0, 2]))
}

fn salt(who: &AccountId) -> H256 {
	BlakeTwo256::hash_of(&("salt", who))
}

fn commitment(id: RequestId, who: &AccountId, judgement: &Judgement) -> H256 {
	judgement_commitment(hash_of_block(0), id, who, judgement, salt(who))
}

fn commit(id: RequestId, who: &AccountId, judgement: &Judgement) -> DispatchResult {
	let commitment = commitment(id, who, judgement);
	Attribution::commit_judgement(signed(who.clone()), id, commitment)
}

fn reveal(id: RequestId, who: &AccountId, judgement: &Judgement) -> DispatchResult {
	Attribution::reveal_judgement(signed(who.clone()), id, judgement.clone(), salt(who))
}

/// Has the members judge so, by the places of their seats; `None` for one who does nothing.
fn judge(id: RequestId, judgements: &[Option<Judgement>]) {
	let panel = panel(id);
	assert_eq!(judgements.len(), panel.seats.len());
	let acting = || panel.seats.iter().zip(judgements);
	for (seat, judgement) in acting() {
		if let Some(judgement) = judgement {
			assert_ok!(commit(id, &seat.member, judgement));
		}
	}
	if judgements.iter().any(Option::is_none) {
		run_to(panel.commit_until + 1);
	}
	for (seat, judgement) in acting() {
		if let Some(judgement) = judgement {
			assert_ok!(reveal(id, &seat.member, judgement));
		}
	}
}

/// Has payer 1, who has no part in it, conclude.
fn conclude(id: RequestId) -> DispatchResultWithPostInfo {
	Attribution::conclude(signed(payer(1)), id)
}

fn slashes() -> Vec<(AccountId, Balance, SlashReason, Option<AccountId>)> {
	world(|world| world.slashes.clone())
}

/// Who was paid how much for checks.
fn checks() -> Vec<(AccountId, Balance)> {
	world(|world| world.checks.iter().map(|(_, who, amount)| (who.clone(), *amount)).collect())
}

fn review_hold(who: &AccountId) -> Balance {
	<Balances as fungible::InspectHold<_>>::balance_on_hold(&HoldReason::Review.into(), who)
}

fn assert_happened(event: Event<Test>) {
	System::assert_has_event(event.into());
}

// SPDX-License-Identifier: Apache-2.0

//! What is locked stays where it is, whatever came first: the lock, the escrow, or OPEN of others.

use super::{account, all, ask, open, signed, vote, voucher};
use crate::state;
use openledger_primitives::{ids::ChannelId, Balance};
use openledger_runtime::{
	constants::currency::{EXISTENTIAL_DEPOSIT, OPEN},
	escrow::{cover, pallet_escrow::FreezeReason, EscrowedOpen},
	governance::voting::in_escrow,
	invariants, AccountId, Balances, Bonds, ConvictionVoting, PaymentChannels, Proxy, ProxyType,
	Runtime, RuntimeFreezeReason, System, Vesting,
};
use polkadot_sdk::{
	frame_support::{
		assert_ok,
		traits::fungible::{Inspect, MutateFreeze},
	},
	pallet_vesting::VestingInfo,
	sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave},
	sp_runtime::{DispatchError, DispatchResult, MultiAddress, TokenError},
};
use std::any::TypeId;

const FIRST: ChannelId = ChannelId(0);
const NONE: Balance = 0;
const FROZEN: DispatchResult = Err(DispatchError::Token(TokenError::Frozen));

fn free(who: Sr25519Keyring) -> Balance {
	System::account(account(who)).data.free
}

fn lookup(who: Sr25519Keyring) -> MultiAddress<AccountId, ()> {
	MultiAddress::Id(account(who))
}

fn send(from: Sr25519Keyring, to: Sr25519Keyring, amount: Balance) -> DispatchResult {
	Balances::transfer_keep_alive(signed(from), lookup(to), amount)
}

fn redeem(payer: Sr25519Keyring, amount: Balance) {
	let signature = voucher(payer, FIRST, amount);
	assert_ok!(PaymentChannels::redeem(signed(Dave), FIRST, amount, signature));
}

/// `from` gives `to` OPEN that vests one day far from now.
fn vest(from: Sr25519Keyring, to: Sr25519Keyring, amount: Balance) {
	let schedule = VestingInfo::new(amount, OPEN, 1_000_000);
	assert_ok!(Vesting::vested_transfer(signed(from), lookup(to), schedule));
}

#[test]
fn voter_cannot_send_what_is_locked_when_the_escrow_came_first() {
	state::of_preset("development").execute_with(|| {
		ask();
		assert_ok!(open(Bob, Charlie, all(Bob) / 2));
		let voted = free(Bob);
		assert_ok!(vote(Bob, voted));
		// The record's deposit stays Bob's, and stands for as much of the vote.
		let deposit = all(Bob) - cover(&account(Bob));
		assert_eq!(send(Bob, Alice, deposit + 1), FROZEN);
		assert_ok!(send(Bob, Alice, deposit));
		redeem(Bob, in_escrow(&account(Bob)));
		assert_eq!(all(Bob), voted);
		assert_eq!(send(Bob, Alice, 1), FROZEN);
	});
}

#[test]
fn voter_cannot_send_what_is_locked_when_the_vote_came_first() {
	state::of_preset("development").execute_with(|| {
		ask();
		let voted = all(Bob) / 2;
		assert_ok!(vote(Bob, voted));
		let amount = free(Bob) - voted - OPEN;
		assert_ok!(open(Bob, Charlie, amount));
		let spare = all(Bob) - amount - voted;
		assert_eq!(send(Bob, Alice, spare + 1), FROZEN);
		assert_ok!(send(Bob, Alice, spare));
		redeem(Bob, amount);
		assert_eq!(all(Bob), voted);
		assert_eq!(send(Bob, Alice, 1), FROZEN);
	});
}

#[test]
fn unvested_open_cannot_leave_when_the_vested_is_in_escrow() {
	state::of_preset("development").execute_with(|| {
		let amount = 100 * OPEN;
		vest(Alice, Bob, 1_000 * OPEN);
		assert_ok!(open(Bob, Charlie, free(Bob) - 1_000 * OPEN - amount));
		assert_ok!(send(Bob, Alice, amount));
		assert_eq!(send(Bob, Alice, 1), FROZEN);
	});
}

#[test]
fn vested_transfer_locks_when_the_receiver_has_escrow() {
	state::of_preset("development").execute_with(|| {
		assert_ok!(open(Bob, Charlie, 5_000 * OPEN));
		assert_eq!(cover(&account(Bob)), NONE);
		vest(Alice, Bob, 1_000 * OPEN);
		assert_eq!(cover(&account(Bob)), 6_000 * OPEN);
		let unlocked = all(Bob) - 6_000 * OPEN;
		assert_eq!(send(Bob, Alice, unlocked + 1), FROZEN);
		assert_ok!(send(Bob, Alice, unlocked));
		// More of it, and all of that is locked too.
		vest(Alice, Bob, 500 * OPEN);
		assert_eq!(send(Bob, Alice, 1), FROZEN);
	});
}

#[test]
fn cover_follows_the_escrow_when_a_channel_is_topped_up_redeemed_and_closed() {
	state::of_preset("development").execute_with(|| {
		vest(Alice, Bob, 1_000 * OPEN);
		assert_eq!(cover(&account(Bob)), NONE);
		assert_ok!(open(Bob, Charlie, 100 * OPEN));
		assert_eq!(cover(&account(Bob)), 1_100 * OPEN);
		assert_ok!(PaymentChannels::top_up(signed(Bob), FIRST, 50 * OPEN));
		assert_eq!(cover(&account(Bob)), 1_150 * OPEN);
		redeem(Bob, 30 * OPEN);
		assert_eq!(cover(&account(Bob)), 1_120 * OPEN);
		assert_ok!(PaymentChannels::close(signed(Charlie), FIRST));
		assert_eq!(cover(&account(Bob)), NONE);
		let unlocked = all(Bob) - 1_000 * OPEN;
		assert_eq!(send(Bob, Alice, unlocked + 1), FROZEN);
		assert_ok!(send(Bob, Alice, unlocked));
	});
}

#[test]
fn cover_is_gone_when_all_is_redeemed() {
	state::of_preset("development").execute_with(|| {
		vest(Alice, Bob, 1_000 * OPEN);
		assert_ok!(open(Bob, Charlie, 100 * OPEN));
		redeem(Bob, 100 * OPEN);
		assert_eq!(cover(&account(Bob)), NONE);
		assert_ok!(send(Bob, Alice, all(Bob) - 1_000 * OPEN));
	});
}

#[test]
fn cover_is_gone_when_the_vote_is_unlocked() {
	state::of_preset("development").execute_with(|| {
		ask();
		assert_ok!(open(Bob, Charlie, 100 * OPEN));
		assert_ok!(vote(Bob, 1_000 * OPEN));
		assert_ok!(vote(Bob, 400 * OPEN));
		assert_eq!(cover(&account(Bob)), 1_100 * OPEN);
		assert_ok!(ConvictionVoting::unlock(signed(Bob), 0, lookup(Bob)));
		assert_eq!(cover(&account(Bob)), 500 * OPEN);
		assert_ok!(ConvictionVoting::remove_vote(signed(Bob), Some(0), 0));
		assert_ok!(ConvictionVoting::unlock(signed(Bob), 0, lookup(Bob)));
		assert_eq!(cover(&account(Bob)), NONE);
		assert_ok!(send(Bob, Alice, free(Bob) - EXISTENTIAL_DEPOSIT));
	});
}

#[test]
fn highest_lock_counts_when_there_are_several() {
	state::of_preset("development").execute_with(|| {
		ask();
		assert_ok!(open(Bob, Charlie, 100 * OPEN));
		vest(Alice, Bob, 300 * OPEN);
		assert_ok!(vote(Bob, 700 * OPEN));
		assert_eq!(cover(&account(Bob)), 800 * OPEN);
		assert_ok!(ConvictionVoting::remove_vote(signed(Bob), Some(0), 0));
		assert_ok!(ConvictionVoting::unlock(signed(Bob), 0, lookup(Bob)));
		assert_eq!(cover(&account(Bob)), 400 * OPEN);
	});
}

#[test]
fn bond_stands_for_a_lock_when_there_is_escrow_too() {
	state::of_preset("development").execute_with(|| {
		ask();
		assert_ok!(Bonds::bond(signed(Bob), 1_000 * OPEN));
		assert_ok!(vote(Bob, 1_000 * OPEN));
		assert_ok!(open(Bob, Charlie, 100 * OPEN));
		assert_ok!(send(Bob, Alice, free(Bob) - EXISTENTIAL_DEPOSIT));
		assert_eq!(free(Bob), EXISTENTIAL_DEPOSIT);
	});
}

#[test]
fn deposits_are_reserved_when_there_is_a_cover() {
	state::of_preset("development").execute_with(|| {
		assert_ok!(open(Bob, Charlie, all(Bob) - 10 * OPEN));
		vest(Alice, Bob, OPEN);
		let before = free(Bob);
		assert_ok!(Proxy::add_proxy(signed(Bob), lookup(Alice), ProxyType::NonTransfer, 0));
		assert!(free(Bob) < before);
		assert_eq!(invariants::check(), Ok(()));
	});
}

#[test]
fn payer_tops_up_when_there_is_a_cover() {
	state::of_preset("development").execute_with(|| {
		vest(Alice, Bob, 1_000 * OPEN);
		assert_ok!(open(Bob, Charlie, OPEN));
		// The cover is no lock: all that is unlocked goes into escrow.
		let unlocked = free(Bob) - 1_000 * OPEN;
		assert_ok!(PaymentChannels::top_up(signed(Bob), FIRST, unlocked));
		assert_eq!(free(Bob), 1_000 * OPEN);
	});
}

#[test]
fn books_do_not_balance_when_a_cover_is_missing() {
	state::of_preset("development").execute_with(|| {
		vest(Alice, Bob, 1_000 * OPEN);
		assert_ok!(open(Bob, Charlie, OPEN));
		assert_eq!(invariants::check(), Ok(()));
		let reason = RuntimeFreezeReason::Escrow(FreezeReason::Cover);
		assert_ok!(Balances::thaw(&reason, &account(Bob)));
		let found = invariants::check().expect_err("the cover is due");
		assert!(found.contains("cover"), "{found}");
	});
}

#[test]
fn books_do_not_balance_when_a_cover_is_left_over() {
	state::of_preset("development").execute_with(|| {
		let reason = RuntimeFreezeReason::Escrow(FreezeReason::Cover);
		assert_ok!(Balances::set_freeze(&reason, &account(Bob), OPEN));
		let found = invariants::check().expect_err("none is due");
		assert!(found.contains("cover"), "{found}");
	});
}

#[test]
fn every_pallet_with_escrow_keeps_covers() {
	fn keeps<Open: Inspect<AccountId> + 'static>() -> bool {
		TypeId::of::<Open>() == TypeId::of::<EscrowedOpen>()
	}
	assert!([
		keeps::<<Runtime as pallet_agents::Config>::Currency>(),
		keeps::<<Runtime as pallet_attribution::Config>::Currency>(),
		keeps::<<Runtime as pallet_challenges::Config>::Currency>(),
		keeps::<<Runtime as pallet_datanets::Config>::Currency>(),
		keeps::<<Runtime as pallet_model_factory::Config>::Currency>(),
		keeps::<<Runtime as pallet_payment_channels::Config>::Currency>(),
		keeps::<<Runtime as pallet_receipts::Config>::Currency>(),
	]
	.into_iter()
	.all(|keeps| keeps));
}

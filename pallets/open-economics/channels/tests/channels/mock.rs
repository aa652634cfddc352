// SPDX-License-Identifier: Apache-2.0
//! A runtime with balances and channels. Accounts stand for real keys.

use frame::{
	deps::{
		frame_support::storage::with_storage_layer,
		sp_core::{ecdsa, ed25519, sr25519, Pair},
		sp_runtime::{AccountId32, MultiSignature, MultiSigner},
	},
	runtime::prelude::*,
	testing_prelude::*,
	token::fungible::{HoldConsideration, InspectHold},
	traits::{Contains, Footprint, IdentifyAccount, IdentityLookup, LinearStoragePrice},
};
use openledger_primitives::{
	ids::ChannelId,
	traits::{Channels as _, Liquid, Redeemed},
	voucher::Voucher,
	Balance,
};
use pallet_payment_channels::{Channel, Channels, HoldReason};
use polkadot_sdk::pallet_balances;
use std::sync::LazyLock;

pub type AccountId = AccountId32;

/// Payers and payees.
pub const ALICE: AccountId = AccountId32::new([1; 32]);
pub const BOB: AccountId = AccountId32::new([2; 32]);
pub const CAROL: AccountId = AccountId32::new([3; 32]);
/// Has no account.
pub const NOBODY: AccountId = AccountId32::new([4; 32]);

/// What each account but [`NOBODY`] starts with.
pub const FUNDS: Balance = 100_000;
pub const EXISTENTIAL_DEPOSIT: Balance = 10;
pub const MIN_DEPOSIT: Balance = 50;
pub const PERIOD: u32 = 5;
pub const BATCHED_PERIOD: u32 = 9;

construct_runtime!(
	pub struct Test {
		System: frame_system,
		Balances: pallet_balances,
		PaymentChannels: pallet_payment_channels,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type AccountData = pallet_balances::AccountData<Balance>;
	type AccountId = AccountId;
	type Block = MockBlockU32<Test>;
	type Lookup = IdentityLookup<AccountId>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
	type Balance = Balance;
	type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
}

parameter_types! {
	pub const ChannelDeposit: RuntimeHoldReason =
		RuntimeHoldReason::PaymentChannels(HoldReason::ChannelDeposit);
	/// In blocks. A test may change it, as governance may.
	pub static ClosePeriod: u32 = PERIOD;
	/// Who posts batches.
	pub static Batching: Vec<AccountId> = vec![];
}

/// 100 plancks, and 2 for each byte.
type Price = LinearStoragePrice<ConstU128<100>, ConstU128<2>, Balance>;

/// What is free and not frozen.
pub struct Free;

impl Liquid<AccountId> for Free {
	fn liquid(who: &AccountId) -> Balance {
		let account = System::account(who).data;
		account.free.saturating_sub(account.frozen)
	}
}

/// Who is said to.
pub struct Batchers;

impl Contains<AccountId> for Batchers {
	fn contains(who: &AccountId) -> bool {
		Batching::get().contains(who)
	}
}

impl pallet_payment_channels::Config for Test {
	type BatchedClosePeriod = ConstU32<BATCHED_PERIOD>;
	type Batchers = Batchers;
	type BlockNumberProvider = System;
	type ChannelDeposit = HoldConsideration<AccountId, Balances, ChannelDeposit, Price>;
	type ClosePeriod = ClosePeriod;
	type Currency = Balances;
	type Liquid = Free;
	type MinDeposit = ConstU128<MIN_DEPOSIT>;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Signature = MultiSignature;
	type WeightInfo = ();
}

/// The hash of the genesis block.
pub fn genesis() -> H256 {
	H256::repeat_byte(0x11)
}

/// Runs `test` in block 1, and checks after it what must always be true.
pub fn run(test: impl FnOnce()) {
	ClosePeriod::set(PERIOD);
	Batching::set(vec![]);
	let balances = [ALICE, BOB, CAROL].map(|who| (who, FUNDS)).to_vec();
	let storage = RuntimeGenesisConfig {
		balances: pallet_balances::GenesisConfig { balances, ..Default::default() },
		..Default::default()
	};
	TestState::new(storage.build_storage().unwrap()).execute_with(|| {
		frame_system::BlockHash::<Test>::insert(0, genesis());
		System::set_block_number(1);
		let issued = Balances::total_issuance();
		test();
		PaymentChannels::do_try_state().unwrap();
		check_holds();
		assert_eq!(Balances::total_issuance(), issued);
	});
}

/// Whatever is on hold is left in a channel, or pays for its record.
pub fn check_holds() {
	for who in [ALICE, BOB, CAROL, NOBODY] {
		let of_payer = || Channels::<Test>::iter_values().filter(|record| record.payer == who);
		let left = of_payer().map(|record| record.deposit - record.redeemed).sum::<Balance>();
		let records = Balance::try_from(of_payer().count()).unwrap() * record_deposit();
		assert_eq!(Balances::balance_on_hold(&HoldReason::Channel.into(), &who), left);
		assert_eq!(Balances::balance_on_hold(&HoldReason::ChannelDeposit.into(), &who), records);
		assert_eq!(Balances::total_balance_on_hold(&who), left + records);
	}
}

/// What a channel's record costs.
pub fn record_deposit() -> Balance {
	<Price as Convert<Footprint, Balance>>::convert(Channel::<Test>::footprint())
}

/// Free and held OPEN of `who`.
pub fn balances(who: AccountId) -> (Balance, Balance) {
	let account = System::account(who).data;
	(account.free, account.reserved)
}

/// The kinds of keys.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Key {
	Ed25519,
	Sr25519,
	Ecdsa,
	Eth,
}

pub const KEYS: [Key; 4] = [Key::Ed25519, Key::Sr25519, Key::Ecdsa, Key::Eth];

static PAIRS: LazyLock<(ed25519::Pair, sr25519::Pair, ecdsa::Pair, ecdsa::KeccakPair)> =
	LazyLock::new(|| {
		(
			Pair::from_string("//Signer", None).unwrap(),
			Pair::from_string("//Signer", None).unwrap(),
			Pair::from_string("//Signer", None).unwrap(),
			Pair::from_string("//Signer", None).unwrap(),
		)
	});

impl Key {
	/// The account that the key stands for.
	pub fn account(self) -> AccountId {
		let signer: MultiSigner = match self {
			Self::Ed25519 => PAIRS.0.public().into(),
			Self::Sr25519 => PAIRS.1.public().into(),
			Self::Ecdsa => PAIRS.2.public().into(),
			Self::Eth => MultiSigner::Eth(PAIRS.3.public()),
		};
		signer.into_account()
	}

	/// Signs bytes.
	pub fn sign(self, bytes: &[u8]) -> MultiSignature {
		match self {
			Self::Ed25519 => PAIRS.0.sign(bytes).into(),
			Self::Sr25519 => PAIRS.1.sign(bytes).into(),
			Self::Ecdsa => PAIRS.2.sign(bytes).into(),
			Self::Eth => MultiSignature::Eth(PAIRS.3.sign(bytes)),
		}
	}

	/// Signs the voucher of `channel` over `cumulative` plancks.
	pub fn voucher(self, channel: ChannelId, cumulative: Balance) -> MultiSignature {
		let voucher = Voucher { genesis: genesis(), channel, cumulative };
		self.sign(&voucher.signing_bytes())
	}
}

/// `payer` opens a channel to `payee` with `amount` for the vouchers of `key`.
pub fn open(payer: AccountId, payee: AccountId, amount: Balance, key: Key) -> DispatchResult {
	PaymentChannels::open(RuntimeOrigin::signed(payer), payee, amount, key.account())
}

/// `who` locks `amount` more.
pub fn top_up(who: AccountId, channel: ChannelId, amount: Balance) -> DispatchResult {
	PaymentChannels::top_up(RuntimeOrigin::signed(who), channel, amount)
}

/// Carol, who has no part in it, redeems the voucher that `key` signed.
pub fn redeem(channel: ChannelId, cumulative: Balance, key: Key) -> DispatchResult {
	redeem_signed(channel, cumulative, key.voucher(channel, cumulative))
}

/// Carol, who has no part in it, redeems a voucher with this signature.
pub fn redeem_signed(
	channel: ChannelId,
	cumulative: Balance,
	signature: MultiSignature,
) -> DispatchResult {
	PaymentChannels::redeem(RuntimeOrigin::signed(CAROL), channel, cumulative, signature)
}

/// `who` asks to close.
pub fn request_close(who: AccountId, channel: ChannelId) -> DispatchResult {
	PaymentChannels::request_close(RuntimeOrigin::signed(who), channel)
}

/// `who` takes that back.
pub fn reopen(who: AccountId, channel: ChannelId) -> DispatchResult {
	PaymentChannels::reopen(RuntimeOrigin::signed(who), channel)
}

/// `who` closes.
pub fn close(who: AccountId, channel: ChannelId) -> DispatchResult {
	PaymentChannels::close(RuntimeOrigin::signed(who), channel)
}

/// Goes `blocks` blocks on.
pub fn advance(blocks: u32) {
	System::set_block_number(System::block_number() + blocks);
}

/// A channel from Alice to Bob with 1 000 plancks for the vouchers of `key`.
pub fn opened(key: Key) -> ChannelId {
	let channel = pallet_payment_channels::NextChannel::<Test>::get();
	open(ALICE, BOB, 1_000, key).unwrap();
	channel
}

/// The same, when Bob posts batches.
pub fn opened_batched(key: Key) -> ChannelId {
	Batching::set(vec![BOB]);
	opened(key)
}

/// A pallet redeems the voucher that `key` signed for Bob, into Carol's account.
pub fn redeem_for_bob(
	channel: ChannelId,
	cumulative: Balance,
	key: Key,
) -> Result<Redeemed<AccountId>, DispatchError> {
	let signature = key.voucher(channel, cumulative);
	PaymentChannels::redeem_for(&BOB, channel, cumulative, &signature, &CAROL)
}

/// The record of a channel that there is.
pub fn record(channel: ChannelId) -> Channel<Test> {
	Channels::<Test>::get(channel).unwrap()
}

/// Runs `call` as the runtime runs calls: what fails changes nothing.
pub fn in_layer(call: impl FnOnce() -> DispatchResult) -> DispatchResult {
	with_storage_layer(call)
}

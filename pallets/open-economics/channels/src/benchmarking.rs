// SPDX-License-Identifier: Apache-2.0
//! Benchmarks: the dearest signature, wrapped as wallets do it, and a payee without an account.

use crate::{Call, Channels, Config, NextChannel, Pallet};
use frame::{
	benchmarking::prelude::{
		fungible::{Inspect, Mutate},
		*,
	},
	deps::{
		sp_core::crypto::key_types::DUMMY,
		sp_io::crypto::{ecdsa_generate, ecdsa_sign},
		sp_runtime::{traits::IdentifyAccount, MultiSignature, MultiSigner},
	},
};
use openledger_primitives::{ids::ChannelId, Balance};

fn amount<T: Config>() -> Balance {
	T::MinDeposit::get().max(T::Currency::minimum_balance())
}

/// An account with OPEN to spare.
fn funded<T: Config>() -> T::AccountId
where
	T::Currency: Mutate<T::AccountId>,
{
	let who: T::AccountId = whitelisted_caller();
	T::Currency::set_balance(&who, amount::<T>().saturating_mul(1_000_000));
	who
}

/// The next channel, from a funded account to one that does not exist; `signer` signs.
fn opened<T: Config>(
	signer: T::AccountId,
) -> Result<(T::AccountId, T::AccountId, ChannelId), BenchmarkError>
where
	T::Currency: Mutate<T::AccountId>,
{
	let (payer, payee) = (funded::<T>(), account::<T::AccountId>("payee", 0, 0));
	let channel = NextChannel::<T>::get();
	Pallet::<T>::do_open(payer.clone(), payee.clone(), amount::<T>(), signer)?;
	Ok((payer, payee, channel))
}

#[benchmarks(
	where
		T::Currency: Mutate<T::AccountId>,
		T::Signature: From<MultiSignature>,
		MultiSigner: IdentifyAccount<AccountId = T::AccountId>,
)]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn open() -> Result<(), BenchmarkError> {
		let payer = funded::<T>();
		let payee: T::AccountId = account("payee", 0, 0);
		let channel = NextChannel::<T>::get();

		#[extrinsic_call]
		_(RawOrigin::Signed(payer.clone()), payee, amount::<T>(), payer.clone());

		assert!(Channels::<T>::contains_key(channel));
		Ok(())
	}

	#[benchmark]
	fn top_up() -> Result<(), BenchmarkError> {
		let (payer, _, channel) = opened::<T>(account("signer", 0, 0))?;

		#[extrinsic_call]
		_(RawOrigin::Signed(payer), channel, amount::<T>());

		let deposit = Channels::<T>::get(channel).map(|record| record.deposit);
		assert_eq!(deposit, Some(amount::<T>().saturating_mul(2)));
		Ok(())
	}

	#[benchmark]
	fn redeem() -> Result<(), BenchmarkError> {
		let key = ecdsa_generate(DUMMY, None);
		let (_, payee, channel) = opened::<T>(MultiSigner::Ecdsa(key).into_account())?;
		let bytes = Pallet::<T>::voucher_bytes(channel, amount::<T>());
		// Bytes as they are were tried first.
		let wrapped = [b"<Bytes>", bytes.as_slice(), b"</Bytes>"].concat();
		let signature = ecdsa_sign(DUMMY, &key, &wrapped).ok_or("there is no keystore")?;
		let signature = T::Signature::from(MultiSignature::Ecdsa(signature));
		let caller: T::AccountId = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), channel, amount::<T>(), signature);

		assert_eq!(T::Currency::balance(&payee), amount::<T>());
		Ok(())
	}

	#[benchmark]
	fn request_close() -> Result<(), BenchmarkError> {
		let (payer, _, channel) = opened::<T>(account("signer", 0, 0))?;

		#[extrinsic_call]
		_(RawOrigin::Signed(payer), channel);

		assert!(Channels::<T>::get(channel).is_some_and(|record| record.closing_at.is_some()));
		Ok(())
	}

	#[benchmark]
	fn reopen() -> Result<(), BenchmarkError> {
		let (payer, _, channel) = opened::<T>(account("signer", 0, 0))?;
		Pallet::<T>::do_request_close(&payer, channel)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(payer), channel);

		assert!(Channels::<T>::get(channel).is_some_and(|record| record.closing_at.is_none()));
		Ok(())
	}

	#[benchmark]
	fn close() -> Result<(), BenchmarkError> {
		let (payer, _, channel) = opened::<T>(account("signer", 0, 0))?;
		Pallet::<T>::do_request_close(&payer, channel)?;
		let now = frame_system::Pallet::<T>::block_number();
		frame_system::Pallet::<T>::set_block_number(now.saturating_add(T::ClosePeriod::get()));
		// Neither payer nor payee.
		let anyone: T::AccountId = account("anyone", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(anyone), channel);

		assert!(!Channels::<T>::contains_key(channel));
		Ok(())
	}
}
